"""The time that the exchanges live in: it starts where it is told, and runs, stands still or is moved forward.

Up to speed 1 the clock follows the timer by itself. Above that it moves only when `tick` is called, by no more than a
bounded stride: whoever works the market through calls it when done with the last stride, so that a slow machine makes
the market wait and nothing is skipped.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

log = logging.getLogger("haero.clock")
MAX_SPEED = 3600.0
"""The fastest that a clock is bound to the timer: an hour of market in a second."""
FASTEST = 1_000_000.0
"""The speed of a clock that is not bound to the timer at all: as fast as the market can be worked through."""
FASTEST_NAME = "max"
STRIDE = timedelta(seconds=10)
"""The most market time that one tick goes through: so much of it can be told to clients without leaving anything out."""
FASTEST_STRIDE = timedelta(seconds=1)
# At most a quarter of a second of timer in one tick: what a pause owes is not made up for in one go.
_TIMER_STRIDE = 0.25
_UNKNOWN = f"speed {{}} is not supported: 0 (stands still), up to {MAX_SPEED:g}, or {FASTEST_NAME}"


class MarketClock:
    """The market's now: `start` plus the elapsed seconds of `timer` times `speed`.

    `start` is timezone-aware; every answer is in UTC, to the microsecond. `speed` is 0 (stands still until moved), up to
    MAX_SPEED, or FASTEST; anything else raises ValueError. The wall clock is never read: `timer` only measures how much
    time went by.
    """

    def __init__(self, start: datetime, speed: float = 1.0, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._origin = _utc(start)
        self._speed = checked_speed(speed)
        self._mark = timer()
        self.held = False
        """Whether it stands still at whatever speed, because somebody works through a long move."""

    @property
    def speed(self) -> float:
        """Market seconds per real second, or FASTEST."""
        return self._speed

    def now(self) -> datetime:
        """The market's time, UTC. Above speed 1 that of the last tick."""
        if 0 < self._speed <= 1 and not self.held:
            return self._origin + timedelta(seconds=(self._timer() - self._mark) * self._speed)
        return self._origin

    def tick(self) -> datetime:
        """Lets time pass and returns the new now. To be called only when all up to the last now has been worked through."""
        if self._speed <= 1 or self.held:
            return self.now()
        if self._speed == FASTEST:
            self._origin += FASTEST_STRIDE
            return self._origin
        read = self._timer()
        self._origin += stride(read - self._mark, self._speed)
        self._mark = read
        return self._origin

    def set_speed(self, speed: float) -> None:
        """Run at this speed from now on; now itself does not jump. ValueError for a speed that is not offered."""
        speed = checked_speed(speed)
        self._rebase(self.now())
        self._speed = speed

    def move_to(self, at: datetime) -> None:
        """Jump forward to `at` and go on from there. ValueError when `at` is before now."""
        self.check_ahead(at)
        self._rebase(_utc(at))

    def check_ahead(self, at: datetime) -> None:
        """Raises ValueError when `at` is before now."""
        at, now = _utc(at), self.now()
        if at < now:
            raise ValueError(f"time only moves forward: {at.isoformat()} is before {now.isoformat()}")

    def hold(self, at: datetime) -> None:
        """Stand still at `at`, until `release`; the speed is kept. Now may fall back to it: up to there it was worked through."""
        self._rebase(_utc(at))
        self.held = True

    def release(self) -> None:
        """Run again, from where it was held."""
        self._rebase(self._origin)
        self.held = False

    def stop_at(self, at: datetime, why: str) -> None:
        """Stand still at `at`: where the market could be worked through to, when it can't go on. Now may fall back to it."""
        self._rebase(_utc(at))
        self._speed = 0.0
        log.warning("the market clock stands still at %s: %s", self._origin.isoformat(), why)

    def _rebase(self, now: datetime) -> None:
        self._origin = now
        self._mark = self._timer()


def stride(elapsed: float, speed: float) -> timedelta:
    """How far the market goes in one tick, `elapsed` seconds of timer after the last one: bounded, so that nothing is skipped."""
    return min(timedelta(seconds=min(elapsed, _TIMER_STRIDE) * speed), STRIDE)


def checked_speed(speed: float) -> float:
    """The speed, if it is offered. ValueError otherwise."""
    if speed != FASTEST and not 0 <= speed <= MAX_SPEED:
        raise ValueError(_UNKNOWN.format(f"{speed:g}"))
    return float(speed)


def speed_of(text: str | float) -> float:
    """A speed as people write it: a number, or "max" for FASTEST. ValueError for anything else."""
    if text == FASTEST_NAME:
        return FASTEST
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= MAX_SPEED:
        raise ValueError(_UNKNOWN.format(str(text)[:20]))
    return number


def speed_name(speed: float) -> float | str:
    """The speed as people write it: the number, or "max"."""
    return FASTEST_NAME if speed == FASTEST else speed


def speed_text(speed: float) -> str:
    """The speed as text: "0.5", "60" or "max"."""
    return FASTEST_NAME if speed == FASTEST else f"{speed:g}"


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("the market clock needs a time with an offset from UTC")
    return moment.astimezone(UTC)
