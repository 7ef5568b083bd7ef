"""Everything that the server says: the replies of all TRs and OAuth APIs, and what its WebSockets send; for tests over all of it.

The calls are those of tests/valid_requests.py, with a longer history around them (algo orders, changes, reservations that are sent
or refused, a settled week), so that every list has rows and nearly every field a value.
"""

import contextlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple, assert_never

from haero.kis import incoming, notice, realtime
from haero.kis.catalogue import api
from haero.kis.frames import ASIAN_BOOK_TR, BOOK_TR, TRADES_TR, Quotes
from haero.kis.incoming import Incoming, Ping, StreamAnswer
from haero.kis.notice import NoticeKey, Sealed
from haero.kis.objects import BlockRow, Object, plan
from haero.kis.realtime import Ask
from haero.kis.records import WireRecord
from haero.kis.replies import KisReply, OAuthReply, decode
from haero.kis.reply_types import REPLIES
from haero.kis.transactions import Transaction
from tests.kis.wire import row_kinds
from tests.server.websocket.client import Listener, listening
from tests.support import TRADING, Caller, Running, running
from tests.support import Answer as Replied
from tests.valid_requests import ASIA_TIME, DAYTIME, SERVED, US_TIME, History, moment_of, prepared

Place = tuple[str, str, str]
"""API, block, field."""
TOP_LEVEL = "(top level)"
STREAMS = {TRADES_TR: "실시간-007", BOOK_TR: "실시간-021", ASIAN_BOOK_TR: "실시간-008", notice.REAL_TR: "실시간-009"}
LATER = "2026-11-27T10:00:00-05:00"
LATER_FIELDS = {"BASS_DT": "20261127", "ORD_DT": "20261120", "TRAD_DT": "20261120"}


class Heard(NamedTuple):
    """One reply body, or one text of a WebSocket with the key that was told for its TR."""

    api_id: str
    body: bytes
    key: NoticeKey | None = None


class Walk(NamedTuple):
    """All replies, all texts of WebSockets, and the values that each field had in them."""

    replies: list[Heard]
    streams: list[Heard]
    seen: dict[Place, set[str]]


async def walk(folder: Path) -> Walk:
    """Asks for everything once."""
    history = History(folder)
    made = Walk([], [], defaultdict(set))
    try:
        us = await history.at(US_TIME)
        async with listening(us.real) as ears:
            await subscribe(
                made, ears, [(notice.REAL_TR, us.real.app.hts_id), (TRADES_TR, "DNASAAPL"), (BOOK_TR, "DNASAAPL")]
            )
            await trade_more(us)
            await drain(made, ears)
        await reserve_more(await history.at(DAYTIME))
        for transaction in sorted(SERVED, key=lambda t: t.method, reverse=True):  # POST before GET: something to show
            haero = await history.at(moment_of(transaction))
            await ask(made, haero, transaction)
        await us.real.control("POST", "/control/clock", {"to": LATER})
        await (await history.at(DAYTIME)).real.control("POST", "/control/clock", {"to": US_TIME})
        for haero in (us, await history.at(DAYTIME)):
            for transaction in SERVED:
                if transaction.method == "GET":
                    await ask(made, haero, transaction, **LATER_FIELDS)
        await ask_oauth(made, us.mock)
        await refused_order(made, folder)
        await ask_a_market_that_moves(made, folder)
    finally:
        await history.close()
    async with running(folder / "asia", at=ASIA_TIME, market="synthetic") as asia, listening(asia.real) as ears:
        await subscribe(made, ears, [(ASIAN_BOOK_TR, "DHKS00700")])
        await asia.real.control("POST", "/control/clock", {"advance": "PT20M"})
        await drain(made, ears)
    for heard in made.replies:
        collect_reply(made.seen, heard)
    for heard in made.streams:
        collect_stream(made.seen, heard)
    return made


async def ask(made: Walk, haero: Running, transaction: Transaction, **changes: str) -> None:
    """A call that succeeds, one without its last field, one without any; orders of all kinds where it asks for one."""
    caller, fields = await prepared(haero, transaction)
    fields |= {name: text for name, text in changes.items() if name in fields}
    calls = [fields, dict(list(fields.items())[:-1]), {}]
    if transaction.path.endswith("inquire-algo-ccnl"):
        calls += [fields | {"ODNO": order["odno"], "ORD_DT": order["ord_dt"]} for order in await caller.orders()]
    if transaction.path.endswith(("/price-detail", "/search-info")):
        calls.append(fields | {"SYMB": "QQQ", "PDNO": "QQQ"})
    made.replies.extend([Heard(transaction.api_id, await body_of(caller, transaction, sent)) for sent in calls])


async def body_of(caller: Caller, transaction: Transaction, fields: dict[str, str]) -> bytes:
    get = transaction.method == "GET"
    async with caller.http.request(
        transaction.method,
        caller.base + transaction.path,
        headers=caller.headers(transaction.tr_id),
        params=fields if get else None,
        data=None if get else json.dumps(fields).encode(),
    ) as reply:
        return await reply.read()


async def ask_oauth(made: Walk, caller: Caller) -> None:
    """The four APIs without a TR, each with an answer and a failure."""
    keys = {"appkey": caller.app.appkey, "appsecret": caller.app.appsecret}
    grant = {"grant_type": "client_credentials"}
    asked: list[tuple[str, dict[str, Any]]] = [
        ("인증-001", grant | keys),
        ("실시간-000", grant | {"appkey": caller.app.appkey, "secretkey": caller.app.appsecret}),
        ("Hashkey", {"CANO": "12345678", "ORD_QTY": "1"}),
        ("인증-002", keys | {"token": "x"}),
        ("인증-002", keys | {"token": caller.token}),
    ]
    for api_id, fields in asked:
        for sent in (fields, {}):
            # The hashkey reply echoes the body as it came: what a client writes with haero.kis has no spaces.
            data = json.dumps(sent, separators=(",", ":")).encode()
            async with caller.http.post(caller.base + api(api_id).path, data=data, headers=keys) as reply:
                made.replies.append(Heard(api_id, await reply.read()))


def done(reply: Replied) -> str:
    """The number of an order, or reservation, that was taken."""
    assert reply.json["rt_cd"] == "0", reply
    return str(reply.json["output"]["ODNO"])


async def trade_more(haero: Running) -> None:
    """Two algo orders with a fill, a revision, a cancellation, and shares sold."""
    real = haero.real
    algo = {"ORD_DVSN": "36", "ALGO_ORD_TMD_DVSN_CD": "02", "ORD_QTY": "50", "OVRS_ORD_UNPR": "100.10"}
    done(await real.buy(**algo))
    times = {"ALGO_ORD_TMD_DVSN_CD": "00", "START_TIME": "000100", "END_TIME": "050000", "ORD_DVSN": "35"}
    done(await real.buy(**(algo | times)))
    resting = done(await real.buy(ORD_QTY="5", OVRS_ORD_UNPR="80.00"))
    done(await real.change(resting, "01", ORD_QTY="5", OVRS_ORD_UNPR="81.00"))
    cancelled = done(await real.buy(ORD_QTY="5", OVRS_ORD_UNPR="70.00"))
    done(await real.change(cancelled, "02", ORD_QTY="5", OVRS_ORD_UNPR="0"))
    await real.control("POST", "/control/clock", {"advance": "PT20M"})
    await real.quote("99.80", 400, "100.10", 500)
    await real.print("100.10", 500)
    done(await real.sell(ORD_QTY="10", OVRS_ORD_UNPR="99.80"))


async def reserve_more(haero: Running) -> None:
    """A reservation that will be sent, and one that will be refused."""
    for quantity in ("1", "100000"):
        body = haero.real.order_body(FT_ORD_QTY=quantity, FT_ORD_UNPR3="50.00")
        done(await haero.real.post(f"{TRADING}/order-resv", "TTTT3014U", body))


async def refused_order(made: Walk, folder: Path) -> None:
    """An order that the exchange refuses: it comes to its auction a second too late."""
    async with running(folder / "late", at="2026-11-20T09:29:59.500-05:00", order_latency_ms=1000) as late:
        done(await late.real.buy(OVRS_EXCG_CD="NYSE", PDNO="IBM", ORD_DVSN="32"))
        await late.real.control("POST", "/control/clock", {"advance": "PT5S"})
        for transaction in SERVED:
            if transaction.path.endswith(("/inquire-ccnl", "/inquire-nccs")):
                await ask(made, late, transaction, OVRS_EXCG_CD="", PDNO="")


async def ask_a_market_that_moves(made: Walk, folder: Path) -> None:
    """Quotes of a market in which every symbol trades: rankings have rows there. Exchange rates have charts of their own."""
    async with running(folder / "moving", at=US_TIME, market="synthetic") as moving:
        for transaction in SERVED:
            if transaction.environment == "real" and api(transaction.api_id).group == "quotations":
                await ask(made, moving, transaction)
                if transaction.path.endswith(("inquire-daily-chartprice", "inquire-time-indexchartprice")):
                    rates = {"FID_COND_MRKT_DIV_CODE": "X", "FID_INPUT_ISCD": "FX@KRW"}
                    await ask(made, moving, transaction, **rates)


async def subscribe(made: Walk, ears: Listener, wanted: list[tuple[str, str]]) -> None:
    """Registers as a client of haero.kis does, and keeps the answers."""
    for tr_id, tr_key in wanted:
        await ears.ws.send_str(realtime.question(Ask(ears.approval, True, tr_id, tr_key)).decode())
        await hear(made, ears, tr_id)
        found = incoming.read(made.streams[-1].body)
        assert isinstance(found, StreamAnswer), found
        assert found.succeeded, found
        if found.key and found.encrypted:
            ears.keys[tr_id] = found.key


async def hear(made: Walk, ears: Listener, tr_id: str, patience: float = 5.0) -> None:
    text = await ears.text(patience)
    if text[0] in "01":
        tr_id = text.split("|")[1]
    made.streams.append(Heard(STREAMS[tr_id], text.encode(), ears.keys.get(tr_id)))


async def drain(made: Walk, ears: Listener) -> None:
    """All that comes, until nothing comes any more."""
    await hear(made, ears, "")
    with contextlib.suppress(TimeoutError):
        while True:
            await hear(made, ears, "", 0.3)


def rows_of(reply: KisReply) -> list[tuple[str, BlockRow]]:
    """All rows of all blocks, each with the name of its block."""
    return [
        (block, row)
        for block, (_, many) in row_kinds(type(reply)).items()
        for row in (getattr(reply, block) if many else [getattr(reply, block)])
        if row
    ]


def collect_reply(seen: dict[Place, set[str]], heard: Heard) -> None:
    reply = decode(REPLIES[heard.api_id], heard.body)
    if not reply.succeeded:
        return
    parts: list[tuple[str, Object]] = [(TOP_LEVEL, reply)] if isinstance(reply, OAuthReply) else [*rows_of(reply)]
    for block, part in parts:
        for name in plan(type(part)).readers.keys() - plan(KisReply).readers.keys():
            seen[heard.api_id, block, name].add(str(getattr(part, name)))


def records_of(heard: Incoming, key: NoticeKey | None) -> tuple[WireRecord, ...]:
    """The records of a text, if it has any."""
    match heard:
        case Quotes():
            return heard.records
        case Sealed():
            assert key is not None
            return heard.open(key)
        case StreamAnswer() | Ping():
            return ()
        case _:
            assert_never(heard)


def collect_stream(seen: dict[Place, set[str]], heard: Heard) -> None:
    for record in records_of(incoming.read(heard.body), heard.key):
        for name, text in record.values.items():
            seen[heard.api_id, "frame", name].add(text)
