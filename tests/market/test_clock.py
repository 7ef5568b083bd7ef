from datetime import UTC, datetime, timedelta, timezone

import pytest

from haero.market.clock import MarketClock

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class Timer:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_running_clock_adds_what_the_timer_measured() -> None:
    timer = Timer()
    clock = MarketClock(START, timer=timer)
    assert clock.now() == START
    timer.seconds += 1.5
    assert clock.now() == START + timedelta(seconds=1.5)


def test_a_standing_clock_stands() -> None:
    timer = Timer()
    clock = MarketClock(START, speed=0, timer=timer)
    timer.seconds += 1000
    assert clock.now() == START
    assert clock.speed == 0


def test_a_change_of_speed_keeps_now() -> None:
    timer = Timer()
    clock = MarketClock(START, timer=timer)
    timer.seconds += 10
    clock.set_speed(0)
    timer.seconds += 50
    assert clock.now() == START + timedelta(seconds=10)
    clock.set_speed(1)
    assert clock.now() == START + timedelta(seconds=10)
    timer.seconds += 5
    assert clock.now() == START + timedelta(seconds=15)


def test_a_move_goes_on_from_there() -> None:
    timer = Timer()
    clock = MarketClock(START, timer=timer)
    timer.seconds += 10
    clock.move_to(START + timedelta(hours=1))
    timer.seconds += 2
    assert clock.now() == START + timedelta(hours=1, seconds=2)


def test_time_only_moves_forward() -> None:
    timer = Timer()
    clock = MarketClock(START, timer=timer)
    timer.seconds += 10
    with pytest.raises(ValueError, match="time only moves forward"):
        clock.move_to(START + timedelta(seconds=9))
    clock.move_to(START + timedelta(seconds=10))
    assert clock.now() == START + timedelta(seconds=10)


@pytest.mark.parametrize("speed", [2, 0.5, -1, float("nan"), float("inf")])
def test_other_speeds_are_refused(speed: float) -> None:
    with pytest.raises(ValueError, match=r"0 .* or 1"):
        MarketClock(START, speed=speed)
    with pytest.raises(ValueError, match=r"0 .* or 1"):
        MarketClock(START).set_speed(speed)


def test_now_is_utc_and_needs_an_offset() -> None:
    seoul = timezone(timedelta(hours=9))
    clock = MarketClock(datetime(2026, 11, 21, 0, 0, tzinfo=seoul), speed=0)
    assert clock.now() == START
    assert clock.now().utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="offset"):
        MarketClock(START.replace(tzinfo=None))
