"""Whether a folder is in use, asked without touching it."""

import fcntl
import threading
from pathlib import Path

from haero.house.folder import lock
from haero.house.running import LOCK_FILE, is_running


def test_a_folder_is_in_use_while_its_lock_is_held(tmp_path: Path) -> None:
    assert not is_running(tmp_path / "none")
    assert not is_running(tmp_path)
    assert list(tmp_path.iterdir()) == []
    held = lock(tmp_path)
    assert is_running(tmp_path)
    held.close()
    assert not is_running(tmp_path)
    lock(tmp_path).close()  # a look leaves it free


def test_a_look_keeps_nobody_from_starting(tmp_path: Path) -> None:
    """It takes the lock for a moment, and a start may fall into it."""
    lock(tmp_path).close()
    with (tmp_path / LOCK_FILE).open() as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        threading.Timer(0.02, fcntl.flock, (looking, fcntl.LOCK_UN)).start()
        lock(tmp_path).close()
