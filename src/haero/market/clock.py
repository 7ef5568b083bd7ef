"""The time that the exchanges live in: it starts where it is told, and runs, stands still or is moved forward."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

# Other speeds are their own issue: a clock that runs faster than its market can answer needs a rule for what to skip.
SPEEDS = (0.0, 1.0)


class MarketClock:
    """The market's now: `start` plus the elapsed seconds of `timer` times `speed`.

    `start` is timezone-aware; every answer is in UTC, to the microsecond. `speed` is 1 (runs) or 0 (stands still until
    moved); anything else raises ValueError. The wall clock is never read: `timer` only measures how much time went by.
    """

    def __init__(self, start: datetime, speed: float = 1.0, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._origin = _utc(start)
        self._speed = _checked(speed)
        self._mark = timer()

    @property
    def speed(self) -> float:
        """Market seconds per real second: 0 or 1."""
        return self._speed

    def now(self) -> datetime:
        """The market's time, UTC."""
        if self._speed == 0:
            return self._origin
        return self._origin + timedelta(seconds=(self._timer() - self._mark) * self._speed)

    def set_speed(self, speed: float) -> None:
        """Run (1) or stand still (0) from now on; now itself does not jump. ValueError for any other speed."""
        speed = _checked(speed)
        self._rebase(self.now())
        self._speed = speed

    def move_to(self, at: datetime) -> None:
        """Jump forward to `at` and go on from there. ValueError when `at` is before now."""
        at = _utc(at)
        now = self.now()
        if at < now:
            raise ValueError(f"time only moves forward: {at.isoformat()} is before {now.isoformat()}")
        self._rebase(at)

    def _rebase(self, now: datetime) -> None:
        self._origin = now
        self._mark = self._timer()


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("the market clock needs a time with an offset from UTC")
    return moment.astimezone(UTC)


def _checked(speed: float) -> float:
    if speed not in SPEEDS:
        raise ValueError(f"speed {speed:g} is not supported: 0 (stands still) or 1 (runs); other speeds come later")
    return float(speed)
