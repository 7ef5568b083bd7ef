"""One connection that an event loop reads."""

import asyncio
import socket
from time import monotonic
from typing import TYPE_CHECKING, cast

from haero.client.transport.link import Link
from haero.client.transport.reasons import late, lost
from haero.client.transport.wire import Broken, Departure, ReplyLimits, Timeouts, Unreached, WireReply

if TYPE_CHECKING:
    from haero.client.transport.tls import Tls

_PIECE = 64 * 1024

left_behind: list[object] = []
"""A forked child's copies of what belongs to its parent's loop. Were they collected, they would speak to that loop."""


class Talk(Link, asyncio.BufferedProtocol):
    """A link that the event loop reads, and that ends an exchange that takes too long.

    What can go out at once goes straight to the socket: then it is known to the byte what left. The loop's transport sends what
    the socket didn't take, and reads. (Not `add_reader`: uvloop's says nothing of a connection that was reset.)
    """

    __slots__ = (
        "_buffer",
        "_due",
        "_limit",
        "_loop",
        "_reply",
        "_timeouts",
        "_timer",
        "_transport",
        "_view",
        "age",
        "gone",
    )

    def __init__(self, loop: asyncio.AbstractEventLoop, limits: ReplyLimits, timeouts: Timeouts, age: int) -> None:
        super().__init__(limits)
        self._loop, self._timeouts, self.age = loop, timeouts, age
        self._reply: asyncio.Future[WireReply] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None
        self._due = self._limit = 0.0
        self._buffer = bytearray(_PIECE)
        self._view = memoryview(self._buffer)
        self.gone: asyncio.Future[None] = loop.create_future()
        """Done when the loop has closed the socket, or never had one."""

    async def begin(self, sock: socket.socket, tls: "Tls | None") -> None:
        """Takes over a socket on which the next thing is a request."""
        self.attach(sock, tls)
        try:
            await self._loop.create_connection(lambda: self, sock=sock)
        except BaseException:
            self.close()
            raise

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=0)

    @property
    def is_writing(self) -> bool:
        """Whether a part of the request waits to be sent."""
        return self._transport is not None and self._transport.get_write_buffer_size() > 0

    @property
    def is_reusable(self) -> bool:
        """Whether another request may follow the last one: it went out whole, and the server keeps the connection open."""
        return super().is_reusable and not self.is_writing

    def close(self) -> None:
        """Closes the socket; in the thread of its loop."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        transport, self._transport = self._transport, None
        if transport is not None:
            self._sock = None  # the transport's now
            if not self._loop.is_closed():
                transport.abort()
        elif not self.gone.done() and not self._loop.is_closed():
            self.gone.set_result(None)
        super().close()

    def leave(self) -> None:
        """Closes this process's copy of the socket, without a word to the loop, which is another process's."""
        left_behind.append((self, self._transport, self._timer))
        self._transport = self._timer = None
        super().close()

    def say(self, data: bytes, departure: Departure, now: float, limit: float) -> "asyncio.Future[WireReply]":
        """Sends a request; the reply comes as a future.

        Raises:
            Unreached: the connection is dead, and no byte went out.
        """
        if self._transport is None or self._transport.is_closing():
            raise Unreached("the connection was gone before the request")
        self.send(data, departure)
        if self._rest:
            departure.left = True
            self._transport.write(self._rest)
            self._rest = memoryview(b"")
        self._limit = limit
        self._reply = reply = self._loop.create_future()
        self._wait_from(now)
        return reply

    def _wait_from(self, now: float) -> None:
        step = self._timeouts.write if self.is_writing else self._timeouts.read
        self._due = min(now + step, self._limit)
        # One timer serves many exchanges: it looks again when it rings too early, and is set anew only to ring earlier.
        if self._timer is not None:
            if self._timer.when() <= self._loop.time() + (self._due - now):
                return
            self._timer.cancel()
        self._timer = self._loop.call_later(self._due - now, self._ring, self._waiting())

    def _waiting(self) -> int:
        return self._transport.get_write_buffer_size() if self._transport is not None else 0

    def _ring(self, waited: int) -> None:
        self._timer = None
        if self._reply is None or self._reply.done():
            return
        now = monotonic()
        if now < self._limit and self._waiting() < waited:  # the request goes on
            self._wait_from(now)
            return
        if now < self._due:
            self._timer = self._loop.call_later(self._due - now, self._ring, self._waiting())
            return
        self._fail(self.failure(late(self._timeouts, writing=self.is_writing, total=self._due >= self._limit)))

    def cut(self) -> None:
        """Ends the exchange that is under way, and closes the socket."""
        self._fail(self.failure("the connections were taken to another event loop"))

    def _fail(self, error: Unreached | Broken) -> None:
        reply, self._reply = self._reply, None
        self.close()
        if reply is not None and not reply.done():
            reply.set_exception(error)

    # What the loop calls.

    def resume_writing(self) -> None:
        if self._reply is not None:
            self._wait_from(monotonic())

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        self._taken(self._view[:nbytes])

    def eof_received(self) -> None:
        self._taken(b"")

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.gone.done():
            self.gone.set_result(None)
        if exc is None:
            self._taken(b"")
        else:
            self._fail(self.failure(lost(exc)))
        self.close()

    def _taken(self, data: bytes | memoryview) -> None:
        if self._reply is None:  # nobody asked
            if not self.is_of_tls(data):
                self.close()
            return
        try:
            reply = self.take(data)
        except (Unreached, Broken) as error:
            self._fail(error)
            return
        if reply is None:
            self._wait_from(monotonic())
            return
        future, self._reply = self._reply, None
        if not future.done():
            future.set_result(reply)
