from datetime import UTC, datetime, timedelta
from decimal import Decimal

from haero.replay import curve
from haero.replay.curve import Curve

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def drawn(*values: int, deposited: int = 100) -> Curve:
    made = Curve()
    for minute, value in enumerate(values):
        made.add(START + timedelta(minutes=minute), Decimal(value), Decimal(deposited))
    return made


def test_the_drawdown_is_the_deepest_fall_from_a_peak() -> None:
    made = drawn(100, 110, 104, 120, 105, 119, 90, 130)
    assert (made.drawdown, made.drawdown_at) == (Decimal(30), START + timedelta(minutes=6))
    assert made.drawdown_share == Decimal(30) / 120


def test_a_rise_has_no_drawdown() -> None:
    made = drawn(100, 101, 102)
    assert made.drawdown == made.drawdown_share == 0
    assert made.drawdown_at is None


def test_money_paid_in_is_no_profit() -> None:
    made = drawn(100, 90)
    made.add(START + timedelta(minutes=2), Decimal(1090), Decimal(1100))
    assert made.drawdown == 10
    assert made.newest == (START + timedelta(minutes=2), Decimal(1090), Decimal(-10))


def test_points_are_thinned_but_the_drawdown_sees_all() -> None:
    values = [1000] * (curve.MAX_POINTS * 3)
    values[curve.MAX_POINTS * 2 + 1] = 1
    made = drawn(*values, deposited=1000)
    assert curve.MAX_POINTS // 2 <= len(made.points) <= curve.MAX_POINTS
    assert made.drawdown == 999
    kept = made.all_points()
    assert kept == sorted(kept)
    assert kept[0][0] == START
    assert kept[-1][0] == START + timedelta(minutes=len(values) - 1)
