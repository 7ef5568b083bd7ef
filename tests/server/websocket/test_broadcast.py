"""The WebSocket ports of a running haero, over real sockets."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from haero.kis import frames, notice, realtime
from haero.server.auth.apps import App
from haero.server.auth.wall import FixedWall
from haero.server.websocket.connection import Connection
from haero.server.wire import Reply, Request
from haero.terms import Environment
from tests.held_disk import held_disk
from tests.server.websocket.client import Listener, approval_of, code, listening, until
from tests.server.websocket.test_notices import refuse
from tests.support import Caller, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("ws")) / "data") as started:
        yield started


async def new_caller(house: Running, environment: str = "real") -> Caller:
    """An account of its own, with an app of its own."""
    made = (
        await house.real.control("POST", "/control/accounts", {"environment": environment, "cash": {"USD": "100000"}})
    ).json
    app = App(made["appkey"], made["appsecret"], Environment(environment), made["account"], made["hts_id"])
    return await Caller(house.real.http, house.urls, app, house.service.vault.control_token).log_in()


async def sessions(house: Running) -> int:
    assert house.service.broadcast is not None
    return sum(len(stream.sessions) for stream in house.service.broadcast.streams.values())


def stages(notices: list[dict[str, str]]) -> list[tuple[str, ...]]:
    names = ("ODER_NO", "OODER_NO", "RCTF_CLS", "CNTG_YN", "ACPT_YN", "RFUS_YN", "CNTG_QTY", "CNTG_UNPR")
    return [tuple(one[name] for name in names) for one in notices]


@pytest.mark.parametrize("environment", ["real", "mock"])
async def test_the_life_of_an_order(house: Running, environment: str) -> None:
    caller = await new_caller(house, environment)
    await caller.quote("149.00", 100, "151.00", 100)
    async with listening(caller) as ear:
        await ear.notices()
        assert (await caller.buy(ORD_QTY="10", OVRS_ORD_UNPR="150.25")).json["rt_cd"] == "0"
        await caller.print("150.00", 4)
        await caller.change("1", "01", ORD_QTY="6", OVRS_ORD_UNPR="149.50")
        await caller.print("149.40", 1)
        await caller.change("2", "02", ORD_QTY="0", OVRS_ORD_UNPR="0")
        await caller.buy(ORD_QTY="3", OVRS_ORD_UNPR="150.00")
        broker = house.service.hub.broker if house.service.hub else None
        assert broker is not None
        refuse(broker, caller.app.account, 4)
        found = [await ear.notice() for _ in range(7)]
        assert stages(found) == [
            ("1", "", "0", "1", "1", "0", "0000000010", "001502500"),
            ("1", "", "0", "2", "2", "0", "0000000004", "001502500"),
            ("2", "1", "1", "1", "2", "0", "0000000006", "001495000"),
            ("2", "1", "0", "2", "2", "0", "0000000001", "001495000"),
            ("3", "2", "2", "1", "2", "0", "0000000005", "000000000"),
            ("4", "", "0", "1", "1", "0", "0000000003", "001500000"),
            ("4", "", "0", "1", "1", "1", "0000000003", "001500000"),
        ]
        assert {one["CUST_ID"] for one in found} == {caller.app.hts_id}
        assert {one["ACNT_NO"] for one in found} == {caller.app.account.replace("-", "")}
        assert [one["ODER_QTY"] for one in found] == ["", "000000010", "", "000000006", "", "", ""]
        await ear.quiet()


async def test_what_the_desk_refuses_is_no_notice(house: Running) -> None:
    caller = await new_caller(house)
    async with listening(caller) as ear:
        await ear.notices()
        assert (await caller.buy(ORD_QTY="99999", OVRS_ORD_UNPR="150.00")).code == "APBK0952"
        await ear.quiet()


async def test_two_accounts_do_not_see_each_other(house: Running) -> None:
    one, two = await new_caller(house), await new_caller(house)
    assert one.app.hts_id != two.app.hts_id
    async with listening(one) as first, listening(two) as second:
        await first.notices()
        await second.notices()
        for count in range(1, 6):
            await one.buy(ORD_QTY=str(count))
        await two.buy(ORD_QTY="77")
        assert (await second.notice())["CNTG_QTY"] == "0000000077"
        assert [int((await first.notice())["CNTG_QTY"]) for _ in range(5)] == [1, 2, 3, 4, 5]
        await first.quiet()
        await second.quiet(0.02)


async def test_under_load_notices_follow_the_events_and_never_precede_the_reply(
    house: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """300 orders at once: a notice is handed to its session only after the reply to its order was handed to the network."""
    caller = await new_caller(house)
    port = house.service._ports["rest_real"]
    handle, send = port._handler, Connection.send
    answered: set[int] = set()
    early: list[int] = []

    async def handle_and_tell(request: Request) -> Reply:
        reply = await handle(request)
        answered.add(int(json.loads(reply.body)["output"]["ODNO"]))  # what is left to be done with it never waits
        return reply

    def send_and_look(session: Connection, frame: bytes) -> None:
        if frame.startswith(b"1|"):
            found = notice.read(notice.decrypt(frame.decode().split("|")[3], session.key))
            early.extend({int(found["ODER_NO"])} - answered)
        send(session, frame)

    async with listening(caller) as ear:
        await ear.notices()
        monkeypatch.setattr(port, "_handler", handle_and_tell)
        monkeypatch.setattr(Connection, "send", send_and_look)
        await asyncio.gather(*(caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="100.00") for _ in range(300)))
        await caller.print("99.00", 300)  # fills them all
        heard = [await ear.notice() for _ in range(600)]
    for kind in ("1", "2"):
        numbers = [int(one["ODER_NO"]) for one in heard if one["CNTG_YN"] == kind]
        assert numbers == list(range(1, 301))
    assert not early


async def test_every_code_that_a_client_can_provoke(house: Running) -> None:
    caller, other = await new_caller(house), await new_caller(house, "mock")
    stranger = await approval_of(other)
    async with listening(caller) as ear:

        async def says(message: Any) -> tuple[str, str, str]:
            found = await ear.say(message)
            return code(found), found["body"]["rt_cd"], found["body"]["msg1"]

        good = ear.question("HDFSCNT0", "DNASAAPL")
        head = good["header"]

        def without(name: str) -> dict[str, Any]:
            return good | {"header": {key: value for key, value in head.items() if key != name}}

        table: list[tuple[Any, realtime.Word]] = [
            (good, realtime.SUBSCRIBED),
            (good, realtime.ALREADY_SUBSCRIBED),
            (ear.question("HDFSCNT0", "DNASAAPL", "2"), realtime.UNSUBSCRIBED),
            (ear.question("HDFSCNT0", "DNASAAPL", "2"), realtime.NOT_SUBSCRIBED),
            (ear.question("H0GSCNI9", caller.app.hts_id), realtime.UNKNOWN_TR),
            (ear.question("HDFSCNT0", "DNASNOSUCH"), realtime.UNKNOWN_KEY),
            (ear.question("HDFSCNT0", ""), realtime.BAD_KEY),
            (ear.question("HDFSCNT0", "DNASAAPL", custtype="B"), realtime.PERSONAL_KEY_MISSING),
            (ear.question("HDFSCNT0", "DNASAAPL", "3"), realtime.BAD_TYPE),
            (ear.question("HDFSCNT0", "DNASAAPL", custtype="X"), realtime.BAD_CUSTOMER),
            (ear.question("HDFSCNT0", "DNASAAPL", approval_key="x"), realtime.UNKNOWN_APPROVAL),
            (ear.question("HDFSCNT0", "DNASAAPL", approval_key=stranger), realtime.UNKNOWN_APPROVAL),
            (good | {"body": {"input": {"tr_id": "HDFSCNT0"}}}, realtime.KEY_MISSING),
            (good | {"body": {}}, realtime.INPUT_MISSING),
            ({"header": head}, realtime.BODY_MISSING),
            (without("approval_key"), realtime.APPKEY_MISSING),
            (without("custtype"), realtime.CUSTOMER_MISSING),
            ({"body": good["body"]}, realtime.HEADER_MISSING),
            ("{", realtime.BAD_JSON),
        ]
        for message, word in table:
            assert await says(message) == (word.code, word.rt_cd, word.text), word.name
        await ear.ws.send_bytes(b"\x00")
        assert code(await ear.answer()) == "OPSP9999"
    async with listening(caller) as ear:
        ear.approval = stranger
        assert code(await ear.ask("HDFSCNT0", "DNASAAPL")) == "OPSP9994"


async def test_the_answer_names_what_was_asked(house: Running) -> None:
    caller = await new_caller(house)
    async with listening(caller) as ear:
        found = await ear.ask("HDFSASP0", "DNASAAPL")
        assert found["header"] == {"tr_id": "HDFSASP0", "tr_key": "DNASAAPL", "encrypt": "N"}
        assert (len(found["body"]["output"]["key"]), len(found["body"]["output"]["iv"])) == (32, 16)
        found = await ear.ask("H0GSCNI0", caller.app.hts_id)
        assert found["header"] == {"tr_id": "H0GSCNI0", "tr_key": caller.app.hts_id, "encrypt": "Y"}
        found = await ear.ask("HDFSASP0", "DNASNOSUCH")
        assert found["header"] == {"tr_id": "HDFSASP0", "tr_key": "DNASNOSUCH", "encrypt": "N"}
        assert "output" not in found["body"]
        found = await ear.ask("HDFSASP0", "DNASAAPL", "2")
        assert "output" not in found["body"]
        assert (await ear.say("["))["header"] == {"tr_id": "(null)", "tr_key": "", "encrypt": "N"}


async def test_the_forty_second_registration(house: Running) -> None:
    caller = await new_caller(house)
    assert house.service.hub is not None
    listed = house.service.hub.broker.market.instruments
    keys = [
        f"D{quote}{one.symbol}"
        for one in listed
        for quote in {"NASDAQ": ["NAS"], "NYSE": ["NYS"]}.get(one.exchange, [])
    ]
    async with listening(caller) as ear:
        for key in keys[:41]:
            assert code(await ear.ask("HDFSCNT0", key)) == "OPSP0000"
        assert code(await ear.ask("HDFSCNT0", keys[41])) == "OPSP0008"
        assert code(await ear.ask("HDFSCNT0", keys[0], "2")) == "OPSP0001"
        assert code(await ear.ask("HDFSCNT0", keys[41])) == "OPSP0000"


async def test_the_second_session_of_an_app_is_closed(house: Running) -> None:
    caller = await new_caller(house)
    async with listening(caller) as first:
        await first.notices()
        async with listening(caller) as second:
            found = await second.ask("HDFSCNT0", "DNASAAPL")
            assert found["header"] == {"tr_id": "(null)", "tr_key": "", "encrypt": "N"}
            assert (code(found), found["body"]["rt_cd"]) == ("OPSP8996", "9")
            assert await second.closed() == 1000
        await caller.buy()
        assert (await first.notice())["ODER_NO"] == "1"
    async with listening(caller) as again:
        await again.notices()


async def test_a_wrong_hts_id_drops_the_connection(house: Running) -> None:
    caller, other = await new_caller(house), await new_caller(house)
    async with listening(caller) as ear:
        await ear.ws.send_str(json.dumps(ear.question("H0GSCNI0", other.app.hts_id)))
        assert await ear.closed() == 1006  # no close frame
    async with listening(caller) as ear:
        await ear.notices()


async def test_unsubscribing_ends_the_notices(house: Running) -> None:
    caller = await new_caller(house)
    async with listening(caller) as ear:
        await ear.notices()
        assert code(await ear.ask("H0GSCNI0", caller.app.hts_id, "2")) == "OPSP0001"
        await caller.buy()
        await ear.quiet()
        await ear.notices()
        await caller.buy()
        assert (await ear.notice())["ODER_NO"] == "2"


async def test_quotes_come_as_they_are_posted(house: Running) -> None:
    caller, mock = await new_caller(house), await new_caller(house, "mock")
    async with listening(caller) as ear, listening(mock) as paper:
        for tr_id in ("HDFSCNT0", "HDFSASP0"):
            assert code(await ear.ask(tr_id, "DNASMSFT")) == "OPSP0000"
        assert code(await paper.ask("HDFSCNT0", "DNASMSFT")) == "OPSP0000"  # recorded on mock
        assert code(await paper.ask("HDFSASP0", "DNASMSFT")) == "OPSP8991"
        await caller.quote("400.00", 10, "400.02", 20, "MSFT")
        await caller.print("400.02", 3, "MSFT")
        book, trade, same = await ear.data(), await ear.data(), await paper.data()
        assert (book.tr_id, book.encrypted, book.number) == ("HDFSASP0", False, 1)
        assert dict(zip(frames.FIELDS["HDFSASP0"], book.payload.split("^"), strict=True))["PASK1"] == "400.0200"
        assert dict(zip(frames.FIELDS["HDFSCNT0"], trade.payload.split("^"), strict=True))["EVOL"] == "3"
        assert same == trade


async def test_a_slow_reader_is_cut_off_and_nobody_else_notices(house: Running) -> None:
    slow, quick = await new_caller(house), await new_caller(house)
    connection = await raw_connection(slow, receive_buffer=4096)
    assert house.service.broadcast is not None
    stream = house.service.broadcast.streams[Environment.REAL]
    before = dict(stream.sessions)
    question = Listener(None, await approval_of(slow), slow).question("HDFSASP0", "DNASAAPL")  # type: ignore[arg-type]
    connection.sendall(masked(json.dumps(question).encode()))
    await until(lambda: any(session.registrations for session in before))
    async with listening(quick) as ear:
        assert code(await ear.ask("HDFSASP0", "DNASAAPL")) == "OPSP0000"
        watches = house.service.broadcast.subscriptions.watched["NASDAQ", "AAPL"]  # type: ignore[index]
        (watch,) = watches.values()
        frame, sent, received = b"0|HDFSASP0|001|" + b"x" * 4000, 0, 0
        while len(watch.sessions) == 2:
            assert sent < 100_000
            for _ in range(50):
                watch.send(frame)
            sent += 50
            for _ in range(50):
                received += len(await ear.text()) == len(frame)
        assert received == sent
        await until(lambda: not set(before) & set(stream.sessions))
        await quick.quote("100.00", 1, "100.01", 1)
        assert (await ear.data()).tr_id == "HDFSASP0"
    connection.close()


async def raw_connection(caller: Caller, receive_buffer: int) -> socket.socket:
    """A WebSocket that reads nothing after its handshake."""
    url = caller.urls["ws_real"].removeprefix("ws://").split(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, (url[0], int(url[1])))
    await loop.sock_sendall(
        connection,
        b"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    )
    assert (await loop.sock_recv(connection, 1000)).startswith(b"HTTP/1.1 101")
    return connection


def masked(payload: bytes) -> bytes:
    """One client text frame; a mask of zeros leaves the bytes as they are."""
    return b"\x81" + bytes([0x80 | 126]) + len(payload).to_bytes(2, "big") + b"\0\0\0\0" + payload


@pytest.mark.parametrize("how", ["text", "pong", "ping", "nothing"])
async def test_pingpong_and_its_answers(house: Running, how: str) -> None:
    broadcast = house.service.broadcast
    assert broadcast is not None
    caller = await new_caller(house)
    kept, broadcast.wall = broadcast.wall, FixedWall()
    try:
        async with listening(caller, autoping=False) as ear:
            await ear.ask("HDFSCNT0", "DNASAAPL")
            (session,) = (one for one in broadcast.streams[Environment.REAL].sessions if one.app == caller.app)
            for _ in range(5):
                broadcast.wall.advance(timedelta(seconds=30))
                broadcast.tick()
                text = await ear.text()
                assert list(json.loads(text)["header"]) == ["tr_id", "datetime"]
                if how == "text":
                    await ear.ws.send_str(text)
                elif how == "pong":
                    await ear.ws.pong(text.encode())
                elif how == "ping":
                    await ear.ws.ping(text.encode())
                    assert (await ear.ws.receive(5)).type is aiohttp.WSMsgType.PONG
                if how != "nothing":
                    await until(lambda: session.unanswered_since is None)
                elif session.unanswered_since == broadcast.wall.monotonic() - 90:
                    break
            broadcast.wall.advance(timedelta(seconds=10))
            broadcast.tick()
            if how == "nothing":
                assert await ear.closed() == 1006
            else:
                assert code(await ear.ask("HDFSCNT0", "DNASMSFT")) == "OPSP0000"
    finally:
        broadcast.wall = kept


async def test_when_clients_leave_nothing_is_left(house: Running) -> None:
    assert house.service.broadcast is not None
    caller = await new_caller(house)
    async with listening(caller) as ear:
        await ear.notices()
        await ear.ask("HDFSCNT0", "DNASAAPL")
        assert caller.app.account in house.service.broadcast.subscriptions.accounts
    book = house.service.broadcast.subscriptions
    await until(lambda: not book.accounts)
    assert book.watched == {}
    assert await sessions(house) == 0


async def test_a_defect_in_a_notice_stops_no_order(house: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = await new_caller(house)
    assert house.service.broadcast is not None
    monkeypatch.setattr(house.service.broadcast._notices, "happened", None)
    logging.disable(logging.CRITICAL)
    try:
        assert (await caller.buy()).code == "APBK0013"
    finally:
        logging.disable(logging.NOTSET)
    assert house.service.hub is not None
    assert house.service.hub.broker.failure is None


async def test_a_reset_keeps_sessions_and_their_registrations(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        caller = house.real
        async with listening(caller) as ear:
            await ear.notices()
            assert code(await ear.ask("HDFSCNT0", "DNASAAPL")) == "OPSP0000"
            await caller.buy()
            assert (await ear.notice())["ODER_NO"] == "1"
            await caller.buy()
            assert (await caller.control("POST", "/control/reset")).status == 200
            await caller.print("100.00", 5)
            while not (text := await ear.text()).startswith("0|"):
                pass  # the notice of the second order, if its delay was over before the reset
            assert "^100.0000^" in text
            await caller.buy(ORD_QTY="3")
            assert stages([await ear.notice()])[0][:2] == ("1", "")


async def test_a_restart_brings_the_same_notices(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        await house.real.quote("99.00", 100, "101.00", 100)
        await house.real.buy(OVRS_ORD_UNPR="100.00")
        async with listening(house.real) as ear:
            await ear.notices()
    async with running(tmp_path / "data") as house, listening(house.real) as ear:
        await ear.notices()
        await house.real.print("99.00", 100)
        found = await ear.notice()
        assert (found["ODER_NO"], found["CNTG_YN"], found["ODER_QTY"]) == ("1", "2", "000000010")


async def test_stopping_says_goodbye(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        async with listening(house.real) as ear:
            await ear.notices()
            broadcast = house.service.broadcast
            assert broadcast is not None
            closing = asyncio.create_task(broadcast.close())
            assert await ear.closed() == 1000
            await closing


async def test_settings_shape_the_notices(tmp_path: Path) -> None:
    async with running(tmp_path / "data", notice_fields=21, notice_delay_ms=0) as house:
        async with listening(house.real) as ear:
            await ear.notices()
            await house.real.buy()
            assert len(await ear.notice()) == 21


async def test_a_running_market_is_pushed_by_the_service(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic", speed=0.0) as house:
        async with listening(house.real) as ear:
            await ear.ask("HDFSASP0", "DNASAAPL")
            await house.real.control("POST", "/control/clock", {"advance": "PT5S"})
            assert (await ear.data()).tr_id == "HDFSASP0"


async def test_a_posted_price_is_seen_when_it_is_on_disk(house: Running) -> None:
    """Nobody may see a price that a crash can still take away; the look at a market that runs waits for it too."""
    caller = await new_caller(house)
    async with listening(caller) as ear:
        assert code(await ear.ask("HDFSASP0", "DNASAAPL")) == "OPSP0000"
        broadcast = house.service.broadcast
        assert broadcast is not None
        with held_disk(house) as disk:
            posting = asyncio.ensure_future(caller.quote("149.00", 100, "151.00", 100))
            await disk.reached()
            broadcast.tick()
            await ear.quiet()
            assert not posting.done()
            disk.let_go()
            await posting
        assert (await ear.data()).tr_id == "HDFSASP0"
