"""A thread that does what waits for the disk, for a loop that must not wait: less work per order than a pool of threads."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from haero.client.core.machine import Machine

T = TypeVar("T")
_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[Machine], Any], Machine]


class Worker:
    """One thread, started when it is first needed. What was handed to it is done even if nobody waits for it any more."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def do(self, work: Callable[[Machine], T], machine: Machine) -> tuple[T, asyncio.CancelledError | None]:
        """What the work returns (or raises), and the cancellation that came meanwhile.

        Work that has begun is waited for, cancelled or not: whether an order stands in the store must be known first.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="haero-store", daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((loop, future, work, machine))
        stop: asyncio.CancelledError | None = None
        while True:
            try:
                return await asyncio.shield(future), stop
            except asyncio.CancelledError as cancelled:
                if future.cancelled():
                    raise
                stop = cancelled  # also where the work ended in this very moment: what it gave counts

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            loop, future, work, machine = job
            try:
                given, error = work(machine), None
            except Exception as failure:
                given, error = None, failure
            try:
                loop.call_soon_threadsafe(_hand_over, future, given, error)
            except RuntimeError:  # the loop has ended: nobody waits
                continue

    def close(self) -> None:
        """Ends the thread when all is done that was handed to it."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            thread.join()


def _hand_over(future: "asyncio.Future[Any]", given: Any, error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(given)
    else:
        future.set_exception(error)
