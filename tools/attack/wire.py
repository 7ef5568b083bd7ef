"""HTTP by hand: what is sent is sent as it is, and little is done with the reply. A tenth of the cost of a real client."""

import asyncio
from typing import NamedTuple

PATIENCE = 180.0  # a ranking over a year of all symbols has much to make, and waits for its turns
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Said(NamedTuple):
    """A reply: its status (0: none came, the connection ended), head and body."""

    status: int
    head: bytes
    body: bytes


def signed(keys: dict[str, str], token: str, tr_id: str) -> dict[str, str]:
    """The headers that every TR wants, of an app and its token."""
    return {
        "authorization": f"Bearer {token}",
        "appkey": keys["appkey"],
        "appsecret": keys["appsecret"],
        "tr_id": tr_id,
        "custtype": "P",
    }


class Wire:
    """One connection to a port, kept, and opened again where the server closed it."""

    def __init__(self, address: str) -> None:
        self._port = int(address.rsplit(":", 1)[1])
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> Said:
        """One whole request, one reply. Raises TimeoutError where none comes, OSError where nobody listens."""
        for again in (True, False):
            fresh = self._streams is None
            try:
                said = await asyncio.wait_for(self._ask(request), PATIENCE)
            except (ConnectionError, asyncio.IncompleteReadError):
                said = Said(0, b"", b"")
            except TimeoutError:
                self.close()  # its reply is still to come: the next one is not to get it
                raise
            if said.status == 0 or b"connection: close" in said.head.lower():
                self.close()
            if said.status or fresh or not again:
                return said
        raise AssertionError("not reached")

    async def _ask(self, request: bytes) -> Said:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(_END)
        if head.startswith(b"HTTP/1.1 100"):
            head = await reader.readuntil(_END)
        place = head.lower().find(_LENGTH)
        length = (
            0
            if place < 0 or request.startswith(b"HEAD ")
            else int(head[place + len(_LENGTH) : head.index(b"\r", place)])
        )
        return Said(int(head[9:12]), head, await reader.readexactly(length) if length else b"")

    async def throw(self, data: bytes) -> bytes:
        """Bytes on a connection of their own, and no more: what comes back until the server closes it. Raises TimeoutError."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(data)
                writer.write_eof()
                return await reader.read(100_000)
        except ConnectionError:
            return b""
        finally:
            writer.transport.abort()

    def close(self) -> None:
        """Leaves at once."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None


def request(method: str, target: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request with a length that fits; lone surrogates in headers become the bytes they stand for."""
    lines = [f"{method} {target} HTTP/1.1", "Host: a", *(f"{name}: {value}" for name, value in headers.items())]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape") + body
