"""What falls due, and when: ends of orders, the sending of reservations, slices. Thousands share a moment: moments are few."""

import heapq
from collections.abc import Iterator
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple


class Task(IntEnum):
    """What is to be done. At one moment what ends goes before what begins."""

    CROSS = 0  # the closing auction of a market that does not mark its print
    EXPIRE = 1
    SEND_RESERVATION = 2
    ARRIVE = 3
    SLICE = 4


class Entry(NamedTuple):
    task: Task
    account: str
    number: int


class _Queue:
    """Entries of one moment and one task, in two columns: every resting order has an entry, and a pair of its own costs more."""

    __slots__ = ("accounts", "numbers")

    def __init__(self) -> None:
        self.accounts: list[str] = []
        self.numbers: list[int] = []


class Agenda:
    """Entries by moment. Adding costs the same however many there are; entries of one moment and task keep their order."""

    def __init__(self) -> None:
        self._moments: list[datetime] = []
        self._queues: dict[datetime, dict[Task, _Queue]] = {}

    def add(self, at: datetime, task: Task, account: str, number: int) -> None:
        queue = self._queue(at, task)
        queue.accounts.append(account)
        queue.numbers.append(number)

    def add_all(self, at: datetime, task: Task, account: str, numbers: list[int]) -> None:
        """As `add`, for many numbers of an account."""
        queue = self._queue(at, task)
        queue.accounts += [account] * len(numbers)
        queue.numbers += numbers

    def _queue(self, at: datetime, task: Task) -> _Queue:
        queues = self._queues.get(at)
        if queues is None:
            queues = self._queues[at] = {}
            heapq.heappush(self._moments, at)
        queue = queues.get(task)
        if queue is None:
            queue = queues[task] = _Queue()
        return queue

    def next(self) -> datetime | None:
        """The earliest moment at which something is due."""
        return self._moments[0] if self._moments else None

    def take(self, until: datetime) -> Iterator[tuple[datetime, Entry]]:
        """Everything due up to `until`, in order; it leaves the agenda as it is given. What is not asked for goes back."""
        while self._moments and self._moments[0] <= until:
            at = heapq.heappop(self._moments)
            queues = self._queues.pop(at)
            given = 0
            try:
                for task in sorted(queues):
                    queue, given = queues[task], 0
                    for account, number in zip(queue.accounts, queue.numbers, strict=True):
                        given += 1
                        yield at, Entry(task, account, number)
                    del queues[task]
            finally:
                self._put_back(at, queues, given)

    def _put_back(self, at: datetime, queues: dict[Task, _Queue], given: int) -> None:
        """What is left of a moment, of whose first task so many were given; it stands before what was added meanwhile."""
        for task in sorted(queues):
            left, queue = queues[task], self._queue(at, task)
            queue.accounts[:0] = left.accounts[given:]
            queue.numbers[:0] = left.numbers[given:]
            given = 0
