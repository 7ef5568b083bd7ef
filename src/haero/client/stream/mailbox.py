"""A reader's share of a stream: bounded, so that a program that doesn't read costs no more memory than its limit."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from haero.client.stream.messages import FILLED, LOST, Lost, Notice, Tick
from haero.terms import KST, Action, Side

T = TypeVar("T")
MOST_NOTICES = 10_000
MOST_TICKS = 10_000
MOST_FOLDED = 100_000
"""Orders and kinds of notice for which a reader that doesn't read is still told something."""


class Mailbox(Protocol[T]):
    """What waits for one reader."""

    def put(self, item: T) -> None:
        """Never waits."""

    def take(self) -> T | None:
        """The next item; None where nothing waits."""


class NoticeBox:
    """Notices for one reader. What finds no room is folded: fills of an order become one, of other kinds the last one stays.

    So the reader misses no quantity. Before the folded ones, all marked as a gap, it gets a notice of kind LOST that counts them.
    """

    def __init__(self, most: int = MOST_NOTICES) -> None:
        self._most = most
        self._waiting: deque[Notice] = deque()
        self._folded: dict[tuple[str, str], Notice] = {}
        self._lost = 0

    def put(self, item: Notice) -> None:
        if not self._lost and len(self._waiting) < self._most:
            self._waiting.append(item)
            return
        self._lost += 1
        key = item.odno, item.kind
        before = self._folded.pop(key, None)
        if before is None and len(self._folded) >= MOST_FOLDED:
            return
        self._folded[key] = (_merged(before, item) if before and item.kind is FILLED else item)._replace(gap=True)

    def take(self) -> Notice | None:
        if not self._waiting and self._lost:
            folded = list(self._folded.values())
            self._waiting.append(_lost(self._lost, folded[-1].at))
            self._waiting.extend(folded)
            self._lost, self._folded = 0, {}
        return self._waiting.popleft() if self._waiting else None


def _merged(before: Notice, item: Notice) -> Notice:
    quantity = before.quantity + item.quantity
    value = before.quantity * before.price + item.quantity * item.price
    doubtful = before.doubtful or item.doubtful
    return item._replace(quantity=quantity, price=value / quantity if quantity else item.price, doubtful=doubtful)


def _lost(count: int, at: datetime) -> Notice:
    return Notice(LOST, "", "", "", None, Side.BUY, Action.NEW, count, Decimal(0), at.astimezone(KST), gap=True)


class TickBox:
    """Ticks for one reader: the newest. Behind a hole it gets Lost first."""

    def __init__(self, most: int = MOST_TICKS) -> None:
        self._most = most
        self._waiting: deque[Tick] = deque()
        self._lost = 0

    def put(self, item: Tick) -> None:
        if len(self._waiting) >= self._most:
            self._waiting.popleft()
            self._lost += 1
        self._waiting.append(item)

    def take(self) -> Tick | None:
        if self._lost:
            count, self._lost = self._lost, 0
            return Lost(count)
        return self._waiting.popleft() if self._waiting else None


class Outlet(Generic[T]):
    """All readers of a stream."""

    def __init__(self, make: Callable[[], Mailbox[T]]) -> None:
        self._make = make
        self._boxes: list[Mailbox[T]] = []

    def open(self) -> Mailbox[T]:
        """A mailbox for a new reader: it gets what comes from now on."""
        box = self._make()
        self._boxes.append(box)
        return box

    def close(self, box: Mailbox[T]) -> None:
        """This reader reads no more."""
        if box in self._boxes:
            self._boxes.remove(box)

    def put(self, items: list[T]) -> None:
        """To every reader."""
        for box in self._boxes:
            for item in items:
                box.put(item)
