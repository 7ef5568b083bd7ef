"""A lock that threads and processes of a machine share. Who dies gives it back."""

import os
import sys
import time
from threading import RLock

from haero.client.local import forks
from haero.client.local.private import open_private

_FAR = 1 << 30
"""Windows locks bytes, and nobody else can read those: one far behind the end of every file."""
_SHORTEST, _LONGEST = 0.0002, 0.01

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def lock_now(descriptor: int) -> bool:
        """Locks an open file against all that opened it elsewhere; False where another has it."""
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock_now(descriptor: int) -> None:
        """Gives the lock back."""
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock

    _NOW = LOCK_EX | LOCK_NB

    def lock_now(descriptor: int) -> bool:
        """Locks an open file against all that opened it elsewhere; False where another has it."""
        try:
            flock(descriptor, _NOW)
        except BlockingIOError:
            return False
        return True

    def unlock_now(descriptor: int) -> None:
        """Gives the lock back."""
        flock(descriptor, LOCK_UN)


_held: set[str] = set()
_guard = RLock()  # the garbage collector may close a lock while another one is being taken


class FileLock:
    """A lock by the name of a file, which stays there, empty or not. Not for the same thread twice.

    Any thread may give it back. Where the file cannot be made (a read-only disk), it is a lock between the threads of this process.
    """

    __slots__ = ("__weakref__", "_descriptor", "_ours", "_watched", "path")

    def __init__(self, path: str, *, watched: bool = True) -> None:
        """`watched`: looks every time whether somebody removed the file, which costs 3 us."""
        self._descriptor = -1
        self._watched = watched
        self._ours = False
        self.path = os.path.abspath(path)
        forks.know(self)

    def try_lock(self) -> bool:
        """Takes the lock; False while another thread or process has it."""
        with _guard:
            if self.path in _held:
                return False
            if not self._lock_file():
                return False
            _held.add(self.path)
            self._ours = True
            return True

    def lock(self, patience: float) -> bool:
        """Takes the lock, waiting for `patience` seconds at most; False where that was not enough."""
        waited, pause = 0.0, _SHORTEST
        while not self.try_lock():
            if waited >= patience:
                return False
            time.sleep(pause)
            waited += pause
            pause = min(2 * pause, _LONGEST)
        return True

    def unlock(self) -> None:
        """Gives the lock back; nothing where it is not held by this object."""
        with _guard:
            if self._ours:
                self._ours = False
                _held.discard(self.path)
                if self._descriptor >= 0:
                    unlock_now(self._descriptor)

    def close(self) -> None:
        """Gives the lock back and closes the file."""
        self.unlock()
        with _guard:
            self._close()

    def __del__(self) -> None:
        self.close()

    def _lock_file(self) -> bool:
        """The file by this name must be the one that is locked: somebody may have removed it since."""
        for _ in range(3):
            if self._descriptor < 0:
                try:
                    self._descriptor = open_private(self.path)
                except OSError:
                    return True  # no such file can be: threads alone
            if not lock_now(self._descriptor):
                if self._is_the_file():
                    return False
            elif self._is_the_file():
                return True
            self._close()
        return False

    def _is_the_file(self) -> bool:
        if not self._watched:
            return True
        try:
            there = os.lstat(self.path)
        except OSError:
            return False
        opened = os.fstat(self._descriptor)
        return (there.st_ino, there.st_dev) == (opened.st_ino, opened.st_dev)

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def before_fork(self) -> None:
        """Nothing: see `_Guard`."""

    def after_fork(self) -> None:
        """Nothing: see `_Guard`."""

    def after_fork_in_child(self) -> None:
        """The lock stays the parent's."""
        self._ours = False
        self._close()


class _Guard:
    """All locks of this process rest while it forks, and none is the child's."""

    def before_fork(self) -> None:
        _guard.acquire()

    def after_fork(self) -> None:
        _guard.release()

    def after_fork_in_child(self) -> None:
        _held.clear()
        _guard.release()


_resting = _Guard()
forks.know(_resting, inmost=True)
