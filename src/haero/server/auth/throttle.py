"""Requests per second, as KIS counts them: the last second of each key, refused calls not counted, no penalty box."""

from collections import deque

from haero.server.auth.wall import WallClock

WINDOW_SECONDS = 1.0
MAX_KEYS = 65_536
SWEEP_ABOVE = 1_024


class RateLimiter:
    """A sliding window of one second per key.

    Measured on mock (1 a second): calls 600 ms apart are throttled, 1100 ms apart aren't, and the call after a refusal passes as
    soon as the window is free.
    """

    __slots__ = ("_limit", "_now", "_sweep_at", "_times")

    def __init__(self, limit_per_second: int, wall: WallClock) -> None:
        """`limit_per_second` calls of a key may pass in any second.

        Raises:
            ValueError: the limit is below 1.
        """
        if limit_per_second < 1:
            raise ValueError(f"a limit of {limit_per_second} per second lets nothing pass")
        self._limit = limit_per_second
        self._now = wall.monotonic
        # Per key the moments of its last calls that passed, oldest first, as many as the limit.
        self._times: dict[str, deque[float]] = {}
        self._sweep_at = 0.0

    def __len__(self) -> int:
        """How many keys are kept."""
        return len(self._times)

    def allow(self, key: str) -> bool:
        now = self._now()
        times = self._times.get(key)
        if times is None:
            times = self._enter(key, now)
        elif len(times) == self._limit and now - times[0] < WINDOW_SECONDS:
            return False
        times.append(now)
        return True

    def _enter(self, key: str, now: float) -> deque[float]:
        """Makes room for a new key: forgets idle ones, and the oldest if there are too many that aren't."""
        # Once in a window is enough, so the cost of sweeping stays small however many keys there are.
        if len(self._times) >= SWEEP_ABOVE and now >= self._sweep_at:
            self._times = {name: times for name, times in self._times.items() if now - times[-1] < WINDOW_SECONDS}
            self._sweep_at = now + WINDOW_SECONDS
        if len(self._times) >= MAX_KEYS:
            # A burst may pass, memory may not: a limit is a courtesy here, not a lock.
            del self._times[next(iter(self._times))]
        times: deque[float] = deque(maxlen=self._limit)
        self._times[key] = times
        return times
