"""The orders that this machine may have sent, each written down before its first byte: one row an order, in SQLite.

`enter` is on disk when it returns (synchronous FULL): an order whose row a power cut took away would go out a second time under the
same key. `settle` is not synced by itself: if a power cut takes it away, the order is unknown again, and KIS's lists tell.
"""

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from msgspec.json import Decoder, Encoder

from haero.client.errors import StoreUnusable
from haero.client.local.locks import OWNER_FILE
from haero.client.local.record import OPEN_FATES, Entered, Fate, OrderRecord, Settled

T = TypeVar("T")
_encode, _decode = Encoder(order="deterministic").encode, Decoder(dict[str, str]).decode
VERSION = 1
BUSY_SECONDS = 10.0
MEMORY = ":memory:"
_APPLICATION = 0x6861_6572  # "haer"
_TABLE = """
create table sending (
    scope text not null, key text not null, content text not null, tr_id text not null, sent_at integer not null,
    server_at integer, fate text not null, number text not null, branch text not null, outcome text not null,
    primary key (scope, key)
) without rowid;
create index unsettled on sending (scope, sent_at) where fate in ('sending', 'unknown');
create index numbered on sending (scope, number, sent_at) where number <> '';
"""
_COLUMNS = "scope, key, content, tr_id, sent_at, server_at, fate, number, branch, outcome"
_ENTER = (
    f"insert into sending ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, 'sending', '', '', '{{}}') "  # noqa: S608 - constants
    "on conflict (scope, key) do update set tr_id = excluded.tr_id, sent_at = excluded.sent_at, "
    "server_at = excluded.server_at, fate = 'sending', outcome = '{}' "
    "where fate in ('unsent', 'absent') and content = excluded.content returning 1"
)
_SETTLE = (
    "update sending set fate = ?, number = ?, branch = ?, outcome = ? where scope = ? and key = ? "
    "and (fate in ('sending', 'unknown') or fate = ?)"
)
_FIND = f"select {_COLUMNS} from sending where scope = ? and key = ?"  # noqa: S608
_UNSETTLED = f"select {_COLUMNS} from sending where scope = ? and fate in ('sending', 'unknown') order by sent_at, key"  # noqa: S608
# "number <> ''" is what the index of numbers holds: without the word, SQLite would read all orders.
_OWNER = "select key from sending where scope = ? and number = ? and number <> '' and sent_at >= ? limit 1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Store:
    """Any number of threads and programs may use one file. A forked child opens it anew.

    Raises StoreUnusable: the file is damaged, another program's, of a newer haero, or can't be written; nothing is sent then.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._mutex = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._pid = 0
        self._do(lambda database: None)

    def __repr__(self) -> str:
        return f"Store({self._path!r})"

    def enter(self, record: OrderRecord) -> Entered:
        """Writes an order down, on disk when this returns; or says what stands under its key.

        A key is free where nothing has it, or where its order is the same and was proven not to be taken up.
        """
        values = (
            record.scope, record.key, _text(record.content), record.tr_id, _micros(record.sent_at),
            None if record.server_at is None else _micros(record.server_at),
        )  # fmt: skip

        def work(database: sqlite3.Connection) -> Entered:
            database.execute("pragma synchronous = full")
            if database.execute(_ENTER, values).fetchone() is not None:
                return Entered(True, record)
            row = database.execute(_FIND, (record.scope, record.key)).fetchone()
            return Entered(False, _record(row))

        return self._do(work)

    def settle(self, scope: str, key: str, settled: Settled) -> None:
        """Writes down what became of an order. What KIS has said once stands: a later word is not taken."""
        values = (
            settled.fate.value,
            settled.number,
            settled.branch,
            _text(settled.outcome),
            scope,
            key,
            settled.fate.value,
        )

        def work(database: sqlite3.Connection) -> None:
            database.execute("pragma synchronous = normal")
            database.execute(_SETTLE, values)

        self._do(work)

    def find(self, scope: str, key: str) -> OrderRecord | None:
        """The order of a key."""
        row = self._do(lambda database: database.execute(_FIND, (scope, key)).fetchone())
        return None if row is None else _record(row)

    def unsettled(self, scope: str) -> list[OrderRecord]:
        """The orders whose outcome is unknown, oldest first."""
        return [_record(row) for row in self._do(lambda database: database.execute(_UNSETTLED, (scope,)).fetchall())]

    def owners(self, scope: str, numbers: list[str], since: datetime) -> dict[str, str]:
        """Which of these numbers belong to orders sent since then: number to key."""
        first = _micros(since)

        def work(database: sqlite3.Connection) -> dict[str, str]:
            found = {}
            for number in numbers:
                row = database.execute(_OWNER, (scope, number, first)).fetchone()
                if row is not None:
                    found[number] = row[0]
            return found

        return self._do(work)

    def close(self) -> None:
        """Closes the file; it is opened again when it is needed."""
        with self._mutex:
            database, self._database = self._database, None
            if database is not None and self._pid == os.getpid():
                database.close()

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._mutex:
            if self._database is None or self._pid != os.getpid():
                self._database = self._opened()  # what a parent opened is left alone: to close it would break its locks
                self._pid = os.getpid()
            try:
                return work(self._database)
            except sqlite3.Error as error:
                raise _unusable(self._path, error) from None

    def _opened(self) -> sqlite3.Connection:
        try:
            if self._path != MEMORY:
                Path(self._path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, OWNER_FILE))
            database = sqlite3.connect(
                self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=32
            )
        except (OSError, sqlite3.Error) as error:
            raise _unusable(self._path, error) from None
        try:
            _prepare(self._path, database)
        except sqlite3.Error as error:
            database.close()
            raise _unusable(self._path, error) from None
        except StoreUnusable:
            database.close()
            raise
        return database


def _prepare(path: str, database: sqlite3.Connection) -> None:
    """Makes the table in a new file; refuses what is no store, or one of a newer haero."""
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = full")
    database.execute("begin immediate")
    version = database.execute("pragma user_version").fetchone()[0]
    application = database.execute("pragma application_id").fetchone()[0]
    if version == 0 and application == 0 and not database.execute("select count(*) from sqlite_master").fetchone()[0]:
        for statement in _TABLE.split(";"):
            if statement.strip():
                database.execute(statement)
        database.execute(f"pragma application_id = {_APPLICATION}")
        database.execute(f"pragma user_version = {VERSION}")
        database.execute("commit")
        return
    database.execute("rollback")
    if application != _APPLICATION:
        raise StoreUnusable(f"{path} is no order store of haero: name another file (store=)")
    if version > VERSION:
        raise StoreUnusable(
            f"{path} is of a newer haero (version {version}): update haero, or name another file (store=)"
        )


def _unusable(path: str, error: Exception) -> StoreUnusable:
    said = getattr(error, "strerror", None) or str(error)
    return StoreUnusable(f"the order store {path} can't be used, and no order is sent without it: {said}")


def _text(values: dict[str, str]) -> str:
    return _encode(values).decode()


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _record(row: tuple[Any, ...]) -> OrderRecord:
    scope, key, content, tr_id, sent_at, server_at, fate, number, branch, outcome = row
    return OrderRecord(
        scope, key, _decode(content), tr_id, _moment(sent_at), None if server_at is None else _moment(server_at),
        Fate(fate), number, branch, _decode(outcome),
    )  # fmt: skip


assert {fate.value for fate in OPEN_FATES} == {"sending", "unknown"}
