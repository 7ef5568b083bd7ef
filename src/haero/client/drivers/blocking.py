"""Performs operations on blocking sockets. Any number of threads may use one driver."""

import time
from typing import TypeVar

from haero.client.core.effects import Asking, Disconnecting, Exchanging, Interrupted, Local, Sleeping
from haero.client.core.machine import Machine
from haero.client.errors import HaeroError
from haero.client.transport.blocking import Connections
from haero.client.transport.wire import Departure

T = TypeVar("T")


class BlockingDriver:
    """Runs one operation after the other, each in the thread that asks for it."""

    def __init__(self, connections: Connections, machine: Machine) -> None:
        self._connections, self._machine = connections, machine

    def run(self, operation: Asking[T]) -> T:
        """Performs an operation to its end, and returns or raises what it does.

        No frame of the client stands in the traceback of an error of its own: their variables hold keys and tokens, which some
        programs print with a traceback or send to a service.
        """
        try:
            return self._perform(operation)
        except (HaeroError, KeyboardInterrupt, SystemExit) as error:
            error.__context__ = None
            raise error.with_traceback(None) from error.__cause__

    def _perform(self, operation: Asking[T]) -> T:
        """Feeds the effects of an operation.

        A Ctrl-C while an order is on its way is written down by the operation before it is raised here.
        """
        stopped: BaseException | None = None
        departure = Departure()
        try:
            effect = next(operation)
            while True:
                kind = type(effect)
                try:
                    if kind is Local:
                        given = effect.work(self._machine)  # type: ignore[attr-defined]
                    elif kind is Exchanging:
                        departure = Departure()
                        given = self._connections.exchange(effect.request, departure)  # type: ignore[attr-defined]
                    elif kind is Disconnecting:
                        self._connections.close()
                    else:
                        assert isinstance(effect, Sleeping)
                        time.sleep(effect.seconds)
                        given = None
                except Exception as error:
                    effect = operation.throw(error)
                    continue
                except BaseException as error:
                    stopped = error
                    effect = operation.throw(Interrupted(left=kind is Exchanging and departure.left))
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

    def close(self) -> None:
        """Closes the connections."""
        self._connections.close()
