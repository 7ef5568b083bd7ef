"""The calls a second that all programs of one app key share: the times of the last calls, in a small file that they all see."""

import mmap
import os
import struct
import threading
import time
from pathlib import Path

from haero.client.local import forks
from haero.client.local.locks import lock, open_owned, unlock
from haero.client.local.troubles import warn

ROOM = 256
"""Times that the file has room for: more calls a second than KIS ever allowed."""
_WISHES = struct.Struct("<dd")
_HEAD = struct.Struct("<ddQ")
"""Until when nobody may call, until when others than urgent calls wait, how many calls there were."""
_TIME = struct.Struct("<d")
_SIZE = _HEAD.size + ROOM * _TIME.size
_ROUND = ROOM << 32
_WISH = 0.25
"""How long a waiting urgent call keeps the others back, unless it asks again: a dead program must not stop them."""
_FUTURE = 1.0
"""Times further ahead than this are of another boot of the machine."""
LONGEST_HOLD = 60.0
_BUSY = 0.001
"""Seconds until the next try where another program is inside: nobody waits for one that was stopped there."""


class PaceFile:
    """At most `calls` in any `seconds`, over all threads and programs that use the file. Who says another number holds to that.

    KIS counts on its own side of a network that hurries and dawdles, so `seconds` is a little more than one. More than ROOM calls
    count as ROOM. Where there can be no file, the pace holds in this object alone, and one line of the log says so.
    """

    def __init__(self, path: "os.PathLike[str] | str", calls: int, seconds: float = 1.03) -> None:
        if calls < 1:
            raise ValueError(f"from 1 call a second, not {calls}")
        self._path, self._calls, self._seconds = Path(path), min(calls, ROOM), seconds
        self._mutex = threading.Lock()
        self._number: int | None = None
        self._map: mmap.mmap | None = None
        self._complained = False
        forks.watch(self)
        self._opened()

    def take(self, now: float, *, urgent: bool = False) -> float:
        """0.0, and a slot is taken; else how many seconds to wait before the next try. Urgent calls go before all others."""
        with self._mutex:
            ring = self._map or self._opened()
            number = self._number
            if number is None:
                return self._taken(ring, now, urgent)
            if not lock(number, wait=False):
                return _BUSY
            try:
                return self._taken(ring, now, urgent)
            finally:
                unlock(number)

    def _taken(self, ring: mmap.mmap, now: float, urgent: bool) -> float:
        closed_until, wished_until, count = _HEAD.unpack_from(ring, 0)
        if now < closed_until <= now + LONGEST_HOLD:
            if urgent:
                _WISHES.pack_into(ring, 0, closed_until, closed_until + _WISH)
            return float(closed_until - now)
        if not urgent and now < wished_until <= now + self._seconds + _FUTURE:
            return float(max(0.005, min(wished_until - now, self._seconds / self._calls)))
        oldest, newest = _time(ring, count - self._calls), _time(ring, count - 1)
        wait = oldest + self._seconds - now if oldest <= now + _FUTURE else 0.0
        if wait > 0:
            if urgent:
                _WISHES.pack_into(ring, 0, closed_until, now + min(wait, self._seconds) + _WISH)
            return wait
        # Another call may have been made since `now` was read: times stand in the ring in their order.
        at = newest if now < newest <= now + _FUTURE else now
        _TIME.pack_into(ring, _HEAD.size + count % ROOM * _TIME.size, at)
        _HEAD.pack_into(ring, 0, closed_until, 0.0 if urgent else wished_until, (count + 1) % _ROUND)
        return 0.0

    def hold_back(self, now: float, seconds: float) -> None:
        """Nobody gets a slot for so long (LONGEST_HOLD at most): the broker said that there were too many calls."""
        until = now + min(seconds, LONGEST_HOLD)
        with self._mutex:
            ring = self._map or self._opened()
            number = self._number
            inside = number is not None and _lock_soon(number)
            try:
                closed_until, wished_until = _WISHES.unpack_from(ring, 0)
                if not until <= closed_until <= now + LONGEST_HOLD:
                    _WISHES.pack_into(ring, 0, until, wished_until)
            finally:
                if inside and number is not None:
                    unlock(number)

    def close(self) -> None:
        """Lets go of the file; it is opened again when it is needed."""
        with self._mutex:
            self._let_go()

    def forked(self) -> None:
        """A lock belongs to an opening of the file, so that a child needs its own."""
        self._mutex = threading.Lock()
        if self._number is not None:
            self._let_go()

    def _let_go(self) -> None:
        ring, self._map = self._map, None
        number, self._number = self._number, None
        if ring is not None:
            ring.close()
        if number is not None:
            os.close(number)

    def _opened(self) -> mmap.mmap:
        number = None
        try:
            number = open_owned(self._path)
            if os.fstat(number).st_size != _SIZE:
                os.ftruncate(number, _SIZE)
            self._map, self._number = mmap.mmap(number, _SIZE), number
        except (OSError, ValueError) as error:
            if number is not None:
                os.close(number)
            self._map, self._number = mmap.mmap(-1, _SIZE), None
            if not self._complained:
                self._complained = True
                said = getattr(error, "strerror", None) or type(error).__name__
                warn("the calls a second can't be counted with other programs: %s: %s", self._path, said)
        return self._map


def _time(ring: mmap.mmap, number: int) -> float:
    """When a call was made, by its number: the file is a ring, in which calls stand in their order."""
    at: float = _TIME.unpack_from(ring, _HEAD.size + number % ROOM * _TIME.size)[0]
    return at


def _lock_soon(number: int) -> bool:
    """A penalty is worth a moment's wait; after that it is written all the same, for it is one number."""
    for _ in range(20):
        if lock(number, wait=False):
            return True
        time.sleep(_BUSY)
    return False


class NoPace:
    """No limit: for a broker that has none."""

    def take(self, now: float, *, urgent: bool = False) -> float:
        """A slot, always."""
        return 0.0

    def hold_back(self, now: float, seconds: float) -> None:
        """Nothing: there is no limit that could have been passed."""

    def close(self) -> None:
        """Nothing is open."""
