"""The wall clock, and the one that stands still."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from haero.server.auth.wall import FixedWall, WallClock
from haero.terms import KST


def test_real_time_is_aware_utc_and_passes() -> None:
    wall = WallClock()
    first, then = wall.now(), wall.monotonic()
    assert first.tzinfo is UTC
    assert wall.now() >= first
    assert wall.monotonic() >= then


def test_kst_is_nine_hours_ahead_all_year() -> None:
    for month in (1, 7):
        assert datetime(2026, month, 1, tzinfo=UTC).astimezone(KST).hour == 9


def test_fixed_wall_stands_still_until_told() -> None:
    wall = FixedWall(datetime(2026, 3, 2, 9, 0, tzinfo=KST))
    assert wall.now() == wall.now() == datetime(2026, 3, 2, tzinfo=UTC)
    assert wall.now().tzinfo is UTC
    wall.advance(timedelta(minutes=1, milliseconds=500))
    assert wall.now() == datetime(2026, 3, 2, 0, 1, 0, 500_000, tzinfo=UTC)
    assert wall.monotonic() == 60.5


def test_setting_the_time_of_day_leaves_the_monotonic_clock_alone() -> None:
    wall = FixedWall()
    wall.set(datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=1))))
    assert wall.now() == datetime(2019, 12, 31, 23, tzinfo=UTC)
    assert wall.monotonic() == 0.0


def test_time_needs_a_zone_and_passes_forward() -> None:
    wall = FixedWall()
    with pytest.raises(ValueError, match="zone"):
        FixedWall(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        wall.set(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="forward"):
        wall.advance(timedelta(seconds=-1))
