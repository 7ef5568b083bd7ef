"""What the plots are drawn from: price bars of a symbol, its fills, and an account's value, thinned to what a picture can show."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from haero.broker.broker import Broker
from haero.replay.record import Record
from haero.replay.report import FillLine, Report
from haero.terms import Currency, Environment, InstrumentKey, Side

MAX_BARS = 1_200
MAX_MARKS = 400
_STRETCHES = (1, 2, 3, 5, 10, 15, 30, 60, 120, 240)


class PricePoint(NamedTuple):
    """The prices of a stretch of time."""

    at: datetime
    low: Decimal
    high: Decimal
    close: Decimal


class Mark(NamedTuple):
    """Fills of a side within a stretch of time: their number, shares and average price."""

    at: datetime
    side: Side
    fills: int
    quantity: int
    price: Decimal


class PriceSeries(NamedTuple):
    """A symbol's period. Bars are `minutes` long; `offset` is its exchange's time against UTC at the start."""

    key: InstrumentKey
    currency: Currency
    minutes: int
    offset: timedelta
    points: list[PricePoint]
    marks: list[Mark]


class ValueSeries(NamedTuple):
    """An account's value in a currency over time."""

    environment: Environment
    account: str
    currency: Currency
    points: list[tuple[datetime, Decimal]]


def price_series(report: Report, broker: Broker) -> list[PriceSeries]:
    """One for each symbol of which an order was taken."""
    found: list[PriceSeries] = []
    for line in report.symbols:
        if line.exchange is None:
            continue
        key = line.exchange, line.symbol
        minutes = _stretch(report.ends - report.starts)
        count = MAX_BARS * 2
        bars = broker.market.source.minutes(broker.market.instrument(*key), report.ends, count, minutes)
        begin = report.starts - timedelta(minutes=minutes)
        points = [
            PricePoint(bar.start, bar.low, bar.high, bar.close) for bar in bars if begin < bar.start <= report.ends
        ]
        local = broker.market.sessions.local_time(line.exchange, report.starts)
        fills = [fill for fill in report.fills if (fill.exchange, fill.symbol) == key]
        offset = local.utcoffset() or timedelta(0)
        found.append(PriceSeries(key, line.currency, minutes, offset, points, marks_of(fills)))
    return found


def value_series(report: Report, tape: Record) -> list[ValueSeries]:
    """One for each account and currency, in the order of the report's."""
    curves = zip(report.money, tape.curves.items(), strict=True)
    return [
        ValueSeries(line.environment, line.account, line.currency, [(at, value) for at, value, _ in curve.all_points()])
        for line, (_, curve) in curves
    ]


def marks_of(fills: Sequence[FillLine], most: int = MAX_MARKS) -> list[Mark]:
    """The fills as marks. Where there are too many, those of a side that are near one another become one."""
    seconds = 1
    while True:
        groups: dict[tuple[int, Side], list[FillLine]] = {}
        for fill in fills:
            groups.setdefault((int(fill.at.timestamp()) // seconds, fill.side), []).append(fill)
        if len(groups) <= most:
            return [_mark(group) for group in groups.values()]
        seconds *= 2


def _mark(fills: Sequence[FillLine]) -> Mark:
    quantity = sum(fill.quantity for fill in fills)
    amount = sum((fill.price * fill.quantity for fill in fills), Decimal(0))
    return Mark(fills[0].at, fills[0].side, len(fills), quantity, amount / quantity)


def _stretch(span: timedelta) -> int:
    minutes = span / timedelta(minutes=1)
    return next((stretch for stretch in _STRETCHES if minutes / stretch <= MAX_BARS), 24 * 60)
