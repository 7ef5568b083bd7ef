"""Who may stay connected to a port, and what is said to those who don't speak HTTP or WebSocket as they should."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import hdrs, web

_NOT_MASKED = b"\x88\x02\x03\xea"  # a close frame, 1002
_MASKED, _LENGTH = 0x80, 0x7F
_LONGER = {126: 2, 127: 8}  # further bytes of length behind the first two


class Plain(web.Response):
    """A reply that doesn't tell which software made it: KIS's don't either."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.pop(hdrs.SERVER, None)


class Frames:
    """Watches the frames of a client go by: RFC 6455 5.1 wants each masked, and the connection closed where one is not."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._skip = 0

    def all_masked(self, data: bytes) -> bool:
        """Whether every frame that begins in these bytes, the next of the stream, is masked."""
        place, end = 0, len(data)
        while place < end:
            if self._skip:
                step = min(self._skip, end - place)
                self._skip -= step
                place += step
                continue
            self._head.append(data[place])
            place += 1
            if len(self._head) < 2:
                continue
            if not self._head[1] & _MASKED:
                return False
            length = self._head[1] & _LENGTH
            more = _LONGER.get(length, 0)
            if len(self._head) == 2 + more:
                self._skip = (int.from_bytes(self._head[2:]) if more else length) + 4  # the mask has four bytes
                self._head.clear()
        return True


class _MaskedOnly:
    """Stands before aiohttp's reader of frames, which takes them unmasked too."""

    def __init__(self, reader: Any, refuse: Callable[[], None]) -> None:
        self._reader, self._refuse = reader, refuse
        self._frames = Frames()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        if data and not self._frames.all_masked(data):
            self._refuse()
            return False, b""
        found: tuple[bool, bytes] = self._reader.feed_data(data)
        return found

    def feed_eof(self) -> None:
        self._reader.feed_eof()


class Visitor(web.RequestHandler):
    """One connection: a stranger until it has shown good keys, or became a WebSocket, of which `websocket.stream` takes care."""

    doorkeeper: "Doorkeeper"

    def trust(self) -> None:
        """It stays, also where the port is full."""
        self.doorkeeper.strangers.pop(self, None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if not self.doorkeeper.admit(self):
            self.force_close()

    def connection_lost(self, exc: BaseException | None) -> None:
        self.doorkeeper.forget(self)
        super().connection_lost(exc)

    def set_parser(self, parser: Any, *more: Any, **named: Any) -> None:
        """Whatever else this aiohttp gives, the parser comes first: the lowest of the range gives nothing else."""
        super().set_parser(_MaskedOnly(parser, self._refuse_frame), *more, **named)  # type: ignore[arg-type]

    def _refuse_frame(self) -> None:
        if self.transport is not None:
            self.transport.write(_NOT_MASKED)
        self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What was not HTTP, or broke the adapter: always one text. aiohttp's own quotes the bytes, and with them secrets."""
        super().handle_error(request, status, exc, message)  # logs; raises where a reply has begun
        reply = Plain(status=status, body=self.doorkeeper.malformed, headers={"Content-Type": self.doorkeeper.TYPE})
        if self.doorkeeper.date is not None:
            reply.headers[hdrs.DATE] = self.doorkeeper.date()
        reply.force_close()
        return reply


class Doorkeeper(web.Server):
    """Lets in up to `most` connections. Where it is full, the stranger who came first goes: silence must not lock anybody out.

    Where all have shown good keys, a newcomer is closed instead. `malformed` is the body of every reply to what is no HTTP, `date`
    makes its Date where that is not the wall's.
    """

    TYPE = "application/json; charset=UTF-8"

    def __init__(
        self, handler: Any, most: int, malformed: bytes, date: Callable[[], str] | None = None, **more: Any
    ) -> None:
        super().__init__(handler, **more)
        self.most, self.malformed, self.date = most, malformed, date
        self.inside: set[Visitor] = set()
        self.strangers: dict[Visitor, None] = {}

    def __call__(self) -> Any:
        visitor = Visitor(self, loop=self._loop, **self._kwargs)
        visitor.doorkeeper = self
        return visitor

    def admit(self, visitor: Visitor) -> bool:
        """Whether there is room for it, or was made."""
        if len(self.inside) >= self.most:
            oldest = next(iter(self.strangers), None)
            if oldest is None:
                return False
            self.forget(oldest)
            oldest.force_close()
        self.inside.add(visitor)
        self.strangers[visitor] = None
        return True

    def forget(self, visitor: Visitor) -> None:
        """It is gone, or as good as."""
        self.inside.discard(visitor)
        self.strangers.pop(visitor, None)
