"""The WebSocket ports as HTTP sees them: paths, limits, and how connections end, byte by byte."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from haero.server.upgrade import MAX_MESSAGE
from tests.server.websocket.client import approval_of, code, listening
from tests.server.websocket.test_broadcast import masked
from tests.support import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
HANDSHAKE = (
    b"GET %s HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("upgrade")) / "data") as started:
        yield started


async def connect(house: Running, path: bytes = b"/") -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    place = urlsplit(house.urls["ws_real"])
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(HANDSHAKE % path)
    return reader, writer, await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)


@pytest.mark.parametrize("port", ["real", "mock"])
@pytest.mark.parametrize("path", ["", "/", "/tryitout", "/tryitout/HDFSCNT0"])
async def test_the_paths_that_clients_use(house: Running, port: str, path: str) -> None:
    caller = house.real if port == "real" else house.mock
    async with listening(caller, path) as ear:
        assert code(await ear.ask("HDFSCNT0", "DNASAAPL")) == "OPSP0000"


@pytest.mark.parametrize("path", [b"/other", b"/uapi/x", b"/tryitout/a/b"])
async def test_other_paths(house: Running, path: bytes) -> None:
    _, writer, head = await connect(house, path)
    assert b" 404 " in head.split(b"\r\n")[0]
    writer.close()


@pytest.mark.parametrize(("path", "status"), [("/", 426), ("/tryitout", 426), ("/oauth2/tokenP", 404)])
async def test_a_request_that_wants_no_websocket(house: Running, path: str, status: int) -> None:
    url = house.urls["ws_real"].replace("ws://", "http://") + path
    async with house.real.http.get(url) as reply:
        assert (reply.status, reply.headers["Upgrade"]) == (status, "websocket")


async def test_a_handshake_that_is_none(house: Running) -> None:
    place = urlsplit(house.urls["ws_real"])
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")
    assert b" 400 " in await asyncio.wait_for(reader.readline(), 5)
    writer.close()


async def test_no_compression_is_agreed(house: Running) -> None:
    async with listening(house.real, compress=15) as ear:
        assert ear.ws.compress == 0


async def test_a_message_that_is_too_large_ends_the_connection(house: Running) -> None:
    async with listening(house.real) as ear:
        await ear.ws.send_str("x" * (MAX_MESSAGE + 1))
        assert await ear.closed() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    async with listening(house.real) as ear:
        await ear.ws.send_str("x" * (MAX_MESSAGE - 1))
        assert code(await ear.answer()) == "OPSP9999"


async def test_text_that_is_no_text_ends_the_connection(house: Running) -> None:
    reader, writer, _ = await connect(house)
    writer.write(b"\x81\x81\0\0\0\0\xff")
    assert (await asyncio.wait_for(reader.read(100), 5))[0] == 0x88
    writer.close()


async def test_pings_are_answered_with_their_payload(house: Running) -> None:
    reader, writer, _ = await connect(house)
    writer.write(b"\x89\x84\0\0\0\0ping")
    assert await asyncio.wait_for(reader.readexactly(6), 5) == b"\x8a\x04ping"
    writer.close()


async def test_a_wrong_hts_id_ends_without_a_close_frame(house: Running) -> None:
    """Nothing at all comes before the end of the connection."""
    reader, writer, _ = await connect(house)
    header = {"approval_key": await approval_of(house.real), "custtype": "P", "tr_type": "1", "content-type": "utf-8"}
    question = {"header": header, "body": {"input": {"tr_id": "H0GSCNI0", "tr_key": "nobody"}}}
    writer.write(masked(json.dumps(question).encode()))
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_a_client_that_vanishes_leaves_nothing(house: Running) -> None:
    assert house.service.broadcast is not None
    stream = house.service.broadcast.streams[house.real.app.environment]
    _, writer, _ = await connect(house)
    while not stream.sessions:
        await asyncio.sleep(0.001)
    transport = writer.transport
    transport.abort()
    async with asyncio.timeout(5):
        while stream.sessions:
            await asyncio.sleep(0.001)
