"""Lets a coroutine wait until an event is on disk."""

import asyncio
from collections import deque
from collections.abc import Callable

from haero.journal.journal import Journal, JournalFailed


class Gate:
    """Bridges the committer thread and one event loop: wakes, in order, all whose event has become durable."""

    def __init__(
        self, journal: Journal, loop: asyncio.AbstractEventLoop, told: Callable[[int], None] = lambda seq: None
    ) -> None:
        """`told` is called with the newest event on disk, behind those who wait for it: who answers a request comes first."""
        self._journal = journal
        self._loop = loop
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self.failed = asyncio.Event()
        self._told = told
        journal.on_commit = self._from_thread
        # Not at once: the thread would take the interpreter from the requests whose events belong into the same batch.
        journal.nudge = self._at_end_of_turn

    async def durable(self, seq: int) -> None:
        """Returns when event `seq` and all before it are on disk.

        Raises:
            JournalFailed: they could not be written; whether they are stored is unknown.
        """
        journal = self._journal
        if journal.failure is not None:
            raise JournalFailed(str(journal.failure))
        if journal.durable >= seq:
            return
        future = self._loop.create_future()
        self._waiting.append((seq, future))
        await future

    def _at_end_of_turn(self) -> None:
        self._loop.call_soon(self._journal.wake)

    def _from_thread(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        journal, waiting = self._journal, self._waiting
        if journal.failure is not None:
            self.failed.set()
            while waiting:
                future = waiting.popleft()[1]
                if not future.done():
                    future.set_exception(JournalFailed(str(journal.failure)))
            return
        durable = journal.durable
        while waiting and waiting[0][0] <= durable:
            future = waiting.popleft()[1]
            if not future.done():
                future.set_result(None)
        self._told(durable)
