"""The order store's file: its table, its statements, how a record becomes a row, and what each trouble of SQLite means."""

import os
from datetime import UTC, datetime, timedelta
from json import loads as read_json
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, Any

from haero.client.errors import StoreUnusable
from haero.client.local.private import OWNER_FILE, is_narrow, make_folder
from haero.client.local.record import OPEN_FATES, Fate, OrderRecord, Settled

if TYPE_CHECKING:
    import sqlite3

APPLICATION = 0x68616572
"""Says in the file's header whose it is ("haer")."""
VERSION = 1
FORGET_AT_ONCE = 500  # as in `FORGET`
PAGE = 2048
"""Bytes. A row is some 400, and a commit writes whole pages: half of SQLite's default costs less."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TABLE = """
create table sending (
    scope text not null, key text not null, content text not null, tr_id text not null,
    sent_at integer not null, server_at integer,
    fate text not null, number text not null, branch text not null, outcome text not null,
    primary key (scope, key)
);
create index unsettled on sending (scope, sent_at) where fate in ('sending', 'unknown');
create index numbered on sending (scope, number, sent_at) where number <> '';
"""
# One statement is one transaction: two programs cannot both be told that a key is free. Needs SQLite 3.24 (2018).
ENTER = """
insert into sending values (?, ?, ?, ?, ?, ?, 'sending', '', '', '{}')
on conflict (scope, key) do update set
    tr_id = excluded.tr_id, sent_at = excluded.sent_at, server_at = excluded.server_at,
    fate = 'sending', number = '', branch = '', outcome = '{}'
where fate in ('unsent', 'absent') and content = excluded.content
"""
SETTLE = """
update sending set fate = ?1, number = ?2, branch = ?3, outcome = ?4
where scope = ?5 and key = ?6 and (?7 is null or sent_at = ?7)
  and (fate in ('sending', 'unknown') or (fate = 'absent' and ?1 in ('accepted', 'rejected')))
"""
FIND = "select * from sending where scope = ? and key = ?"
UNSETTLED = "select * from sending where scope = ? and fate in ('sending', 'unknown') order by sent_at"
OWNER = "select key from sending where scope = ? and number = ? and number <> '' and sent_at >= ? order by sent_at desc limit 1"
FORGET = """
delete from sending where rowid in
(select rowid from sending where sent_at < ? and fate not in ('sending', 'unknown') limit 500)
"""

BUSY = "another program has held it for {:g} seconds; try again"
REMOVED = "it was removed or replaced while in use; put it back, or close this client and open it again"
_DAMAGED = (
    "it is damaged ({}); keep it: move it away together with its -wal and -shm, find out from KIS which of today's orders "
    "went through, and open a new one"
)
_FOREIGN = "it is not an order store of haero; name another file"
_NEWER = "it was made by a newer haero (format {} against {}); use that one"


def _json(values: dict[str, str]) -> str:
    """As JSON, always the same for the same: `ENTER` compares contents. By hand, at a third of what `json.dumps` costs."""
    return "{" + ",".join([f"{quoted(name)}:{quoted(values[name])}" for name in sorted(values)]) + "}"


def may_follow(old: Fate, new: Fate) -> bool:
    """Whether a settlement changes what stands there: what nobody knew, and what was only deduced by KIS's word."""
    if old in OPEN_FATES:
        return True
    return old is Fate.ABSENT and new in (Fate.ACCEPTED, Fate.REJECTED)


def microseconds(at: datetime) -> int:
    """An aware time as microseconds since 1970, UTC. Raises TypeError for a naive one."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def of_record(record: OrderRecord) -> tuple[Any, ...]:
    """What `ENTER` wants."""
    server_at = None if record.server_at is None else microseconds(record.server_at)
    return record.scope, record.key, _json(record.content), record.tr_id, microseconds(record.sent_at), server_at


def of_settled(scope: str, key: str, settled: Settled) -> tuple[Any, ...]:
    """What `SETTLE` wants."""
    sent_at = None if settled.sent_at is None else microseconds(settled.sent_at)
    return settled.fate.value, settled.number, settled.branch, _json(settled.outcome), scope, key, sent_at


def to_record(row: tuple[Any, ...], path: str) -> OrderRecord:
    """A row as it is read. Raises StoreUnusable where it cannot be one."""
    scope, key, content, tr_id, sent_at, server_at, fate, number, branch, outcome = row
    try:
        asked, became = read_json(content), read_json(outcome)
        if type(asked) is not dict or type(became) is not dict:
            raise ValueError
        return OrderRecord(
            scope,
            key,
            asked,
            tr_id,
            _EPOCH + timedelta(microseconds=sent_at),
            None if server_at is None else _EPOCH + timedelta(microseconds=server_at),
            Fate(fate),
            number,
            branch,
            became,
        )
    except (ValueError, TypeError, OverflowError, RecursionError) as no:
        raise no_store(path, _DAMAGED.format("a row that cannot be read")) from no


def connect(path: str, patience: float) -> "sqlite3.Connection":
    """A connection to the store of this file, which is made if need be. Nobody else may be doing so. Raises as `Store` does."""
    import sqlite3

    if path != ":memory:":
        _make_file(path)
    try:
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as no:
        raise unusable(path, no, patience) from no
    try:
        application, version, tables = (
            connection.execute(f"{question}").fetchall()[0][0]
            for question in ("pragma application_id", "pragma user_version", "select count(*) from sqlite_master")
        )
        is_new = not application and not version and not tables
        if not is_new and application != APPLICATION:
            raise no_store(path, _FOREIGN)
        if version > VERSION:
            raise no_store(path, _NEWER.format(version, VERSION))
        if is_new:
            connection.execute(f"pragma page_size={PAGE}")
        # fullfsync: on macOS an fsync alone leaves the data in the drive.
        for pragma in ("journal_mode=wal", "synchronous=full", "fullfsync=1", "checkpoint_fullfsync=1"):
            connection.execute(f"pragma {pragma}").fetchall()
        if is_new:
            connection.executescript(
                f"begin immediate; {_TABLE} pragma application_id={APPLICATION}; pragma user_version={VERSION}; commit"
            )
    except sqlite3.Error as no:
        connection.close()
        raise unusable(path, no, patience) from no
    except StoreUnusable:
        connection.close()
        raise
    return connection


def _make_file(path: str) -> None:
    """Mode 600 from its first moment; SQLite gives its companions the same.

    A file that is there is not opened: closing it again would take SQLite's locks away from every other connection of this process.
    """
    try:
        folder = os.path.dirname(os.path.abspath(path))
        make_folder(folder)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_FILE))
        except FileExistsError:
            if not is_narrow(os.stat(path)):
                os.chmod(path, OWNER_FILE)
        else:
            if os.name != "nt":
                descriptor = os.open(folder, os.O_RDONLY)
                os.fsync(descriptor)
                os.close(descriptor)
    except OSError as no:
        raise no_store(path, f"{no.strerror}; name a file that you may write, or set HAERO_STATE") from no


def no_store(path: str, why: str) -> StoreUnusable:
    """The error of a store that cannot be used, whatever it was that was wanted from it."""
    return StoreUnusable(f"the order store {path} can't be used: {why}. No order is sent without it")


def unusable(path: str, no: Exception, patience: float) -> StoreUnusable:
    """What a trouble of SQLite means for a trader, and what to do."""
    name = getattr(no, "sqlite_errorname", "") or ""
    what = f"{name} {no}".strip()
    for beginning, words in (
        ("SQLITE_BUSY", BUSY.format(patience)),
        ("SQLITE_LOCKED", BUSY.format(patience)),
        ("SQLITE_CORRUPT", _DAMAGED.format(what)),
        ("SQLITE_NOTADB", _FOREIGN + ", or, if it was one, " + _DAMAGED.format(what)),
        ("SQLITE_FULL", "the disk is full; make room"),
        ("SQLITE_READONLY", f"it cannot be written ({what}); look at its owner and mode, and at the disk"),
        ("SQLITE_CANTOPEN", f"it cannot be opened ({what}); look at its owner and mode, and at the disk"),
    ):
        if name.startswith(beginning):
            return no_store(path, words)
    return no_store(path, f"it cannot be read or written ({what}); look at the disk")
