"""Requests per second."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.server.auth import throttle
from haero.server.auth.throttle import RateLimiter
from haero.server.auth.wall import FixedWall


def passed(limiter: RateLimiter, wall: FixedWall, spacing_ms: int, calls: int) -> list[bool]:
    answers = []
    for _ in range(calls):
        answers.append(limiter.allow("k"))
        wall.advance(timedelta(milliseconds=spacing_ms))
    return answers


def test_one_a_second_as_measured_on_mock() -> None:
    wall = FixedWall()
    assert passed(RateLimiter(1, wall), wall, 1100, 5) == [True] * 5
    # 600 ms apart: every other call is throttled, and a refused one doesn't count.
    assert passed(RateLimiter(1, wall), wall, 600, 6) == [True, False, True, False, True, False]
    assert passed(RateLimiter(1, wall), wall, 101, 11) == [True, *[False] * 9, True]


def test_eighteen_pass_at_once_and_the_window_slides() -> None:
    wall = FixedWall()
    limiter = RateLimiter(18, wall)
    assert passed(limiter, wall, 10, 25) == [True] * 18 + [False] * 7
    wall.advance(timedelta(milliseconds=750))  # the first call is a second old, the second 990 ms
    assert passed(limiter, wall, 0, 2) == [True, False]


def test_keys_do_not_touch_one_another() -> None:
    limiter = RateLimiter(1, FixedWall())
    assert [limiter.allow(key) for key in "aabbcc"] == [True, False] * 3


def test_the_machines_clock_has_no_part_in_it() -> None:
    wall = FixedWall()
    limiter = RateLimiter(1, wall)
    assert limiter.allow("k")
    wall.set(wall.now() + timedelta(days=1))
    assert not limiter.allow("k")


@given(st.integers(1, 5), st.lists(st.integers(0, 700), max_size=60))
def test_no_second_ever_holds_more_than_the_limit(limit: int, steps: list[int]) -> None:
    wall = FixedWall()
    limiter = RateLimiter(limit, wall)
    at_ms = 0
    let_through: list[int] = []
    for step in steps:
        at_ms += step
        wall.advance(timedelta(milliseconds=step))
        busy = len([moment for moment in let_through if at_ms - moment < 1000])
        # Rounding of the float clock may differ at exactly one second.
        on_the_edge = any(at_ms - moment == 1000 for moment in let_through)
        allowed = limiter.allow("k")
        assert on_the_edge or allowed == (busy < limit)
        if allowed:
            let_through.append(at_ms)


def test_idle_keys_are_forgotten() -> None:
    wall = FixedWall()
    limiter = RateLimiter(2, wall)
    for number in range(20_000):
        assert limiter.allow(f"key{number}")
        wall.advance(timedelta(milliseconds=10))
    assert len(limiter) <= 1_100


def test_busy_keys_keep_their_count_while_others_are_forgotten() -> None:
    wall = FixedWall()
    limiter = RateLimiter(1, wall)
    for number in range(1_024):
        limiter.allow(f"idle{number}")
    wall.advance(timedelta(seconds=2))
    assert limiter.allow("busy")
    assert len(limiter) == 1
    assert not limiter.allow("busy")


def test_memory_is_bounded_even_if_all_are_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MAX_KEYS", 2_000)
    limiter = RateLimiter(1, FixedWall())
    for number in range(5_000):
        assert limiter.allow(f"key{number}")
    assert len(limiter) == 2_000


def test_a_limit_lets_something_pass() -> None:
    with pytest.raises(ValueError, match="nothing"):
        RateLimiter(0, FixedWall())
