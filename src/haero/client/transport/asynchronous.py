"""Exchanges that are awaited: a pool of connections to one server, for the tasks of one event loop."""

import asyncio
import socket
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakSet

from haero.client.transport import forks
from haero.client.transport.address import Address
from haero.client.transport.link import new_socket
from haero.client.transport.opening import Opening
from haero.client.transport.reasons import no_connection, no_name, words
from haero.client.transport.talk import Talk, left_behind
from haero.client.transport.wire import Departure, ReplyLimits, Timeouts, Unreached, WireReply, WireRequest

if TYPE_CHECKING:
    import ssl

_PIECE = 64 * 1024


async def _until_the_loop_ends(talks: "WeakSet[Talk]") -> AsyncGenerator[None, None]:
    """Sleeps until its loop shuts down (asyncio.run does that to generators), then closes the connections."""
    try:
        yield
    finally:
        await _close_all(talks)


async def _close_all(talks: "Iterable[Talk]") -> None:
    closed = list(talks)
    for talk in closed:
        talk.close()
    if closed:
        await asyncio.wait([talk.gone for talk in closed], timeout=1)


class AsyncConnections:
    """Connections to one server, kept open and used again, for the tasks of one event loop.

    It belongs to the loop that first uses it; used in another one, it leaves the old connections and begins anew. At most `most`
    are open; who finds all of them at work waits. One that was idle for `idle_seconds`, that the server closed, or on which
    something came unasked is not used again. After `close` it can be used again, and opens new connections.

    Where its loop is shut down without `close`, as asyncio.run does, the connections close with it.
    """

    def __init__(
        self,
        address: Address,
        timeouts: Timeouts = Timeouts(),  # noqa: B008
        *,
        idle_seconds: float = 30.0,
        most: int = 16,
        limits: ReplyLimits = ReplyLimits(),  # noqa: B008
    ) -> None:
        if most < 1:
            raise ValueError("at least one connection is needed")
        self._address, self._timeouts, self._limits = address, timeouts, limits
        self._idle_seconds, self._most = idle_seconds, most
        self._writer = address.writer()
        self._context: ssl.SSLContext | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._age = 0
        self._start()
        forks.watch(self)

    def _start(self) -> None:
        self._hook: AsyncGenerator[None, None] | None = None
        self._idle: list[Talk] = []
        self._talks: WeakSet[Talk] = WeakSet()
        self._waiters: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncConnections({self._address.authority})"

    async def close(self) -> None:
        """Closes what is idle now, and what is at work once its exchange is over."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            await self._move(loop)
        self._age += 1
        idle, self._idle = self._idle, []
        for talk in idle:
            self._talks.discard(talk)
        for _ in idle:
            self._wake()
        await _close_all(idle)

    def forked(self) -> None:
        """In a child process: lets go of the parent's connections, without a word on them or to its loop."""
        for talk in list(self._talks):
            talk.leave()
        left_behind.append(self._hook)
        self._loop = None
        self._start()

    async def _move(self, loop: asyncio.AbstractEventLoop) -> None:
        old, talks = self._loop, list(self._talks)
        self._loop = loop
        self._start()
        self._hook = _until_the_loop_ends(self._talks)
        for talk in talks:
            if old is None or old.is_closed():
                talk.close()
            else:  # it may run in another thread
                old.call_soon_threadsafe(talk.cut)
        await anext(self._hook)

    async def exchange(self, request: WireRequest, departure: Departure | None = None) -> WireReply:
        """Sends a request once and gives its reply. `departure` says, at any moment, whether a byte may have left.

        A connection that turns out to be dead before the first byte is replaced. Redirects are replies like others. A cancelled
        exchange closes its connection; then `departure.left` is what there is to know.

        Raises:
            Unreached: no byte of the request left.
            Broken: a byte may have left, and no whole reply came (in time).
            ValueError: the request can't be written; nothing left.
        """
        data = self._writer.write(request)
        if departure is None:
            departure = Departure()
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            await self._move(loop)
        now = monotonic()
        limit = now + self._timeouts.total
        while True:
            talk = self._idle_talk(now) or await self._new_talk(loop, limit)
            kept = False
            fresh = not talk.is_open
            try:
                if fresh:
                    await self._dial(talk, loop, limit)
                    now = monotonic()
                reply = await talk.say(data, departure, now, limit)
                kept = talk.is_reusable
                return reply
            except Unreached:
                if fresh or monotonic() >= limit:
                    raise
            finally:
                self._give_back(talk, kept)

    def _idle_talk(self, now: float) -> Talk | None:
        while self._idle:
            talk = self._idle.pop()
            # The loop may not have seen yet what came.
            if talk.is_open and now - talk.idle_since < self._idle_seconds and talk.is_quiet():
                return talk
            self._give_back(talk, False)
        return None

    async def _new_talk(self, loop: asyncio.AbstractEventLoop, limit: float) -> Talk:
        """One that is yet to be dialled, or an idle one that others left meanwhile."""
        while len(self._talks) >= self._most:
            waiter = loop.create_future()
            self._waiters.append(waiter)
            try:
                async with asyncio.timeout(max(limit - monotonic(), 0)):
                    await waiter
            except TimeoutError:
                raise Unreached(f"all {self._most} connections were at work for {self._timeouts.total:g} s") from None
            finally:
                if waiter in self._waiters:
                    self._waiters.remove(waiter)
                elif not waiter.cancelled() and asyncio.current_task().cancelling():  # type: ignore[union-attr]
                    self._wake()  # woken and cancelled at once: the next one's turn
            if talk := self._idle_talk(monotonic()):
                return talk
        talk = Talk(loop, self._limits, self._timeouts, self._age)
        self._talks.add(talk)
        return talk

    def _wake(self) -> None:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def _give_back(self, talk: Talk, kept: bool) -> None:
        if kept and talk.age == self._age and talk in self._talks:
            talk.idle_since = monotonic()
            self._idle.append(talk)
        else:
            self._talks.discard(talk)
            talk.close()
        if self._waiters:
            self._wake()

    async def _dial(self, talk: Talk, loop: asyncio.AbstractEventLoop, limit: float) -> None:
        connect = self._timeouts.connect
        started = monotonic()
        end = min(limit, started + connect)
        sock: socket.socket | None = None
        try:
            async with asyncio.timeout(end - started):
                sock = await _connected(loop, self._address, end)
                opening = Opening(self._address, self._trusted() if self._address.tls else None)
                if hello := opening.begin():
                    await loop.sock_sendall(sock, hello)
                while not opening.done:
                    if answer := opening.take(await loop.sock_recv(sock, _PIECE)):
                        await loop.sock_sendall(sock, answer)
                await talk.begin(sock, opening.tls)
        except BaseException as error:
            if sock is not None:
                sock.close()
            if isinstance(error, TimeoutError):
                raise no_connection(self._address, f"it did not stand within {connect:g} s") from None
            if isinstance(error, OSError):
                raise no_connection(self._address, words(error)) from None
            raise

    def _trusted(self) -> "ssl.SSLContext":
        from haero.client.transport.tls import context_for

        if self._context is None:
            self._context = context_for(self._address)
        return self._context


async def _connected(loop: asyncio.AbstractEventLoop, address: Address, end: float) -> socket.socket:
    """A socket connected to the first address of the name that takes it. Each has its share of the time that is left."""
    why = "the name has no address"
    found = await _found(loop, address)
    for index, (family, _, _, _, target) in enumerate(found):
        sock = new_socket(family)
        try:
            async with asyncio.timeout((end - monotonic()) / (len(found) - index)):
                await loop.sock_connect(sock, target)
        except BaseException as error:
            sock.close()
            if not isinstance(error, OSError):  # TimeoutError is one
                raise
            why = "no answer in time" if isinstance(error, TimeoutError) else words(error)
        else:
            return sock
    raise no_connection(address, why)


async def _found(loop: asyncio.AbstractEventLoop, address: Address) -> list[Any]:
    host, port = address.peer
    try:  # an address needs no look-up, and so no thread
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        pass
    try:
        return await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise no_connection(address, no_name(error)) from None
