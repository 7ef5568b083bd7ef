"""Whether a folder is in use, asked without touching it."""

from pathlib import Path

from haero.house.folder import lock
from haero.house.running import is_running


def test_a_folder_is_in_use_while_its_lock_is_held(tmp_path: Path) -> None:
    assert not is_running(tmp_path / "none")
    assert not is_running(tmp_path)
    assert list(tmp_path.iterdir()) == []
    held = lock(tmp_path)
    assert is_running(tmp_path)
    held.close()
    assert not is_running(tmp_path)
    lock(tmp_path).close()  # a look leaves it free
