"""Who holds a lock on a file."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from haero.journal.sqlite import holders as module
from haero.journal.sqlite.holders import holders

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_SH, 1, 120)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A file that another process has locked, and that process."""
    path = tmp_path / "held"
    path.touch()
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield path, other.pid
        other.kill()


@pytest.mark.skipif(not module.LOCKS.exists(), reason="/proc/locks is Linux's")
def test_the_process_is_named(held: tuple[Path, int], tmp_path: Path) -> None:
    path, pid = held
    free = tmp_path / "free"
    free.touch()
    assert holders([free, path, tmp_path / "absent"]).startswith(f"process {pid} (py")
    assert holders([free]) == "a program that the system does not name"


def test_locks_of_this_process_are_not_meant(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "own")) as db:
        db.execute("BEGIN EXCLUSIVE")
        assert holders([tmp_path / "own"]) == "a program that the system does not name"


def test_where_there_is_no_such_list_nobody_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOCKS", tmp_path / "absent")
    assert holders([]) == "a program that the system does not name"


def test_lines_that_are_of_others_or_who_only_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.touch()
    inode, locks = path.stat().st_ino, tmp_path / "locks"
    locks.write_text(
        f"1: POSIX  ADVISORY  READ 999999999 00:1b:{inode} 120 120\n"
        f"1: -> POSIX  ADVISORY  WRITE 999999998 00:1b:{inode} 120 120\n"
        f"2: FLOCK  ADVISORY  WRITE 999999997 00:1b:{inode}1 0 EOF\n"
        f"3: OFDLCK ADVISORY  READ -1 00:1b:{inode} 0 0\n\n"
    )
    monkeypatch.setattr(module, "LOCKS", locks)
    assert holders([path]) == "process 999999999"
