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


class Agenda:
    """Entries by moment. Adding costs the same however many there are; entries of one moment keep their order."""

    def __init__(self) -> None:
        self._moments: list[datetime] = []
        self._entries: dict[datetime, list[Entry]] = {}

    def add(self, at: datetime, entry: Entry) -> None:
        entries = self._entries.get(at)
        if entries is None:
            entries = self._entries[at] = []
            heapq.heappush(self._moments, at)
        entries.append(entry)

    def next(self) -> datetime | None:
        """The earliest moment at which something is due."""
        return self._moments[0] if self._moments else None

    def take(self, until: datetime) -> Iterator[tuple[datetime, Entry]]:
        """Everything due up to `until`, in order; it leaves the agenda as it is given."""
        while self._moments and self._moments[0] <= until:
            at = heapq.heappop(self._moments)
            for entry in sorted(self._entries.pop(at), key=lambda found: found.task):
                yield at, entry
