"""A reply that doesn't leave as it should: too late, cut off, twice, or not at all. The fault that does it says how."""

import socket
import struct
from http import HTTPStatus
from typing import Any

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter

from haero.faults.effects import Damage, End
from haero.server.delays import Delays
from haero.server.wire import Reply

_NO_LINGER = struct.pack("ii", 1, 0)
_PHRASES = {int(status): status.phrase for status in HTTPStatus}


class DamagedReply(web.Response):
    """Writes its bytes by itself, as aiohttp would, past the place where aiohttp would make sure that they are a whole reply."""

    def __init__(self, reply: Reply, damage: Damage, date: str | None, delays: Delays) -> None:
        super().__init__()
        self._plain, self._damage, self._date, self._delays = reply, damage, date, delays
        self._stays = False

    @property
    def keep_alive(self) -> bool:
        """Whether another request may come on the connection."""
        return self._stays

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Does all of it. A client that has hung up meanwhile is no error."""
        damage, transport = self._damage, request.transport
        head, body = head_of(self._plain, request, self._date), self._plain.body
        if request.method == "HEAD":
            body = b""
        on_time = await self._delays.wait(damage.seconds)
        if transport is None or transport.is_closing():
            return None
        if not on_time:
            transport.close()
            return None
        if left := damage.bytes_of(head, body):
            transport.write(left)
        if damage.end is End.RESET:
            reset(transport)
        elif damage.end is End.CLOSE:
            transport.close()
        else:
            self._stays = bool(request.keep_alive)
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """All has left."""


def head_of(reply: Reply, request: web.BaseRequest, date: str | None) -> bytes:
    """The header block of a whole reply, to its empty line, as aiohttp writes it."""
    version = f"HTTP/{request.version.major}.{request.version.minor}"
    lines = [f"{version} {reply.status} {_PHRASES.get(reply.status, '')}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if date is not None:
        lines.append(f"Date: {date}")
    lines.append(f"Content-Length: {len(reply.body)}")
    persists = request.version >= HttpVersion11
    if persists != bool(request.keep_alive):
        lines.append(f"Connection: {'close' if persists else 'keep-alive'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def reset(transport: Any) -> None:
    """Ends a connection with RST: what has not left is thrown away, and the peer is told so."""
    made = transport.get_extra_info("socket")
    if made is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()  # not asked for its type: uvloop's transport for TLS is none of asyncio's
