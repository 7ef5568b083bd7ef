"""The wall clock: the time that tokens and limits live in. No other module of haero may read it.

The exchanges live on the market clock, which can be moved; a token that expired because somebody moved the market would
be no fun, so auth keeps real time.
"""

import time
from datetime import UTC, datetime, timedelta

"""Korean time, in which KIS writes the expiry of a token."""

_NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


class WallClock:
    """Real time."""

    __slots__ = ()

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back when the machine's clock is set."""
        return time.monotonic()


class FixedWall(WallClock):
    """A wall clock for tests: stands still until told."""

    __slots__ = ("_monotonic", "_now")

    def __init__(self, now: datetime = _NEW_YEAR) -> None:
        """Starts at `now`, which must be aware.

        Raises:
            ValueError: `now` has no time zone.
        """
        self._now = _aware(now)
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def set(self, now: datetime) -> None:
        """Sets the time of day, as an administrator would: `monotonic` doesn't move.

        Raises:
            ValueError: `now` has no time zone.
        """
        self._now = _aware(now)

    def advance(self, step: timedelta) -> None:
        """Lets time pass, on both clocks.

        Raises:
            ValueError: `step` is negative.
        """
        if step < timedelta(0):
            raise ValueError(f"time passes forward only, not by {step}")
        self._now += step
        self._monotonic += step.total_seconds()


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)
