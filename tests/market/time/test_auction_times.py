import datetime as dt

import pytest

from haero.market.time.auction_times import CUT_OFFS, AuctionTimes, auction_times
from haero.market.time.sessions import CalendarError, SessionBook
from haero.terms import US_EXCHANGES, Exchange

NEW_YORK_WINTER = dt.timezone(dt.timedelta(hours=-5))
NEW_YORK_SUMMER = dt.timezone(dt.timedelta(hours=-4))
BOOK = SessionBook()


def local(exchange: Exchange, date: str, zone: dt.tzinfo = NEW_YORK_WINTER) -> tuple[str, ...]:
    """open entry, open cancel, close entry, close cancel, on New York's clock."""
    times = auction_times(BOOK, exchange, dt.date.fromisoformat(date))
    assert times is not None
    assert all(moment.utcoffset() == dt.timedelta(0) for moment in times)
    return tuple(f"{moment.astimezone(zone):%H:%M:%S}".removesuffix(":00") for moment in times[:4])


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (Exchange.NYSE, ("09:30", "09:30", "15:50", "15:50")),
        (Exchange.NASDAQ, ("09:28", "09:25", "15:55", "15:50")),
        (Exchange.AMEX, ("09:29:55", "09:29:55", "15:59", "15:59")),
    ],
)
def test_todays_cut_offs_winter_and_summer(exchange: Exchange, expected: tuple[str, ...]) -> None:
    assert local(exchange, "2026-11-20") == expected
    assert local(exchange, "2026-07-02", NEW_YORK_SUMMER) == expected


@pytest.mark.parametrize(
    ("exchange", "before", "after", "old", "new"),
    [
        (Exchange.NYSE, "2010-02-26", "2010-03-01", ("09:30", "09:30", "15:40", "15:40"), "09:30 09:30 15:45 15:45"),
        (Exchange.NYSE, "2019-03-22", "2019-03-25", ("09:30", "09:30", "15:45", "15:45"), "09:30 09:30 15:50 15:50"),
        (Exchange.NASDAQ, "2018-10-26", "2018-10-29", ("09:28", "09:28", "15:50", "15:50"), "09:28 09:28 15:55 15:55"),
        (Exchange.NASDAQ, "2019-10-04", "2019-10-07", ("09:28", "09:28", "15:55", "15:55"), "09:28 09:28 15:55 15:50"),
        (Exchange.NASDAQ, "2021-04-23", "2021-04-26", ("09:28", "09:28", "15:55", "15:50"), "09:28 09:25 15:55 15:50"),
        (
            Exchange.AMEX,
            "2017-07-21",
            "2017-07-24",
            ("09:30", "09:30", "15:45", "15:45"),
            "09:29:55 09:29:55 15:59 15:59",
        ),
    ],
)
def test_cut_offs_change_on_their_days(
    exchange: Exchange, before: str, after: str, old: tuple[str, ...], new: str
) -> None:
    summer = {"2019-03-22", "2018-10-26", "2019-10-04", "2021-04-23", "2017-07-21"}
    zone = NEW_YORK_SUMMER if before in summer else NEW_YORK_WINTER
    assert local(exchange, before, zone) == old
    assert local(exchange, after, zone) == tuple(new.split())


def test_a_half_day_moves_the_closing_auction_and_not_the_opening() -> None:
    assert local(Exchange.NYSE, "2026-11-27") == ("09:30", "09:30", "12:50", "12:50")
    assert local(Exchange.NASDAQ, "2026-11-27") == ("09:28", "09:25", "12:55", "12:50")
    assert local(Exchange.AMEX, "2026-12-24") == ("09:29:55", "09:29:55", "12:59", "12:59")


def test_the_session_and_the_deadline_of_the_closing_print() -> None:
    times = auction_times(BOOK, Exchange.NYSE, dt.date(2013, 10, 7))
    assert times is not None
    assert times.opens == dt.datetime(2013, 10, 7, 13, 30, tzinfo=dt.UTC)
    assert times.closes == dt.datetime(2013, 10, 7, 20, 0, tzinfo=dt.UTC)
    assert times.close_deadline == dt.datetime(2013, 10, 7, 20, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("exchange", sorted(set(Exchange) - US_EXCHANGES))
def test_kis_offers_no_auctions_outside_the_us(exchange: Exchange) -> None:
    assert auction_times(BOOK, exchange, dt.date(2026, 11, 20)) is None


@pytest.mark.parametrize("date", ["2026-11-26", "2026-11-21", "2025-01-09"])
def test_a_closed_day_has_no_auctions(date: str) -> None:
    for exchange in US_EXCHANGES:
        assert auction_times(BOOK, exchange, dt.date.fromisoformat(date)) is None


def test_outside_the_calendar() -> None:
    with pytest.raises(CalendarError):
        auction_times(BOOK, Exchange.NYSE, dt.date(2031, 1, 2))


@pytest.mark.parametrize("exchange", sorted(US_EXCHANGES))
def test_every_day_is_in_order_and_the_same_by_both_rule_sets(exchange: Exchange) -> None:
    own = SessionBook("exchange")
    day, last = BOOK.covers(exchange)
    seen = 0
    while day <= last:
        times = auction_times(BOOK, exchange, day)
        assert times == auction_times(own, exchange, day)
        if times is not None:
            seen += 1
            assert times.open_cancel <= times.open_entry <= times.opens < times.close_cancel <= times.close_entry
            assert times.close_entry < times.closes < times.close_deadline
        day += dt.timedelta(days=3)  # all weekdays in turn
    assert seen > 1000


def test_what_was_worked_out_is_kept() -> None:
    first = auction_times(BOOK, Exchange.NASDAQ, dt.date(2026, 11, 20))
    assert isinstance(first, AuctionTimes)
    assert auction_times(BOOK, Exchange.NASDAQ, dt.date(2026, 11, 20)) is first


@pytest.mark.parametrize("exchange", sorted(US_EXCHANGES))
def test_every_cut_off_has_a_source_and_says_how_sure_it_is(exchange: Exchange) -> None:
    rules = CUT_OFFS[exchange]
    assert [rule.since for rule in rules] == sorted({rule.since for rule in rules})
    assert rules[0].since == dt.date.min
    for rule in rules:
        assert len(rule.source) > 20
        assert rule.evidence in {"documented", "day guessed", "guessed"}
