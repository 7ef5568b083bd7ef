"""Bytes of replies that don't leave as they should. What each fault does to an order is in test_injection.py."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from haero.faults.effects import CUT, RESET, Damage, End, ReplyPart, RequestEffect
from haero.faults.registry import Firing
from haero.server.adapter import Port
from haero.server.requestlog import RequestLog
from haero.server.wire import Reply, Request, tr_reply

DATE = "Fri, 20 Nov 2026 15:00:00 GMT"
GET = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"
BODY = json.dumps({"rt_cd": "0", "msg1": "가나다"}).encode()


def harmed(damage: Damage, **effect: Any) -> Reply:
    plain = tr_reply(200, BODY, "TR", "M", "uid")
    return Reply(plain.status, plain.headers, plain.body, Firing(1, "x", RequestEffect(damage=damage, **effect)))


@asynccontextmanager
async def answering(*replies: Reply) -> AsyncIterator[int]:
    """A port that gives these replies, one after the other."""
    left = iter(replies)

    async def handler(request: Request) -> Reply:
        return next(left)

    log = RequestLog(lambda: None, quiet=True)  # type: ignore[arg-type, return-value]
    port = Port("x", handler, log, date=lambda: DATE)
    await port.listen("127.0.0.1", 0)
    try:
        yield port.number
    finally:
        await port.close()


async def all_of(number: int, *requests: bytes) -> bytes:
    """Everything that comes to these requests until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", number)
    try:
        writer.writelines(requests)
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


CLOSING = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
OLD = GET.replace(b"HTTP/1.1", b"HTTP/1.0")
HEAD = GET.replace(b"GET", b"HEAD")
OLD_KEPT = OLD.replace(b"\r\n\r\n", b"\r\nConnection: keep-alive\r\n\r\n")


@pytest.mark.parametrize("request_", [CLOSING, OLD, GET, OLD_KEPT, HEAD])
async def test_a_reply_is_rendered_as_aiohttp_renders_it(request_: bytes) -> None:
    """A damaged reply must differ from a whole one in nothing but the damage."""
    kept = [harmed(CUT)] if request_ in (GET, OLD_KEPT, HEAD) else []
    late = harmed(Damage(seconds=0.001))
    async with answering(late, *kept, tr_reply(200, BODY, "TR", "M", "uid"), *kept) as number:
        seen = []
        for _ in range(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", number)
            writer.write(request_)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            body = b"" if request_ is HEAD else await reader.readexactly(len(BODY))
            seen.append([*sorted(head.split(b"\r\n")), body])
            assert head.startswith(b"HTTP/1.")
            if kept:
                writer.write(GET)  # still there: it takes another request
            assert await asyncio.wait_for(reader.read(), 10) == b""
            writer.close()
    assert seen[0] == seen[1]


async def test_the_order_of_headers_is_the_same() -> None:
    async with answering(harmed(Damage(seconds=0.001)), tr_reply(200, BODY, "TR", "M", "uid")) as number:
        assert await all_of(number, CLOSING) == await all_of(number, CLOSING)


async def test_cut_without_a_byte() -> None:
    async with answering(harmed(CUT)) as number:
        assert await all_of(number, GET) == b""


async def test_cut_of_what_nobody_looked_at() -> None:
    async with answering(Reply(0, (), b"", harmed(CUT).fault)) as number:
        assert await all_of(number, GET) == b""


async def test_reset() -> None:
    async with answering(harmed(RESET)) as number:
        with pytest.raises(ConnectionResetError):
            await all_of(number, GET)


async def test_the_body_ends_early() -> None:
    async with answering(harmed(Damage(part=ReplyPart.BODY, count=5, end=End.CLOSE))) as number:
        head, _, body = (await all_of(number, GET)).partition(b"\r\n\r\n")
    assert re.search(rb"Content-Length: (\d+)", head)[1] == str(len(BODY)).encode()  # type: ignore[index]
    assert body == BODY[:5]


async def test_the_head_ends_early() -> None:
    async with answering(harmed(Damage(part=ReplyPart.HEAD, count=30, end=End.CLOSE))) as number:
        assert await all_of(number, GET) == b"HTTP/1.1 200 OK\r\nContent-Type: application/json"[:30]


async def test_twice_and_the_connection_goes_on() -> None:
    last = tr_reply(299, b"{}", "LAST")
    async with answering(harmed(Damage(copies=2)), last) as number:
        everything = await all_of(number, GET, CLOSING)
    first, second, third = everything.split(b"HTTP/1.1 ")[1:]
    assert first == second
    assert first.endswith(BODY)
    assert third.startswith(b"299")


async def test_a_late_reply_holds_up_its_own_connection_alone() -> None:
    async with answering(harmed(Damage(seconds=0.2)), tr_reply(299, b"{}", "LAST")) as number:
        late = asyncio.create_task(all_of(number, CLOSING))
        await asyncio.sleep(0.02)
        assert b" 299 " in await all_of(number, CLOSING)
        assert not late.done()
        assert (await late).endswith(BODY)


async def test_a_client_that_hung_up_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async with answering(harmed(Damage(seconds=0.1)), tr_reply(299, b"{}", "LAST")) as number:
        _, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(GET)
        await asyncio.sleep(0.03)
        writer.transport.abort()
        await asyncio.sleep(0.15)
        assert b" 299 " in await all_of(number, CLOSING)
    assert not caplog.records
