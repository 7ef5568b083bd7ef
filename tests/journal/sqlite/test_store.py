import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from haero.journal.codec import Row
from haero.journal.sqlite import store as module
from haero.journal.sqlite.store import (
    APPLICATION_ID,
    FILE_NAME,
    Store,
    StoreBusy,
    StoreDamaged,
    StoreError,
    load_checksums,
)
from haero.journal.sqlite.whereabouts import JournalMoved
from haero.journal.upcast import FORMAT, Era
from tests.makers import event_rows, rows_of, story

ROWS = rows_of(story(700))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / FILE_NAME)
    yield opened
    opened.close()


@pytest.mark.parametrize("count", [1, 3, 4, 5, 16, 21, 64, 255, 256, 257, 702])
def test_a_batch_of_any_size_is_stored_whole_and_in_order(store: Store, count: int) -> None:
    store.write(ROWS[:count])
    assert list(store.rows()) == ROWS[:count]
    assert store.last_seq() == count


@pytest.mark.parametrize("lost", ["haero.db", "haero.db-wal"])
def test_a_batch_into_a_file_that_lost_its_name_is_not_taken(store: Store, tmp_path: Path, lost: str) -> None:
    store.write(ROWS[:3])
    (tmp_path / lost).rename(tmp_path / "elsewhere")
    with pytest.raises(JournalMoved, match=f"{lost} was moved"):
        store.write(ROWS[3:5])
    (tmp_path / "elsewhere").rename(tmp_path / lost)
    store.write(ROWS[5:9])
    assert event_rows(tmp_path) == ROWS[:9]


def test_a_lock_of_another_program_is_waited_for_and_its_holder_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "TRY_MS", 1)
    store = Store(tmp_path / FILE_NAME)
    other = apsw.Connection(str(tmp_path / FILE_NAME))  # of the same library: a process has its locks in common
    with closing(store), closing(other):
        store.write(ROWS[:1])
        other.execute("BEGIN IMMEDIATE")
        told = module.TRIES // module.TOLD_EVERY
        waits = iter(range(module.TRIES))

        def let_go(text: str, *values: object) -> None:
            if next(waits) == told - 1:
                other.execute("ROLLBACK")

        with monkeypatch.context() as patch:
            patch.setattr(module.log, "warning", let_go)
            store.write(ROWS[1:3])
        assert (store.last_seq(), next(waits)) == (3, told)

        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="is locked by a program that the system does not name: close"):
            store.write(ROWS[3:5])
        assert len(caplog.records) == told
        other.execute("ROLLBACK")
        store.write(ROWS[3:5])  # nothing of it was stored
        assert list(store.rows()) == ROWS[:5]


def test_who_is_in_a_hurry_waits_for_no_lock(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path / FILE_NAME)
    with closing(store), closing(apsw.Connection(str(tmp_path / FILE_NAME))) as other:
        other.execute("BEGIN IMMEDIATE")
        store.hurry()
        with pytest.raises(StoreBusy, match="is locked by"):
            store.write(ROWS[:1])
        other.execute("ROLLBACK")
        store.write(ROWS[:1])
        assert (caplog.records, store.last_seq()) == ([], 1)


def test_a_start_against_a_lock_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_MS", 1)
    with closing(apsw.Connection(str(tmp_path / FILE_NAME))) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy, match="is locked by"):
            Store(tmp_path / FILE_NAME)


def test_an_empty_store_knows_nothing(store: Store) -> None:
    assert (store.last_seq(), list(store.rows()), store.row(1), store.read(0, 10)) == (0, [], None, [])
    assert store.quick_check() == []


def test_it_keeps_everything_over_a_close(tmp_path: Path) -> None:
    for start in (0, 3, 6):
        store = Store(tmp_path / FILE_NAME)
        store.write(ROWS[start : start + 3])
        store.close()
    assert event_rows(tmp_path) == ROWS[:9]


def test_a_batch_is_stored_whole_or_not_at_all(store: Store) -> None:
    store.write(ROWS[:5])
    with pytest.raises(apsw.ConstraintError):
        store.write([*ROWS[5:9], ROWS[0]])
    assert list(store.rows()) == ROWS[:5]
    store.write(ROWS[5:9])  # and the next batch is not harmed by it
    assert store.last_seq() == 9


def test_rows_start_where_they_are_asked_to(store: Store) -> None:
    store.write(ROWS[:9])
    assert [row[0] for row in store.rows(after=6)] == [7, 8, 9]
    assert store.row(1) == ROWS[0]
    assert [store.row(seq) for seq in (0, 10)] == [None, None]


def test_events_of_the_market_are_found_by_themselves(store: Store) -> None:
    market: Row = (3, ROWS[2][1], "", "ClockMoved", "{}")
    store.write([*ROWS[:2], market, *[(n, *ROWS[2][1:]) for n in (4, 5)], (6, *market[1:])])
    assert [row[0] for row in store.market_rows(until=5)] == [3]
    assert [row[0] for row in store.market_rows(until=6)] == [3, 6]


def test_any_sqlite_tool_can_read_it(store: Store, tmp_path: Path) -> None:
    store.write(ROWS[:3])
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert list(db.execute("SELECT json_extract(body, '$.quantity') FROM event WHERE kind = 'OrderAccepted'")) == [
            (11,)
        ]
        assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_every_commit_is_synced_and_every_page_has_a_checksum(store: Store, tmp_path: Path) -> None:
    assert store._pragma("synchronous") == 2  # FULL
    assert str(store._db.execute("PRAGMA journal_mode").get) == "wal"
    assert store._db.reserve_bytes("main") == 8
    store.write(ROWS[:200])
    store.close()
    load_checksums()
    pages = (tmp_path / FILE_NAME).read_bytes()
    checker = apsw.Connection(":memory:", vfs="cksmvfs")
    for start in range(0, len(pages), 4096):
        assert checker.execute("SELECT verify_checksum(?)", (pages[start : start + 4096],)).get == 1
    checker.close()


def test_a_read_only_store_writes_nothing(tmp_path: Path) -> None:
    first = Store(tmp_path / FILE_NAME)
    first.write(ROWS[:3])
    first.close()
    store = Store(tmp_path / FILE_NAME, read_only=True)
    with pytest.raises(apsw.Error):
        store.write(ROWS[3:4])
    assert list(store.rows()) == ROWS[:3]
    store.close()


def test_a_store_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Store(tmp_path / "absent.db", read_only=True)
    assert not (tmp_path / "absent.db").exists()


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE mine(x)")
        db.commit()
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(StoreError, match="not a haero journal"):
            Store(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, " * 1000)
    with pytest.raises(StoreError):
        Store(tmp_path / FILE_NAME)


def test_a_journal_of_a_later_haero_is_refused(tmp_path: Path) -> None:
    Store(tmp_path / FILE_NAME).close()
    later = apsw.Connection(str(tmp_path / FILE_NAME), vfs="cksmvfs")
    later.execute(f"PRAGMA user_version = {FORMAT + 1}")
    later.close()
    with pytest.raises(StoreError, match=f"format {FORMAT + 1}.*upgrade haero"):
        Store(tmp_path / FILE_NAME)


class _Killed(Exception):
    """Stands for a SIGKILL between two statements."""


def test_a_start_that_was_killed_while_it_made_the_file_does_not_stop_the_next(tmp_path: Path) -> None:
    """A process may end after any statement that makes the file; the next start must find a new journal, not a strange one."""
    step = killed = 0
    while killed == step:
        folder = tmp_path / str(step)
        folder.mkdir()
        _fork_and_die(folder / FILE_NAME, step, Store)
        step += 1
        killed += (folder / "killed").exists()
        store = Store(folder / FILE_NAME)
        store.write(ROWS[:3])
        assert list(store.rows()) == ROWS[:3]
        assert store._db.reserve_bytes("main") == 8
        store.close()
    assert step > 3, "nothing was ever killed"


def _fork_and_die(path: Path, after: int, what: Callable[[Path], object]) -> None:
    """Does something in a child that ends, without any tidying up, before statement number `after`."""
    child = os.fork()
    if child == 0:
        count = 0

        def tracer(cursor: object, sql: str, bindings: object) -> bool:
            nonlocal count
            if count == after:
                (path.parent / "killed").touch()
                os._exit(0)
            count += 1
            return True

        apsw.connection_hooks.append(lambda connection: connection.set_exec_trace(tracer))
        what(path)
        os._exit(0)
    os.waitpid(child, 0)


# Formats


def old_journal(path: Path, rows: int) -> None:
    """A journal as haero 0.1.0 made it."""
    load_checksums()
    db = apsw.Connection(str(path), vfs="cksmvfs")
    db.reserve_bytes("main", 8)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute("PRAGMA user_version=1")
    db.execute("CREATE TABLE event(seq INTEGER PRIMARY KEY, at TEXT, account TEXT, kind TEXT, body TEXT)")
    db.execute("CREATE TABLE snapshot(part INTEGER PRIMARY KEY, seq INTEGER, format INTEGER, body BLOB)")
    db.execute("INSERT INTO snapshot VALUES(0, 2, 1, zeroblob(20000))")
    db.executemany("INSERT INTO event VALUES(?,?,?,?,?)", ROWS[:rows])
    db.close()


@pytest.mark.parametrize("rows", [0, 5])
def test_the_first_batch_into_an_old_journal_raises_its_format_and_nothing_else_does(tmp_path: Path, rows: int) -> None:
    path = tmp_path / FILE_NAME
    old_journal(path, rows)
    store = Store(path)
    assert (store.identity, store._eras, store._pragma("user_version")) == ("", [Era(1, 1)], 1)
    assert store.read(0, 100) == list(store.rows()) == ROWS[:rows]
    store.write(ROWS[rows : rows + 2])
    eras = [Era(1, 1), Era(rows + 1, FORMAT)] if rows else [Era(1, FORMAT)]
    assert (len(store.identity), store._eras, store._pragma("user_version")) == (32, eras, FORMAT)
    assert store.read(0, 100) == list(store.rows()) == ROWS[: rows + 2]
    store.write(ROWS[rows + 2 : rows + 3])
    name = store.identity
    store.close()
    store = Store(path)
    assert (store.identity, store._eras) == (name, eras)
    store.close()


def test_a_kill_while_the_format_is_raised_leaves_the_old_journal_or_the_new_one(tmp_path: Path) -> None:
    step = killed = 0
    while killed == step:
        folder = tmp_path / str(step)
        folder.mkdir()
        old_journal(folder / FILE_NAME, 5)
        _fork_and_die(folder / FILE_NAME, step, lambda path: Store(path).write(ROWS[5:7]))
        step += 1
        killed += (folder / "killed").exists()
        store = Store(folder / FILE_NAME)
        raised = store.identity != ""
        assert list(store.rows()) == (ROWS[:7] if raised else ROWS[:5])
        store.close()
    assert step > 10, "nothing was ever killed"
    assert raised


def test_a_batch_that_fails_does_not_raise_the_format(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    old_journal(path, 5)
    store = Store(path)
    with pytest.raises(apsw.ConstraintError):
        store.write([*ROWS[5:7], ROWS[0]])
    assert (store.identity, store._eras, store._pragma("user_version")) == ("", [Era(1, 1)], 1)
    store.write(ROWS[5:7])
    assert store._eras == [Era(1, 1), Era(6, FORMAT)]
    store.close()


def test_journals_have_names_of_their_own(tmp_path: Path) -> None:
    stores = [Store(tmp_path / f"{number}.db") for number in range(3)]
    assert len({store.identity for store in stores}) == 3
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM era",
        "UPDATE era SET first = 2",
        f"UPDATE era SET format = {FORMAT + 1}",
        "UPDATE era SET format = 'two'",
        "DELETE FROM journal",
        "INSERT INTO journal VALUES('another')",
        "INSERT INTO era VALUES(9, 1)",
    ],
)
def test_a_journal_whose_eras_do_not_fit_is_damaged(tmp_path: Path, harm: str) -> None:
    store = Store(tmp_path / FILE_NAME)
    store._db.execute(harm)
    store.close()
    with pytest.raises(StoreDamaged):
        Store(tmp_path / FILE_NAME)


# A second reader


def test_another_thread_reads_what_is_on_disk_while_a_batch_is_written(store: Store) -> None:
    store.write(ROWS[:10])
    assert store.read(0, 3) == ROWS[:3]
    assert store.read(7, 100) == ROWS[7:10]
    store._db.execute("BEGIN IMMEDIATE")
    store._db.execute("INSERT INTO event VALUES(?,?,?,?,?)", ROWS[10])
    with ThreadPoolExecutor(1) as other:
        assert other.submit(store.read, 8, 100).result() == ROWS[8:10]  # what is not committed is not there
        store._db.execute("COMMIT")
        assert other.submit(store.read, 8, 100).result() == ROWS[8:11]


def test_the_reader_leaves_no_log_behind(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE_NAME)
    store.write(ROWS[:3])
    store.read(0, 3)
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_long_reading_does_not_hold_up_the_checkpoints(store: Store) -> None:
    """Rows come in pages: between two of them nobody has a look at the file that the log must keep."""
    store.write(ROWS[:700])
    reader = Store(store.path, read_only=True)
    rows = reader.rows()
    assert next(rows) == ROWS[0]
    assert store._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE) == (0, 0)
    assert list(rows) == ROWS[1:700]
    reader.close()


def test_the_events_of_the_market_have_an_index(store: Store) -> None:
    plan = list(store._db.execute("EXPLAIN QUERY PLAN SELECT seq FROM event WHERE account = '' AND seq <= 9"))
    assert "INDEX market" in str(plan)
