"""Sockets to requests and replies to sockets: the raw bytes that KIS clients depend on, and the limits."""

import asyncio
import gzip
import io
import json
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from haero.server import adapter
from haero.server.adapter import Port
from haero.server.requestlog import RequestLog
from haero.server.wire import Reply, Request, json_reply, tr_reply
from tests.support import PRICE, TRADING, Caller, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
TEN_MEGABYTES = 10_000_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("adapter")) / "data") as started:
        yield started


async def talk(url: str, data: bytes) -> tuple[list[str], bytes]:
    """Sends bytes, returns the header lines as they came (the status line first), and the body."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(data)
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode().split("\r\n")[:-2]
        length = next(int(line.split(":")[1]) for line in head if line.startswith("Content-Length:"))
        return head, await asyncio.wait_for(reader.readexactly(length), 10)
    finally:
        writer.close()


def raw_request(caller: Caller, method: str, path: str, tr_id: str, body: bytes = b"", extra: str = "") -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in caller.headers(tr_id).items())
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: haero\r\n{length}{head}{extra}\r\n".encode() + body


async def test_the_case_of_every_reply_header(house: Running) -> None:
    """tr_id, tr_cont and gt_uid small, all others capitalised, or the official client breaks on its namedtuple."""
    body = json.dumps(house.real.order_body()).encode()
    for request in (
        raw_request(house.real, "POST", f"{TRADING}/order", "TTTT1002U", body),
        raw_request(house.real, "POST", f"{TRADING}/order", "TTTT1002U", b"{"),
        raw_request(house.real, "GET", f"{PRICE}?AUTH=&EXCD=NAS&SYMB=AAPL", "HHDFS00000300"),
        raw_request(house.real, "GET", f"{TRADING}/inquire-balance", "TTTS3012R"),
        raw_request(house.real, "GET", "/nowhere", "X"),
        raw_request(house.real, "POST", f"{TRADING}/order", "TTTT1002U", b"x" * 70_000),
        raw_request(house.real, "POST", f"{TRADING}/order", "TTTT1002U", extra="Transfer-Encoding: chunked\r\n"),
    ):
        head, _ = await talk(house.urls["rest_real"], request)
        names = [line.split(":")[0] for line in head[1:]]
        small = [name for name in names if name == name.lower()]
        assert small == ["tr_id", "tr_cont", "gt_uid"], head
        assert names[0] == "Content-Type"
        assert head[1] == "Content-Type: application/json; charset=UTF-8"
        assert all(name[0].isupper() for name in names if name not in small)
        assert len(names) == len(set(names))


async def test_oauth_and_control_have_no_small_header(house: Running) -> None:
    for port in ("rest_real", "control"):
        head, _ = await talk(
            house.urls[port], b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
        )
        assert all(line.split(":")[0] != line.split(":")[0].lower() for line in head[1:])


async def test_the_same_headers_twice_share_nothing(house: Running) -> None:
    """Replies of one shape are made from one cached set: length and time must still be each one's own."""
    first = await talk(house.urls["rest_real"], raw_request(house.real, "GET", "/nowhere", "SAME"))
    second = await talk(house.urls["rest_real"], raw_request(house.real, "POST", f"{TRADING}/order", "SAME", b"{}"))
    assert first[1] != second[1]
    for head, body in (first, second):
        assert f"Content-Length: {len(body)}" in head
        assert sum(line.startswith("Date:") for line in head) == 1
    assert all(len(kept) == len(key) for key, kept in adapter._HEADERS.items())


async def test_a_kept_connection_serves_one_request_after_another(house: Running) -> None:
    place = urlsplit(house.urls["rest_real"])
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    one = raw_request(house.real, "GET", f"{PRICE}?AUTH=&EXCD=NAS&SYMB=AAPL", "HHDFS00000300")
    writer.write(one + one + one)
    for _ in range(3):
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        assert head.startswith(b"HTTP/1.1 200")
        length = int(next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length")).split(b":")[1])
        await reader.readexactly(length)
    writer.close()


async def test_header_names_are_read_in_any_case(house: Running) -> None:
    caller = house.real
    styles: tuple[Callable[[str], str], ...] = (
        str.lower,
        str.upper,
        str.title,
        lambda name: {"appkey": "appKey", "appsecret": "appSecret"}.get(name, name),
    )
    for style in styles:
        headers = {style(name): value for name, value in caller.headers("HHDFS00000300").items()}
        answer = await caller.raw("GET", PRICE, headers, query={"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"})
        assert (answer.status, answer.code) == (200, "MCA00000")


async def test_content_type_may_be_anything_or_missing(house: Running) -> None:
    """KIS declares it optional; the official client sends it without a charset, others with one."""
    body = json.dumps(house.real.order_body()).encode()
    plain = raw_request(house.real, "POST", f"{TRADING}/order", "TTTT1002U", body)
    for line in ("", "Content-Type: application/json; charset=utf-8\r\n", "Content-Type: text/plain\r\n"):
        changed = plain.replace(b"Content-Type: application/json\r\n", line.encode())
        assert b"APBK0013" in (await talk(house.urls["rest_real"], changed))[1]


@pytest.mark.parametrize("length", [64 * 1024, 64 * 1024 + 1, TEN_MEGABYTES])
async def test_a_body_that_is_too_large(house: Running, length: int) -> None:
    """413 above 64 KiB, before it is read; the server goes on, and nothing was placed."""
    caller = house.real
    before = len(await caller.orders())
    body = json.dumps(caller.order_body()).encode()
    data = io.BytesIO(body.ljust(length))
    answer = await caller.raw("POST", f"{TRADING}/order", caller.headers("TTTT1002U"), data)
    if length > 64 * 1024:
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (413, "EGW00101", "1")
        assert len(await caller.orders()) == before
    else:
        assert answer.code == "APBK0013"
    assert (await caller.buy()).code == "APBK0013"


@pytest.mark.parametrize("pieces", [1, 100])
async def test_a_chunked_body_is_a_routing_error(house: Running, pieces: int) -> None:
    """As on the real gateway: small or ten megabytes, EGW00202."""
    caller = house.real
    body = json.dumps(caller.order_body()).encode()
    before = len(await caller.orders())

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(pieces):
            yield body if pieces == 1 else b" " * (TEN_MEGABYTES // pieces)

    answer = await caller.raw("POST", f"{TRADING}/order", caller.headers("TTTT1002U"), stream())
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (500, "EGW00202", "1")
    answer = await caller.control("POST", "/control/clock", {"speed": 0})
    assert answer.status == 200
    assert len(await caller.orders()) == before
    assert (await caller.buy()).code == "APBK0013"


async def test_a_compressed_body_is_not_unpacked(house: Running) -> None:
    """A few kilobytes of gzip can be gigabytes: no client of KIS sends any."""
    body = gzip.compress(json.dumps(house.real.order_body()).encode())
    answer = await house.real.post(f"{TRADING}/order", "TTTT1002U", body, **{"Content-Encoding": "gzip"})
    assert (answer.status, answer.code) == (500, "OPSQ9997")


async def test_a_query_as_clients_write_it(house: Running) -> None:
    """Percent signs, plus signs, Korean, a repeated name (the last counts), and names in between that mean nothing."""
    get = raw_request(
        house.real, "GET", f"{PRICE}?AUTH=&EXCD=NYS&EXCD=NAS&SYMB=%41APL&x&&=&y=%ea%b0%80&z=%ff", "HHDFS00000300"
    )
    _, body = await talk(house.urls["rest_real"], get)
    assert json.loads(body)["output"]["rsym"] == "DNASAAPL"


async def test_slashes_may_be_doubled(house: Running) -> None:
    """The official client joins a domain with a final slash to a path with a leading one."""
    get = raw_request(house.real, "GET", f"/{PRICE}?AUTH=&EXCD=NAS&SYMB=AAPL", "HHDFS00000300")
    assert json.loads((await talk(house.urls["rest_real"], get))[1])["msg_cd"] == "MCA00000"
    body = json.dumps(house.real.order_body()).encode()
    post = raw_request(house.real, "POST", f"/{TRADING.replace('/v1', '///v1')}/order", "TTTT1002U", body)
    assert json.loads((await talk(house.urls["rest_real"], post))[1])["msg_cd"] == "APBK0013"


async def test_a_head_request_gets_no_body(house: Running) -> None:
    answer = await house.real.raw("HEAD", PRICE, house.real.headers("HHDFS00000300"))
    assert answer.status == 405
    assert answer.json == {"text": b""}


async def test_what_could_not_be_read_is_not_quoted_in_the_log(
    house: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """aiohttp's errors quote the line that they stumbled on, and that may be an appsecret."""
    caplog.set_level(logging.DEBUG)
    secret = house.real.app.appsecret
    for line in (f"appsecret : {secret}", f"appsecret: {secret}\x01", f"app(secret: {secret}", secret):
        data = f"GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n".encode()
        place = urlsplit(house.urls["rest_real"])
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        writer.write(data)
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.0 400")
        writer.close()
    assert caplog.records
    assert secret[:20] not in caplog.text


def quiet_log() -> RequestLog:
    return RequestLog(lambda: None, quiet=True)  # type: ignore[arg-type, return-value]


async def test_connections_beyond_the_limit_are_closed() -> None:
    """Who is in, and was answered, stays in."""

    async def handler(request: Request) -> Reply:
        return json_reply(200, b"{}")

    port = Port("x", handler, quiet_log(), connections=2)
    await port.listen("127.0.0.1", 0)
    request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    try:
        inside = []
        for _ in range(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
            writer.write(request)
            assert b" 200 " in await asyncio.wait_for(reader.readline(), 5)
            inside.append((reader, writer))
        outside, late = await asyncio.open_connection("127.0.0.1", port.number)
        late.write(request)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(outside.readexactly(1), 5)
        late.close()
        inside[0][1].write(request)
        await asyncio.wait_for(inside[0][0].readuntil(b" 200 "), 5)
        for _, writer in inside:
            writer.close()
    finally:
        await port.close()


async def test_the_handler_gets_what_was_sent_and_its_reply_goes_out_as_it_is() -> None:
    seen: list[Request] = []

    async def handler(request: Request) -> Reply:
        seen.append(request)
        return tr_reply(299, "가".encode(), "TR", "M", "uid")

    port = Port("x", handler, RequestLog(lambda: None, quiet=True))  # type: ignore[arg-type, return-value]
    await port.listen("127.0.0.1", 0)
    try:
        url = f"http://127.0.0.1:{port.number}"
        head, body = await talk(
            url, b"POST /a/b?c=d&e= HTTP/1.1\r\nHost: h\r\nX-Y: z\r\nContent-Length: 3\r\n\r\n\xff\0x"
        )
        assert head[0].startswith("HTTP/1.1 299")
        assert head[1:5] == ["Content-Type: application/json; charset=UTF-8", "tr_id: TR", "tr_cont: M", "gt_uid: uid"]
        assert body == "가".encode()
        (request,) = seen
        assert (request.method, request.path, dict(request.query)) == ("POST", "/a/b", {"c": "d", "e": ""})
        assert (request.headers["x-y"], request.body, request.chunked) == ("z", b"\xff\0x", False)
    finally:
        await port.close()
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", port.number)


async def test_what_is_no_http_gets_one_text_that_quotes_nothing(house: Running) -> None:
    """aiohttp's own text has the bytes that it could not read, and with them a secret."""
    secret = house.real.app.appsecret
    for port, text in (("rest_real", b'"msg_cd"'), ("ws_real", b'"msg_cd"'), ("control", b'{"error":')):
        for request in (f"GET / HTTP/1.1\r\nappsecret: {secret}\0\r\n\r\n", f"{secret} nonsense\r\n\r\n"):
            head, body = await talk(house.urls[port], request.encode())
            assert " 400 " in head[0]
            assert "Content-Type: application/json; charset=UTF-8" in head
            assert text in body
            assert secret not in str(head) + str(body)


async def test_no_reply_tells_which_software_made_it(house: Running) -> None:
    for port in ("rest_real", "control"):
        for request in (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"\0\r\n\r\n"):
            head, _ = await talk(house.urls[port], request)
            assert not any(line.startswith("Server:") for line in head)


@pytest.mark.parametrize("name", ["appkey", "appsecret", "authorization", "tr_id"])
async def test_headers_that_say_who_asks_stand_once(house: Running, name: str) -> None:
    value = house.real.headers("HHDFS00000300")[name]
    path = f"{PRICE}?AUTH=&EXCD=NAS&SYMB=AAPL"
    head, _ = await talk(house.urls["rest_real"], raw_request(house.real, "GET", path, "HHDFS00000300"))
    assert " 200 " in head[0]
    request = raw_request(house.real, "GET", path, "HHDFS00000300", extra=f"{name.title()}: {value}\r\n")
    head, body = await talk(house.urls["rest_real"], request)
    assert " 400 " in head[0]
    assert json.loads(body)["rt_cd"] == "1"


async def test_who_expects_a_continue_gets_one_before_the_body(house: Running) -> None:
    body = json.dumps(house.real.order_body()).encode()
    extra = f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n"
    place = urlsplit(house.urls["rest_real"])
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(raw_request(house.real, "POST", f"{TRADING}/order", "TTTT1002U", extra=extra))
        assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10) == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body)
        assert b" 200 " in await asyncio.wait_for(reader.readline(), 10)
    finally:
        writer.close()


async def test_a_body_that_is_too_large_is_not_waited_for(house: Running) -> None:
    extra = "Expect: 100-continue\r\nContent-Length: 70000\r\n"
    request = raw_request(house.real, "POST", f"{TRADING}/order", "TTTT1002U", extra=extra)
    head, _ = await talk(house.urls["rest_real"], request)
    assert " 100 " not in head[0]


async def test_a_body_that_never_comes_is_given_up() -> None:
    async def handler(request: Request) -> Reply:
        raise AssertionError("there was no whole request")

    port = Port("x", handler, quiet_log(), seconds=0.05)
    await port.listen("127.0.0.1", 0)
    try:
        head, body = await talk(
            f"http://127.0.0.1:{port.number}", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{"
        )
    finally:
        await port.close()
    assert " 408 " in head[0]
    assert json.loads(body)["rt_cd"] == "1"
    assert "Connection: close" in head


async def test_what_an_http_library_writes_into_the_headers_of_a_reply_stays_there() -> None:
    """aiohttp 3.11 takes headers as they are given, and puts the length of the body among them: the next reply has another."""
    headers = (("Content-Type", "application/json"),)
    adapter._multi(headers)["Content-Length"] = "55"
    assert "Content-Length" not in adapter._multi(headers)
