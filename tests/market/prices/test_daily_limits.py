"""The synthetic market stays inside the limits that orders are checked against, also when it is wild."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest

from haero.market.listing.bands import LIMITED, band
from haero.market.listing.instruments import builtin
from haero.market.listing.ticks import ladder_of
from haero.market.prices.messages import Quote
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.sessions import SessionBook, SessionKind
from haero.rules.ticks import on_tick
from haero.terms import Exchange

BOOK = SessionBook()
SYMBOLS = [one for one in builtin() if one.exchange in LIMITED]
DAYS = [dt.date(2026, 3, 2) + dt.timedelta(days=n) for n in range(40)]


@pytest.mark.parametrize("exchange", sorted(LIMITED))
@pytest.mark.parametrize("volatility", ["0.30", "1.5"])
def test_no_quote_print_or_level_lies_outside_the_limits_of_its_day(exchange: Exchange, volatility: str) -> None:
    """Forty days, some of them at a limit: every price that is shown is one that an order may name."""
    source = SyntheticSource(7, BOOK, Decimal(volatility))
    touched = 0
    for instrument in [one for one in SYMBOLS if one.exchange is exchange][:4]:
        ladder = ladder_of(instrument)
        for date in DAYS:
            sessions = [one for one in BOOK.on(exchange, date) if one.kind is SessionKind.REGULAR]
            if not sessions:
                continue
            moment = sessions[-1].closes - dt.timedelta(minutes=1)
            summary = source.summary(instrument, moment)
            limits = band(instrument, summary.previous_close)
            assert limits is not None
            shown = [summary.open, summary.high, summary.low, summary.last]
            for message in source.messages(instrument, moment, moment + dt.timedelta(seconds=5)):
                shown += [message.bid, message.ask] if isinstance(message, Quote) else [message.price]
                if isinstance(message, Quote):
                    assert message.bid < message.ask
            for level in source.depth(instrument, moment, 10):
                shown += [price for price in (level.bid, level.ask) if price]
                assert bool(level.ask) == bool(level.ask_size)
            assert all(price is not None and limits.low <= price <= limits.high for price in shown), (instrument, date)
            assert all(price is not None and on_tick(price, ladder) for price in shown), (instrument, date)
            touched += limits.high in shown or limits.low in shown
    if volatility == "1.5":
        assert touched, "no day came to its limit: the test has not seen it work"


@pytest.mark.parametrize("exchange", sorted(LIMITED))
def test_yesterdays_close_is_the_base_of_today(exchange: Exchange) -> None:
    source = SyntheticSource(7, BOOK)
    instrument = next(one for one in SYMBOLS if one.exchange is exchange)
    moment = BOOK.on(exchange, dt.date(2026, 11, 20))[-1].closes
    bars = source.daily(instrument, moment, 30)
    for before, after in pairwise(bars):
        summary = source.summary(instrument, after.start)
        assert summary.previous_close == before.close
        limits = band(instrument, before.close)
        assert limits is not None
        assert limits.low <= after.low <= after.close <= after.high <= limits.high


def test_the_first_day_of_a_calendar_has_no_limits() -> None:
    first, _ = BOOK.covers(Exchange.TOKYO)
    toyota = builtin().get(Exchange.TOKYO, "7203")
    assert toyota is not None
    bars = SyntheticSource(1, BOOK).daily(
        toyota, dt.datetime.combine(first, dt.time(), dt.UTC) + dt.timedelta(days=9), 9
    )
    assert bars
    assert all(Decimal(0) < bar.low <= bar.high for bar in bars)
