"""The file of the order store: opened and made, or refused with the reason."""

import os
import sqlite3
import stat
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from haero.client.errors import StoreUnusable
from haero.client.local import forks
from haero.client.local.locks import OWNER_FILE

VERSION = 1
BUSY_SECONDS = 10.0
MEMORY = ":memory:"
_APPLICATION = 0x6861_6572  # "haer"
_PAUSE = 0.005
_TABLE = """
create table sending (
    scope text not null, key text not null, content text not null, tr_id text not null, sent_at integer not null,
    server_at integer, fate text not null, number text not null, branch text not null, outcome text not null,
    primary key (scope, key)
) without rowid;
create index unsettled on sending (scope, sent_at) where fate in ('sending', 'unknown');
create index numbered on sending (scope, number, sent_at) where number <> '';
"""
Identity = tuple[int, int]


class _Opening:
    """One opening at a time: to close any descriptor of a file frees all locks that the process has on it, those of SQLite too."""

    def __init__(self) -> None:
        self.mutex = Lock()

    def forked(self) -> None:
        self.mutex = Lock()


_opening = _Opening()
forks.watch(_opening)


def open_store(path: str) -> tuple[sqlite3.Connection, Identity | None]:
    """A connection to the store of that path, made where there is none, and which file it is.

    Raises:
        StoreUnusable: damaged, another program's or user's, of a newer haero, a link, or it can't be written.
    """
    with _opening.mutex:
        try:
            identity = None if path == MEMORY else _made(path)
            database = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=32
            )
        except (OSError, sqlite3.Error) as error:
            raise unusable(path, error) from None
        try:
            _prepare(path, database)
        except sqlite3.Error as error:
            database.close()
            raise unusable(path, error) from None
        except BaseException:
            database.close()
            raise
        return database, identity


def identity_of(path: str) -> Identity | None:
    """Which file stands at a path now; None for none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def unusable(path: str, error: Exception) -> StoreUnusable:
    """The error that a caller sees: what the system or SQLite said, and that nothing was sent."""
    said = getattr(error, "strerror", None) or str(error)
    return StoreUnusable(f"the order store {path} can't be used, and no order is sent without it: {said}")


def _made(path: str) -> Identity:
    """Makes the file for its owner alone, or looks at what stands there without opening it."""
    Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_FILE))
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        raise StoreUnusable(f"the order store {path} is a symbolic link: name the file itself (store=)")
    if not stat.S_ISREG(found.st_mode):
        raise StoreUnusable(f"the order store {path} is no file: name another one (store=)")
    if hasattr(os, "getuid"):
        if found.st_uid != os.getuid():
            raise StoreUnusable(f"the order store {path} belongs to another user: name another file (store=)")
        if found.st_mode & 0o077:
            os.chmod(path, OWNER_FILE)  # as it was made; a copy of it may have lost that
    return found.st_dev, found.st_ino


def _prepare(path: str, database: sqlite3.Connection) -> None:
    """Makes the table in a new file; refuses what is no store, or one of a newer haero."""
    version, application = _marks(database)
    if version == 0 and application == 0:
        _in_wal(database)
        database.execute("begin immediate")
        version, application = _marks(database)
        if (
            version == 0
            and application == 0
            and not database.execute("select count(*) from sqlite_master").fetchone()[0]
        ):
            for statement in _TABLE.split(";"):
                if statement.strip():
                    database.execute(statement)
            database.execute(f"pragma application_id = {_APPLICATION}")
            database.execute(f"pragma user_version = {VERSION}")
            version, application = VERSION, _APPLICATION
        database.execute("commit")
    if application != _APPLICATION:
        raise StoreUnusable(f"{path} is no order store of haero: name another file (store=)")
    if version > VERSION:
        raise StoreUnusable(
            f"{path} is of a newer haero (version {version}): update haero, or name another file (store=)"
        )
    _in_wal(database)
    _probe(database)


def _marks(database: sqlite3.Connection) -> tuple[int, int]:
    version: int = database.execute("pragma user_version").fetchone()[0]
    application: int = database.execute("pragma application_id").fetchone()[0]
    return version, application


def _in_wal(database: sqlite3.Connection) -> None:
    """To change the journal needs the file alone, and SQLite does not wait for that when several programs open a new one."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            database.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _probe(database: sqlite3.Connection) -> None:
    """Can it be written? Better known when a client is made than at its first order."""
    database.execute("begin immediate")
    database.execute("rollback")
