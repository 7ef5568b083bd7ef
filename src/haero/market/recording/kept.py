"""What a recorded symbol is remembered by: its newest messages one by one, what is older as bars and a quote a minute.

Messages may be told ahead of time: every answer is for a moment, and knows nothing of what came later.
"""

import datetime as dt
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

import msgspec

from haero.market.prices.barbook import BarBook, minute_bar
from haero.market.prices.bars import Bar, joined
from haero.market.prices.messages import Print, Quote, VolumeOnly
from haero.market.time.sessions import SessionBook, SessionKind
from haero.terms import Exchange

QUOTES_KEPT = 1_000
"""Older quotes of a symbol: one a minute, about a day of them."""

# A day's closing quote is asked for one second before the close: an older minute is remembered as of then.
_MINUTE, _SETTLED = dt.timedelta(minutes=1), dt.timedelta(seconds=1)
_TINY = dt.timedelta(microseconds=1)
_BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
_at = attrgetter("at")


class HistoryState(NamedTuple):
    """The newest trading day with a trade as of a moment, the one before it, and the last price."""

    day: Bar | None
    previous: Bar | None
    last: Decimal | None


class History:
    """One symbol. `extend` comes in time order; what is older than what `trim` was told is kept as bars."""

    def __init__(self, exchange: Exchange, sessions: SessionBook) -> None:
        self._exchange, self._sessions = exchange, sessions
        self._messages: list[Print | Quote] = []
        self._quotes: list[Quote] = []
        self._trades: list[Print | VolumeOnly] = []
        self._days: list[Bar] = []  # the day as it stood after each of `_trades`
        self._prices: list[Decimal | None] = []  # the last price after each of them
        self._bars = BarBook()
        self._old_quotes: deque[Quote] = deque(maxlen=QUOTES_KEPT)
        self._trimmed = _BEGINNING
        self._cut = False  # are there trades that are not kept one by one any more?

    def extend(
        self, messages: Sequence[Print | Quote], quotes: Sequence[Quote], trades: Sequence[Print | VolumeOnly]
    ) -> None:
        """Take what comes next: all messages, the quotes of them, the trades and those that only count."""
        self._messages += messages
        self._quotes += quotes
        start = 0
        while start < len(trades):
            start = self._count(trades, start)

    def _count(self, trades: Sequence[Print | VolumeOnly], start: int) -> int:
        """Puts the trades of one session, from `start` on, into the bars; returns where the next session's begin."""
        exchange, sessions, at = self._exchange, self._sessions, trades[start].at
        date = sessions.trading_date(exchange, at)
        # A session ends at a boundary; so does a stretch that is closed, or the day.
        boundary = sessions.next_boundary(exchange, at)
        end = len(trades) if trades[-1].at < boundary else bisect_right(trades, boundary - _TINY, lo=start, key=_at)
        run, regular = trades[start:end], self._is_regular(at)
        self._days += self._bars.add(run, sessions.on(exchange, date)[0].opens, regular)
        price = self._prices[-1] if self._prices else None
        for trade in run:
            if isinstance(trade, Print):
                price = trade.price
            self._prices.append(price)
        self._trades += run
        return end

    def trim(self, before: dt.datetime) -> None:
        """Forget the single messages before a moment, but for the newest two quotes and the newest trade of them."""
        messages = bisect_right(self._messages, before, key=_at)
        if messages:
            self._trimmed = self._messages[messages - 1].at
            del self._messages[:messages]
        quotes = bisect_right(self._quotes, before, key=_at) - 2
        if quotes > 0:
            self._remember(self._quotes[:quotes])
            del self._quotes[:quotes]
        # Whole minutes: what is left of a minute must not look like all of it.
        trades = bisect_right(self._trades, _minute(before) - _TINY, key=_at) - 1
        if trades > 0:
            self._cut = True
            del self._trades[:trades], self._days[:trades], self._prices[:trades]

    def _remember(self, quotes: Sequence[Quote]) -> None:
        """Keeps, of each minute, the quote that stood a second before its end."""
        first = 0
        while first < len(quotes):
            minute = _minute_of(quotes[first])
            first = bisect_right(quotes, minute + _MINUTE - _SETTLED, lo=first + 1, key=_at)
            if self._old_quotes and _minute_of(self._old_quotes[-1]) == minute:
                self._old_quotes.pop()
            self._old_quotes.append(quotes[first - 1])

    # Questions

    def messages(self, after: dt.datetime, until: dt.datetime) -> list[Print | Quote]:
        """Later than `after`, not later than `until`. ValueError where `after` lies before what is kept."""
        if after < self._trimmed and until > after:
            raise ValueError(f"messages up to {self._trimmed.isoformat()} are not kept any more")
        first = bisect_right(self._messages, after, key=_at)
        return self._messages[first : bisect_right(self._messages, until, lo=first, key=_at)]

    def next_message(self, after: dt.datetime) -> dt.datetime | None:
        """When the first message later than `after` came, of those that are known."""
        first = bisect_right(self._messages, after, key=_at)
        return self._messages[first].at if first < len(self._messages) else None

    def quotes(self, at: dt.datetime) -> tuple[Quote | None, Quote | None]:
        """The quote that stood at the moment, and the one before. Of older times, to the minute."""
        count = bisect_right(self._quotes, at, key=_at)
        if count > 1:
            return self._quotes[count - 1], self._quotes[count - 2]
        older = bisect_right(self._old_quotes, at, key=_at)
        newest = [
            *self._quotes[:count],
            *(self._old_quotes[place - 1] for place in range(older, max(older - 2, 0), -1)),
        ]
        return (newest[0] if newest else None), (newest[1] if len(newest) > 1 else None)

    def standing(self, at: dt.datetime) -> HistoryState:
        """The day as it stood at the moment. Of older times, as it stood when the minute began."""
        count = bisect_right(self._trades, at, key=_at)
        if not count:
            return self._past(at)
        day = self._days[count - 1]
        return HistoryState(day, self._before(day.start), self._prices[count - 1])

    def days(self, until: dt.datetime) -> Iterator[Bar]:
        """Daily bars, newest first, the newest as it stood at the moment."""
        day = self.standing(until).day
        if day is not None:
            yield day
            yield from (bar for bar in self._bars.newest_days(until) if bar.start < day.start)

    def minutes(self, until: dt.datetime) -> Iterator[Bar]:
        """Minute bars, newest first, the newest as it stood at the moment. Of older times, without the minute that was not over."""
        start = _minute(until)
        first = bisect_right(self._trades, start - _TINY, key=_at)
        open_minute = self._trades[first : bisect_right(self._trades, until, lo=first, key=_at)]
        if open_minute and (first or not self._cut):
            yield minute_bar(open_minute, self._prices[first - 1] if first else None)
        yield from (bar for bar in self._bars.newest_minutes(until) if bar.start < start)

    def _before(self, start: dt.datetime) -> Bar | None:
        """The newest day that began before another."""
        return next((bar for bar in reversed(self._bars.days) if bar.start < start), None)

    def _past(self, at: dt.datetime) -> HistoryState:
        """The day out of its whole minutes before the moment."""
        if not self._cut:
            return HistoryState(None, None, None)
        over = _minute(at)
        minutes = [bar for bar in self._bars.newest_minutes(at) if bar.start < over]
        if not minutes:  # of this day only what it came to is known, and that later
            date = self._sessions.trading_date(self._exchange, at)
            day = self._before(self._sessions.on(self._exchange, date)[0].opens)
            return HistoryState(day, self._before(day.start), day.close) if day else HistoryState(None, None, None)
        last = minutes[0].close
        start = next((day.start for day in self._bars.newest_days(minutes[0].start)), minutes[-1].start)
        today = [bar for bar in minutes if bar.start >= start][::-1] or minutes[:1]
        regular = [bar for bar in today if self._is_regular(bar.start)] or today
        day = msgspec.structs.replace(joined(today, start), open=regular[0].open, close=regular[-1].close)
        return HistoryState(day, self._before(start), last)

    def _is_regular(self, at: dt.datetime) -> bool:
        session = self._sessions.at(self._exchange, at)
        return session is not None and session.kind is SessionKind.REGULAR


def _minute(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(second=0, microsecond=0)


def _minute_of(quote: Quote) -> dt.datetime:
    """The minute that a quote is remembered for: it ends a second early, with its last second's quote."""
    return _minute(quote.at + _SETTLED - _TINY)
