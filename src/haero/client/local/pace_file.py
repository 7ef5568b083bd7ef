"""The calls a second that all programs of one app key share: a ring of the last calls' times in a small file."""

import mmap
import os
import time
from threading import Lock

from haero.client.local import forks
from haero.client.local.locks import lock_now, unlock_now
from haero.client.local.private import open_private
from haero.client.local.troubles import said

RING = 256
"""So many calls are remembered: `calls` may be as many."""
MAX_HOLD = 60.0
"""Seconds: the longest penalty."""
_MARK = 72_657_001.0
_COUNT, _HOLD, _URGENT, _FIRST = 1, 2, 3, 4
_BYTES = 8 * (_FIRST + RING)
_AHEAD, _LATER = 1.0, 0.1
_BUSY = 0.001
_GRACE = 0.05
"""Seconds that an urgent call may be late and still be first."""


class PaceFile:
    """Never more than `calls` in any `seconds` times 1 + `margin`, over all threads and processes of the file.

    KIS counts when calls arrive, and the network moves them about: hence the margin. Programs with different `calls` see the same
    calls, and each keeps to its own figure: the one with the lower figure waits for the others.

    A program whose urgent call has to wait announces it in the file until it can come again, and a moment longer; until then calls
    that are not urgent are refused. A program that dies meanwhile keeps the others waiting for a window at most.

    Times are of a clock that all processes share and that starts again with the machine: times far ahead are of an earlier start.
    Nothing waits for the lock: while another process is inside, `take` says to come again in a millisecond. Where there can be
    no file, the pace holds for this process, and the log says so.
    """

    def __init__(self, path: str | os.PathLike[str], calls: int, seconds: float = 1.0, *, margin: float = 0.02) -> None:
        self._descriptor = -1
        self._map: mmap.mmap | None = None
        self._cells = memoryview(bytearray(_BYTES)).cast("d")
        if not 1 <= calls <= RING or not seconds > 0 or not 0 <= margin <= 10:
            raise ValueError(f"from 1 to {RING} calls in some seconds, not {calls} in {seconds} (margin {margin})")
        self.path = os.path.abspath(os.fspath(path))
        self.calls, self.window = calls, seconds * (1 + margin)
        self._threads = Lock()
        self._takes = 0
        self._ahead = -1.0
        self._open()
        forks.know(self)

    def take(self, now: float, *, urgent: bool = False) -> float:
        """0.0 and a slot is taken; or how many seconds to wait before the next try (with a new `now`)."""
        with self._threads:
            self._takes += 1
            if self._descriptor < 0:
                return self._take(now, urgent)
            if not self._takes & 31 and not os.fstat(self._descriptor).st_nlink:
                self._open()  # somebody removed the file: others have a new one
                if self._descriptor < 0:
                    return self._take(now, urgent)
            if not lock_now(self._descriptor):
                return _BUSY
            try:
                return self._take(now, urgent)
            finally:
                unlock_now(self._descriptor)

    def hold_back(self, now: float, seconds: float) -> None:
        """KIS said that it was too much (EGW00201): no program of this file calls for so long (at most MAX_HOLD)."""
        until = now + min(seconds, MAX_HOLD)
        with self._threads:
            locked = self._descriptor >= 0 and self._lock_soon()
            try:
                if self._cells[0] != _MARK:
                    self._start_again()
                held = self._cells[_HOLD]
                if not until <= held <= now + MAX_HOLD:
                    self._cells[_HOLD] = until
            finally:
                if locked:
                    unlock_now(self._descriptor)

    def __del__(self) -> None:
        self._close()

    def close(self) -> None:
        """Closes the file; afterwards the pace is this object's alone."""
        with self._threads:
            self._close()

    def _take(self, now: float, urgent: bool) -> float:
        """The lock is held."""
        cells = self._cells
        if cells[0] != _MARK or not 0 <= cells[_COUNT] < 2**53:
            self._start_again()
        count = int(cells[_COUNT])
        newest = cells[_FIRST + (count - 1) % RING] if count else now
        if newest <= now + _AHEAD:
            self._ahead = -1.0
        elif later := self._look_again(now):
            return later
        count = int(cells[_COUNT])
        wait = 0.0
        if count >= self.calls:
            wait = cells[_FIRST + (count - self.calls) % RING] + self.window - now
        held = cells[_HOLD] - now
        if wait < held <= MAX_HOLD:
            wait = held
        if not urgent:
            first = cells[_URGENT] - now
            if wait < first <= MAX_HOLD + self.window + _GRACE:
                wait = first
        if wait <= 0.0:
            # `now` was read before the lock was taken: a call that was later may be here already. The ring stays sorted.
            cells[_FIRST + count % RING] = now if not count or newest <= now else newest
            cells[_COUNT] = count + 1
            return 0.0
        if urgent:
            until = now + wait + _GRACE
            if not until <= cells[_URGENT] <= until + self.window:
                cells[_URGENT] = until
        return wait

    def _look_again(self, now: float) -> float:
        """The newest call is far ahead: this `now` is old, since the process was stopped, or the clock began again.

        A `now` that was read clearly later tells; several threads may have been stopped at once, with an old one each.
        """
        if not 0.0 <= self._ahead <= now - _LATER:
            if not 0.0 <= self._ahead <= now:
                self._ahead = now
            return self._ahead + _LATER - now + _BUSY
        self._ahead = -1.0
        self._start_again()
        return 0.0

    def _start_again(self) -> None:
        cells = self._cells
        cells[_COUNT] = cells[_HOLD] = cells[_URGENT] = 0.0
        cells[0] = _MARK

    def _lock_soon(self) -> bool:
        """A moment's patience: a number that is written without the lock is written all the same."""
        for _ in range(20):
            if lock_now(self._descriptor):
                return True
            time.sleep(_BUSY / 10)
        return False

    def _open(self) -> None:
        self._close()
        try:
            self._descriptor = open_private(self.path)
            size = os.fstat(self._descriptor).st_size
            if (
                size < _BYTES
            ):  # written, not only stretched: a hole on a full disk would kill the process when it is touched
                os.lseek(self._descriptor, size, os.SEEK_SET)
                os.write(self._descriptor, bytes(_BYTES - size))
            self._map = mmap.mmap(self._descriptor, _BYTES)
            self._cells = memoryview(self._map).cast("d")
        except (OSError, ValueError) as no:
            self._close()
            said("%s cannot be written (%s): the calls a second are counted for this program alone", self.path, no)

    def _close(self) -> None:
        """What is remembered goes on in memory."""
        kept = bytearray(self._cells.tobytes())
        self._cells.release()
        self._cells = memoryview(kept).cast("d")
        if self._map is not None:
            self._map.close()
            self._map = None
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def before_fork(self) -> None:
        """Nobody is inside while the process is copied."""
        self._threads.acquire()

    def after_fork(self) -> None:
        """Goes on."""
        self._threads.release()

    def after_fork_in_child(self) -> None:
        """A lock belongs to the opened file, and that is the parent's: the child opens its own."""
        if self._descriptor >= 0:
            self._open()
        self._threads.release()


class NoPace:
    """For a broker without limits."""

    def take(self, now: float, *, urgent: bool = False) -> float:
        """Always a slot."""
        return 0.0

    def hold_back(self, now: float, seconds: float) -> None:
        """Nobody holds back."""

    def close(self) -> None:
        """Nothing is open."""
