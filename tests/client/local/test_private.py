"""Files that are their owner's alone."""

import os
from pathlib import Path

import pytest

from haero.client.local.private import is_narrow, is_ours, make_folder, open_private


def test_folders_and_files_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    os.close(open_private(str(path)))
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert [oct(folder.stat().st_mode & 0o777) for folder in (path.parent, path.parent.parent)] == ["0o700"] * 2


def test_a_file_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("kept")
    path.chmod(0o644)
    assert not is_narrow(path.stat())
    os.close(open_private(str(path)))
    assert is_narrow(path.stat())
    assert path.read_text() == "kept"


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    other, path = tmp_path / "other", tmp_path / "file"
    other.write_text("another's")
    path.symlink_to(other)
    assert not is_ours(path.lstat())
    descriptor = open_private(str(path))
    os.write(descriptor, b"mine")
    os.close(descriptor)
    assert not path.is_symlink()
    assert other.read_text() == "another's"


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "file"
    os.mkfifo(path)
    os.close(open_private(str(path)))
    assert path.is_file()


def test_a_folder_below_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "folder", tmp_path / "file"):
        with pytest.raises(OSError):
            make_folder(str(path))
