"""Locks between programs: on a file, freed by the system when a program ends, however it ends."""

import os
import sys

OWNER_FILE = 0o600

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # Windows locks bytes that nobody else can read then: one behind the end of every file

    def lock(number: int, *, wait: bool) -> bool:
        """Takes the lock of an open file. False where somebody else has it, and `wait` was not asked for."""
        while True:
            os.lseek(number, _FAR, os.SEEK_SET)
            try:
                msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                _breathe()
            else:
                return True

    def unlock(number: int) -> None:
        """Gives it back."""
        os.lseek(number, _FAR, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_UNLCK, 1)

    def _breathe() -> None:
        import time

        time.sleep(0.001)

else:
    import fcntl

    def lock(number: int, *, wait: bool) -> bool:
        """Takes the lock of an open file. False where somebody else has it, and `wait` was not asked for."""
        try:
            fcntl.flock(number, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(number: int) -> None:
        """Gives it back."""
        fcntl.flock(number, fcntl.LOCK_UN)


def open_owned(path: "os.PathLike[str]") -> int:
    """The number of a file that is opened to be locked, or made for its owner alone. A symbolic link is refused (OSError)."""
    return os.open(
        path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0), OWNER_FILE
    )
