"""The orders that this machine may have sent, each written down before its first byte: one row an order, in SQLite.

`enter` is on disk when it returns (synchronous FULL): an order whose row a power cut took away would go out a second time under the
same key. `settle` is not synced by itself: if a power cut takes it away, the order is unknown again, and KIS's lists tell.
"""

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from haero.client.errors import StoreUnusable
from haero.client.local import forks, rows
from haero.client.local.record import OPEN_FATES, Entered, OrderRecord, Settled
from haero.client.local.rows import COLUMNS
from haero.client.local.store_file import MEMORY, Identity, identity_of, open_store, unusable
from haero.client.local.troubles import warn

T = TypeVar("T")
_ENTER = (
    f"insert into sending ({COLUMNS}) values (?, ?, ?, ?, ?, ?, 'sending', '', '', '{{}}') "  # noqa: S608 - constants
    "on conflict (scope, key) do update set tr_id = excluded.tr_id, sent_at = excluded.sent_at, "
    "server_at = excluded.server_at, fate = 'sending', number = '', branch = '', outcome = '{}' "
    "where fate in ('unsent', 'absent') and content = excluded.content returning 1"
)
_SETTLE = (
    "update sending set fate = ?, number = ?, branch = ?, outcome = ? where scope = ? and key = ? "
    "and fate in ('sending', 'unknown')"
)
_FIND = f"select {COLUMNS} from sending where scope = ? and key = ?"  # noqa: S608
_UNSETTLED = f"select {COLUMNS} from sending where scope = ? and fate in ('sending', 'unknown') order by sent_at, key"  # noqa: S608
# "number <> ''" is what the index of numbers holds: without the word, SQLite would read all orders.
_OWNER = "select key from sending where scope = ? and number = ? and number <> '' and sent_at >= ? limit 1"
_FULL, _NORMAL = "pragma synchronous = full", "pragma synchronous = normal"
_inherited: list[sqlite3.Connection] = []
"""Connections of a parent: never used here, and never closed, for that would write into the parent's file."""


class Store:
    """Any number of threads and programs may use one file. A forked child opens it anew. After `close` it opens when it is needed.

    Raises StoreUnusable: the file is damaged, another program's, of a newer haero, or can't be written; nothing is sent then.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._mutex = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._identity: Identity | None = None
        self._late: dict[tuple[str, str], Settled] = {}
        self._do(lambda database: None)
        forks.watch(self)

    def __repr__(self) -> str:
        return f"Store({self._path!r})"

    def enter(self, record: OrderRecord) -> Entered:
        """Writes an order down, on disk when this returns; or says what stands under its key.

        A key is free where nothing has it, or where its order is the same and was proven not to be taken up.
        """
        values = rows.entry(record)

        def work(database: sqlite3.Connection) -> Entered:
            database.execute(_FULL)
            if database.execute(_ENTER, values).fetchone() is not None:
                return Entered(True, record)
            return Entered(False, self._read(database.execute(_FIND, (record.scope, record.key)).fetchone()))

        return self._do(work, entering=True)

    def settle(self, scope: str, key: str, settled: Settled) -> None:
        """Writes down what became of an order. What KIS has said once stands: a later word is not taken.

        Raises nothing because of the disk: the order may be on the market, and an error would say that it was not sent. What
        can't be written is kept, told by this store as if it were written, and written when that is possible; the log says so.
        """
        with self._mutex:
            try:
                self._settle(self._connected(), scope, key, settled)
            except (sqlite3.Error, StoreUnusable) as error:
                if (scope, key) not in self._late or self._late[scope, key].fate in OPEN_FATES:
                    self._late[scope, key] = settled
                warn(
                    "the order store can't be written: that the order %s is %s is kept in memory until it can (%s)",
                    key, settled.fate.value, type(error).__name__,
                )  # fmt: skip

    def find(self, scope: str, key: str) -> OrderRecord | None:
        """The order of a key."""

        def work(database: sqlite3.Connection) -> OrderRecord | None:
            row = database.execute(_FIND, (scope, key)).fetchone()
            return None if row is None else self._read(row)

        return self._do(work)

    def unsettled(self, scope: str) -> list[OrderRecord]:
        """The orders whose outcome is unknown, oldest first."""

        def work(database: sqlite3.Connection) -> list[OrderRecord]:
            return [self._read(row) for row in database.execute(_UNSETTLED, (scope,)).fetchall()]

        return [record for record in self._do(work) if record.fate in OPEN_FATES]

    def owners(self, scope: str, numbers: list[str], since: datetime) -> dict[str, str]:
        """Which of these numbers belong to orders sent since then: number to key."""
        first = rows.micros(since)

        def work(database: sqlite3.Connection) -> dict[str, str]:
            found = {late.number: key for (whose, key), late in self._late.items() if whose == scope}
            found = {number: found[number] for number in numbers if number and number in found}
            for number in numbers:
                row = database.execute(_OWNER, (scope, number, first)).fetchone()
                if row is not None:
                    found[number] = row[0]
            return found

        return self._do(work)

    def close(self) -> None:
        """Closes the file; it is opened again when it is needed."""
        with self._mutex:
            self._let_go()

    def forked(self) -> None:
        """In a child: the parent's connection is left alone, its lock may be held by a thread that is not here."""
        self._mutex = threading.Lock()
        if self._database is not None:
            _inherited.append(self._database)
            self._database = None
        self._late = {}  # the parent writes that

    def _do(self, work: Callable[[sqlite3.Connection], T], *, entering: bool = False) -> T:
        with self._mutex:
            try:
                if entering and self._path != MEMORY and identity_of(self._path) != self._identity:
                    self._let_go()  # removed or replaced: other programs write into another file
                database = self._connected()
                if self._late:
                    self._catch_up(database)
                return work(database)
            except (sqlite3.Error, ValueError) as error:
                raise unusable(self._path, error) from None

    def _connected(self) -> sqlite3.Connection:
        if self._database is None:
            self._database, self._identity = open_store(self._path)
        return self._database

    def _let_go(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def _settle(self, database: sqlite3.Connection, scope: str, key: str, settled: Settled) -> None:
        database.execute(_NORMAL)
        outcome = rows.text(settled.outcome)
        values = (settled.fate.value, settled.number, settled.branch, outcome, scope, key)
        if not database.execute(_SETTLE, values).rowcount and not database.execute(_FIND, (scope, key)).fetchone():
            warn("the order %s is gone from its store: nobody can ask for its outcome any more", key)

    def _catch_up(self, database: sqlite3.Connection) -> None:
        """Writes what could not be written before; what still can't be stays in memory."""
        try:
            for scope, key in list(self._late):
                self._settle(database, scope, key, self._late[scope, key])
                del self._late[scope, key]
        except sqlite3.Error:
            return

    def _read(self, row: rows.Row) -> OrderRecord:
        record = rows.read(row)
        late = self._late.get((record.scope, record.key))
        return record if late is None or record.fate not in OPEN_FATES else record._replace(**late._asdict())
