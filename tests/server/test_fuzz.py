"""Random requests of every kind: haero always answers, in KIS's words, and goes on."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import example, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

from haero.desk.ledger import audit
from haero.journal.sqlite.verify import CLEAN, verify
from haero.kis.errors import DenialPair
from haero.kis.refusals import REFUSALS
from haero.kis.successes import SUCCESSES, SuccessPair
from haero.kis.transactions import TRANSACTIONS
from haero.server.wire import Reply, Request
from tests.support import PRICE, TRADING, Direct, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = settings(max_examples=150)
FAULT_CODES = {
    (one.code, one.status)
    for denial in REFUSALS.values()
    for one in ([denial.real, denial.mock] if isinstance(denial, DenialPair) else [denial])
}
SUCCESS_CODES = {
    (one.code, 200)
    for success in SUCCESSES.values()
    for one in ([success.real, success.mock] if isinstance(success, SuccessPair) else [success])
}
ANSWERS = FAULT_CODES | SUCCESS_CODES

PAGES = {"CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
CCNL = {
    "PDNO": "%", "ORD_STRT_DT": "20261101", "ORD_END_DT": "20261130", "SLL_BUY_DVSN": "00", "CCLD_NCCS_DVSN": "00",
    "OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS", "ORD_DT": "", "ORD_GNO_BRNO": "", "ODNO": "",
}  # fmt: skip
GETS: list[tuple[str, tuple[str, str], dict[str, str]]] = [
    (f"{TRADING}/inquire-nccs", ("TTTS3018R", "VTTS3018R"), {"OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS"} | PAGES),
    (f"{TRADING}/inquire-ccnl", ("TTTS3035R", "VTTS3035R"), CCNL | PAGES),
    (f"{TRADING}/inquire-balance", ("TTTS3012R", "VTTS3012R"), {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD"} | PAGES),
    (
        f"{TRADING}/inquire-present-balance",
        ("CTRP6504R", "VTRP6504R"),
        {"WCRC_FRCR_DVSN_CD": "02", "NATN_CD": "000", "TR_MKET_CD": "00", "INQR_DVSN_CD": "00"},
    ),
    (
        f"{TRADING}/inquire-psamount",
        ("TTTS3007R", "VTTS3007R"),
        {"OVRS_EXCG_CD": "NASD", "OVRS_ORD_UNPR": "100", "ITEM_CD": "AAPL"},
    ),
    (PRICE, ("HHDFS00000300", "HHDFS00000300"), {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}),
    (f"{TRADING}/dayornight", ("JTTT3010R", "JTTT3010R"), {}),
]
POSTS = ["order", "order-rvsecncl"]
PATHS = [path for path, _, _ in GETS] + [f"{TRADING}/{name}" for name in POSTS]
PATHS += [
    "/oauth2/tokenP",
    "/oauth2/revokeP",
    "/oauth2/Approval",
    "/uapi/hashkey",
    f"{TRADING}/order-resv",
    "/",
    "//",
    "",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder = Path(tmp_path_factory.mktemp("fuzz")) / "data"
    async with running(folder) as started:
        yield started
    assert verify(folder).status == CLEAN


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def callers(house: Running) -> list[Direct]:
    """Both environments, each with shares and a resting order."""
    found = [await house.direct("real"), await house.direct("mock")]
    await found[0].quote("0", 0, "100.00", 100_000)
    for caller in found:
        assert (await caller.buy()).json["rt_cd"] == "0"
        assert (await caller.buy(OVRS_ORD_UNPR="50.00")).json["rt_cd"] == "0"
    return found


@pytest.fixture(autouse=True)
def no_defects(caplog: pytest.LogCaptureFixture) -> Any:
    """An exception that the gateway had to catch is a defect, even where the client was told something decent."""
    caplog.set_level(logging.WARNING, "haero")
    yield
    assert not [record for record in caplog.records if record.name != "haero.adapter" or record.exc_info], caplog.text


def check(reply: Reply, *, chunked: bool = False) -> dict[str, Any]:
    """A reply that KIS could have given: known code with its status, the envelope, nothing but text in it."""
    assert dict(reply.headers)["Content-Type"] == "application/json; charset=UTF-8"
    body: dict[str, Any] = json.loads(reply.body)
    if "error_code" in body:
        assert set(body) == {"error_code", "error_description"}
        assert (body["error_code"], reply.status) in FAULT_CODES
        return body
    if "msg_cd" not in body:
        assert reply.status == 200
        assert set(body) <= {"BODY", "HASH", "approval_key", "code", "message"} or "access_token" in body
        return body
    assert (body["msg_cd"], reply.status) in ANSWERS, body
    assert (body["rt_cd"] == "0") == ((body["msg_cd"], reply.status) in SUCCESS_CODES)
    assert chunked or body["msg_cd"] != "EGW00202", "the catch-all: something broke"
    assert len(body["msg_cd"]) <= 8
    assert len(body["msg1"].encode("cp949")) <= 80
    _only_text(body)
    assert {"tr_id", "tr_cont", "gt_uid"} <= dict(reply.headers).keys()
    for name, value in reply.headers:
        assert value.isprintable(), (name, value)
    return body


def _only_text(value: Any) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            assert isinstance(name, str)
            _only_text(inner)
    elif isinstance(value, list):
        for inner in value:
            assert isinstance(inner, dict)
            _only_text(inner)
    else:
        assert isinstance(value, str)


async def goes_on(callers: list[Direct]) -> None:
    """A valid order is still taken in both environments, and the books add up."""
    for caller in callers:
        placed = await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="1.00")
        assert placed.json["rt_cd"] == "0", placed
        await caller.change(placed.json["output"]["ODNO"], "02", ORD_QTY="0", OVRS_ORD_UNPR="0")
    hub = callers[0].service.hub
    assert hub is not None
    broker = hub.broker
    assert broker.failure is None
    for account in broker.state.accounts.values():
        audit(account)


texts = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[0-9A-Z%^.\-+]{0,14}", fullmatch=True),
    st.sampled_from(
        ["0", "1", "00", "01", "02", "AAPL", "NASD", "NAS", "100.00", "TKSE", "7203", "20261120", "99999999999"]
    ),
)
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
)
ORDER_KEYS = [
    "CANO", "ACNT_PRDT_CD", "OVRS_EXCG_CD", "PDNO", "ORD_QTY", "OVRS_ORD_UNPR", "CTAC_TLNO", "MGCO_APTM_ODNO", "SLL_TYPE",
    "ORD_SVR_DVSN_CD", "ORD_DVSN", "START_TIME", "END_TIME", "ALGO_ORD_TMD_DVSN_CD", "ORGN_ODNO", "RVSE_CNCL_DVSN_CD",
]  # fmt: skip
keys = st.one_of(st.sampled_from(ORDER_KEYS), st.text(max_size=10))


@EXAMPLES
@given(
    path=st.sampled_from(POSTS),
    mock=st.booleans(),
    tr_number=st.integers(0, 20),
    changes=st.dictionaries(keys, st.one_of(texts, values), max_size=4),
    dropped=st.sets(st.sampled_from(ORDER_KEYS), max_size=2),
)
async def test_bodies_near_a_good_one(
    callers: list[Direct], path: str, mock: bool, tr_number: int, changes: dict[str, Any], dropped: set[str]
) -> None:
    caller = callers[mock]
    trs = [t.tr_id for t in TRANSACTIONS if t.path == f"{TRADING}/{path}" and t.environment == caller.app.environment]
    good: dict[str, Any] = dict(caller.order_body(ORGN_ODNO="2", RVSE_CNCL_DVSN_CD="01", ORD_QTY="1"))
    body = {name: value for name, value in (good | changes).items() if name not in dropped}
    text = json.dumps(body).encode()
    headers = CIMultiDict(caller.headers(trs[tr_number % len(trs)]))
    check(await caller.send(Request("POST", f"{TRADING}/{path}", {}, headers, text)))


@EXAMPLES
@given(
    path=st.sampled_from(PATHS), body=st.one_of(st.binary(max_size=200), values.map(lambda v: json.dumps(v).encode()))
)
@example(path="/uapi/hashkey", body=b'{"a":1}')
@example(path=f"{TRADING}/order", body=b"\xef\xbb\xbf{}")
async def test_any_bytes_at_any_path(callers: list[Direct], path: str, body: bytes) -> None:
    for caller, tr_id in zip(callers, ("TTTT1002U", "VTTT1002U"), strict=True):
        reply = await caller.send(Request("POST", path, {}, CIMultiDict(caller.headers(tr_id)), body))
        check(reply)


# What a socket can bring: aiohttp decodes header bytes as UTF-8 with surrogateescape, and never lets CR, LF or NUL in.
wire_texts = st.binary(max_size=30).map(
    lambda raw: (
        raw.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"").decode("utf-8", "surrogateescape").strip()
    )
)
HEADERS = [
    "authorization",
    "appkey",
    "appsecret",
    "tr_id",
    "tr_cont",
    "custtype",
    "gt_uid",
    "seq_no",
    "ip_addr",
    "Content-Type",
]
methods = st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "get", "X"])


@EXAMPLES
@given(
    method=methods,
    path=st.one_of(st.sampled_from(PATHS), st.text(max_size=20)),
    mock=st.booleans(),
    changes=st.dictionaries(st.sampled_from(HEADERS), wire_texts, max_size=4),
    dropped=st.sets(st.sampled_from(HEADERS), max_size=3),
    chunked=st.booleans(),
)
async def test_any_headers_method_and_path(
    callers: list[Direct], method: str, path: str, mock: bool, changes: dict[str, str], dropped: set[str], chunked: bool
) -> None:
    caller = callers[mock]
    headers = {n: v for n, v in (caller.headers("TTTT1002U") | changes).items() if n not in dropped}
    body = json.dumps(caller.order_body()).encode()
    check(await caller.send(Request(method, path, {}, CIMultiDict(headers), body, chunked)), chunked=chunked)


@EXAMPLES
@given(
    api=st.sampled_from(GETS),
    mock=st.booleans(),
    changes=st.dictionaries(
        st.one_of(
            st.sampled_from([*CCNL, *PAGES, "CANO", "EXCD", "SYMB", "ITEM_CD", "ctx_area_nk200"]), st.text(max_size=6)
        ),
        st.one_of(texts, wire_texts),
        max_size=4,
    ),
    dropped=st.sets(st.sampled_from([*CCNL, *PAGES, "CANO", "EXCD"]), max_size=1),
    tr_cont=st.one_of(st.sampled_from(["", "N", "n", "F", "M"]), wire_texts),
)
async def test_any_query(
    callers: list[Direct],
    api: tuple[str, tuple[str, str], dict[str, str]],
    mock: bool,
    changes: dict[str, str],
    dropped: set[str],
    tr_cont: str,
) -> None:
    path, tr_ids, good = api
    caller = callers[mock]
    query = {n: v for n, v in (caller.account | good | changes).items() if n not in dropped}
    headers = CIMultiDict(caller.headers(tr_ids[mock], tr_cont=tr_cont))
    check(await caller.send(Request("GET", path, query, headers, b"")))


@EXAMPLES
@given(
    path=st.sampled_from(PATHS[-8:-4]),
    body=st.dictionaries(
        st.sampled_from(["grant_type", "appkey", "appsecret", "secretkey", "token", "x"]),
        st.one_of(values, texts, wire_texts),
        max_size=6,
    ),
)
async def test_any_oauth_body(callers: list[Direct], path: str, body: dict[str, Any]) -> None:
    caller = callers[0]
    good = {"grant_type": "client_credentials", "appkey": caller.app.appkey, "appsecret": caller.app.appsecret}
    for given_body in (body, good | {"secretkey": caller.app.appsecret} | body):
        text = json.dumps(given_body).encode()
        check(await caller.send(Request("POST", path, {}, CIMultiDict({"appkey": caller.app.appkey}), text)))
    await caller.log_in()


@EXAMPLES
@given(
    path=st.sampled_from(["clock", "market/print", "market/quote", "accounts", "cash"]),
    body=st.one_of(
        st.binary(max_size=100),
        values.map(lambda v: json.dumps(v).encode()),
        st.dictionaries(
            st.sampled_from(
                ["to", "advance", "speed", "exchange", "symbol", "price", "size", "account", "currency", "amount"]
            ),
            st.one_of(
                values, st.sampled_from(["NASD", "AAPL", "USD", "-1", "0", "NaN", "sNaN", "Infinity", "1E+99", "1E-99"])
            ),
            max_size=4,
        ).map(lambda v: json.dumps(v).encode()),
    ),
)
@example(path="clock", body=b'{"to": "0001-01-01T00:00:00+23:59"}')
@example(path="clock", body=b'{"to": "9999-12-31T23:59:59-23:59"}')
@example(path="clock", body=b'{"advance": "P999DT9999H999999M99999999S"}')
@example(path="accounts", body=b'{"environment": "real", "cash": {"USD": "NaN"}}')
@example(path="accounts", body=b'{"environment": "real", "cash": {"USD": "sNaN"}}')
@example(path="cash", body=b'{"account": "81000001-01", "currency": "USD", "amount": "sNaN"}')
@example(path="market/print", body=b'{"exchange": "NASD", "symbol": "AAPL", "price": "sNaN", "size": 1}')
async def test_any_control_body(callers: list[Direct], path: str, body: bytes) -> None:
    """Control errors are 4xx with a text; nothing that is refused changes anything."""
    hub = callers[0].service.hub
    assert hub is not None
    before = hub.broker.journal.seq
    answer = await callers[0].control("POST", f"/control/{path}", body)
    if answer.status != 200:
        assert 400 <= answer.status < 500
        assert set(answer.json) == {"error"}
        assert answer.json["error"]
        assert hub.broker.journal.seq == before, answer


async def test_after_all_of_it_the_house_stands(callers: list[Direct]) -> None:
    await goes_on(callers)


GARBAGE = [
    b"\x00" * 100,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x55" * 64,
    b"GET\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"BLAH BLAH BLAH BLAH\r\n\r\n",
    b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
    b"GET / HTTP/1.1\r\n: empty name\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost : b\r\n\r\n",
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nx: " + b"a" * 20_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"x%d: y\r\n" % i for i in range(5_000)) + b"\r\n",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: abc\r\n\r\n",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nExpect: a miracle\r\nContent-Length: 2\r\n\r\n{}",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\ntr_id: \xff\xfe\r\nappkey: \xff\r\n\r\n",
    b"GET /%zz?%zz=%ff&&&=&a HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET http://example.com/uapi/x HTTP/1.1\r\nHost: a\r\n\r\n",
    b"CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
]


HALVES = [
    b"\r\n\r\n\r\n",
    b"GET / HTTP/1.1\r\nhalf",
    b"GET / HT",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{half",
    b"POST /oauth2/tokenP HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
]
"""What an answer cannot be expected for: the client goes away in the middle."""


@pytest.mark.parametrize("number", range(len(GARBAGE)))
@pytest.mark.parametrize("port", ["rest_real", "control"])
async def test_garbage_on_a_socket(house: Running, callers: list[Direct], number: int, port: str) -> None:
    """It gets an answer that is HTTP, says 4xx (or EGW00202, 500) and shows no stack; the next client is served."""
    host, where = house.urls[port].removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(where))
    writer.write(GARBAGE[number])
    line = await asyncio.wait_for(reader.readline(), 5)
    if b" 100 " in line:  # what it expected
        await reader.readline()
        line = await asyncio.wait_for(reader.readline(), 5)
    text = line + await reader.read(10_000)
    writer.close()
    assert line.startswith((b"HTTP/1.0 4", b"HTTP/1.1 4", b"HTTP/0.9 4")) or b"EGW00202" in text, text[:300]
    assert b"Traceback" not in text
    assert b"site-packages" not in text
    assert (await house.real.raw("GET", "/nowhere", {})).code == "MCA00124"


@pytest.mark.parametrize("number", range(len(HALVES)))
async def test_half_a_request_and_gone(house: Running, callers: list[Direct], number: int) -> None:
    host, where = house.urls["rest_real"].removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(where))
    writer.write(HALVES[number])
    await writer.drain()
    writer.transport.abort()
    assert (await house.real.raw("GET", "/nowhere", {})).code == "MCA00124"


async def test_connections_dropped_at_every_byte(house: Running, callers: list[Direct]) -> None:
    """A whole order, cut off after every 40th byte: none of the pieces becomes an order."""
    caller = callers[0]
    body = json.dumps(caller.order_body(ORD_QTY="3")).encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in caller.headers("TTTT1002U").items())
    whole = f"POST {TRADING}/order HTTP/1.1\r\nHost: haero\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode() + body
    host, where = house.urls["rest_real"].removeprefix("http://").split(":")
    before = len(await caller.orders())
    for cut in range(0, len(whole) - 1, 40):
        _, writer = await asyncio.open_connection(host, int(where))
        writer.write(whole[:cut])
        await writer.drain()
        writer.transport.abort()
    reader, writer = await asyncio.open_connection(host, int(where))
    writer.write(whole)
    assert b" 200 " in await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert len(await caller.orders()) == before + 1


async def test_after_the_garbage_the_house_stands(callers: list[Direct]) -> None:
    await goes_on(callers)
