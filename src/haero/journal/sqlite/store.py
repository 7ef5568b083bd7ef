"""The file `haero.db`: its schema, its checksums, and one transaction per batch.

Every page carries a checksum (SQLite's checksum VFS, eight reserved bytes a page), so that one flipped bit is found; the file
stays readable for any SQLite tool. Only haero may write it: another writer would leave stale checksums.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import apsw
import apsw.sqlite_extra

from haero.journal.codec import Row

FILE_NAME = "haero.db"
FORMAT = 1
APPLICATION_ID = 0x68616572  # "haer"
CHECKSUM_BYTES = 8
_VFS = "cksmvfs"
_COLUMNS = "(?,?,?,?,?)"
_CHUNKS = (256, 64, 16, 4, 1)
_INSERT = {n: "INSERT INTO event VALUES" + ",".join([_COLUMNS] * n) for n in _CHUNKS}

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event(
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS snapshot(
  part INTEGER PRIMARY KEY, seq INTEGER NOT NULL, format INTEGER NOT NULL, body BLOB NOT NULL
);
"""


class StoreError(Exception):
    """The file cannot be opened or is not haero's."""


def load_checksums() -> None:
    """Registers SQLite's checksum VFS, once per process."""
    if _VFS not in apsw.vfs_names():
        with_extension = apsw.Connection(":memory:")
        apsw.sqlite_extra.load(with_extension, "cksumvfs")
        with_extension.close()


class Store:
    """One connection to the journal file. Used by one thread at a time."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Opens, or makes, the file.

        Raises:
            StoreError: not a journal of this version, or the file cannot be opened.
        """
        load_checksums()
        self.path = path
        flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        try:
            self._db = apsw.Connection(str(path), flags=flags, vfs=_VFS, statementcachesize=32)
            if read_only:
                self._db.execute("PRAGMA query_only=1")
            else:
                self._prepare()
            self._check_format()
        except apsw.Error as error:
            raise StoreError(f"{path}: {error}") from error

    def _prepare(self) -> None:
        fresh = self._is_fresh()
        if fresh:
            self._db.reserve_bytes("main", CHECKSUM_BYTES)
        else:
            self._check_format()  # before anything is written to a file of somebody else
        for pragma in ("locking_mode=NORMAL", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            self._db.execute(f"PRAGMA {pragma}")
        if fresh:
            with self._db:
                self._db.execute(f"PRAGMA application_id={APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version={FORMAT}")
                self._db.execute(_SCHEMA)

    def _is_fresh(self) -> bool:
        """Is the file still to be made: not there, or left by a start that was killed before its first transaction?"""
        if not self._pragma("page_count"):
            return True
        empty = self._db.execute("SELECT count(*) FROM sqlite_schema").get == 0
        return empty and not self._pragma("application_id") and self._db.reserve_bytes("main") == CHECKSUM_BYTES

    def _check_format(self) -> None:
        application, version = self._pragma("application_id"), self._pragma("user_version")
        if application != APPLICATION_ID:
            raise StoreError(f"{self.path}: not a haero journal")
        if version != FORMAT:
            raise StoreError(f"{self.path}: format {version}, this haero reads format {FORMAT}")

    def _pragma(self, name: str) -> int:
        return int(str(self._db.execute(f"PRAGMA {name}").get))

    def write(self, rows: Sequence[Row]) -> None:
        """Puts a batch on disk in one transaction: when it returns, the batch survives a crash of process or machine.

        One statement takes many rows, so that the interpreter lock is given back for the whole of it.

        Raises:
            apsw.Error: nothing of the batch is stored.
        """
        execute = self._db.execute
        execute("BEGIN IMMEDIATE")
        try:
            start = 0
            for size in _CHUNKS:
                while len(rows) - start >= size:
                    chunk = rows[start : start + size]
                    execute(_INSERT[size], [value for row in chunk for value in row])
                    start += size
            execute("COMMIT")
        except apsw.Error:
            if self._db.in_transaction:
                execute("ROLLBACK")
            raise

    def last_seq(self) -> int:
        return int(str(self._db.execute("SELECT coalesce(max(seq), 0) FROM event").get))

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The events after `after`, in order."""
        return self._db.execute("SELECT seq, at, account, kind, body FROM event WHERE seq > ? ORDER BY seq", (after,))

    def market_rows(self, until: int) -> Iterator[Row]:
        """The events of the market (no account) up to `until`, in order."""
        return self._db.execute(
            "SELECT seq, at, account, kind, body FROM event WHERE account = '' AND seq <= ? ORDER BY seq", (until,)
        )

    def moment(self, seq: int) -> datetime | None:
        """The market time of event `seq`."""
        found = self._db.execute("SELECT at FROM event WHERE seq = ?", (seq,)).get
        return None if found is None else datetime.fromisoformat(str(found))

    def write_snapshot(self, seq: int, parts: Sequence[bytes]) -> None:
        """Replaces the snapshot, in one transaction."""
        with self._db:
            self._db.execute("DELETE FROM snapshot")
            for number, part in enumerate(parts):
                self._db.execute("INSERT INTO snapshot VALUES(?,?,?,?)", (number, seq, FORMAT, part))

    def read_snapshot(self) -> tuple[int, list[bytes]]:
        """(the event up to which it speaks, its parts); (0, []) where there is none of this format."""
        found = self._db.execute("SELECT seq, body FROM snapshot WHERE format=? ORDER BY part", (FORMAT,)).get
        if found is None:
            return 0, []
        rows = list(self._db.execute("SELECT seq, body FROM snapshot WHERE format=? ORDER BY part", (FORMAT,)))
        return int(str(rows[0][0])), [bytes(row[1]) for row in rows]

    def quick_check(self) -> list[str]:
        """SQLite's own check of its structure; empty where it is sound."""
        said = [str(row[0]) for row in self._db.execute("PRAGMA quick_check(20)")]
        return [] if said == ["ok"] else said

    def close(self) -> None:
        self._db.close()
