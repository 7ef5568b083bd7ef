"""Each fault of a request, seen from outside: what came over the wire, and what the broker holds afterwards; real and mock."""

import asyncio
import io
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from haero.faults.catalogue import FAULTS, Calls, Spot
from haero.faults.registry import Aim, Faults
from haero.kis import refusals
from haero.server.delays import Delays
from haero.server.injection import injected, occasion_of
from haero.server.wire import Reply, Request, json_reply
from haero.terms import Environment
from tests.held_disk import held_disk, turns
from tests.server.test_adapter import raw_request
from tests.support import PRICE, TRADING, Caller, Running, caller_of, process, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATIENCE = 10.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("injection")) / "data") as started:
        yield started


@pytest.fixture(params=Environment)
def caller(house: Running, request: pytest.FixtureRequest) -> Caller:
    house.service.faults.clear()
    return house.real if request.param is Environment.REAL else house.mock


def order_of(caller: Caller, **changes: str) -> bytes:
    body = json.dumps(caller.order_body(**changes)).encode()
    return raw_request(caller, "POST", f"{TRADING}/order", caller.tr("TTTT1002U", "VTTT1002U"), body)


def quote_of(caller: Caller, extra: str = "") -> bytes:
    return raw_request(caller, "GET", f"{PRICE}?AUTH=&EXCD=NAS&SYMB=AAPL", "HHDFS00000300", extra=extra)


@asynccontextmanager
async def connected(caller: Caller) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    place = urlsplit(caller.base)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def reply_from(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """One reply: its head and its body. Raises IncompleteReadError where it ends too early."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:"))
    return head, await asyncio.wait_for(reader.readexactly(length), PATIENCE)


async def until_the_end(caller: Caller, data: bytes) -> bytes:
    """All that comes to a request, until the server ends the connection."""
    async with connected(caller) as (reader, writer):
        writer.write(data)
        return await asyncio.wait_for(reader.read(), PATIENCE)


async def arm(caller: Caller, name: str, times: int | None = 1, **more: Any) -> int:
    answer = await caller.control("POST", "/control/faults", {"name": name, "times": times, **more})
    assert answer.status == 200, answer
    return int(answer.json["id"])


async def fired(caller: Caller, id: int) -> int:
    listed = (await caller.control("GET", "/control/faults")).json["faults"]
    return next(int(one["fired"]) for one in listed if one["id"] == id)


async def held(caller: Caller) -> int:
    """How many orders the broker holds, as an inquiry shows them."""
    return len(await caller.orders())


async def works_again(caller: Caller) -> None:
    before = await held(caller)
    assert (await caller.buy()).json["rt_cd"] == "0"
    assert await held(caller) == before + 1


@pytest.mark.parametrize(
    ("name", "params", "more"),
    [("request-lost", {}, 0), ("reply-lost", {}, 1)],
)
async def test_a_connection_that_ends_without_a_byte(
    caller: Caller, name: str, params: dict[str, str], more: int
) -> None:
    before, id = await held(caller), await arm(caller, name, params=params)
    assert await until_the_end(caller, order_of(caller)) == b""
    assert await held(caller) == before + more
    assert await fired(caller, id) == 1
    await works_again(caller)


@pytest.mark.parametrize(("when", "more"), [("before", 0), ("after", 1)])
async def test_a_reset(caller: Caller, when: str, more: int) -> None:
    before = await held(caller)
    await arm(caller, "connection-reset", params={"when": when})
    with pytest.raises(ConnectionResetError):
        await until_the_end(caller, order_of(caller))
    assert await held(caller) == before + more
    await works_again(caller)


async def test_the_reply_is_lost_when_the_order_is_on_disk(house: Running, caller: Caller) -> None:
    """Not before: until then the client may still be told that it failed."""
    hub = house.service.hub
    assert hub is not None
    before = await held(caller)
    await arm(caller, "reply-lost")
    with held_disk(house) as disk:
        asked = asyncio.ensure_future(until_the_end(caller, order_of(caller)))
        while hub.broker.journal.seq == hub.broker.journal.durable:
            await asyncio.sleep(0.001)
        await turns()
        assert not asked.done()
        disk.let_go()
        assert await asked == b""
        assert hub.broker.journal.seq == hub.broker.journal.durable
    assert await held(caller) == before + 1


async def test_a_late_request_is_carried_out_though_its_sender_has_gone(house: Running, caller: Caller) -> None:
    before, hub = await held(caller), house.service.hub
    assert hub is not None
    seq = hub.broker.journal.seq
    await arm(caller, "request-late", params={"seconds": 0.1})
    async with connected(caller) as (_, writer):
        writer.write(order_of(caller))
        await asyncio.sleep(0.03)
        assert hub.broker.journal.seq == seq, "not looked at yet"
        writer.transport.abort()
    while await held(caller) == before:
        await asyncio.sleep(0.01)
    assert await held(caller) == before + 1


async def test_a_late_reply_is_of_an_order_that_was_taken_at_once(caller: Caller) -> None:
    before = await held(caller)
    await arm(caller, "reply-late", params={"seconds": 0.2})
    async with connected(caller) as (reader, writer):
        writer.write(order_of(caller))
        while await held(caller) == before:
            await asyncio.sleep(0.005)
        arriving = asyncio.ensure_future(reply_from(reader))
        await turns()
        assert not arriving.done()
        await caller.control("POST", "/control/clock", {"advance": "PT1S"})
        head, body = await arriving
        assert json.loads(body)["rt_cd"] == "0"
        made = head.split(b"Date: ")[1][:29]
        writer.write(quote_of(caller))
        assert (await reply_from(reader))[0].split(b"Date: ")[1][:29] > made, "the date of when it was made"
    assert await held(caller) == before + 1


@pytest.mark.parametrize(
    ("params", "bytes_of_body"), [({}, None), ({"bytes": 0}, 0), ({"bytes": 7}, 7), ({"share": "0.9"}, None)]
)
async def test_a_truncated_body(caller: Caller, params: dict[str, Any], bytes_of_body: int | None) -> None:
    before = await held(caller)
    await arm(caller, "reply-truncated", params=params)
    head, _, body = (await until_the_end(caller, order_of(caller))).partition(b"\r\n\r\n")
    promised = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert len(body) < promised
    assert bytes_of_body is None or len(body) == bytes_of_body
    assert await held(caller) == before + 1
    await works_again(caller)


async def test_a_truncated_head(caller: Caller) -> None:
    before = await held(caller)
    await arm(caller, "reply-truncated", params={"at": "head"})
    came = await until_the_end(caller, order_of(caller))
    assert came.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: ")
    assert b"\r\n\r\n" not in came
    assert await held(caller) == before + 1


async def test_a_doubled_reply_stands_before_the_next(caller: Caller) -> None:
    """The order is one; who goes on with the connection reads an answer to a question that it did not ask."""
    before = await held(caller)
    await arm(caller, "reply-doubled")
    async with connected(caller) as (reader, writer):
        writer.write(order_of(caller))
        first = await reply_from(reader)
        writer.write(quote_of(caller))
        second, third = await reply_from(reader), await reply_from(reader)
    assert first == second
    assert json.loads(first[1])["output"]["ODNO"]
    assert json.loads(third[1])["output"]["rsym"] == "DNASAAPL"
    assert await held(caller) == before + 1


@pytest.mark.parametrize(("name", "more"), [("error-500-before", 0), ("error-500-after", 1)])
@pytest.mark.parametrize(
    ("params", "line", "kind", "body"),
    [
        ({}, b"500 Internal Server Error", b"text/html", b"<html>"),
        ({"status": "502", "body": "empty"}, b"502 Bad Gateway", b"text/html", b""),
        ({"status": "503", "body": "text"}, b"503 Service Unavailable", b"text/plain", b"upstream"),
        ({"status": "504"}, b"504 Gateway Timeout", b"text/html", b"<html>"),
    ],
)
async def test_an_error_of_what_stands_before_kis(
    caller: Caller, name: str, more: int, params: dict[str, str], line: bytes, kind: bytes, body: bytes
) -> None:
    before = await held(caller)
    await arm(caller, name, params=params)
    async with connected(caller) as (reader, writer):
        writer.write(order_of(caller))
        head, came = await reply_from(reader)
    assert head.startswith(b"HTTP/1.1 " + line + b"\r\nContent-Type: " + kind + b"\r\n")
    assert b"tr_id" not in head
    assert came.startswith(body)
    assert bool(came) is bool(body)
    assert await held(caller) == before + more


async def test_a_garbled_reply(caller: Caller) -> None:
    before = await held(caller)
    await arm(caller, "reply-garbled")
    async with connected(caller) as (reader, writer):
        writer.write(order_of(caller))
        head, body = await reply_from(reader)
    assert head.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\ntr_id: ")
    with pytest.raises(ValueError):
        json.loads(body)
    assert await held(caller) == before + 1


@pytest.mark.parametrize(
    ("name", "params", "denial"),
    [
        ("token-expired", {}, refusals.EXPIRED_TOKEN),
        ("token-expired", {"code": "EGW00121"}, refusals.INVALID_TOKEN),
        ("token-expired", {"code": "EGW00122"}, refusals.TOKEN_NOT_FOUND),
        ("rate-limited", {}, refusals.RATE_LIMIT),
    ],
)
async def test_refusals_in_the_words_of_kis(caller: Caller, name: str, params: dict[str, str], denial: Any) -> None:
    before = await held(caller)
    await arm(caller, name, params=params)
    async with connected(caller) as (reader, writer):
        writer.write(order_of(caller))
        head, body = await reply_from(reader)
    assert (head.split()[1], body) == (b"500", denial.body)
    assert f"tr_id: {caller.tr('TTTT1002U', 'VTTT1002U')}\r\n".encode() in head
    assert await held(caller) == before
    await works_again(caller)


async def test_a_request_without_a_token_does_not_use_up_an_expiry(caller: Caller) -> None:
    id = await arm(caller, "token-expired")
    await caller.raw("GET", PRICE, {"tr_id": "HHDFS00000300"})
    assert await fired(caller, id) == 0
    assert (await caller.buy()).code == "EGW00123"


@pytest.mark.parametrize(
    ("more", "order", "quote", "inquiry"),
    [
        ({}, 500, 500, 500),
        ({"symbol": "AAPL"}, 500, 500, 200),
        ({"symbol": "MSFT"}, 200, 200, 200),
        ({"tr_id": "HHDFS00000300"}, 200, 500, 200),
        ({"account": "50000001-01"}, 200, 200, 200),
        ({"account": "81000001-01"}, 500, 500, 500),
        ({"environment": "mock"}, 200, 200, 200),
        ({"params": {"of": "orders"}}, 500, 200, 200),
        ({"params": {"of": "inquiries"}}, 200, 500, 500),
        ({"params": {"of": "tokens"}}, 200, 200, 200),
        ({"params": {"path": "/inquire-nccs"}}, 200, 200, 500),
    ],
)
async def test_whom_it_is_for(house: Running, more: dict[str, Any], order: int, quote: int, inquiry: int) -> None:
    """A quote names no account: it is known by that of its app."""
    caller = house.real
    house.service.faults.clear()
    id = await arm(caller, "error-500-before", None, **more)
    query = caller.account | {"OVRS_EXCG_CD": "NASD", "SORT_SQN": "", "CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    seen = [
        (await caller.buy()).status,
        (await caller.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"})).status,
        (await caller.get(f"{TRADING}/inquire-nccs", "TTTS3018R", query)).status,
    ]
    assert seen == [order, quote, inquiry]
    assert await fired(caller, id) == seen.count(500)
    house.service.faults.clear()
    await works_again(caller)


async def test_a_token_can_be_lost_where_that_is_asked_for(house: Running) -> None:
    house.service.faults.clear()
    other = await arm(house.real, "error-500-before")
    await house.real.log_in()  # a fault of any request leaves it alone
    await arm(house.real, "error-500-before", params={"of": "tokens"}, environment="real")
    house.service.faults.clear(other)
    keys = {"grant_type": "client_credentials", "appkey": house.real.app.appkey, "appsecret": house.real.app.appsecret}
    for caller, status in ((house.mock, 200), (house.real, 500), (house.real, 200)):
        answer = await caller.raw("POST", "/oauth2/tokenP", {}, json.dumps(keys).encode())
        assert answer.status == status


async def test_they_bite_in_the_order_in_which_they_were_armed(house: Running) -> None:
    caller = house.real
    house.service.faults.clear()
    for name in ("token-expired", "rate-limited", "error-500-before"):
        await arm(caller, name)
    seen = [await caller.buy() for _ in range(4)]
    assert [answer.code for answer in seen] == ["EGW00123", "EGW00201", "", "APBK0013"]


async def test_a_firing_stands_in_the_log(tmp_path: Path) -> None:
    out = io.StringIO()
    async with running(tmp_path / "data") as house:
        log = house.service._log
        log._quiet, log.writer._out = False, out
        await arm(house.real, "reply-lost")
        await until_the_end(house.real, order_of(house.real))
        await arm(house.real, "request-lost")
        await until_the_end(house.real, order_of(house.real))
        await house.real.buy()
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    orders = [line for line in lines if line["path"].endswith("/order")]
    assert [line.get("fault") for line in orders] == ["reply-lost#1", "request-lost#2", None]
    assert [(line["status"], line["msg_cd"]) for line in orders] == [(200, "APBK0013"), (0, ""), (200, "APBK0013")]


async def test_every_fault_of_a_request_is_tried_here() -> None:
    """A row that is added wants a test that sees it from outside."""
    text = Path(__file__).read_text("utf-8")
    for fault in FAULTS.values():
        assert fault.spot is Spot.NOTICE or f'"{fault.name}"' in text, fault.name


# Without sockets


async def test_with_nothing_armed_the_handler_is_called_and_nothing_else() -> None:
    """What it gives is handed on as it is: no coroutine of ours stands between."""
    made = [asyncio.get_running_loop().create_future()]
    asked: list[Request] = []

    def handler(request: Request) -> Any:
        asked.append(request)
        return made[0]

    faults = Faults()
    wrapped = injected(handler, faults, Environment.REAL, lambda appkey: None, Delays())
    request = Request("GET", "/x", {}, {}, b"")
    assert wrapped(request) is made[0]
    faults.arm("reply-lost", Aim(symbol="AAPL"))
    made[0].set_result(json_reply(200, b"{}"))
    waited = wrapped(request)
    assert waited is not made[0]
    assert (await waited).fault is None
    assert asked == [request, request]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"\xff", b'{"PDNO": 1, "CANO": null}'])
async def test_what_cannot_be_read_has_no_symbol_and_no_account(body: bytes) -> None:
    found = occasion_of(Request("POST", "/uapi/x/order", {}, {}, body), Environment.MOCK, lambda appkey: None)
    assert (found.symbol, found.account, found.calls, found.token) == ("", "", Calls.ORDERS, False)


async def test_nothing_is_asked_of_the_gateway_where_nothing_is_carried_out() -> None:
    async def handler(request: Request) -> Reply:
        raise AssertionError("it was asked")

    faults = Faults()
    wrapped = injected(handler, faults, Environment.REAL, lambda appkey: None, Delays())
    for name in ("request-lost", "error-500-before", "rate-limited"):
        faults.arm(name, times=1)
        reply = await wrapped(Request("POST", "/x", {}, {}, b""))
        assert reply.fault is not None
        assert reply.fault.name == name


async def test_in_tls_too(tmp_path: Path) -> None:
    """Sealed bytes end as early as plain ones; a reset tells nothing in either."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE

    async def came(url: str, data: bytes) -> bytes:
        place = urlsplit(url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port, ssl=trusting)
        writer.write(data)
        try:
            return await asyncio.wait_for(reader.read(), PATIENCE)
        finally:
            writer.transport.abort()

    with process(tmp_path / "data", "--tls", "--speed", "0", "--unlimited") as started:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusting)) as http:
            caller = await caller_of(http, started.ready, "real").log_in()
            await arm(caller, "reply-lost")
            assert await came(caller.base, order_of(caller)) == b""
            await arm(caller, "request-lost")
            assert await came(caller.base, order_of(caller)) == b""
            await arm(caller, "reply-truncated", params={"bytes": 9})
            assert (await came(caller.base, order_of(caller))).endswith(b'\r\n\r\n{"rt_cd":')
            await arm(caller, "connection-reset")
            with pytest.raises(ConnectionError):
                await came(caller.base, order_of(caller))
            assert await held(caller) == 3
