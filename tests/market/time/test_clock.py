from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.time.clock import FASTEST, FASTEST_STRIDE, STRIDE, MarketClock, speed_name, speed_of

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


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
    assert clock.tick() == clock.now()


def test_half_speed_is_half_the_timer() -> None:
    timer = Timer()
    clock = MarketClock(START, 0.5, timer)
    timer.seconds += 3
    assert clock.now() == clock.tick() == START + 1.5 * SECOND


def test_a_standing_clock_stands() -> None:
    timer = Timer()
    clock = MarketClock(START, speed=0, timer=timer)
    timer.seconds += 1000
    assert clock.now() == clock.tick() == START
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
    clock.set_speed(60)
    assert clock.now() == START + timedelta(seconds=15)
    timer.seconds += 0.125
    clock.tick()
    clock.set_speed(1)
    assert clock.now() == START + timedelta(seconds=22.5), "7.5 more"


def test_a_fast_clock_moves_by_its_ticks_only() -> None:
    timer = Timer()
    clock = MarketClock(START, 60, timer)
    timer.seconds += 0.1
    assert clock.now() == START
    assert clock.tick() == clock.now() == START + 6 * SECOND
    assert clock.tick() == START + 6 * SECOND, "no time has gone by"


@pytest.mark.parametrize(
    ("speed", "stride"), [(2.0, 0.5 * SECOND), (20.0, 5 * SECOND), (60.0, STRIDE), (3600.0, STRIDE)]
)
def test_a_slow_machine_makes_the_market_wait(speed: float, stride: timedelta) -> None:
    timer = Timer()
    clock = MarketClock(START, speed, timer)
    for number in range(1, 4):
        timer.seconds += 1000
        assert clock.tick() == START + number * stride
    assert clock.tick() == START + 3 * stride, "what was owed is forgotten"


@given(st.floats(1.001, 3600), st.lists(st.floats(0, 30), max_size=20))
def test_no_tick_goes_back_or_beyond_the_stride(speed: float, pauses: list[float]) -> None:
    timer = Timer()
    clock = MarketClock(START, speed, timer)
    for pause in pauses:
        before = clock.now()
        timer.seconds += pause
        assert timedelta(0) <= clock.tick() - before <= STRIDE


def test_the_fastest_clock_needs_no_timer() -> None:
    clock = MarketClock(START, FASTEST, Timer())
    assert clock.now() == START
    assert clock.tick() == clock.now() == START + FASTEST_STRIDE
    assert clock.tick() == START + 2 * FASTEST_STRIDE
    clock.set_speed(0)
    assert clock.tick() == START + 2 * FASTEST_STRIDE


@pytest.mark.parametrize("speed", [1, 60, FASTEST])
def test_a_stop_may_fall_back(speed: float) -> None:
    timer = Timer()
    clock = MarketClock(START, speed, timer)
    timer.seconds += 0.1
    clock.tick()
    clock.stop_at(START, "no more days")
    timer.seconds += 10
    assert clock.now() == clock.tick() == START
    assert clock.speed == 0


@pytest.mark.parametrize("speed", [1, 60, FASTEST])
def test_a_move_goes_on_from_there(speed: float) -> None:
    timer = Timer()
    clock = MarketClock(START, speed, timer)
    timer.seconds += 10
    clock.move_to(START + timedelta(hours=1))
    assert clock.now() == START + timedelta(hours=1)
    timer.seconds += 0.25
    assert clock.tick() == START + timedelta(hours=1, seconds=min(0.25 * speed, 10) if speed < FASTEST else 1)


def test_time_only_moves_forward() -> None:
    timer = Timer()
    clock = MarketClock(START, timer=timer)
    timer.seconds += 10
    with pytest.raises(ValueError, match="time only moves forward"):
        clock.move_to(START + timedelta(seconds=9))
    clock.move_to(START + timedelta(seconds=10))
    assert clock.now() == START + timedelta(seconds=10)


@pytest.mark.parametrize("speed", [3600.5, 999_999, -1, float("nan"), float("inf")])
def test_other_speeds_are_refused(speed: float) -> None:
    with pytest.raises(ValueError, match=r"0 .*, up to 3600, or max"):
        MarketClock(START, speed=speed)
    with pytest.raises(ValueError, match=r"0 .*, up to 3600, or max"):
        MarketClock(START).set_speed(speed)


@pytest.mark.parametrize(
    ("text", "speed"), [("0", 0), ("1", 1), ("0.5", 0.5), (60, 60), (3600.0, 3600), ("max", FASTEST)]
)
def test_speeds_as_people_write_them(text: str | float, speed: float) -> None:
    assert speed_of(text) == speed
    assert speed_of(speed_name(speed)) == speed


@pytest.mark.parametrize("text", ["", "fast", "-1", "nan", "inf", "3601", "1000000", FASTEST, -0.5])
def test_what_is_no_speed(text: str | float) -> None:
    with pytest.raises(ValueError, match=r"speed .* is not supported: 0"):
        speed_of(text)


def test_now_is_utc_and_needs_an_offset() -> None:
    seoul = timezone(timedelta(hours=9))
    clock = MarketClock(datetime(2026, 11, 21, 0, 0, tzinfo=seoul), speed=0)
    assert clock.now() == START
    assert clock.now().utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="offset"):
        MarketClock(START.replace(tzinfo=None))
