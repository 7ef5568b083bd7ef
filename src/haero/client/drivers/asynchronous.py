"""Performs operations on asyncio. Any number of tasks of one loop may use one driver."""

import asyncio
from typing import Any, TypeVar

from haero.client.core.effects import Asking, Disconnecting, Exchanging, Interrupted, Local, Sleeping
from haero.client.core.machine import Machine
from haero.client.drivers.worker import Worker
from haero.client.errors import HaeroError
from haero.client.transport.asynchronous import AsyncConnections
from haero.client.transport.wire import Departure

T = TypeVar("T")


class AsyncDriver:
    """Runs operations as coroutines; what waits for the disk is done in a thread of its own."""

    def __init__(self, connections: AsyncConnections, machine: Machine) -> None:
        self._connections, self._machine = connections, machine
        self._worker = Worker()

    async def run(self, operation: Asking[T]) -> T:
        """Performs an operation to its end, and returns or raises what it does.

        No frame of the client stands in the traceback of an error of its own: their variables hold keys and tokens, which some
        programs print with a traceback or send to a service.
        """
        try:
            return await self._perform(operation)
        except (HaeroError, KeyboardInterrupt, SystemExit, asyncio.CancelledError) as error:
            error.__context__ = None
            raise error.with_traceback(None) from error.__cause__

    async def _perform(self, operation: Asking[T]) -> T:
        """Feeds the effects of an operation.

        A task that is cancelled while an order is on its way has that written down before the cancellation goes on.
        """
        stopped: BaseException | None = None
        departure = Departure()
        given: Any = None
        try:
            effect = next(operation)
            while True:
                kind = type(effect)
                given = None
                try:
                    if kind is Local:
                        assert isinstance(effect, Local)
                        if effect.slow:
                            given, stop = await self._worker.do(effect.work, self._machine)
                            if stop is not None:
                                raise stop
                        else:
                            given = effect.work(self._machine)
                    elif kind is Exchanging:
                        departure = Departure()
                        given = await self._connections.exchange(effect.request, departure)  # type: ignore[attr-defined]
                    elif kind is Disconnecting:
                        await self._connections.close()
                    else:
                        assert isinstance(effect, Sleeping)
                        await asyncio.sleep(effect.seconds)
                        given = None
                except Exception as error:
                    effect = operation.throw(error)
                    continue
                except BaseException as error:
                    stopped = error
                    left = kind is Exchanging and departure.left
                    effect = operation.throw(Interrupted(left=left, given=given))
                    continue
                effect = operation.send(given)
        except StopIteration as done:
            if stopped is not None:
                raise stopped from None
            found: T = done.value
            return found
        except Interrupted:
            assert stopped is not None
            raise stopped from None

    async def close(self) -> None:
        """Closes the connections and ends the thread."""
        await self._connections.close()
        self._worker.close()
