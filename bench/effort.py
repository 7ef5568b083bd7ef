"""How much a benchmark does: all of it, or so little that a test can see that it still runs."""

from typing import NamedTuple


class Effort(NamedTuple):
    """`share`: sizes are divided by it. `most_rounds`: no benchmark takes more."""

    share: int = 1
    most_rounds: int = 100

    def some(self, size: int, least: int = 10) -> int:
        """A number of orders, rows or symbols."""
        return max(size // self.share, min(size, least))

    def rounds(self, count: int) -> int:
        return min(count, self.most_rounds)


FULL = Effort()
QUICK = Effort(10, 2)
