"""The order store: one row an order, written before its first byte leaves, and never forgotten by a crash.

Durable: `enter` is on disk when it returns (synchronous FULL). A settlement is not waited for (NORMAL): a crash of the program does
not lose it, a power cut may; then the order is unknown again and `resolve` finds the same out once more. The next order that is
entered takes earlier settlements to the disk as well.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from haero.client.errors import StoreUnusable
from haero.client.local import forks, rows
from haero.client.local.locks import FileLock
from haero.client.local.record import OPEN_FATES, Entered, Fate, OrderRecord, Settled
from haero.client.local.troubles import said

if TYPE_CHECKING:
    import sqlite3

MEMORY = ":memory:"


class Store:
    """The orders that this machine may have sent, in a file of SQLite (`:memory:` for tests). Threads and processes share it.

    One lock beside the file (PATH-lock) is held by whoever writes, or moves the write-ahead log into the file: SQLite before 3.51.3
    can lose a transaction when two connections do so at the same moment, and Python has whatever SQLite the system has.

    Raises StoreUnusable wherever the file can't be used: nothing was sent then. `settle` alone does not, since something was: it
    keeps what it was told, says so once in the log, and writes it with whatever is written next.
    """

    def __init__(self, path: str | os.PathLike[str], *, patience: float = 5.0) -> None:
        """Opens the store, or makes it (folder 700, file 600). `patience`: seconds to wait for another program that writes."""
        self.path = os.fspath(path)
        self._patience = patience
        self._threads = Lock()
        self._file = None if self.path == MEMORY else FileLock(f"{os.path.realpath(self.path)}-lock", watched=False)
        self._connection: sqlite3.Connection | None = None
        self._error: type[Exception] = StoreUnusable  # sqlite3's once that is imported: when a file is opened
        self._inode = (0, 0)
        self._waits_for_disk = True
        self._late: dict[tuple[str, str], Settled] = {}
        self._gone = 0
        try:
            with self._writing():
                pass
        except BaseException:
            if self._file is not None:
                self._file.close()
            raise
        forks.know(self)

    def enter(self, record: OrderRecord) -> Entered:
        """Writes an order down before it is sent, as SENDING; or says what stands there already under its key.

        A key whose order is proven not to be with KIS is free for the same content. After an error the row may be there or not:
        the order is not to be sent, and its key may say "unknown" from then on.
        """
        row = rows.of_record(record)
        connection = self._begin()
        try:
            self._settle_late(connection)
            self._look_whether_the_file_is_there()
            self._wait_for_disk(connection, True)
            while True:
                if connection.execute(rows.ENTER, row).rowcount == 1:
                    return Entered(True, record._replace(fate=Fate.SENDING, number="", branch="", outcome={}))
                if (found := self._one(connection, record.scope, record.key)) is not None:
                    return Entered(False, found)
        except self._error as no:
            raise rows.unusable(self.path, no, self._patience) from no
        finally:
            self._end()

    def settle(self, scope: str, key: str, settled: Settled) -> bool:
        """Writes down what became of an order. False, and nothing is changed, where KIS's word stands there already.

        What nobody knew can become anything; what `resolve` took for absent, KIS's word. KeyError: no such key.
        """
        if settled.fate is Fate.SENDING:
            raise ValueError("an order is not sent again by being settled: enter it")
        try:
            connection = self._begin()
            try:
                self._settle_late(connection)
                self._wait_for_disk(connection, False)
                return self._settle(connection, scope, key, settled)
            except self._error as no:
                raise rows.unusable(self.path, no, self._patience) from no
            finally:
                self._end()
        except StoreUnusable as no:
            self._keep(scope, key, settled, no)
            return True

    def find(self, scope: str, key: str) -> OrderRecord | None:
        """The order of a key."""
        with self._reading() as connection:
            return self._one(connection, scope, key)

    def unsettled(self, scope: str) -> list[OrderRecord]:
        """The orders whose outcome is unknown, oldest first. Costs what they are, not what the store holds."""
        with self._reading() as connection:
            found = connection.execute(rows.UNSETTLED, (scope,)).fetchall()
            records = [self._with_late(rows.to_record(row, self.path)) for row in found]
            return [record for record in records if record.fate in OPEN_FATES]

    def owners(self, scope: str, numbers: list[str], since: datetime) -> dict[str, str]:
        """Which of these order numbers belong to orders of the store sent since then: number to key (of the newest one)."""
        start = rows.microseconds(since)
        owners: dict[str, str] = {}
        with self._reading() as connection:
            for number in numbers:
                if found := connection.execute(rows.OWNER, (scope, number, start)).fetchall():
                    owners[number] = found[0][0]
            for (whose, key), settled in self._late.items():
                if whose == scope and settled.number in numbers and settled.number not in owners:
                    late = self._one(connection, scope, key)
                    if late is not None and late.sent_at >= since:
                        owners[settled.number] = key
        return owners

    def count(self) -> int:
        """How many orders it holds, of all scopes. Reads all of them."""
        with self._reading() as connection:
            found: int = connection.execute("select count(*) from sending").fetchall()[0][0]
            return found

    def forget_before(self, date: datetime) -> int:
        """Takes out settled orders sent before `date`; says how many. Their keys are free again, so choose a date long past."""
        before, forgotten = rows.microseconds(date), 0
        while True:
            with self._writing() as connection:
                self._wait_for_disk(connection, False)
                removed: int = connection.execute(rows.FORGET, (before,)).rowcount
            forgotten += removed
            if removed < rows.FORGET_AT_ONCE:
                return forgotten

    def close(self) -> None:
        """Closes the file; it is opened again when it is needed. What could not be written yet is tried once more."""
        try:
            with self._writing() as connection:
                self._settle_late(connection)
                connection.close()  # moves the log into the file: under the lock
        except StoreUnusable as no:
            if self._late:
                said("outcomes of %s orders were never written down; they will be unknown: %s", len(self._late), no)
        with self._threads:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            if self._file is not None:
                self._file.close()

    def __repr__(self) -> str:
        return f"Store({self.path!r})"

    def _begin(self) -> Any:
        """The connection; no other thread or process writes until `_end`."""
        self._threads.acquire()
        try:
            if self._file is not None and not self._file.lock(self._patience):
                raise rows.no_store(self.path, rows.BUSY.format(self._patience))
            return self._connection or self._open()
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        """Says what there is to say afterwards: the log has a lock too, and a fork takes that one first."""
        if self._file is not None:
            self._file.unlock()
        gone, self._gone = self._gone, 0
        self._threads.release()
        if gone:
            said("%s orders are not in the store any more, and their outcomes are lost", gone)

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        connection = self._begin()
        try:
            yield connection
        except self._error as no:
            raise rows.unusable(self.path, no, self._patience) from no
        finally:
            self._end()

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """Readers need no lock, and wait for no writer of another process."""
        self._threads.acquire()
        try:
            while self._connection is None:  # after a fork, or a close
                self._threads.release()
                try:
                    self._open_again()
                finally:
                    self._threads.acquire()
            yield self._connection
        except self._error as no:
            raise rows.unusable(self.path, no, self._patience) from no
        finally:
            self._threads.release()

    def _open_again(self) -> None:
        with self._writing():
            return

    def _open(self) -> "sqlite3.Connection":
        """Opens the file; the lock is held."""
        import sqlite3

        self._error = sqlite3.Error
        self._connection = rows.connect(self.path, self._patience)
        self._waits_for_disk = True
        if self._file is not None:
            there = os.stat(self.path)
            self._inode = (there.st_ino, there.st_dev)
        return self._connection

    def _look_whether_the_file_is_there(self) -> None:
        """A file that somebody removed can be written to as long as it is open, and is gone after that."""
        if self._file is None:
            return
        try:
            there = os.stat(self.path)
        except OSError:
            raise rows.no_store(self.path, rows.REMOVED) from None
        if (there.st_ino, there.st_dev) != self._inode:
            raise rows.no_store(self.path, rows.REMOVED)

    def _wait_for_disk(self, connection: "sqlite3.Connection", wait: bool) -> None:
        """Not by `execute`, which would keep a statement that SQLite reads anew each time: it costs twice as much."""
        if self._waits_for_disk is not wait:
            connection.executescript("pragma synchronous=full" if wait else "pragma synchronous=normal")
            self._waits_for_disk = wait

    def _one(self, connection: "sqlite3.Connection", scope: str, key: str) -> OrderRecord | None:
        found = connection.execute(rows.FIND, (scope, key)).fetchall()
        return self._with_late(rows.to_record(found[0], self.path)) if found else None

    def _with_late(self, record: OrderRecord) -> OrderRecord:
        """What is known, though it could not be written yet."""
        late = self._late.get((record.scope, record.key)) if self._late else None
        if late is None or not rows.may_follow(record.fate, late.fate) or late.sent_at not in (None, record.sent_at):
            return record
        return record._replace(fate=late.fate, number=late.number, branch=late.branch, outcome=late.outcome)

    def _settle(self, connection: "sqlite3.Connection", scope: str, key: str, settled: Settled) -> bool:
        if connection.execute(rows.SETTLE, rows.of_settled(scope, key, settled)).rowcount == 1:
            return True
        if not connection.execute(rows.FIND, (scope, key)).fetchall():
            raise KeyError(key)
        return False

    def _keep(self, scope: str, key: str, settled: Settled, no: StoreUnusable) -> None:
        with self._threads:
            first = not self._late
            before = self._late.get((scope, key))
            if before is None or rows.may_follow(before.fate, settled.fate):
                self._late[scope, key] = settled
        if first:
            said("the outcome of an order could not be written down, and is kept in memory: %s", no)

    def _settle_late(self, connection: "sqlite3.Connection") -> None:
        while self._late:
            (scope, key), settled = next(iter(self._late.items()))
            try:
                self._settle(connection, scope, key, settled)
            except KeyError:
                self._gone += 1
            del self._late[scope, key]

    def before_fork(self) -> None:
        """No statement runs while the process is copied."""
        self._threads.acquire()

    def after_fork(self) -> None:
        """Goes on."""
        self._threads.release()

    def after_fork_in_child(self) -> None:
        """Closes the copy (the parent has the file open, so nothing is moved or removed); the next call opens another one.

        What the parent could not write yet, both try to write.
        """
        if self._connection is not None and self.path != MEMORY:
            self._connection.close()
            self._connection = None
        self._threads.release()
