"""The calls a second that all programs of one app key share: the times of the last calls, in a small file that they all see."""

import mmap
import os
import struct
import threading
from pathlib import Path

from haero.client.local.locks import lock, open_owned, unlock

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


class PaceFile:
    """At most `calls` in any `seconds`, over all threads and programs that use the file. Who says another number holds to that.

    KIS counts on its own side of a network that hurries and dawdles, so `seconds` is a little more than one.
    """

    def __init__(self, path: "os.PathLike[str] | str", calls: int, seconds: float = 1.03) -> None:
        if not 1 <= calls <= ROOM:
            raise ValueError(f"1 to {ROOM} calls a second, not {calls}")
        self._path, self._calls, self._seconds = Path(path), calls, seconds
        self._mutex = threading.Lock()
        self._open()

    def _open(self) -> None:
        self._pid = os.getpid()
        self._number = open_owned(self._path)
        if os.fstat(self._number).st_size != _SIZE:
            os.ftruncate(self._number, _SIZE)
        self._map = mmap.mmap(self._number, _SIZE)

    def take(self, now: float, *, urgent: bool = False) -> float:
        """0.0, and a slot is taken; else how many seconds to wait before the next try. Urgent calls go before all others."""
        with self._mutex:
            self._own()
            lock(self._number, wait=True)
            try:
                return self._taken(now, urgent)
            finally:
                unlock(self._number)

    def _taken(self, now: float, urgent: bool) -> float:
        closed_until, wished_until, count = _HEAD.unpack_from(self._map, 0)
        horizon = now + _FUTURE
        if now < closed_until <= horizon + 60.0:
            return float(closed_until - now)
        if not urgent and now < wished_until <= horizon:
            return float(max(0.005, min(wished_until - now, self._seconds / self._calls)))
        oldest = self._time(count - self._calls)
        wait = oldest + self._seconds - now if oldest <= horizon else 0.0
        if wait > 0:
            if urgent:
                self._put(closed_until, now + min(wait, self._seconds) + _WISH)
            return wait
        _TIME.pack_into(self._map, _HEAD.size + count % ROOM * _TIME.size, now)
        _HEAD.pack_into(self._map, 0, closed_until, 0.0 if urgent else wished_until, (count + 1) % _ROUND)
        return 0.0

    def _time(self, number: int) -> float:
        """When a call was made, by its number: the file is a ring, in which calls stand in their order."""
        at: float = _TIME.unpack_from(self._map, _HEAD.size + number % ROOM * _TIME.size)[0]
        return at

    def hold_back(self, now: float, seconds: float) -> None:
        """Nobody gets a slot for so long: the broker said that there were too many calls."""
        with self._mutex:
            self._own()
            lock(self._number, wait=True)
            try:
                closed_until, wished_until = _WISHES.unpack_from(self._map, 0)
                self._put(max(closed_until if closed_until < now + 60.0 else 0.0, now + seconds), wished_until)
            finally:
                unlock(self._number)

    def _put(self, closed_until: float, wished_until: float) -> None:
        _WISHES.pack_into(self._map, 0, closed_until, wished_until)

    def _own(self) -> None:
        """After a fork: a lock belongs to an opening of the file, so that a child needs its own."""
        if self._pid != os.getpid():
            os.close(self._number)
            self._open()

    def close(self) -> None:
        """Lets go of the file."""
        with self._mutex:
            self._map.close()
            os.close(self._number)


class NoPace:
    """No limit: for a broker that has none."""

    def take(self, now: float, *, urgent: bool = False) -> float:
        """A slot, always."""
        return 0.0

    def hold_back(self, now: float, seconds: float) -> None:
        """Nothing: there is no limit that could have been passed."""

    def close(self) -> None:
        """Nothing is open."""
