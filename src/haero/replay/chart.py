"""Plots as SVG, to stand inside a page: shapes and words only, all colours are classes of the page's style.

Written by hand rather than with a plotting library: the page follows the reader's light or dark setting, needs no network and no
further package, and each fill tells its figures where the pointer rests on it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from html import escape
from math import floor, log10, sqrt

from haero.replay import words
from haero.replay.series import Mark, PricePoint, PriceSeries, ValueSeries
from haero.replay.texts import SIDES, Wording
from haero.terms import KST, Side

Label = Callable[[Decimal], str]
_ENGLISH = Wording()
WIDTH, HEIGHT = 960, 320
LEFT, RIGHT, TOP, BOTTOM = 96, 14, 12, 46
_TICKS = 6
_STEPS = (
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    180,
    240,
    360,
    720,
    1440,
    2880,
    7200,
    14400,
    43200,
)  # minutes between labels of time
_DASH = 2.0  # pixels on either side
_HOLE = timedelta(hours=3)  # without a trade: the line is broken for a night, not for a quiet hour


class _Scale:
    """Turns moments and prices into places. Pixels are floats: nothing is calculated with them."""

    def __init__(self, begin: datetime, end: datetime, low: float, high: float) -> None:
        self.begin, self.end = begin, max(end, begin + timedelta(seconds=1))
        margin = (high - low) * 0.06 or abs(high) * 0.01 or 1.0
        self.low, self.high = low - margin, high + margin

    def x(self, at: datetime) -> float:
        share = (at - self.begin) / (self.end - self.begin)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def price_chart(series: PriceSeries, begin: datetime, end: datetime, say: Wording = _ENGLISH) -> str:
    """Prices and fills of a symbol: the range of each stretch as a band, closes as a line, triangles where orders were filled."""
    prices = [float(p) for point in series.points for p in (point.low, point.high)]
    prices += [float(mark.price) for mark in series.marks]
    if not prices:
        return ""
    scale = _Scale(begin, end, min(prices), max(prices))
    name = f"{series.key[0]} {series.key[1]}"
    parts = [_grid(scale, series.offset, words.price)]
    for run in _runs(series.points, _HOLE):
        upper, lower, closes = (
            _seen([(scale.x(p.at), scale.y(float(price))) for p, price in zip(run, found, strict=True)])
            for found in ([p.high for p in run], [p.low for p in run], [p.close for p in run])
        )
        parts.append(f'<path class="band" d="{_line([*upper, *reversed(lower)])}Z"/>')
        parts.append(f'<path class="line" d="{_line(closes)}"/>')
    largest = max((mark.quantity for mark in series.marks), default=1)
    parts += [_triangle(scale, mark, largest, say) for mark in series.marks]
    return _svg(say("plot_price", name=name), parts)


def value_chart(series: ValueSeries, begin: datetime, end: datetime, offset: timedelta, say: Wording = _ENGLISH) -> str:
    """An account's value, as steps from sample to sample."""
    if not series.points:
        return ""
    values = [float(value) for _, value in series.points]
    scale = _Scale(begin, end, min(values), max(values))
    places: list[tuple[float, float]] = []
    for (at, _), value in zip(series.points, values, strict=True):
        if places:
            places.append((scale.x(at), places[-1][1]))
        places.append((scale.x(at), scale.y(value)))
    base = HEIGHT - BOTTOM
    area = [(places[0][0], base), *places, (places[-1][0], base)]
    grid = _grid(scale, offset, partial(words.money, currency=series.currency))
    parts = [grid, f'<path class="band" d="{_line(area)}Z"/>', f'<path class="line" d="{_line(places)}"/>']
    return _svg(say("plot_value", currency=series.currency), parts)


def _svg(title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}" preserveAspectRatio="xMidYMid meet">'
        f"{''.join(parts)}</svg>"
    )


def _line(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _seen(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The places of a run; a dash for a single one, such as a daily bar: a line from a point to itself is not seen."""
    if len(places) > 1:
        return places
    ((x, y),) = places
    return [(x - _DASH, y), (x + _DASH, y)]


def _runs(points: Sequence[PricePoint], hole: timedelta) -> Iterator[list[PricePoint]]:
    """The points without the holes between them: nights, halts."""
    run: list[PricePoint] = []
    for point in points:
        if run and point.at - run[-1].at > hole:
            yield run
            run = []
        run.append(point)
    if run:
        yield run


def _triangle(scale: _Scale, mark: Mark, largest: int, say: Wording) -> str:
    """Buys point up from below their price, sells down from above it; larger fills are larger."""
    x, y = scale.x(mark.at), scale.y(float(mark.price))
    size = 4 + 5 * sqrt(mark.quantity / largest)
    down = size if mark.side is Side.BUY else -size
    fills = say("many_fills", count=mark.fills) if mark.fills > 1 else say("one_fill")
    side, quantity, price = say.of(SIDES[mark.side]), words.count(mark.quantity), words.price(mark.price)
    told = say("plot_fill", side=side, quantity=quantity, price=price, fills=fills)
    text = f"{words.moment(mark.at)} KST\n{told}"
    points = f"{x:.1f},{y:.1f} {x - size * 0.7:.1f},{y + down * 1.4:.1f} {x + size * 0.7:.1f},{y + down * 1.4:.1f}"
    return f'<polygon class="{mark.side}" points="{points}"><title>{escape(text)}</title></polygon>'


def _grid(scale: _Scale, offset: timedelta, label: Label) -> str:
    parts: list[str] = []
    base, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for value in _nice(scale.low, scale.high):
        y = scale.y(float(value))
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{right}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label(value)}</text>')
    for at, there, korean in _times(scale.begin, scale.end, offset):
        x = scale.x(at)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{base}"/>')
        parts.append(f'<text class="tick" x="{x:.1f}" y="{base + 17}" text-anchor="middle">{there}</text>')
        parts.append(f'<text class="tick faint" x="{x:.1f}" y="{base + 33}" text-anchor="middle">{korean}</text>')
    parts.append(f'<text class="tick faint" x="{LEFT - 8}" y="{base + 33}" text-anchor="end">KST</text>')
    return "".join(parts)


def _nice(low: float, high: float) -> Iterator[Decimal]:
    """Round values between the two, about `_TICKS` of them."""
    rough = (high - low) / _TICKS
    power = Decimal(10) ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if float(power * factor) >= rough)
    place = floor(Decimal(low) / step) + 1
    while float(step * place) < high:
        yield step * place
        place += 1


def _times(begin: datetime, end: datetime, offset: timedelta) -> Iterator[tuple[datetime, str, str]]:
    """Round times at the exchange, with what they are there and in Korea."""
    span = (end - begin) / timedelta(minutes=1)
    step = timedelta(minutes=next((s for s in _STEPS if span / s <= 10), 43200))
    midnight = datetime.combine((begin.astimezone(UTC) + offset).date(), datetime.min.time(), UTC)
    place = (begin.astimezone(UTC) + offset - midnight) // step + 1
    while (at := midnight + step * place - offset) <= end:
        there = at + offset
        form = "%H:%M" if step < timedelta(days=1) and (there.hour or there.minute) else "%m-%d"
        yield at, f"{there:{form}}", f"{at.astimezone(KST):{'%H:%M' if step < timedelta(days=1) else '%m-%d'}}"
        place += 1
