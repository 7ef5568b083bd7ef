import os
import stat
from pathlib import Path

import pytest

from haero.house.folder import KEYS_FILE, FolderError, close_to_others, erase_journal, lock, open_journal
from haero.journal import mark as marks
from haero.journal import snapshot
from haero.journal.mark import HighWater
from haero.journal.sqlite.store import FILE_NAME
from haero.journal.sqlite.verify import DAMAGED, UNREADABLE, verify
from haero.server.auth import vault
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
    with house(tmp_path):
        pass
    (tmp_path / "auth.db").touch()
    assert (tmp_path / snapshot.FILE_NAME).exists()
    (tmp_path / (FILE_NAME + "-wal")).touch()
    erase_journal(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"auth.db", "haero.lock", "haero.mark"}
    assert marks.read(tmp_path) == HighWater()
    erase_journal(tmp_path)


def ended(folder: Path) -> int:
    """A folder whose haero came to its end; the number of its last event."""
    with house(folder) as opened:
        pass
    (folder / snapshot.FILE_NAME).unlink()
    return opened.journal.seq


def test_the_keys_are_the_vaults() -> None:
    assert KEYS_FILE == vault.FILE_NAME


def test_everything_is_closed_to_others_from_the_start(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with house(tmp_path / "data") as opened:
            opened.journal.flush()
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
        modes |= {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(
        ("haero.db", "haero.db-wal", "haero.db-shm", "haero.lock", "haero.mark", "haero.snapshot"), 0o600
    )
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_folder_that_was_open_is_closed_and_one_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    ours, empty, others = tmp_path / "ours", tmp_path / "empty", tmp_path / "others"
    for folder in (ours, empty, others):
        folder.mkdir()
        folder.chmod(0o755)
    (ours / "haero.db").touch()
    (ours / "haero.db").chmod(0o644)
    (others / "notes.txt").touch()
    for folder in (ours, empty, others):
        close_to_others(folder)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (ours, ours / "haero.db", empty, others)] == [
        0o700, 0o600, 0o700, 0o755,
    ]  # fmt: skip


def test_a_journal_that_lost_its_end_is_refused_and_verify_says_so(tmp_path: Path) -> None:
    last = ended(tmp_path)
    marks.write(tmp_path, HighWater(marks.read(tmp_path).journal, last + 5))  # type: ignore[union-attr]
    with pytest.raises(FolderError, match=f"ends at event {last}, but it had come to {last + 5}.*delete haero.mark"):
        open_journal(tmp_path)
    report = verify(tmp_path)
    assert report.status == DAMAGED
    assert report.findings == [marks.objection(marks.read(tmp_path), marks.read(tmp_path).journal, last)]  # type: ignore[union-attr]
    (tmp_path / marks.FILE_NAME).unlink()
    assert verify(tmp_path).findings == []
    open_journal(tmp_path).close()


def test_a_journal_of_another_folder_is_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        ended(tmp_path / name)
    (tmp_path / "one" / FILE_NAME).replace(tmp_path / "two" / FILE_NAME)
    with pytest.raises(FolderError, match="not the journal that the folder had"):
        open_journal(tmp_path / "two")
    assert verify(tmp_path / "two").status == DAMAGED


@pytest.mark.parametrize("left", [None, b""])
@pytest.mark.parametrize("known", [marks.FILE_NAME, KEYS_FILE])
def test_a_folder_that_had_a_journal_does_not_start_from_nothing(
    tmp_path: Path, left: bytes | None, known: str
) -> None:
    ended(tmp_path)
    (tmp_path / KEYS_FILE).touch()
    for name in {FILE_NAME, marks.FILE_NAME, KEYS_FILE} - {known}:
        (tmp_path / name).unlink()
    if left is not None:
        (tmp_path / FILE_NAME).write_bytes(left)
    with pytest.raises(FolderError, match="this folder has had one"):
        open_journal(tmp_path)
    report = verify(tmp_path)
    assert report.status == UNREADABLE
    assert (tmp_path / FILE_NAME).exists() is (left is not None)


def test_a_folder_whose_reset_was_cut_off_starts(tmp_path: Path) -> None:
    ended(tmp_path)
    (tmp_path / KEYS_FILE).touch()
    erase_journal(tmp_path)
    assert ended(tmp_path) > 0
