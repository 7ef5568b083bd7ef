"""Minute bars of a synthetic symbol, worked out for any stretch of any day.

Open, high, low and close are those of the prints. So that a bar of many minutes need not look at each of them, the
minutes are visited in the order of how far their path can reach, until none that is left can reach farther. Volume is
exact; the amount takes each minute at its first price, as the day's total does.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from haero.market.bounded import Bounded
from haero.market.prices.activity import Activity, Run, volume
from haero.market.prices.bars import Bar
from haero.market.prices.day import Symbol, cents, reach
from haero.market.prices.spread import ceil_to, floor_to
from haero.market.prices.walk import Walk

PrintPrice = Callable[[Symbol, int, bool], Decimal]
"""The price of the print in a second, in a thin session or not."""

_MINUTES_KEPT, _SESSIONS_KEPT = 8192, 256


class _Prices(NamedTuple):
    """The prices of one minute's prints."""

    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal


class _Session(NamedTuple):
    """One session by minute: the path at the start of each (and the end of the last), and the shares."""

    run: Run
    points: list[float]
    shares: list[int]


class _Part(NamedTuple):
    """Minutes [start, end) of a session, counted from its opening, that fall into a bar."""

    session: _Session
    start: int
    end: int


class Candles:
    """Makes the bars. Sessions and minutes are kept ready, a bounded number of them."""

    def __init__(self, walk: Walk, tape: Activity, price: PrintPrice) -> None:
        self._walk, self._tape, self._price = walk, tape, price
        self._minutes: Bounded[tuple[bytes, int], _Prices | None] = Bounded(_MINUTES_KEPT)
        self._sessions: Bounded[tuple[bytes, int], _Session] = Bounded(_SESSIONS_KEPT)

    def clear(self) -> None:
        """Forget what is kept: an instrument has changed."""
        self._minutes.clear()
        self._sessions.clear()

    def bars(
        self, symbol: Symbol, runs: tuple[Run, ...], midnight: int, per: int, second: int, count: int
    ) -> list[Bar]:
        """The day's newest bars of `per` minutes up to a second, that second included; newest first, at most `count`.

        Bars start at multiples of `per` from `midnight` (a minute since 1970), the first one with the day.
        """
        found: list[Bar] = []
        sessions = [self._session(symbol, run) for run in runs if run.opens * 60 <= second]
        opens, stop = runs[0].opens, min(second // 60, runs[-1].closes - 1) + 1
        place, first = (stop - 1 - midnight) // per, (opens - midnight) // per
        while len(found) < count and place >= first:
            start = midnight + place * per
            bar = self._bar(symbol, sessions, max(start, opens), min(start + per, stop), second)
            if bar is not None:
                found.append(bar)
            place -= 1
        return found

    def _bar(self, symbol: Symbol, sessions: list[_Session], start: int, stop: int, second: int) -> Bar | None:
        parts = list(_parts(sessions, start, stop))
        minutes = [
            (part.session.run, part.session.run.opens + n) for part in parts for n in range(part.start, part.end)
        ]
        first = self._first(symbol, minutes, second)
        last = self._first(symbol, reversed(minutes), second)
        if first is None or last is None:
            return None
        high, low = max(first.high, last.high), min(first.low, last.low)
        for part in parts:
            high, low = self._high(symbol, part, high, second), self._low(symbol, part, low, second)
        traded, money = self._traded(symbol, parts, second)
        # The amount is an estimate: it must not make an average price that nobody paid.
        amount = min(max(cents(money), low * traded), high * traded)
        begins = dt.datetime.fromtimestamp(start * 60, dt.UTC)
        return Bar(first.open, high, low, last.close, traded, amount, begins)

    def _first(self, symbol: Symbol, minutes: Iterable[tuple[Run, int]], second: int) -> _Prices | None:
        """The prices of the first of the minutes that has a print."""
        return next((found for run, minute in minutes if (found := self._prices(symbol, run, minute, second))), None)

    def _high(self, symbol: Symbol, part: _Part, best: Decimal, second: int) -> Decimal:
        run, points = part.session.run, part.session.points
        tops = list(map(max, points[part.start : part.end], points[part.start + 1 : part.end + 1]))
        for place in sorted(range(len(tops)), key=tops.__getitem__, reverse=True):
            if ceil_to(reach(symbol, tops[place], tops[place], run.thin)[1], symbol.rungs) <= best:
                break
            prices = self._prices(symbol, run, run.opens + part.start + place, second)
            best = best if prices is None else max(best, prices.high)
        return best

    def _low(self, symbol: Symbol, part: _Part, best: Decimal, second: int) -> Decimal:
        run, points = part.session.run, part.session.points
        bottoms = list(map(min, points[part.start : part.end], points[part.start + 1 : part.end + 1]))
        # The widest spread of the whole part: where ticks change, a higher path can have a lower bid.
        top = max(points[part.start : part.end + 1])
        for place in sorted(range(len(bottoms)), key=bottoms.__getitem__):
            if floor_to(reach(symbol, bottoms[place], top, run.thin)[0], symbol.rungs) >= best:
                break
            prices = self._prices(symbol, run, run.opens + part.start + place, second)
            best = best if prices is None else min(best, prices.low)
        return best

    def _traded(self, symbol: Symbol, parts: list[_Part], second: int) -> tuple[int, float]:
        """Shares and money of the parts, without what comes after the second."""
        shares, money = 0, 0.0
        for session, start, end in parts:
            counts = session.shares[start:end]
            if session.run.opens + end - 1 == second // 60:
                counts[-1] = self._shares_so_far(symbol, session.run, second)
            shares += sum(counts)
            for count, price in zip(counts, symbol.prices(session.points[start:end]), strict=True):
                money += count * price
        return shares, money

    def _shares_so_far(self, symbol: Symbol, run: Run, second: int) -> int:
        minute, rest = divmod(second, 60)
        return volume(self._tape.beat(symbol.key, minute, run).up_to(rest), symbol.lot)

    def _prices(self, symbol: Symbol, run: Run, minute: int, second: int) -> _Prices | None:
        """The prices of a minute's prints up to the second, or None without a print."""
        newest, rest = divmod(second, 60)
        whole = minute != newest or rest == 59
        if whole and (symbol.key, minute) in self._minutes:
            return self._minutes[symbol.key, minute]
        mask = self._tape.beat(symbol.key, minute, run).mask
        if not whole:
            mask &= (2 << rest) - 1
        prices = [self._price(symbol, minute * 60 + n, run.thin) for n in range(60) if mask >> n & 1]
        found = _Prices(prices[0], max(prices), min(prices), prices[-1]) if prices else None
        if whole:
            self._minutes[symbol.key, minute] = found
        return found

    def _session(self, symbol: Symbol, run: Run) -> _Session:
        session = self._sessions.get((symbol.key, run.opens))
        if session is None:
            shares = self._tape.volumes(symbol.key, run, symbol.lot)
            session = _Session(run, self._walk.path(symbol.key, run.opens, run.closes), shares)
            self._sessions[symbol.key, run.opens] = session
        return session


def _parts(sessions: list[_Session], start: int, stop: int) -> Iterator[_Part]:
    for session in sessions:
        run = session.run
        first, end = max(start, run.opens), min(stop, run.closes)
        if first < end:
            yield _Part(session, first - run.opens, end - run.opens)
