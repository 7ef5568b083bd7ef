"""Where the shared files are."""

import os
import sys
from pathlib import Path

import pytest

from haero.client.errors import StoreUnusable
from haero.client.local.folder import state_folder


def test_the_argument_then_the_environment_then_the_systems_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HAERO_STATE", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    if sys.platform != "win32":
        assert state_folder() == tmp_path / "me" / ".local" / "state" / "haero"
        monkeypatch.setenv("XDG_STATE_HOME", "relative")
        assert state_folder() == tmp_path / "me" / ".local" / "state" / "haero"
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        assert state_folder() == tmp_path / "state" / "haero"
        monkeypatch.setenv("HAERO_STATE", "~/mine")
        assert state_folder() == tmp_path / "me" / "mine"
    monkeypatch.setenv("HAERO_STATE", str(tmp_path / "named"))
    assert state_folder() == tmp_path / "named"
    assert state_folder(tmp_path / "given" / "deep") == tmp_path / "given" / "deep"


def test_it_is_made_for_its_owner_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir(0o755)
    os.chmod(there, 0o755)
    made = state_folder(there / "a" / "b")
    assert [oct(folder.stat().st_mode & 0o777) for folder in (made, made.parent, there)] == ["0o700", "0o700", "0o755"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="HAERO_STATE"):
        state_folder(tmp_path / "file" / "folder")
