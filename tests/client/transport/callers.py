"""The blocking and the asynchronous transport behind one face, so that each behaviour is asked of both."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import uvloop

from haero.client.transport.address import Address, read_address
from haero.client.transport.asynchronous import AsyncConnections
from haero.client.transport.blocking import Connections
from haero.client.transport.wire import Departure, Timeouts, WireReply, WireRequest

KINDS = ("blocking", "asyncio", "uvloop")


class Caller(Protocol):
    """Makes exchanges."""

    def exchange(self, request: WireRequest, departure: Departure | None = None) -> WireReply:
        """One exchange."""

    def close(self) -> None:
        """No more of them."""


class AsyncCaller:
    """The asynchronous transport, awaited one exchange at a time."""

    def __init__(self, kind: str, address: Address, *given: Any, **named: Any) -> None:
        self.runner = asyncio.Runner(loop_factory=uvloop.new_event_loop if kind == "uvloop" else None)
        self.closed = False
        self.connections = AsyncConnections(address, *given, **named)

    def exchange(self, request: WireRequest, departure: Departure | None = None) -> WireReply:
        return self.runner.run(self.connections.exchange(request, departure))

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.runner.run(self.connections.close())
            self.runner.close()


Makes = Callable[..., Caller]


def make(kind: str, where: str | Address, timeouts: Timeouts = Timeouts(), **named: Any) -> Caller:  # noqa: B008
    """A caller of a kind; `where` may be a base URL, which no proxy of the machine changes."""
    address = read_address(where, environ={}) if isinstance(where, str) else where
    return (
        Connections(address, timeouts, **named) if kind == "blocking" else AsyncCaller(kind, address, timeouts, **named)
    )
