from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from haero.replay.series import MAX_BARS, marks_of, price_series, value_series
from haero.terms import Side
from tests.replay_story import Told

D = Decimal


def test_bars_and_fills_of_a_symbol(story: Told) -> None:
    (series,) = price_series(story.report, story.broker)
    assert series.key[1] == "AAPL"
    assert series.offset == timedelta(hours=-5)
    assert [point.close for point in series.points] == [D("100.00"), D("99.40"), D("102.00")]
    assert [(mark.side, mark.quantity, mark.price) for mark in series.marks] == [
        (Side.BUY, 100, D("100.10")), (Side.BUY, 50, D("99.50")), (Side.SELL, 120, D(101)),
    ]  # fmt: skip


def test_bars_grow_with_the_period(story: Told) -> None:
    assert price_series(story.report, story.broker)[0].minutes == 1
    long = replace(story.report, starts=story.report.ends - timedelta(minutes=MAX_BARS * 12))
    assert price_series(long, story.broker)[0].minutes == 15


def test_values_of_an_account(story: Told) -> None:
    (series,) = value_series(story.report, story.tape)
    assert series.points[0][1] == 100_000
    assert series.points[-1] == (story.report.ends, D("100126.98"))


def test_too_many_fills_become_fewer_marks_with_all_shares(story: Told) -> None:
    fill = story.report.fills[0]
    fills = [replace(fill, at=fill.at + timedelta(seconds=n), price=D(100 + n % 2)) for n in range(1000)]
    marks = marks_of(fills, 100)
    assert 50 <= len(marks) <= 100
    assert sum(mark.quantity for mark in marks) == 1000 * fill.quantity
    assert sum(mark.fills for mark in marks) == 1000
    assert all(D(100) <= mark.price <= D(101) for mark in marks)
