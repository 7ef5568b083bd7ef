"""Totals of one synthetic trading day, ready for any minute of it.

Volume is exact: the sum of the prints. High and low are bounds from the minute points: never inside what was printed,
and at most a few ticks and some hundredths of a percent outside it. The amount takes each minute at its first price.
"""

from array import array
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import reduce
from itertools import accumulate
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


class _Minutes(NamedTuple):
    """One session of a day, by minute: totals before each minute, and the extremes of the path up to its start."""

    run: Run
    volume: "array[int]"
    amount: "array[float]"
    top: "array[float]"
    bottom: "array[float]"


class Day:
    """One symbol's day, worked out once by minute and then read at any second."""

    __slots__ = ("_minutes", "_symbol", "_tape", "_walk", "runs")

    def __init__(self, symbol: Symbol, runs: tuple[Run, ...], walk: Walk, tape: Activity) -> None:
        self.runs = runs
        self._symbol, self._walk, self._tape = symbol, walk, tape
        self._minutes: list[_Minutes] = []
        volume, amount = 0, 0.0
        for run in runs:
            minutes = self._work_out(run, volume, amount)
            self._minutes.append(minutes)
            volume, amount = minutes.volume[-1], minutes.amount[-1]

    def beat(self, run: Run, minute: int) -> Beat:
        """The prints of a minute of the day."""
        return self._tape.beat(self._symbol.key, minute, run)

    def run_at(self, second: int) -> Run:
        """The newest session that has opened. The second must not lie before the first."""
        return self._opened(second)[-1].run

    def totals(self, second: int) -> Totals:
        """Everything up to a second of the day, that second included. Not for a second before the first session."""
        opened = self._opened(second)
        newest, run = opened[-1], opened[-1].run
        reach = [self._bounds(one.bottom[-1], one.top[-1], one.run.thin) for one in opened[:-1]]
        minute, rest = divmod(second, 60)
        if minute >= run.closes:
            reach.append(self._bounds(newest.bottom[-1], newest.top[-1], run.thin))
            shares, amount = newest.volume[-1], newest.amount[-1]
        else:
            index = minute - run.opens
            start, end = self._line(minute)
            point = start + (end - start) * (rest / 60)
            bottom, top = min(newest.bottom[index], point), max(newest.top[index], point)
            reach.append(self._bounds(bottom, top, run.thin))
            traded = volume(self.beat(run, minute).up_to(rest), self._symbol.lot)
            shares = newest.volume[index] + traded
            amount = newest.amount[index] + traded * self._symbol.price(start)
        return Totals(shares, amount, max(high for _, high in reach), min(low for low, _ in reach))

    def _opened(self, second: int) -> list[_Minutes]:
        minute = second // 60
        opened = [one for one in self._minutes if one.run.opens <= minute]
        assert opened, "asked for a day before its first session"
        return opened

    def _line(self, minute: int) -> tuple[float, float]:
        points = self._walk.minutes(self._symbol.key, minute // 60)
        return points[minute % 60], points[minute % 60 + 1]

    def _bounds(self, bottom: float, top: float, thin: bool) -> tuple[float, float]:
        return reach(self._symbol, bottom, top, thin)

    def _work_out(self, run: Run, shares: int, money: float) -> _Minutes:
        key = self._symbol.key
        points = points_of(key, run, self._walk)
        ends = points.pop()
        traded = self._tape.volumes(key, run, self._symbol.lot)
        paid = map(mul, traded, self._symbol.prices(points))
        volumes = array("q", accumulate(traded, initial=shares))
        amounts = array("d", accumulate(paid, initial=money))
        points.append(ends)
        return _Minutes(run, volumes, amounts, array("d", accumulate(points, max)), array("d", accumulate(points, min)))


def whole(symbol: Symbol, runs: tuple[Run, ...], walk: Walk, tape: Activity) -> Totals:
    """The totals of a day that is over: what `Day.totals` says of its last second, in a third of the time."""
    shares, money = 0, 0.0
    key = symbol.key
    bounded: list[tuple[float, float]] = []
    for run in runs:
        points = points_of(key, run, walk)
        traded = tape.volumes(key, run, symbol.lot)
        shares += sum(traded)
        # One after the other, as accumulate adds them in a Day: sum() does so only in some versions of Python.
        money = reduce(add, map(mul, traded, symbol.prices(points)), money)
        bounded.append(reach(symbol, min(points), max(points), run.thin))
    return Totals(shares, money, max(high for _, high in bounded), min(low for low, _ in bounded))


def shares_of(symbol: Symbol, runs: tuple[Run, ...], tape: Activity) -> int:
    """Volume of a whole day, without its prices."""
    return sum(sum(tape.volumes(symbol.key, run, symbol.lot)) for run in runs)


def points_of(key: bytes, run: Run, walk: Walk) -> list[float]:
    """The path at the start of every minute of a session, and at its end."""
    points: list[float] = []
    for hour in range(run.opens // 60, (run.closes - 1) // 60 + 1):
        first, last = max(run.opens - hour * 60, 0), min(run.closes - hour * 60, 60)
        points += walk.minutes(key, hour)[first:last]
    points.append(walk.minutes(key, (run.closes - 1) // 60)[(run.closes - 1) % 60 + 1])
    return points


def reach(symbol: Symbol, bottom: float, top: float, thin: bool) -> tuple[float, float]:
    """Prices that nothing goes beyond, once rounded outwards, while the minute points stay in bottom..top."""
    low, high = symbol.price(bottom - FINE_BOUND), symbol.price(top + FINE_BOUND)
    return bounds(low, high, symbol.rungs, symbol.us, thin)


def cents(amount: float) -> Decimal:
    """An amount of money to two digits."""
    hundredths = round(amount * 100)
    return hundredths * Decimal("0.01")
