"""The journal: append returns at once, a committer thread puts whatever has gathered on disk in one synced transaction.

Fail stop: once a write fails, nothing more is appended and nobody who waits is told that his event is safe.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from queue import SimpleQueue

from haero.desk.events import Event
from haero.journal.codec import Codec, Row
from haero.journal.log import RowStore

MAX_PENDING = 200_000  # rows that may wait for the disk before append waits too
MAX_BATCH = 4_096
EARLY = 16  # rows at which the disk starts before the turn is over: the rest of the turn then overlaps with the sync


class JournalFailed(Exception):
    """The disk refused a batch. What was not yet confirmed may or may not be stored; nothing more may be acknowledged."""


class Journal:
    """Numbers events and makes them durable.

    `seq` is the number of the newest event, `durable` of the newest one on disk. `on_commit` is called from the committer
    thread after every batch and once after a failure. `nudge` is called when a first event waits: it must see to it that `wake`
    is called soon; an event loop does so when the requests at hand are through, so that they share one batch.
    """

    def __init__(self, store: RowStore) -> None:
        self._store = store
        self._codec = Codec()
        self._pending: deque[Row] = deque()
        self._wake: SimpleQueue[None] = SimpleQueue()  # one C call to wake, where an Event takes three locks
        self._committed = threading.Condition()
        self._closing = False
        self._nudged = False
        self._held: list[Row] | None = None
        self.on_commit: Callable[[], None] = lambda: None
        self.nudge: Callable[[], None] = self.wake
        self.failure: Exception | None = None
        self.seq = self.durable = store.last_seq()
        self._thread = threading.Thread(target=self._commit, name="haero-committer", daemon=True)
        self._thread.start()

    def append(self, at: datetime, account: str, event: Event) -> int:
        """Takes an event into the current batch and returns its number.

        Raises:
            JournalFailed: an earlier batch could not be written.
        """
        if self.failure is not None:
            raise JournalFailed(str(self.failure))
        row = self._codec.row(self.seq + 1, at, account, event)  # may raise: then no number is used up
        self.seq += 1
        if self._held is not None:
            self._held.append(row)
            return self.seq
        self._pending.append(row)
        waiting = len(self._pending)
        if not self._nudged:
            self._nudged = True
            self.nudge()
        elif waiting == EARLY:
            self.wake()
        elif waiting > MAX_PENDING:
            self.flush()
        return self.seq

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is appended inside goes to disk in one transaction. For a few events; never across an await."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            self._pending.extend(held)  # one step for the committer, which takes all of it or none
            self._nudged = True
            self.nudge()

    def wake(self) -> None:
        """Lets the committer take what has gathered."""
        self._wake.put(None)

    def flush(self, timeout: float = 60.0) -> None:
        """Waits until all that was appended is on disk.

        Raises:
            JournalFailed: it could not be written, or not within `timeout` seconds.
        """
        self.wake()
        with self._committed:
            done = self._committed.wait_for(lambda: self.failure is not None or self.durable >= self.seq, timeout)
        if self.failure is not None:
            raise JournalFailed(str(self.failure)) from self.failure
        if not done:
            raise JournalFailed(f"not on disk after {timeout} s")

    def close(self) -> None:
        """Writes what is pending and ends the thread. Never raises: a failure is already told by `failure`."""
        self._closing = True
        self._wake.put(None)
        self._thread.join()

    def _commit(self) -> None:
        while True:
            self._wake.get()
            # Cleared before the batch is taken: a row that comes in between nudges again.
            self._nudged = False
            rows = [self._pending.popleft() for _ in range(min(len(self._pending), MAX_BATCH))]
            if not rows:
                if self._closing:
                    return
                continue
            try:
                self._store.write(rows)
            except Exception as error:  # whatever it is, the batch is not known to be safe
                self._tell(error, self.durable)
                return
            self._tell(None, rows[-1][0])
            if self._pending or self._closing:
                self._wake.put(None)

    def _tell(self, failure: Exception | None, durable: int) -> None:
        with self._committed:
            self.failure = failure
            self.durable = durable
            self._committed.notify_all()
        self.on_commit()
