"""A dictionary that never holds more than its limit: what the caches of this package are made of."""

from collections import deque
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Bounded(dict[Key, Value]):
    """A dict of at most `limit` entries: one more pushes the oldest out. Reading costs what it costs in a dict.

    Entries go by age or all together (`clear`); they can't be deleted one by one.
    """

    __slots__ = ("_order", "limit")

    def __init__(self, limit: int) -> None:
        super().__init__()
        if limit < 1:
            raise ValueError("a bounded dictionary holds at least one entry")
        self.limit = limit
        # Asking the dict itself for its oldest key walks over all the keys deleted since it last grew.
        self._order: deque[Key] = deque()

    def __setitem__(self, key: Key, value: Value) -> None:
        if key not in self:
            if len(self) >= self.limit:
                super().__delitem__(self._order.popleft())
            self._order.append(key)
        super().__setitem__(key, value)

    def clear(self) -> None:
        """Forget everything."""
        super().clear()
        self._order.clear()
