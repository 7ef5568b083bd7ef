import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from haero.market.time.opening_hours import HOURS, RULES, ZONES, Rules, SessionKind, hours_on, instant, rules
from haero.terms import US_EXCHANGES, Exchange

UTC = dt.UTC


def written(by: Rules, exchange: Exchange, date: str) -> str:
    stretches = hours_on(by, exchange, dt.date.fromisoformat(date))
    return " ".join(f"{stretch.opens:%H:%M}-{stretch.closes:%H:%M}" for stretch in stretches)


@pytest.mark.parametrize("by", RULES)
def test_every_exchange_has_hours_on_every_date_and_a_zone(by: Rules) -> None:
    assert set(HOURS[by]) == set(Exchange) == set(ZONES)
    for exchange, changes in HOURS[by].items():
        since = [hours.since for hours in changes]
        assert since[0] == dt.date.min
        assert since == sorted(set(since)), exchange
        for hours in changes:
            edges = [(stretch.opens, stretch.closes) for stretch in hours.stretches if stretch.closes.tzinfo is None]
            assert edges == sorted(edges)
            assert all(opens < closes for opens, closes in edges)


@pytest.mark.parametrize(
    ("exchange", "date", "expected"),
    [
        (Exchange.TOKYO, "2011-11-20", "09:00-11:00 12:30-15:00"),
        (Exchange.TOKYO, "2011-11-21", "09:00-11:30 12:30-15:00"),
        (Exchange.TOKYO, "2024-11-04", "09:00-11:30 12:30-15:00"),
        (Exchange.TOKYO, "2024-11-05", "09:00-11:30 12:30-15:30"),
        (Exchange.HONG_KONG, "2011-03-06", "10:00-12:30 14:30-16:00"),
        (Exchange.HONG_KONG, "2011-03-07", "09:30-12:00 13:30-16:00"),
        (Exchange.HONG_KONG, "2012-03-05", "09:30-12:00 13:00-16:00"),
        (Exchange.SHANGHAI, "2026-11-20", "09:30-11:30 13:00-15:00"),
        (Exchange.SHENZHEN, "2026-11-20", "09:30-11:30 13:00-15:00"),
        (Exchange.HANOI, "2026-11-20", "09:00-11:30 13:00-14:45"),
        (Exchange.HO_CHI_MINH, "2026-11-20", "09:00-11:30 13:00-14:45"),
        (Exchange.NASDAQ, "2026-11-20", "04:00-09:30 09:30-16:00 16:00-20:00"),
    ],
)
def test_the_exchanges_own_hours_change_on_their_days(exchange: Exchange, date: str, expected: str) -> None:
    assert written("exchange", exchange, date) == expected


def test_the_page_has_the_same_hours_on_every_date() -> None:
    assert all(len(changes) == 1 for changes in HOURS["page"].values())
    assert written("page", Exchange.TOKYO, "2026-11-20") == "09:00-11:30 12:30-15:00"
    assert written("page", Exchange.SHANGHAI, "2026-11-20") == "09:30-15:00"
    assert written("page", Exchange.HANOI, "2026-11-20") == "09:00-11:30 13:00-15:00"


def test_only_the_us_has_sessions_around_the_regular_one() -> None:
    for by in RULES:
        for exchange in Exchange:
            kinds = {stretch.kind for stretch in hours_on(by, exchange, dt.date(2026, 11, 20))}
            assert kinds == (set(SessionKind) if exchange in US_EXCHANGES else {SessionKind.REGULAR})


def test_an_instant_is_on_the_exchanges_clock_or_on_the_times_own() -> None:
    day = dt.date(2026, 7, 2)
    assert instant(Exchange.NYSE, day, dt.time(9, 30)) == dt.datetime(2026, 7, 2, 13, 30, tzinfo=UTC)
    assert instant(Exchange.NYSE, day, dt.time(22, tzinfo=UTC)) == dt.datetime(2026, 7, 2, 22, tzinfo=UTC)
    seoul = dt.time(10, tzinfo=ZoneInfo("Asia/Seoul"))
    assert instant(Exchange.TOKYO, day, seoul) == dt.datetime(2026, 7, 2, 1, tzinfo=UTC)
    assert instant(Exchange.TOKYO, day, dt.time(9)).tzinfo is UTC


def test_a_rule_set_has_one_of_two_names() -> None:
    assert [rules(name) for name in ("page", "exchange")] == list(RULES)
    for name in ("", "Page", "kis"):
        with pytest.raises(ValueError, match="must be page or exchange"):
            rules(name)
