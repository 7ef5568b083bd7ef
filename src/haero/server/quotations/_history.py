"""Days and minutes of a symbol, fetched in pieces between which others may go on: months of a synthetic symbol take a while."""

from collections.abc import Callable, Generator
from datetime import date, datetime, timedelta

from haero.market.listing.instruments import Instrument
from haero.market.prices.bars import Bar
from haero.market.time.sessions import CalendarError
from haero.server.call import Call
from haero.server.quotations._asked import Asked, local_date
from haero.server.quotations._breaths import gives_way
from haero.terms import Exchange

SECOND = timedelta(seconds=1)
# About a millisecond of a synthetic symbol that nobody has looked at yet.
_DAYS_AT_ONCE, _MINUTES_AT_ONCE = 2, 10

Bars = Generator[None, None, list[Bar]]
"""Bars, oldest first, when all pieces are there."""


def daily_bars(call: Call, instrument: Instrument, until: datetime, count: int) -> Bars:
    """The newest `count` daily bars up to a moment; fewer if there are no more."""
    source = call.books.market.source
    return _pieces(call, lambda end, few: source.daily(instrument, end, few), until, count, _DAYS_AT_ONCE)


def today_and_before(call: Call, found: Asked, count: int) -> Generator[None, None, tuple[Bar | None, list[Bar]]]:
    """The bar of the current trading day, None before its first print, and up to `count` daily bars before it, oldest first."""
    bars = yield from daily_bars(call, found.instrument, found.now, count + 1)
    exchange = found.instrument.exchange
    if bars and local_date(call, found, bars[-1].start) == call.books.market.sessions.trading_date(exchange, found.now):
        return bars[-1], bars[:-1]
    return None, bars[-count:]


def minute_bars(call: Call, instrument: Instrument, until: datetime, count: int, per: int = 1) -> Bars:
    """The newest `count` bars of `per` minutes up to a moment; fewer if there are no more."""
    source, at_once = call.books.market.source, max(_MINUTES_AT_ONCE // per, 1)
    return _pieces(call, lambda end, few: source.minutes(instrument, end, few, per), until, count, at_once)


def last_minutes(call: Call, instrument: Instrument, until: datetime, span: int) -> Bars:
    """The one-minute bars that begin in the last `span` minutes up to a moment, both ends included."""
    found = yield from minute_bars(call, instrument, until, span + 1)
    since = until - timedelta(minutes=span)
    return [bar for bar in found if bar.start >= since]


def date_ago(call: Call, exchange: Exchange, days: int) -> date | None:
    """The date of so many trading days before the current one; None where the calendar begins."""
    day: date | None = call.books.market.sessions.trading_date(exchange, call.seen)
    for _ in range(days):
        day = None if day is None else business_day_before(call, exchange, day)
    return day


def bar_of(call: Call, instrument: Instrument, day: date) -> Bar | None:
    """The bar of a date, or the newest before that; None where there is none."""
    found = call.books.market.source.daily(instrument, min(end_of(call, instrument, day), call.seen), 1)
    return found[0] if found else None


def business_day_before(call: Call, exchange: Exchange, day: date) -> date | None:
    """The newest date with a session before a date, or None where the calendar begins."""
    try:
        return call.books.market.sessions.previous_business_day(exchange, day)
    except CalendarError:
        return None


def end_of(call: Call, instrument: Instrument, day: date) -> datetime:
    """The last second of an exchange's own date."""
    return (
        call.books.market.sessions.instant(instrument.exchange, day + timedelta(days=1), datetime.min.time()) - SECOND
    )


def _pieces(call: Call, fetch: Callable[[datetime, int], list[Bar]], until: datetime, count: int, at_once: int) -> Bars:
    found = list[Bar]()
    if not gives_way(call):
        return fetch(until, count) if count > 0 else found
    while len(found) < count:
        wanted = min(at_once, count - len(found))
        more = fetch(until, wanted)
        found[:0] = more
        if len(more) < wanted or len(found) >= count:
            break
        until = more[0].start - SECOND
        yield
    return found
