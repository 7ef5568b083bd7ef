"""A journal opened to be read, without a trace."""

import os
from pathlib import Path

import pytest

from haero.journal.sqlite.reading import reading, trace
from haero.journal.sqlite.store import FILE_NAME, Store, StoreError
from tests.makers import rows_of, story

ROWS = rows_of(story(20))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_journal_at_rest_is_read_as_it_lies_whatever_its_path(tmp_path: Path) -> None:
    folder = tmp_path / "a folder, 100% ?mode=rw#"
    folder.mkdir()
    store = Store(folder / FILE_NAME)
    store.write(ROWS)
    store.close()
    before = files(folder)
    with reading(folder / FILE_NAME) as opened:
        assert list(opened.rows()) == ROWS
        assert files(folder) == before
    assert files(folder) == before


def test_one_that_is_written_is_read_with_its_log(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE_NAME)
    store.write(ROWS[:5])
    with reading(tmp_path / FILE_NAME) as opened:
        store.write(ROWS[5:7])
        assert list(opened.rows()) == ROWS[:7]
    store.close()


def test_a_log_in_a_folder_that_may_not_be_written_is_joined_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / FILE_NAME)
    store.write(ROWS[:5])
    monkeypatch.setattr(os, "access", lambda *asked: False)
    before = files(tmp_path)
    with reading(tmp_path / FILE_NAME) as opened:
        assert list(opened.rows()) == ROWS[:5]
        assert not opened.path.is_relative_to(tmp_path)
    assert not opened.path.exists()
    assert files(tmp_path) == before
    store.close()


def test_what_is_no_journal_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database " * 500)
    with pytest.raises(StoreError), reading(tmp_path / FILE_NAME):
        pass


def test_a_trace_tells_whether_somebody_wrote(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    store = Store(path)
    seen = trace(path)
    assert trace(path) == seen
    store.write(ROWS[:5])
    assert trace(path) != seen
    store.close()
    seen = trace(path)
    os.utime(path, ns=(1, 1))
    assert trace(path) != seen
