"""The calendar in the desk's words: phase, session, and when a day order ends."""

from datetime import datetime

import pytest

from haero.desk.hours import Phase
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange
from haero.world.trading_hours import TradingHours

HOURS = TradingHours(SessionBook())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "phase", "session", "expires"),
    [
        ("2026-11-20T03:59:59-05:00", Phase.BEFORE_OPEN, "", None),
        ("2026-11-20T04:00:00-05:00", Phase.OPEN, "pre", "2026-11-20T16:00:00-05:00"),
        ("2026-11-20T09:30:00-05:00", Phase.OPEN, "regular", "2026-11-20T16:00:00-05:00"),
        ("2026-11-20T16:00:00-05:00", Phase.OPEN, "after", "2026-11-20T17:00:00-05:00"),
        ("2026-11-20T17:00:00-05:00", Phase.AFTER_CLOSE, "", None),
        ("2026-11-21T12:00:00-05:00", Phase.CLOSED_DAY, "", None),
        ("2026-11-27T12:59:00-05:00", Phase.OPEN, "regular", "2026-11-27T13:00:00-05:00"),  # half day
    ],
)
def test_the_us_day(moment: str, phase: Phase, session: str, expires: str | None) -> None:
    hours = HOURS.of(Exchange.NYSE, at(moment))
    assert (hours.phase, hours.session) == (phase, session)
    if expires is not None:
        assert hours.expires == at(expires)


def test_a_lunch_break_is_no_time_for_orders_but_does_not_end_them() -> None:
    morning = HOURS.of(Exchange.TOKYO, at("2026-11-20T10:00:00+09:00"))
    lunch = HOURS.of(Exchange.TOKYO, at("2026-11-20T12:00:00+09:00"))
    assert (morning.phase, lunch.phase) == (Phase.OPEN, Phase.BREAK)
    assert morning.expires == at("2026-11-20T15:00:00+09:00")


def test_answers_are_kept_only_within_their_stretch() -> None:
    hours = TradingHours(SessionBook())
    first = hours.of(Exchange.NYSE, at("2026-11-20T10:00:00-05:00"))
    assert hours.of(Exchange.NYSE, at("2026-11-20T15:59:59-05:00")) is first
    assert hours.of(Exchange.NYSE, at("2026-11-20T16:00:00-05:00")).session == "after"
    assert hours.of(Exchange.NYSE, at("2026-11-20T10:00:00-05:00")) == first


def test_daytime_is_a_session_of_its_own() -> None:
    noon = at("2026-11-20T12:00:00+09:00")
    hours = HOURS.daytime(Exchange.NASDAQ, noon)
    assert (hours.phase, hours.session, str(hours.trade_date)) == (Phase.OPEN, "daytime", "2026-11-20")
    assert hours.expires == at("2026-11-20T18:00:00+09:00")
    assert HOURS.of(Exchange.NASDAQ, noon).phase is not Phase.OPEN
    assert HOURS.daytime(Exchange.NASDAQ, at("2026-11-20T18:00:00+09:00")).phase is Phase.AFTER_CLOSE
    assert HOURS.daytime(Exchange.TOKYO, noon).phase is Phase.CLOSED_DAY


def test_the_regular_session_and_the_auctions_of_the_date() -> None:
    hours = HOURS.of(Exchange.NYSE, at("2026-11-27T05:00:00-05:00"))  # a half day, before its open
    assert (hours.opens, hours.closes) == (at("2026-11-27T09:30:00-05:00"), at("2026-11-27T13:00:00-05:00"))
    assert hours.auctions is not None
    assert (hours.auctions.opens, hours.auctions.closes) == (hours.opens, hours.closes)
    assert hours.auctions.close_entry < hours.auctions.closes < hours.auctions.close_deadline
    tokyo = HOURS.of(Exchange.TOKYO, at("2026-11-20T10:00:00+09:00"))
    assert (tokyo.opens, tokyo.closes) == (at("2026-11-20T09:00:00+09:00"), at("2026-11-20T15:00:00+09:00"))
    assert tokyo.auctions is None
    closed = HOURS.of(Exchange.NYSE, at("2026-11-21T12:00:00-05:00"))
    assert (closed.opens, closed.closes, closed.auctions) == (None, None, None)
    daytime = HOURS.daytime(Exchange.NASDAQ, at("2026-11-20T12:00:00+09:00"))
    assert (daytime.opens, daytime.auctions) == (None, None)
