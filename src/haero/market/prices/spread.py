"""Best bid and ask around a synthetic price, on the steps of the exchange and inside its daily limits."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from haero.market.listing.bands import Band
from haero.rules.ticks import PriceLadder
from haero.terms import US_EXCHANGES, Exchange


class Rung(NamedTuple):
    """Prices from `start` up are multiples of `tick`; `unit` is the same tick, exact. Below `least` ticks there is no price."""

    start: float
    tick: float
    unit: Decimal
    least: int


class Touch(NamedTuple):
    """Best prices, and how many ticks lie between them."""

    bid: Decimal
    ask: Decimal
    ticks: int


# US spreads in ticks, by draw: mostly one cent.
_US_TICKS = (1, 1, 1, 1, 2, 2, 2, 3)
_US_THIN_FACTOR = 3
# Elsewhere a part of the price: 2 to 9 basis points.
_WIDEST = 9e-4


def rungs_of(ladder: PriceLadder) -> tuple[Rung, ...]:
    """The steps of a ladder as the synthetic market climbs them, highest first."""
    lowest = ladder[0][0]
    return tuple(
        Rung(float(start), float(tick), tick, int(lowest / tick) if start == lowest else 1)
        for start, tick in reversed(ladder)
    )


def touch(mid: float, rungs: tuple[Rung, ...], draw: int, us: bool, thin: bool) -> Touch:
    """Best bid and ask around `mid` (> 0) for a draw of 0..255; wider in a thin session."""
    rung = _rung(mid, rungs)
    ticks = _ticks(mid, rung, draw, us, thin)
    steps = max(int(mid / rung.tick - (ticks - 1) / 2), rung.least)
    bid, ask = steps * rung.unit, (steps + ticks) * rung.unit
    lower, upper = _rung(float(bid), rungs), _rung(float(ask), rungs)
    if lower is not rung:
        bid = (bid / lower.unit).to_integral_value(ROUND_FLOOR) * lower.unit
    if upper is not rung:
        ask = (ask / upper.unit).to_integral_value(ROUND_CEILING) * upper.unit
    return Touch(bid, ask, ticks)


def within(best: Touch, band: Band, rungs: tuple[Rung, ...]) -> Touch:
    """The same prices, moved into the limits of the day: at a limit one side stands on it, the other one step away."""
    if best.bid >= band.low and best.ask <= band.high:
        return best
    bid = max(min(best.bid, step_below(band.high, rungs)), band.low)
    ask = min(max(best.ask, step_above(band.low, rungs)), band.high)
    return Touch(bid, ask, best.ticks)


def inside(best: Touch, rungs: tuple[Rung, ...]) -> Decimal:
    """One step above the bid; the ask where there is no room between them."""
    return min(best.bid + _rung(float(best.bid), rungs).unit, best.ask)


def bounds(low: float, high: float, rungs: tuple[Rung, ...], us: bool, thin: bool) -> tuple[float, float]:
    """Prices that no bid or ask goes beyond, once rounded outwards, while the mid stays in low..high."""
    rung = _rung(high, rungs)
    widest = 3 * (_US_THIN_FACTOR if thin else 1) * rung.tick if us else high * _WIDEST + rung.tick
    half = (widest + rung.tick) / 2
    # Near the lowest step the bid stands on it, however low the mid is.
    return low - half, max(high + half, widest + rung.least * rung.tick)


def floor_to(price: float, rungs: tuple[Rung, ...]) -> Decimal:
    """The step at or below a price; the lowest step for anything below it."""
    rung = _rung(price, rungs)
    return max(int(price / rung.tick), rung.least) * rung.unit


def ceil_to(price: float, rungs: tuple[Rung, ...]) -> Decimal:
    """The step at or above a price (> 0)."""
    rung = _rung(price, rungs)
    return -int(-price // rung.tick) * rung.unit


def step_below(price: Decimal, rungs: tuple[Rung, ...]) -> Decimal:
    """The next price down the steps; 0 where there is none."""
    rung = _rung(float(price), rungs)
    below = price - rung.unit
    lower = _rung(float(below), rungs)
    if lower is not rung and price > Decimal(str(rung.start)):
        below = Decimal(str(rung.start))
    elif lower is not rung:
        below = price - lower.unit
    lowest = rungs[-1]
    return below if below >= lowest.least * lowest.unit else Decimal(0)


def step_above(price: Decimal, rungs: tuple[Rung, ...]) -> Decimal:
    """The next price up the steps."""
    return price + _rung(float(price), rungs).unit


def is_us(exchange: Exchange) -> bool:
    """Whether spreads are counted in ticks (US) or as a part of the price."""
    return exchange in US_EXCHANGES


def _rung(price: float, rungs: tuple[Rung, ...]) -> Rung:
    for rung in rungs:
        if price >= rung.start:
            return rung
    return rungs[-1]


def _ticks(mid: float, rung: Rung, draw: int, us: bool, thin: bool) -> int:
    if us:
        ticks = _US_TICKS[draw & 7]
        return ticks * _US_THIN_FACTOR if thin else ticks
    return int(mid * (2 + (draw & 7)) * 1e-4 / rung.tick) + 1
