"""One feed of all that happens: whoever listens to a broker hangs here. It never harms an order.

An event is told twice: when it is in the books and on its way to the disk (`recorded`), and when it is on disk (`durable`).
Who only wants what can't be lost any more waits for the second, or asks `since`.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from haero.desk.events import Event

MOST_EVENTS = 1_000
"""Events of one answer of `since`: who wants more asks again."""
log = logging.getLogger("haero.feed")


class Happened(NamedTuple):
    """An event of the journal, with its number and its market time; `account` is empty for events of the market."""

    seq: int
    at: datetime
    account: str
    event: Event


class Observer:
    """Follows a feed. Each method may be left out; all are called on the broker's thread and must return soon."""

    def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
        """Event `seq` is in the books and in the journal's current batch: not yet on disk. State says what it led to."""

    def durable(self, seq: int) -> None:
        """All events up to `seq` are on disk, and whoever waited for one of them has been woken before."""

    def restarted(self) -> None:
        """Another broker stands behind the feed, with an empty journal: numbers begin anew (a reset)."""


class Feed:
    """Tells observers what happens. One that raises is logged and removed: nothing else notices."""

    def __init__(self, read: Callable[[int, int], Sequence[Happened]] = lambda after, limit: ()) -> None:
        """`read` gives the durable events behind a number, up to a limit: the journal's."""
        self.observers: tuple[Observer, ...] = ()
        """Who follows, in the order in which they came."""
        self._read = read

    def follow(self, observer: Observer) -> None:
        """Tells `observer` of all that happens from now on."""
        if observer not in self.observers:
            self.observers += (observer,)

    def leave(self, observer: Observer) -> None:
        """Tells `observer` nothing more. Whoever does not follow may leave too."""
        self.observers = tuple(other for other in self.observers if other is not observer)

    def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
        """To be called once an event is applied and in the journal."""
        for observer in self.observers:
            try:
                observer.recorded(seq, at, account, event)
            except Exception:
                self._remove(observer)

    def durable(self, seq: int) -> None:
        """To be called once events are on disk."""
        for observer in self.observers:
            try:
                observer.durable(seq)
            except Exception:
                self._remove(observer)

    def since(self, seq: int, limit: int = MOST_EVENTS) -> Sequence[Happened]:
        """The events behind `seq` that are on disk, oldest first, at most `limit` and never more than 1,000.

        Who comes late asks until nothing comes, and goes on with what `durable` says.
        """
        return self._read(seq, max(0, min(limit, MOST_EVENTS)))

    def take_over(self, earlier: "Feed") -> None:
        """The observers of an earlier broker follow this one from now on, and are told that it is another."""
        observers, earlier.observers = earlier.observers, ()
        for observer in observers:
            self.follow(observer)
            try:
                observer.restarted()
            except Exception:
                self._remove(observer)

    def _remove(self, observer: Observer) -> None:
        log.exception("an observer failed and is removed: %s; a defect, please report it", type(observer).__qualname__)
        self.leave(observer)
