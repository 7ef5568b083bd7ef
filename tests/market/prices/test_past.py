"""The days before a market that is made by hand: there, and never later."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from haero.market.listing.instruments import Instrument, builtin
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import Print
from haero.market.prices.past import Past
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange

D = Decimal
SESSIONS = SessionBook()
BEGINS = datetime(2026, 11, 20, 15, tzinfo=UTC)  # 10:00 in New York
YESTERDAY = datetime(2026, 11, 19, 23, tzinfo=UTC)


def known(exchange: Exchange, symbol: str) -> Instrument:
    found = builtin().get(exchange, symbol)
    assert found is not None
    return found


AAPL = known(Exchange.NASDAQ, "AAPL")


@pytest.fixture
def synthetic() -> SyntheticSource:
    return SyntheticSource(7, SESSIONS)


@pytest.fixture
def source(synthetic: SyntheticSource) -> ManualSource:
    made = ManualSource(SESSIONS)
    made.stand_on(Past(synthetic, SESSIONS, BEGINS))
    return made


def test_the_days_before_are_those_of_the_other_market(source: ManualSource, synthetic: SyntheticSource) -> None:
    assert source.costly
    assert source.daily(AAPL, BEGINS, 100) == synthetic.daily(AAPL, YESTERDAY, 100)
    assert source.minutes(AAPL, BEGINS, 50, 5) == synthetic.minutes(AAPL, YESTERDAY, 50, 5)
    assert source.daily(AAPL, YESTERDAY - timedelta(days=3), 2) == synthetic.daily(
        AAPL, YESTERDAY - timedelta(days=3), 2
    )


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=9), timedelta(days=40)])
def test_it_never_grows(source: ManualSource, later: timedelta) -> None:
    assert source.daily(AAPL, BEGINS + later, 3) == source.daily(AAPL, BEGINS, 3)


def test_before_the_first_print_the_past_has_the_last_price(source: ManualSource) -> None:
    day = source.daily(AAPL, BEGINS, 1)[0]
    summary = source.summary(AAPL, BEGINS)
    assert (summary.last, summary.previous_close, summary.previous_volume) == (day.close, day.close, day.volume)
    assert (summary.open, summary.volume, summary.amount) == (D(0), 0, D(0))
    assert source.quote(AAPL, BEGINS) is None  # nobody offers at a price of yesterday
    assert list(source.messages(AAPL, BEGINS, BEGINS + timedelta(days=1))) == []


def test_what_is_posted_stands_on_it(source: ManualSource) -> None:
    before = source.daily(AAPL, BEGINS, 2)
    at = BEGINS + timedelta(minutes=5)
    source.post_print(Print(Exchange.NASDAQ, "AAPL", D("250.00"), 10, at))
    summary = source.summary(AAPL, at)
    assert (summary.last, summary.volume) == (D("250.00"), 10)
    assert (summary.previous_close, summary.previous_volume) == (before[-1].close, before[-1].volume)
    days = source.daily(AAPL, at, 3)
    assert (days[:2], days[2].close, len(days)) == (before, D("250.00"), 3)
    minutes = source.minutes(AAPL, at, 3, 1)
    assert (minutes[-1].close, minutes[:-1]) == (D("250.00"), source.minutes(AAPL, YESTERDAY, 2, 1))
    # A day later the posted day is the one before.
    source.post_print(Print(Exchange.NASDAQ, "AAPL", D("260.00"), 1, at + timedelta(days=3)))
    assert source.summary(AAPL, at + timedelta(days=3)).previous_close == D("250.00")


def test_every_exchange_has_a_past_of_its_own_days() -> None:
    """At 10:00 in New York Tokyo's day is over: it belongs to the past no more than New York's."""
    past = Past(SyntheticSource(7, SESSIONS), SESSIONS, BEGINS)
    for exchange, symbol in ((Exchange.TOKYO, "7203"), (Exchange.NASDAQ, "AAPL")):
        instrument = known(exchange, symbol)
        last = past.last_day(instrument)
        assert last is not None
        assert SESSIONS.trading_date(exchange, last.start) < SESSIONS.trading_date(exchange, BEGINS)
        assert past.last_day(instrument) is last


def test_without_a_past_there_is_none() -> None:
    source = ManualSource(SESSIONS)
    assert not source.costly
    assert source.daily(AAPL, BEGINS, 5) == []
    assert source.summary(AAPL, BEGINS).last is None
