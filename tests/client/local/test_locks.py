"""A lock between threads and processes."""

import gc
import os
import threading
from pathlib import Path

import pytest

from haero.client.local.locks import FileLock
from tests.client.local.programs import running, said


def test_one_has_it_at_a_time_in_one_process_too(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    one, other = FileLock(path), FileLock(path)
    assert one.try_lock()
    assert not one.try_lock()
    assert not other.try_lock()
    other.unlock()  # it has nothing to give back
    assert not other.try_lock()
    thread = threading.Thread(target=one.unlock)
    thread.start()
    thread.join()
    assert other.try_lock()
    other.close()
    assert one.lock(0.0)


def test_who_waits_gets_it_or_is_told_that_it_was_in_vain(tmp_path: Path) -> None:
    one, other = FileLock(str(tmp_path / "lock")), FileLock(str(tmp_path / "lock"))
    assert one.try_lock()
    assert not other.lock(0.01)
    threading.Timer(0.02, one.unlock).start()
    assert other.lock(30.0)


def test_a_lock_that_nobody_knows_any_more_is_free(tmp_path: Path) -> None:
    one = FileLock(str(tmp_path / "lock"))
    assert one.try_lock()
    del one
    gc.collect()
    assert FileLock(str(tmp_path / "lock")).try_lock()


def test_another_process_has_it_until_it_dies(tmp_path: Path) -> None:
    lock = FileLock(str(tmp_path / "lock"))
    with running("lock = FileLock(where)\ntold(lock.try_lock())\nwaits()", tmp_path / "lock") as program:
        assert said(program) == "True"
        assert not lock.try_lock()
        program.kill()
        program.wait()
        assert lock.try_lock()


def test_a_file_that_was_removed_and_made_again_is_the_one_that_counts(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = FileLock(str(path))
    assert lock.try_lock()
    lock.unlock()
    path.unlink()
    with running("lock = FileLock(where)\ntold(lock.try_lock())\nwaits()", path) as program:
        assert said(program) == "True"
        assert not lock.try_lock()


def test_without_a_file_it_is_between_threads(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    one, other = FileLock(str(tmp_path / "file" / "lock")), FileLock(str(tmp_path / "file" / "lock"))
    assert one.try_lock()
    assert not other.try_lock()
    one.unlock()
    assert other.try_lock()


@pytest.mark.parametrize("kind", ["link", "wide"])
def test_the_file_is_its_owners_alone(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "lock", tmp_path / "other"
    other.touch(0o644)
    if kind == "link":
        path.symlink_to(other)
    else:
        os.rename(other, path)
    assert FileLock(str(path)).try_lock()
    assert oct(path.lstat().st_mode & 0o777) == "0o600"
