"""The file `haero.db`: its schema, its checksums, and one transaction per batch.

Every page carries a checksum (SQLite's checksum VFS, eight reserved bytes a page), so that one flipped bit is found; the file
stays readable for any SQLite tool. Only haero may write it: another writer would leave stale checksums.
"""

import errno
import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast
from urllib.parse import quote

import apsw
import apsw.sqlite_extra

from haero.journal.codec import Row
from haero.journal.private import open_private
from haero.journal.sqlite.holders import holders
from haero.journal.sqlite.whereabouts import Whereabouts
from haero.journal.upcast import FORMAT, Era, current

log = logging.getLogger("haero.journal.sqlite.store")
FILE_NAME = "haero.db"
APPLICATION_ID = 0x68616572  # "haer"
CHECKSUM_BYTES = 8
IDENTITY_CHARACTERS = 32
BUSY_MS = 5_000
TRY_MS, TRIES = 1_000, 60  # a minute for a batch: somebody who looks into the file by hand may take that long
TOLD_EVERY = 5  # tries
PAGE_ROWS = 2_000  # rows that are read at once: no reader stays in one look at the file for long
PLAIN_VFS = "unix"
_VFS = "cksmvfs"
_COLUMNS = "(?,?,?,?,?)"
_CHUNKS = (256, 64, 16, 4, 1)
_INSERT = {n: "INSERT INTO event VALUES" + ",".join([_COLUMNS] * n) for n in _CHUNKS}
_SELECT = "SELECT seq, at, account, kind, body FROM event WHERE "

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event(
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL
);
"""
_SCHEMA_2 = """
CREATE TABLE era(first INTEGER PRIMARY KEY, format INTEGER NOT NULL);
CREATE TABLE journal(identity TEXT NOT NULL);
CREATE INDEX market ON event(seq) WHERE account = '';
"""


class StoreError(Exception):
    """The file cannot be opened or is not haero's."""


class StoreMissing(StoreError):
    """There is no journal, where there must be one."""


class StoreBusy(StoreError):
    """Another program holds a lock on the file; the text names it where the system does."""


class StoreDamaged(StoreError):
    """It is a journal, but what it says of itself does not fit."""


def load_checksums() -> None:
    """Registers SQLite's checksum VFS, once per process."""
    if _VFS not in apsw.vfs_names():
        with_extension = apsw.Connection(":memory:")
        apsw.sqlite_extra.load(with_extension, "cksumvfs")
        with_extension.close()


class Store:
    """The log in one file (journal/log.py): one connection, used by one thread at a time, and another one for `read`."""

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        may_be_new: bool = True,
        alone: bool = False,
        checked: bool = True,
    ) -> None:
        """Opens the file, or makes it if it `may_be_new`. One of an earlier format stays as it is until the first batch is written.

        To read it only: `alone` says that nobody writes and that the log is empty, so that no lock is needed; page checksums are
        looked at if `checked`.

        Raises:
            StoreError: not a journal, one of a later version, or the file cannot be opened; StoreDamaged where it is damaged;
                StoreMissing where it is not there, or holds nothing, and must not be new.
        """
        load_checksums()
        self.path = path
        self._reader: apsw.Connection | None = None
        self._patient = True
        if not read_only:
            self._make_private(may_be_new)
        try:
            self._db = self._connection(read_only=read_only, alone=alone, checked=checked)
            self._whereabouts = Whereabouts(self._db, path)
            if not read_only:
                self._prepare(may_be_new)
                self._db.set_busy_timeout(TRY_MS)
            self._format = self._check_format()
            self._identity, self._eras = self._read_eras()
        except apsw.BusyError as error:
            raise StoreBusy(self._busy_text()) from error
        except apsw.IOError as error:
            text = "page checksums that do not fit, from damage or because another tool than `haero backup` copied it"
            raise StoreError(f"{path}: {error}: {text}") from error
        except apsw.Error as error:
            raise StoreError(f"{path}: {error}") from error

    def _connection(self, *, read_only: bool, alone: bool = False, checked: bool = True) -> apsw.Connection:
        flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        name = f"file:{quote(str(self.path.absolute()))}?immutable=1" if alone else str(self.path)
        flags |= apsw.SQLITE_OPEN_URI if alone else 0
        opened = apsw.Connection(name, flags=flags, vfs=_VFS if checked else PLAIN_VFS, statementcachesize=32)
        if read_only:
            opened.execute("PRAGMA query_only=1")
        opened.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        return opened

    def _make_private(self, may_be_new: bool) -> None:
        """Makes the file readable by its owner only; SQLite gives its side files the same mode."""
        if self.path.exists():
            return  # not opened here: to close it would drop SQLite's locks
        if not may_be_new:
            raise StoreMissing(f"{self.path}: no journal here")
        try:
            open_private(self.path).close()
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror}") from error

    def _prepare(self, may_be_new: bool) -> None:
        fresh = self._is_fresh()
        if fresh:
            if not may_be_new:
                self._db.close()
                raise StoreMissing(f"{self.path}: an empty journal")
            self._db.reserve_bytes("main", CHECKSUM_BYTES)
        else:
            self._check_format()  # before anything is written to a file of somebody else
        for pragma in ("locking_mode=NORMAL", "journal_mode=WAL", "synchronous=FULL"):
            self._db.execute(f"PRAGMA {pragma}")
        if fresh:
            with self._db:
                self._db.execute(f"PRAGMA application_id={APPLICATION_ID}")
                self._db.execute(_SCHEMA)
                self._begin_era(1)

    def _is_fresh(self) -> bool:
        """Is the file still to be made: not there, or left by a start that was killed before its first transaction?"""
        if not self._pragma("page_count"):
            return True
        empty = self._db.execute("SELECT count(*) FROM sqlite_schema").get == 0
        return empty and not self._pragma("application_id") and self._db.reserve_bytes("main") == CHECKSUM_BYTES

    def _check_format(self) -> int:
        application, version = self._pragma("application_id"), self._pragma("user_version")
        if application != APPLICATION_ID:
            raise StoreError(f"{self.path}: not a haero journal")
        if not 1 <= version <= FORMAT:
            raise StoreError(
                f"{self.path}: format {version}, written by a later haero; this one reads up to format {FORMAT}: "
                "upgrade haero, or use another folder with --data"
            )
        return version

    def _read_eras(self) -> tuple[str, list[Era]]:
        """(identity, eras) as the file has them."""
        if self._format == 1:
            return "", [Era(1, 1)]
        eras = list(self._db.execute("SELECT first, format FROM era ORDER BY first"))
        names = list(self._db.execute("SELECT identity FROM journal"))
        formats = [row[1] for row in eras]
        known = all(isinstance(number, int) and 1 <= number <= FORMAT for number in formats)
        fits = bool(eras) and known and formats == sorted(formats) and eras[0][0] == 1
        if not fits or [len(str(row[0])) for row in names] != [IDENTITY_CHARACTERS]:
            raise StoreDamaged(f"{self.path}: its name or its formats are damaged")
        return str(names[0][0]), [Era(*row) for row in eras]

    def _begin_era(self, first: int) -> None:
        """Makes the file one of today's format, whose rows begin at `first`. To be called inside a transaction."""
        before = self._pragma("user_version")
        if before < 2:
            self._db.execute(_SCHEMA_2)
            self._db.execute("INSERT INTO journal VALUES(?)", (secrets.token_hex(IDENTITY_CHARACTERS // 2),))
            self._db.execute("DROP TABLE IF EXISTS snapshot")
            if before and first > 1:
                self._db.execute("INSERT INTO era VALUES(1, 1)")
        self._db.execute("INSERT OR REPLACE INTO era VALUES(?, ?)", (first, FORMAT))
        self._db.execute(f"PRAGMA user_version={FORMAT}")

    def _pragma(self, name: str) -> int:
        return int(str(self._db.execute(f"PRAGMA {name}").get))

    @property
    def identity(self) -> str:
        """The journal's own name; empty in one of format 1."""
        return self._identity

    def write(self, rows: Sequence[Row]) -> None:
        """Puts a batch on disk in one transaction: when it returns, the batch survives a crash of process or machine.

        One statement takes many rows, so that the interpreter lock is given back for the whole of it. The first batch into a file
        of an earlier format raises its format.

        Raises:
            apsw.Error: nothing of the batch is stored.
            StoreBusy: nor then: another program held its lock for a minute.
            JournalMoved: it is in a file that has no name any more, or another one; it may be lost when the process ends.
        """
        execute, eras = self._db.execute, self._eras
        raised = self._format < FORMAT and bool(rows)
        self._begin()
        try:
            if raised:
                self._begin_era(rows[0][0])
                # Known before the rows can be seen: `read` must not take one of them for an old one.
                self._eras = [*eras, Era(rows[0][0], FORMAT)]
            start = 0
            for size in _CHUNKS:
                while len(rows) - start >= size:
                    chunk = rows[start : start + size]
                    execute(_INSERT[size], [value for row in chunk for value in row])
                    start += size
            execute("COMMIT")
        except apsw.Error:
            self._eras = eras
            if self._db.in_transaction:
                execute("ROLLBACK")
            raise
        self._whereabouts.check()
        if raised:
            self._format = FORMAT
            self._identity, self._eras = self._read_eras()

    def hurry(self) -> None:
        """haero is about to end: a batch that somebody else's lock holds up waits no longer. From any thread."""
        self._patient = False

    def _begin(self) -> None:
        """Takes SQLite's lock for writing, and waits a minute for somebody else's: a look into the file must not end haero."""
        for tried in range(TRIES):
            try:
                self._db.execute("BEGIN IMMEDIATE")
            except apsw.BusyError as error:
                if tried == TRIES - 1 or not self._patient:
                    raise StoreBusy(self._busy_text()) from error
                if tried % TOLD_EVERY == 0:
                    log.warning("no order is answered until it is free: %s", self._busy_text())
            else:
                return

    def _busy_text(self) -> str:
        beside = (self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal", "-shm"))
        return f"{self.path} is locked by {holders(beside)}: close what has the journal open"

    def last_seq(self) -> int:
        """The number of the newest event; 0 where there is none."""
        return int(str(self._db.execute("SELECT coalesce(max(seq), 0) FROM event").get))

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The events after `after`, in order; read in pages, so that a long reading does not hold up the log's checkpoints."""
        return current(self._pages(after), self._eras)

    def _pages(self, after: int) -> Iterator[Row]:
        page = _page(self._db, after, PAGE_ROWS)
        while page:
            yield from page
            page = _page(self._db, page[-1][0], PAGE_ROWS)

    def market_rows(self, until: int) -> Iterator[Row]:
        """The events of the market (no account) up to `until`, in order."""
        found = self._db.execute(_SELECT + "account = '' AND seq <= ? ORDER BY seq", (until,))
        return current(found, self._eras)

    def row(self, seq: int) -> Row | None:
        """Event `seq`, or None. Raises StoreError where the file cannot be read."""
        try:
            found = current(_page(self._db, seq - 1, 1), self._eras)
        except apsw.Error as error:
            raise StoreError(f"{self.path}: {error}") from error
        return next((row for row in found if row[0] == seq), None)

    def read(self, after: int, limit: int) -> list[Row]:
        """Up to `limit` events after `after`, over a connection of its own: from another thread than the writer's.

        SQLite shows a reader nothing of a transaction before it is synced: what this returns is on disk.
        """
        if self._reader is None:
            self._reader = self._connection(read_only=True)
        return list(current(_page(self._reader, after, limit), self._eras))

    def quick_check(self) -> list[str]:
        """SQLite's own check of its structure; empty where it is sound."""
        said = [str(row[0]) for row in self._db.execute("PRAGMA quick_check(20)")]
        return [] if said == ["ok"] else said

    def copy_to(self, path: Path) -> None:
        """Copies what is committed into the empty file `path`, with checksums that fit. Holds up no writer.

        Raises what `copy_whole` raises.
        """
        target = apsw.Connection(str(path), vfs=_VFS)
        try:
            target.reserve_bytes("main", CHECKSUM_BYTES)
            copy_whole(self._db, target, path)
        finally:
            target.close()

    def close(self) -> None:
        """Closes the reader first: the last connection to go tidies the write-ahead log away, and it must be able to write."""
        if self._reader is not None:
            self._reader.close()
        self._db.close()


def copy_whole(source: apsw.Connection, target: apsw.Connection, path: Path) -> None:
    """Copies a database into another one, whose file is `path`.

    Raises:
        OSError: the disk is full. SQLite has no words for it here, but for "not an error".
        apsw.Error: anything else.
    """
    try:
        with target.backup("main", source, "main") as running:
            running.step(-1)  # in one: a step of many would begin again with every batch
    except apsw.FullError as error:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error


def _page(db: apsw.Connection, after: int, limit: int) -> list[Row]:
    return cast(list[Row], db.execute(_SELECT + "seq > ? ORDER BY seq LIMIT ?", (after, limit)).fetchall())
