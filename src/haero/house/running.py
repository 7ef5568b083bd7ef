"""Is a data folder in use? Light, for those who only look."""

import fcntl
from pathlib import Path

LOCK_FILE = "haero.lock"


def is_running(folder: Path) -> bool:
    """Whether a haero holds the folder now. Takes the lock for a moment where it is free, and makes no file."""
    try:
        with (folder / LOCK_FILE).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
