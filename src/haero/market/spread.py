"""Best bid and ask around a synthetic price, on the steps of the exchange.

The US steps are the real ones. The others only shape synthetic prices until their tables come with the execution
issue: `ticks` is what orders are checked against.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from haero.market.ticks import ladder_of
from haero.terms import US_EXCHANGES, Exchange


class Band(NamedTuple):
    """Prices from `start` up are multiples of `tick`; `unit` is the same tick, exact."""

    start: float
    tick: float
    unit: Decimal


class Touch(NamedTuple):
    """Best prices, and how many ticks lie between them."""

    bid: Decimal
    ask: Decimal
    ticks: int


_HONG_KONG = (
    ("0", "0.001"),
    ("0.25", "0.005"),
    ("0.5", "0.01"),
    ("10", "0.02"),
    ("20", "0.05"),
    ("100", "0.1"),
    ("200", "0.2"),
    ("500", "0.5"),
    ("1000", "1"),
    ("2000", "2"),
    ("5000", "5"),
)
_SHAPES: dict[Exchange, tuple[tuple[str, str], ...]] = {
    Exchange.HONG_KONG: _HONG_KONG,
    Exchange.SHANGHAI: (("0", "0.01"),),
    Exchange.SHENZHEN: (("0", "0.01"),),
    Exchange.TOKYO: (("0", "1"),),
    Exchange.HANOI: (("0", "100"),),
    Exchange.HO_CHI_MINH: (("0", "100"),),
}
# US spreads in ticks, by draw: mostly one cent.
_US_TICKS = (1, 1, 1, 1, 2, 2, 2, 3)
_US_THIN_FACTOR = 3
# Elsewhere a part of the price: 2 to 9 basis points.
_WIDEST = 9e-4


def bands_of(exchange: Exchange) -> tuple[Band, ...]:
    """The steps that synthetic prices of the exchange stand on, highest first."""
    shape = _SHAPES.get(exchange) or tuple((str(start), str(tick)) for start, tick in ladder_of(exchange))
    return tuple(Band(float(start), float(tick), Decimal(tick)) for start, tick in reversed(shape))


def touch(mid: float, bands: tuple[Band, ...], draw: int, us: bool, thin: bool) -> Touch:
    """Best bid and ask around `mid` (> 0) for a draw of 0..255; wider in a thin session."""
    band = _band(mid, bands)
    ticks = _ticks(mid, band, draw, us, thin)
    steps = max(int(mid / band.tick - (ticks - 1) / 2), 1)
    bid, ask = steps * band.unit, (steps + ticks) * band.unit
    lower, upper = _band(float(bid), bands), _band(float(ask), bands)
    if lower is not band:
        bid = (bid / lower.unit).to_integral_value(ROUND_FLOOR) * lower.unit
    if upper is not band:
        ask = (ask / upper.unit).to_integral_value(ROUND_CEILING) * upper.unit
    return Touch(bid, ask, ticks)


def inside(best: Touch, bands: tuple[Band, ...]) -> Decimal:
    """One step above the bid; the ask where there is no room between them."""
    return min(best.bid + _band(float(best.bid), bands).unit, best.ask)


def bounds(low: float, high: float, bands: tuple[Band, ...], us: bool, thin: bool) -> tuple[float, float]:
    """Prices that no bid or ask goes beyond, once rounded outwards, while the mid stays in low..high."""
    band = _band(high, bands)
    widest = 3 * (_US_THIN_FACTOR if thin else 1) * band.tick if us else high * _WIDEST + band.tick
    half = (widest + band.tick) / 2
    # Near the lowest step the bid stands on it, however low the mid is.
    return low - half, max(high + half, widest + band.tick)


def floor_to(price: float, bands: tuple[Band, ...]) -> Decimal:
    """The step at or below a price; the lowest step for anything below it."""
    band = _band(price, bands)
    return max(int(price / band.tick), 1) * band.unit


def ceil_to(price: float, bands: tuple[Band, ...]) -> Decimal:
    """The step at or above a price (> 0)."""
    band = _band(price, bands)
    return -int(-price // band.tick) * band.unit


def step_below(price: Decimal, bands: tuple[Band, ...]) -> Decimal:
    """The next price down the steps; 0 where there is none."""
    band = _band(float(price), bands)
    below = price - band.unit
    lower = _band(float(below), bands)
    if lower is not band and price > Decimal(str(band.start)):
        below = Decimal(str(band.start))
    elif lower is not band:
        below = price - lower.unit
    return max(below, Decimal(0))


def step_above(price: Decimal, bands: tuple[Band, ...]) -> Decimal:
    """The next price up the steps."""
    return price + _band(float(price), bands).unit


def is_us(exchange: Exchange) -> bool:
    """Whether spreads are counted in ticks (US) or as a part of the price."""
    return exchange in US_EXCHANGES


def _band(price: float, bands: tuple[Band, ...]) -> Band:
    for band in bands:
        if price >= band.start:
            return band
    return bands[-1]


def _ticks(mid: float, band: Band, draw: int, us: bool, thin: bool) -> int:
    if us:
        ticks = _US_TICKS[draw & 7]
        return ticks * _US_THIN_FACTOR if thin else ticks
    return int(mid * (2 + (draw & 7)) * 1e-4 / band.tick) + 1
