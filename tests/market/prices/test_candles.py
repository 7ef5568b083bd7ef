"""Minute bars against the prints themselves."""

import datetime as dt
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.market.listing.instruments import Instrument, builtin
from haero.market.prices.bars import Bar, stretch_start
from haero.market.prices.candles import Candles
from haero.market.prices.messages import Print
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange

BOOK = SessionBook()
SECOND = dt.timedelta(seconds=1)
NOON = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)


def known(exchange: Exchange, symbol: str) -> Instrument:
    found = builtin().get(exchange, symbol)
    assert found is not None
    return found


INSTRUMENTS = [
    known(Exchange.NASDAQ, "AAPL"), known(Exchange.NYSE, "F"), known(Exchange.TOKYO, "7203"),
    known(Exchange.HONG_KONG, "00700"), known(Exchange.HO_CHI_MINH, "FPT"),
]  # fmt: skip


def source() -> SyntheticSource:
    return SyntheticSource(7, BOOK)


def by_hand(instrument: Instrument, date: dt.date, until: dt.datetime, per: int) -> list[Bar]:
    """The day's bars, from every one of its prints. Amounts are left 0."""
    opens = BOOK.on(instrument.exchange, date)[0].opens
    messages = source().messages(instrument, opens - SECOND, until)
    prints = [message for message in messages if isinstance(message, Print)]
    bars = []
    starts = groupby(prints, lambda trade: stretch_start(BOOK.local_time(instrument.exchange, trade.at), per))
    for start, group in starts:
        trades = list(group)
        prices = [trade.price for trade in trades]
        volume = sum(trade.size for trade in trades)
        begins = max(start.astimezone(dt.UTC), opens)
        zero = prices[0] * 0
        bars.append(Bar(prices[0], max(prices), min(prices), prices[-1], volume, zero, begins))
    return bars


def without_amount(bars: list[Bar]) -> list[tuple[object, ...]]:
    return [(bar.open, bar.high, bar.low, bar.close, bar.volume, bar.start) for bar in bars]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.symbol)
@pytest.mark.parametrize("per", [1, 5, 7, 60, 390, 1440])
def test_bars_are_those_of_the_prints(instrument: Instrument, per: int) -> None:
    date = dt.date(2026, 11, 20)
    sessions = BOOK.on(instrument.exchange, date)
    until = sessions[-1].opens + (sessions[-1].closes - sessions[-1].opens) / 3 + SECOND * 17
    expected = by_hand(instrument, date, until, per)
    found = source().minutes(instrument, until, len(expected), per)
    assert without_amount(found) == without_amount(expected)
    assert all(bar.low * bar.volume <= bar.amount <= bar.high * bar.volume for bar in found)


@settings(max_examples=20)
@given(st.sampled_from(INSTRUMENTS), st.integers(1, 400), st.integers(1, 60), st.integers(0, 86_400 * 5))
def test_pages_have_no_gaps_and_no_repeats(instrument: Instrument, per: int, count: int, later: int) -> None:
    market, until = source(), NOON + SECOND * later
    whole = market.minutes(instrument, until, count * 2, per)
    assert len(whole) == count * 2
    newer = market.minutes(instrument, until, count, per)
    older = market.minutes(instrument, newer[0].start - SECOND, count, per)
    assert [*older, *newer] == whole
    assert [bar.start for bar in whole] == sorted({bar.start for bar in whole})
    for bar in whole:
        assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
        assert bar.volume > 0
    assert (
        market.minutes(instrument, until, count * 2, per)
        == whole
        == source().minutes(instrument, until, count * 2, per)
    )


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.symbol)
def test_minutes_add_up_to_the_day(instrument: Instrument) -> None:
    market = source()
    for moment in (NOON, NOON + dt.timedelta(hours=1, seconds=29), NOON + dt.timedelta(days=2)):
        (day,) = market.daily(instrument, moment, 1)
        for per in (1, 13, 120):
            bars = [bar for bar in market.minutes(instrument, moment, 1000 // per + 2, per) if bar.start >= day.start]
            assert sum(bar.volume for bar in bars) == day.volume
            assert day.low <= min(bar.low for bar in bars)
            assert day.high >= max(bar.high for bar in bars)
            assert abs(sum(bar.amount for bar in bars) / day.amount - 1) < 1e-3


def test_what_is_kept_is_bounded_and_can_be_forgotten() -> None:
    market = source()
    market.minutes(INSTRUMENTS[0], NOON, 120, 1)
    candles: Candles = market._candles
    assert candles._minutes
    candles.clear()
    assert not candles._minutes
    assert not candles._sessions
