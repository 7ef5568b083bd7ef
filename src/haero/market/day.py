"""Totals of one synthetic trading day, ready for any minute of it.

Volume is exact: the sum of the prints. High and low are bounds from the minute points: never inside what was printed,
and at most a few ticks and some hundredths of a percent outside it. The amount takes each minute at its first price.
"""

from array import array
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from itertools import accumulate
from operator import add, mul
from typing import NamedTuple

from haero.market.instruments import Instrument
from haero.market.sessions import Session, SessionKind
from haero.market.spread import Band, bands_of, bounds, is_us
from haero.market.tape import Beat, Tape, volume
from haero.market.walk import FINE_BOUND, Walk


class Symbol(NamedTuple):
    """What the synthetic market needs of an instrument: its random key, base price, lot and steps."""

    key: bytes
    base: float
    lot: int
    bands: tuple[Band, ...]
    us: bool
    instrument: Instrument


class Run(NamedTuple):
    """One session in minutes since 1970: [opens, closes)."""

    kind: SessionKind
    opens: int
    closes: int

    @property
    def thin(self) -> bool:
        """Pre- and after-market: fewer and smaller."""
        return self.kind is not SessionKind.REGULAR


class Totals(NamedTuple):
    """Shares and money since the day's first session; high and low bound every print so far."""

    volume: int
    amount: float
    high: float
    low: float


def symbol_of(key: bytes, instrument: Instrument) -> Symbol:
    """The instrument as the synthetic market sees it."""
    exchange = instrument.exchange
    base = float(instrument.base_price)
    return Symbol(key, base, max(instrument.lot, 1), bands_of(exchange), is_us(exchange), instrument)


def runs_of(sessions: Sequence[Session]) -> tuple[Run, ...]:
    """The sessions of one date, in minutes. Every session starts and ends on a whole minute."""
    return tuple(
        Run(session.kind, int(session.opens.timestamp()) // 60, int(session.closes.timestamp()) // 60)
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

    def __init__(self, symbol: Symbol, runs: tuple[Run, ...], walk: Walk, tape: Tape) -> None:
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
        return self._tape.beat(self._symbol.key, minute, run.opens, run.closes, run.thin)

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
            beat = self.beat(run, minute)
            traded = volume(beat.mask & ((2 << rest) - 1), beat.start, self._symbol.lot)
            base = self._symbol.base
            shares = newest.volume[index] + traded
            amount = newest.amount[index] + traded * (base + base * start)
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
        key, base = self._symbol.key, self._symbol.base
        points = points_of(key, run, self._walk)
        ends = points.pop()
        traded = self._tape.volumes(key, run.opens, run.closes, run.thin, self._symbol.lot)
        paid = (count * (base + base * point) for count, point in zip(traded, points, strict=True))
        volumes = array("q", accumulate(traded, initial=shares))
        amounts = array("d", accumulate(paid, initial=money))
        points.append(ends)
        return _Minutes(run, volumes, amounts, array("d", accumulate(points, max)), array("d", accumulate(points, min)))


def whole(symbol: Symbol, runs: tuple[Run, ...], walk: Walk, tape: Tape) -> Totals:
    """The totals of a day that is over: what `Day.totals` says of its last second, in a third of the time."""
    shares, money = 0, 0.0
    key, base = symbol.key, symbol.base
    bounded: list[tuple[float, float]] = []
    for run in runs:
        points = points_of(key, run, walk)
        traded = tape.volumes(key, run.opens, run.closes, run.thin, symbol.lot)
        shares += sum(traded)
        # One after the other, as accumulate adds them in a Day: sum() does so only in some versions of Python.
        money = reduce(add, map(mul, traded, [base + base * point for point in points]), money)
        bounded.append(reach(symbol, min(points), max(points), run.thin))
    return Totals(shares, money, max(high for _, high in bounded), min(low for low, _ in bounded))


def shares_of(symbol: Symbol, runs: tuple[Run, ...], tape: Tape) -> int:
    """Volume of a whole day, without its prices."""
    return sum(sum(tape.volumes(symbol.key, run.opens, run.closes, run.thin, symbol.lot)) for run in runs)


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
    base = symbol.base
    low, high = base + base * (bottom - FINE_BOUND), base + base * (top + FINE_BOUND)
    return bounds(low, high, symbol.bands, symbol.us, thin)


def cents(amount: float) -> Decimal:
    """An amount of money to two digits."""
    hundredths = round(amount * 100)
    return hundredths * Decimal("0.01")
