"""A copy of a data folder, consistent while haero runs."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import apsw
import pytest

from haero.house.folder import KEYS_FILE as KEYS
from haero.house.folder import open_journal
from haero.house.house import House
from haero.house.prices import MASTER_FOLDER
from haero.journal import mark as marks
from haero.journal.sqlite import backup as backup_module
from haero.journal.sqlite.backup import KEYS_FILE, MASTERS, BackupError, backup
from haero.journal.sqlite.store import FILE_NAME, copy_whole
from haero.journal.sqlite.verify import CLEAN, verify
from tests.makers import event_rows, house


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def running(folder: Path) -> Iterator[House]:
    with house(folder) as opened:
        opened.journal.flush()
        with closing(apsw.Connection(str(folder / KEYS_FILE), vfs="unix")) as keys:
            keys.execute("PRAGMA journal_mode=WAL")
            keys.execute("CREATE TABLE app(x); INSERT INTO app VALUES(7)")
            yield opened


def test_the_names_are_those_of_the_folder() -> None:
    assert (KEYS_FILE, MASTERS) == (KEYS, MASTER_FOLDER)


def test_a_copy_made_while_haero_runs_has_everything_and_starts(running: House, folder: Path, tmp_path: Path) -> None:
    (folder / MASTERS).mkdir()
    (folder / MASTERS / "nasmst.cod").write_bytes(b"one")
    (folder / "tls-key.pem").write_bytes(b"two")
    target = tmp_path / "copy"
    assert backup(folder, target) == running.journal.seq
    assert event_rows(target) == event_rows(folder)
    report = verify(target)
    assert (report.status, report.findings, report.events) == (CLEAN, [], running.journal.seq)
    assert marks.read(target) == marks.HighWater(running.store.identity, running.journal.seq)
    with closing(sqlite3.connect(target / KEYS_FILE)) as keys:
        assert keys.execute("SELECT x FROM app").fetchall() == [(7,)]
    assert (target / MASTERS / "nasmst.cod").read_bytes() == b"one"
    assert (target / "tls-key.pem").read_bytes() == b"two"
    modes = {stat.S_IMODE((target / name).stat().st_mode) for name in (FILE_NAME, KEYS_FILE, marks.FILE_NAME)}
    assert (modes, stat.S_IMODE(target.stat().st_mode)) == ({0o600}, 0o700)
    running.open_account(next(iter(running.broker.state.accounts.values())).environment, {})  # and haero goes on
    running.journal.flush()
    store = open_journal(target)
    assert store.last_seq() < running.journal.seq
    store.close()


def test_a_copy_at_rest(folder: Path, tmp_path: Path) -> None:
    with house(folder) as opened:
        pass
    assert backup(folder, tmp_path / "copy") == opened.journal.seq
    assert verify(tmp_path / "copy").status == CLEAN


def test_a_copy_by_another_tool_becomes_a_journal_again(folder: Path, tmp_path: Path) -> None:
    with house(folder) as opened:
        pass
    other = tmp_path / "other"
    other.mkdir()
    with closing(sqlite3.connect(folder / FILE_NAME)) as source:
        source.execute("VACUUM INTO ?", (str(other / FILE_NAME),))
    with pytest.raises(BackupError, match="haero verify"):
        backup(other, tmp_path / "refused")
    backup(other, tmp_path / "copy", checked=False)
    report = verify(tmp_path / "copy")
    assert (report.status, report.findings, report.events) == (CLEAN, [], opened.journal.seq)


def test_what_cannot_be_copied(running: House, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no journal here"):
        backup(tmp_path, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    with pytest.raises(BackupError, match="is not empty"):
        backup(folder, folder)
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match="file"):
        backup(folder, tmp_path / "file")


def test_a_disk_that_is_full_is_told_by_name(
    running: House, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself says "not an error"."""

    class Full:
        def backup(self, *names: object) -> "Full":
            return self

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *error: object) -> None:
            pass

        def step(self, pages: int) -> None:
            raise apsw.FullError("not an error")

    monkeypatch.setattr(
        backup_module, "copy_whole", lambda source, target, path: copy_whole(source, cast(Any, Full()), path)
    )
    with pytest.raises(BackupError, match=r"auth\.db: No space left on device"):
        backup(folder, tmp_path / "copy")
