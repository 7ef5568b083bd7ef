"""A disk that takes its time: for tests of what may be said before an event is on it."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

import pytest

from haero.journal.codec import Row
from tests.support import Running

TURNS = 50


class HeldDisk:
    """A batch that came to the disk sets `reached`; it is written when `let_go` is called."""

    def __init__(self) -> None:
        self._reached, self._free = threading.Event(), threading.Event()

    def wait(self) -> None:
        """What the writing thread does."""
        self._reached.set()
        assert self._free.wait(60), "nobody let the disk go on"

    async def reached(self) -> None:
        """Returns when a batch waits here."""
        while not self._reached.is_set():
            await asyncio.sleep(0.001)

    def let_go(self) -> None:
        self._free.set()


@contextlib.contextmanager
def held_disk(house: Running) -> Iterator[HeldDisk]:
    """No batch gets to the disk before it is let go, or the context is left."""
    hub = house.service.hub
    assert hub is not None
    store, write, disk = hub.house.store, hub.house.store.write, HeldDisk()

    def late(rows: list[Row]) -> None:
        disk.wait()
        write(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "write", late)
        try:
            yield disk
        finally:
            disk.let_go()


async def turns() -> None:
    """Gives the loop many times the turns that a request of this process takes."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
