"""Totals of one synthetic trading day, ready for any minute of it.

Volume is exact: the sum of the prints. High and low are bounds from the minute points: never inside what was printed,
and at most a few ticks and some hundredths of a percent outside it. The amount takes each minute at its first price.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import reduce
from math import inf
from operator import add, mul
from typing import NamedTuple

from haero.market.listing.instruments import Instrument
from haero.market.listing.ticks import ladder_of
from haero.market.prices.activity import Activity, Beat, Run, volume
from haero.market.prices.spread import Rung, bounds, is_us, rungs_of
from haero.market.prices.walk import FINE_BOUND, USUAL_VOLATILITY, Walk
from haero.market.time.sessions import Session, SessionKind
from haero.terms import US_EXCHANGES

# Far inside what a market message may say, even at the widest spread.
_HIGHEST = 1e8


class Symbol(NamedTuple):
    """What the synthetic market needs of an instrument: its random key, base price, lot and steps.

    `stretch` is how many times the usual volatility its path has.
    """

    key: bytes
    base: float
    lot: int
    rungs: tuple[Rung, ...]
    us: bool
    instrument: Instrument
    stretch: float = 1.0

    def price(self, distance: float) -> float:
        """The price at a distance of the walk. It rises with the distance, and is always above 0.

        Up to the usual volatility it is the base plus a part of it. Beyond, the path would cross zero, so it is folded
        into a power that comes close to base * e ** distance; written as products, which are the same on every machine.
        """
        if self.stretch <= 1:
            return self.base + self.base * (distance * self.stretch)
        power = 1 + distance * self.stretch / 64
        for _ in range(6):
            power *= power
        return min(max(self.base * power, self.rungs[-1].tick), _HIGHEST)

    def prices(self, distances: Iterable[float]) -> list[float]:
        """The prices at many distances. The usual volatility is written out: a year of bars asks for a quarter of a million."""
        if self.stretch == 1:
            base = self.base
            return [base + base * distance for distance in distances]
        return [self.price(distance) for distance in distances]


class Totals(NamedTuple):
    """Shares and money since the day's first session; high and low bound every print so far."""

    volume: int
    amount: float
    high: float
    low: float


def symbol_of(key: bytes, instrument: Instrument, volatility: Decimal = USUAL_VOLATILITY) -> Symbol:
    """The instrument as the synthetic market sees it."""
    exchange = instrument.exchange
    base, lot = float(instrument.base_price), max(instrument.lot, 1)
    stretch = float(volatility / USUAL_VOLATILITY)
    return Symbol(key, base, lot, rungs_of(ladder_of(instrument)), is_us(exchange), instrument, stretch)


def runs_of(sessions: Sequence[Session]) -> tuple[Run, ...]:
    """The sessions of one date, in minutes. Every session starts and ends on a whole minute. The US regular one has auctions."""
    return tuple(
        Run(
            session.kind,
            int(session.opens.timestamp()) // 60,
            int(session.closes.timestamp()) // 60,
            session.kind is SessionKind.REGULAR and session.exchange in US_EXCHANGES,
        )
        for session in sessions
    )


class _Mark(NamedTuple):
    """A day as far as a minute of one of its sessions: what came before that minute.

    `top` and `bottom`: of the path since that session's opening, up to the minute's start. `high` and `low` bound the sessions
    before it.
    """

    place: int
    minute: int
    volume: int
    amount: float
    top: float
    bottom: float
    high: float
    low: float


class Day:
    """One symbol's day, worked out as far as it was asked for, and on from there. It takes few bytes: thousands can be kept."""

    __slots__ = ("_newest", "_openings", "_symbol", "_tape", "_walk", "runs")

    def __init__(self, symbol: Symbol, runs: tuple[Run, ...], walk: Walk, tape: Activity) -> None:
        self.runs = runs
        self._symbol, self._walk, self._tape = symbol, walk, tape
        self._openings = [self._opening(0, 0, 0.0, -inf, inf)]  # of each session that was asked about
        self._newest = self._openings[0]

    def beat(self, run: Run, minute: int) -> Beat:
        """The prints of a minute of the day."""
        return self._tape.beat(self._symbol.key, minute, run)

    def run_at(self, second: int) -> Run:
        """The newest session that has opened. The second must not lie before the first."""
        return self.runs[self._place(second // 60)]

    def totals(self, second: int) -> Totals:
        """Everything up to a second of the day, that second included. Not for a second before the first session."""
        minute, rest = divmod(second, 60)
        mark = self._mark(minute)
        run = self.runs[mark.place]
        shares, amount, top, bottom = mark.volume, mark.amount, mark.top, mark.bottom
        if minute < run.closes:
            start, end = self._line(minute)
            point = start + (end - start) * (rest / 60)
            bottom, top = min(bottom, point), max(top, point)
            traded = volume(self.beat(run, minute).up_to(rest), self._symbol.lot)
            shares += traded
            amount += traded * self._symbol.price(start)
        low, high = reach(self._symbol, bottom, top, run.thin)
        return Totals(shares, amount, max(high, mark.high), min(low, mark.low))

    def _place(self, minute: int) -> int:
        place = len(self.runs) - 1
        while place >= 0 and self.runs[place].opens > minute:
            place -= 1
        assert place >= 0, "asked for a day before its first session"
        return place

    def _mark(self, minute: int) -> _Mark:
        """The day before a minute, or at the end of the newest session before it."""
        place = self._place(minute)
        minute = min(minute, self.runs[place].closes)
        newest = self._newest
        if newest.place == place and newest.minute <= minute:
            mark = newest
        else:
            while len(self._openings) <= place:
                done = self._on(self._newest if self._newest.place == len(self._openings) - 1 else self._openings[-1])
                low, high = reach(self._symbol, done.bottom, done.top, self.runs[done.place].thin)
                opening = self._opening(
                    done.place + 1, done.volume, done.amount, max(high, done.high), min(low, done.low)
                )
                self._openings.append(opening)
            mark = self._openings[place]
        if mark.minute < minute:
            mark = self._on(mark, minute)
        if (mark.place, mark.minute) > (newest.place, newest.minute):
            self._newest = mark
        return mark

    def _opening(self, place: int, shares: int, money: float, high: float, low: float) -> _Mark:
        start, _ = self._line(self.runs[place].opens)
        return _Mark(place, self.runs[place].opens, shares, money, start, start, high, low)

    def _on(self, mark: _Mark, minute: int | None = None) -> _Mark:
        """The mark moved on to a later minute of its session, by default to its end."""
        symbol, run = self._symbol, self.runs[mark.place]
        minute = run.closes if minute is None else minute
        if minute == mark.minute:
            return mark
        points = self._walk.path(symbol.key, mark.minute, minute)
        traded = self._tape.volumes(symbol.key, run, symbol.lot, mark.minute, minute)
        top, bottom = max(mark.top, max(points)), min(mark.bottom, min(points))
        points.pop()
        # One after the other: sum() adds floats so only in some versions of Python.
        amount = reduce(add, map(mul, traded, symbol.prices(points)), mark.amount)
        return _Mark(mark.place, minute, mark.volume + sum(traded), amount, top, bottom, mark.high, mark.low)

    def _line(self, minute: int) -> tuple[float, float]:
        points = self._walk.minutes(self._symbol.key, minute // 60)
        return points[minute % 60], points[minute % 60 + 1]


def whole(symbol: Symbol, runs: tuple[Run, ...], walk: Walk, tape: Activity) -> Totals:
    """The totals of a day that is over: what `Day.totals` says of its last second."""
    shares, money = 0, 0.0
    key = symbol.key
    bounded: list[tuple[float, float]] = []
    opens = runs[0].opens
    path = walk.path(key, opens, runs[-1].closes)
    for run in runs:
        points = path[run.opens - opens : run.closes - opens + 1]
        traded = tape.volumes(key, run, symbol.lot)
        shares += sum(traded)
        # One after the other, as a Day adds them: sum() does so only in some versions of Python.
        money = reduce(add, map(mul, traded, symbol.prices(points)), money)
        bounded.append(reach(symbol, min(points), max(points), run.thin))
    return Totals(shares, money, max(high for _, high in bounded), min(low for low, _ in bounded))


def shares_of(symbol: Symbol, runs: tuple[Run, ...], tape: Activity) -> int:
    """Volume of a whole day, without its prices."""
    return sum(sum(tape.volumes(symbol.key, run, symbol.lot)) for run in runs)


def reach(symbol: Symbol, bottom: float, top: float, thin: bool) -> tuple[float, float]:
    """Prices that nothing goes beyond, once rounded outwards, while the minute points stay in bottom..top."""
    low, high = symbol.price(bottom - FINE_BOUND), symbol.price(top + FINE_BOUND)
    return bounds(low, high, symbol.rungs, symbol.us, thin)


def cents(amount: float) -> Decimal:
    """An amount of money to two digits."""
    hundredths = round(amount * 100)
    return hundredths * Decimal("0.01")
