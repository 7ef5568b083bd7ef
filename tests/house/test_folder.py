from pathlib import Path

import pytest

from haero.house.folder import FolderError, erase_journal, lock, open_journal
from haero.journal import snapshot
from haero.journal.sqlite.store import FILE_NAME
from tests.makers import house, rows_of, story


def test_a_folder_is_locked_until_the_lock_is_closed(tmp_path: Path) -> None:
    held = lock(tmp_path)
    with pytest.raises(FolderError, match="in use by another haero"):
        lock(tmp_path)
    held.close()
    lock(tmp_path).close()


def test_a_journal_is_made_where_there_is_none_and_found_again(tmp_path: Path) -> None:
    store = open_journal(tmp_path)
    store.write(rows_of(story(1)))
    store.close()
    store = open_journal(tmp_path)
    assert store.last_seq() == 3
    store.close()


def test_a_journal_with_a_damaged_log_is_refused_and_not_touched(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    log = tmp_path / (FILE_NAME + "-wal")
    log.write_bytes(b"no log of SQLite's" * 10)
    with pytest.raises(FolderError, match=f"haero verify --data {tmp_path}"):
        open_journal(tmp_path)
    assert log.read_bytes() == b"no log of SQLite's" * 10


def test_what_is_erased_is_the_journal_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "auth.db").touch()
    with house(tmp_path):
        pass
    assert (tmp_path / snapshot.FILE_NAME).exists()
    (tmp_path / (FILE_NAME + "-wal")).touch()
    erase_journal(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"auth.db", "haero.lock"}
    erase_journal(tmp_path)
