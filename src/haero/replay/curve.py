"""An account's value over time: points for a plot, and the deepest fall of its profit from a peak."""

from datetime import datetime
from decimal import Decimal

MAX_POINTS = 4_000
"""Points kept for the plot. When there are more, every second one goes, and points come half as often."""


class Curve:
    """Takes samples in time order. The drawdown sees every sample, whatever is kept of them.

    `points` are (time, value, profit). `drawdown` is the deepest fall of the profit from its peak so far, a positive number, at
    `drawdown_at`; `drawdown_share` is what part of the account's value at that peak it was.
    """

    def __init__(self) -> None:
        self.points: list[tuple[datetime, Decimal, Decimal]] = []
        self.newest: tuple[datetime, Decimal, Decimal] | None = None
        self.drawdown = self.drawdown_share = Decimal(0)
        self.drawdown_at: datetime | None = None
        self._peak: Decimal | None = None
        self._value_at_peak = Decimal(0)
        self._every, self._skipped = 1, 0

    def add(self, at: datetime, value: Decimal, deposited: Decimal) -> None:
        """The account is worth `value` at `at`; `deposited` was paid in so far."""
        profit = value - deposited
        self.newest = at, value, profit
        if self._peak is None or profit > self._peak:
            self._peak, self._value_at_peak = profit, value
        elif self._peak - profit > self.drawdown:
            self.drawdown, self.drawdown_at = self._peak - profit, at
            self.drawdown_share = self.drawdown / self._value_at_peak if self._value_at_peak > 0 else Decimal(0)
        self._skipped += 1
        if self._skipped < self._every and self.points:
            return
        self._skipped = 0
        self.points.append(self.newest)
        if len(self.points) > MAX_POINTS:
            self._every *= 2
            del self.points[1::2]

    def all_points(self) -> list[tuple[datetime, Decimal, Decimal]]:
        """The points that are kept, and the newest sample."""
        if self.newest is None or (self.points and self.points[-1] == self.newest):
            return list(self.points)
        return [*self.points, self.newest]
