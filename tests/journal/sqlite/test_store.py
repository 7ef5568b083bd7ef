import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from haero.journal.codec import Row
from haero.journal.sqlite.store import APPLICATION_ID, FILE_NAME, FORMAT, Store, StoreError, load_checksums
from tests.makers import NOW, event_rows, rows_of, story

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


def test_an_empty_store_knows_nothing(store: Store) -> None:
    assert (store.last_seq(), list(store.rows()), store.moment(1), store.read_snapshot()) == (0, [], None, (0, []))
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
    assert store.moment(1) == NOW


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


def test_a_new_snapshot_replaces_the_old_one(store: Store) -> None:
    store.write_snapshot(5, [b"one", b"two", b"three"])
    store.write_snapshot(9, [b"four"])
    assert store.read_snapshot() == (9, [b"four"])
    store.write_snapshot(10, [])
    assert store.read_snapshot() == (0, [])


def test_a_read_only_store_writes_nothing(tmp_path: Path) -> None:
    first = Store(tmp_path / FILE_NAME)
    first.write(ROWS[:3])
    first.close()
    store = Store(tmp_path / FILE_NAME, read_only=True)
    with pytest.raises(apsw.Error):
        store.write(ROWS[3:4])
    with pytest.raises(apsw.Error):
        store.write_snapshot(3, [b"x"])
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
    with pytest.raises(StoreError, match=f"format {FORMAT + 1}"):
        Store(tmp_path / FILE_NAME)


class _Killed(Exception):
    """Stands for a SIGKILL between two statements."""


def test_a_start_that_was_killed_while_it_made_the_file_does_not_stop_the_next(tmp_path: Path) -> None:
    """A process may end after any statement that makes the file; the next start must find a new journal, not a strange one."""
    step = killed = 0
    while killed == step:
        folder = tmp_path / str(step)
        folder.mkdir()
        _make_and_die(folder / FILE_NAME, after=step)
        step += 1
        killed += (folder / "killed").exists()
        store = Store(folder / FILE_NAME)
        store.write(ROWS[:3])
        assert list(store.rows()) == ROWS[:3]
        assert store._db.reserve_bytes("main") == 8
        store.close()
    assert step > 3, "nothing was ever killed"


def _make_and_die(path: Path, after: int) -> None:
    """Makes a store in a child that ends, without any tidying up, before statement number `after`."""
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
        Store(path)
        os._exit(0)
    os.waitpid(child, 0)
