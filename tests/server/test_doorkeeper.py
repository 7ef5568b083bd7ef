"""Who may stay, and frames that are not masked."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from haero.server.adapter import Port
from haero.server.doorkeeper import Frames
from haero.server.requestlog import RequestLog
from haero.server.wire import Reply, Request, json_reply
from tests.support import Running

MOST = 5


def frame(length: int, *, masked: bool = True) -> bytes:
    bit = 0x80 if masked else 0
    if length < 126:
        head = bytes([0x81, bit | length])
    elif length < 65_536:
        head = bytes([0x81, bit | 126]) + length.to_bytes(2)
    else:
        head = bytes([0x81, bit | 127]) + length.to_bytes(8)
    return head + (b"mask" if masked else b"") + b"\x01" * length


lengths = st.lists(st.sampled_from([0, 1, 125, 126, 127, 300, 65_535, 65_536]), max_size=4)


@given(lengths, st.integers(1, 9_000), st.booleans())
def test_one_frame_that_is_not_masked_is_found_wherever_it_is_cut(sizes: list[int], step: int, bad: bool) -> None:
    data = b"".join(frame(size) for size in sizes) + (frame(4, masked=False) if bad else b"")
    frames = Frames()
    assert all(frames.all_masked(data[i : i + step]) for i in range(0, len(data), step)) is not bad


@pytest_asyncio.fixture
async def port() -> AsyncIterator[Port]:
    async def handler(request: Request) -> Reply:
        return json_reply(200 if request.path == "/good" else 403, b"{}")

    made = Port("x", handler, RequestLog(lambda: None, quiet=True), connections=MOST)  # type: ignore[arg-type, return-value]
    await made.listen("127.0.0.1", 0)
    yield made
    await made.close()


class Peer:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def at(cls, port: Port) -> "Peer":
        return cls(*await asyncio.open_connection("127.0.0.1", port.number))

    async def status(self, path: str) -> int:
        """Of a reply; 0 where the connection is closed."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        try:
            head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n{}"), 5)
        except (asyncio.IncompleteReadError, ConnectionError):
            return 0
        return int(head.split()[1])


async def test_silence_locks_nobody_out(port: Port) -> None:
    """Ten times as many silent connections as there is room for: the one that was good stays, newcomers come in."""
    good = await Peer.at(port)
    assert await good.status("/good") == 200
    silent = [await Peer.at(port) for _ in range(10 * MOST)]
    for _ in range(3):
        late = await Peer.at(port)
        assert await late.status("/bad") == 403
        late.writer.close()
    assert await good.status("/good") == 200
    for peer in (good, *silent):
        peer.writer.close()


async def test_the_stranger_who_came_first_goes_first(port: Port) -> None:
    peers = [await Peer.at(port) for _ in range(MOST + 1)]
    assert [await peer.status("/bad") for peer in peers] == [0] + [403] * MOST
    for peer in peers:
        peer.writer.close()


async def test_where_all_are_trusted_a_newcomer_is_closed(port: Port) -> None:
    peers = [await Peer.at(port) for _ in range(MOST)]
    assert [await peer.status("/good") for peer in peers] == [200] * MOST
    late = await Peer.at(port)
    assert await late.status("/good") == 0
    assert await peers[0].status("/good") == 200
    for peer in (late, *peers):
        peer.writer.close()


@pytest.mark.parametrize("masked", [True, False])
async def test_a_frame_that_is_not_masked_ends_a_websocket(haero: Running, masked: bool) -> None:
    async with haero.real.http.ws_connect(haero.urls["ws_real"]) as ws:
        transport = ws.get_extra_info("socket") and ws._conn.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.write(frame(2, masked=masked))
        message = await asyncio.wait_for(ws.receive(), 5)
        if masked:
            assert message.type is aiohttp.WSMsgType.TEXT  # an answer to what is no JSON
        else:
            assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1002)
