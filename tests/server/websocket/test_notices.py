"""Events to notices: every stage field by field, and nothing before it is on disk."""

import asyncio
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haero.broker.broker import Broker
from haero.broker.feed import Observer
from haero.desk.commands import CancelOrder, PlaceOrder, ReviseOrder
from haero.desk.events import Event
from haero.kis import notice
from haero.kis.words import NOTICE_KINDS
from haero.server.websocket import notices as module
from haero.server.websocket.connection import Connection
from haero.server.websocket.notices import STAGES, NoticePace, Notices, values_of
from haero.server.websocket.registration import Registration
from haero.server.websocket.subscriptions import Subscriptions
from haero.terms import Exchange, OrderType, Side
from tests.makers import ALICE, BOB, CLOSE, D, house, place
from tests.server.websocket.fakes import FakeSocket, settle

USUAL = {
    "CUST_ID": "h1000001", "ACNT_NO": "8100000101", "ODER_NO": "1", "OODER_NO": "", "SELN_BYOV_CLS": "02", "RCTF_CLS": "0",
    "ODER_KIND2": "2", "STCK_SHRN_ISCD": "AAPL", "CNTG_QTY": "0000000010", "CNTG_UNPR": "001000000", "STCK_CNTG_HOUR": "000000",
    "RFUS_YN": "0", "CNTG_YN": "1", "ACPT_YN": "1", "BRNC_NO": "", "ODER_QTY": "", "ACNT_NAME": "haero real",
    "CNTG_ISNM": "애플", "ODER_COND": "6", "DEBT_GB": "10", "DEBT_DATE": "", "START_TM": "", "END_TM": "", "TM_DIV_TP": "",
    "CNTG_UNPR12": "000001000000",
}  # fmt: skip
"""An accepted order of 10 AAPL at 100.00."""


class Ear(Observer):
    """Listens to an account of a broker, without a network: `told` are the records that were sent, decrypted."""

    def __init__(self, broker: Broker, fields: int = 25, delay_ms: int = 0) -> None:
        self.broker, self.socket = broker, FakeSocket()
        self.session = Connection(self.socket)
        self.subscriptions = Subscriptions()
        self.subscriptions.listen(self.session, Registration("H0GSCNI0", "h"), ALICE)
        self.notices = Notices(self.subscriptions, NoticePace(fields, delay_ms))
        self.attach(broker)
        self.task = asyncio.create_task(self.session.run(lambda session, heard: None))

    def attach(self, broker: Broker) -> None:
        self.notices.attach(broker, asyncio.get_running_loop())
        broker.feed.follow(self)

    def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
        self.notices.happened(seq, at, account, event)

    async def told(self, seq: int | None = None) -> list[dict[str, str]]:
        """What comes out once events up to `seq` (all) are durable."""
        before = len(self.socket.sent)
        self.notices.durable(self.broker.journal.seq if seq is None else seq)
        await asyncio.sleep(0.002)
        await settle()
        return [notice.read(self.opened(frame)) for frame in self.socket.sent[before:]]

    def opened(self, frame: bytes) -> str:
        flag, tr_id, count, payload = frame.decode().split("|")
        assert (flag, tr_id, count) == ("1", "H0GSCNI0", "001")
        return notice.decrypt(payload, self.session.key)

    async def close(self) -> None:
        self.socket.leave()
        await self.task


async def test_the_whole_life_of_an_order(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        broker = opened.broker
        ear = Ear(broker)
        nasdaq = Exchange.NASDAQ
        broker.submit(place())
        assert await ear.told() == [USUAL]
        broker.post_print(nasdaq, "AAPL", D("99.99"), 4)
        fill = USUAL | {"CNTG_QTY": "0000000004", "CNTG_YN": "2", "ACPT_YN": "2", "ODER_QTY": "000000010"}
        assert await ear.told() == [fill]
        broker.submit(ReviseOrder(ALICE, nasdaq, "AAPL", 1, 5, D("98.12")))
        revised = USUAL | {
            "ODER_NO": "2", "OODER_NO": "1", "RCTF_CLS": "1", "CNTG_QTY": "0000000005", "CNTG_UNPR": "000981200",
            "ACPT_YN": "2", "CNTG_UNPR12": "000000981200",
        }  # fmt: skip
        assert await ear.told() == [revised]
        broker.post_print(nasdaq, "AAPL", D("98.00"), 100)
        found = await ear.told()
        assert [(one["ODER_NO"], one["OODER_NO"], one["CNTG_QTY"], one["ODER_QTY"]) for one in found] == [
            ("1", "", "0000000001", "000000010"),
            ("2", "1", "0000000005", "000000005"),
        ]
        assert {(one["RCTF_CLS"], one["CNTG_YN"], one["ACPT_YN"]) for one in found} == {("0", "2", "2")}
        broker.submit(place(Side.SELL, 3, "120.50"))
        assert (await ear.told())[0] == USUAL | {
            "ODER_NO": "3", "SELN_BYOV_CLS": "01", "CNTG_QTY": "0000000003", "CNTG_UNPR": "001205000",
            "CNTG_UNPR12": "000001205000",
        }  # fmt: skip
        broker.submit(CancelOrder(ALICE, nasdaq, "AAPL", 3, 0))
        assert (await ear.told())[0] == USUAL | {
            "ODER_NO": "4", "OODER_NO": "3", "SELN_BYOV_CLS": "01", "RCTF_CLS": "2", "CNTG_QTY": "0000000003",
            "CNTG_UNPR": "000000000", "ACPT_YN": "2", "CNTG_UNPR12": "000000000000",
        }  # fmt: skip
        await ear.close()


async def test_a_refusal_by_the_market(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        broker = opened.broker
        ear = Ear(broker)
        broker.submit(place())
        await ear.told()
        refuse(broker, ALICE, 1)
        assert await ear.told() == [USUAL | {"RFUS_YN": "1"}]
        await ear.close()


def refuse(broker: Broker, account_id: str, number: int) -> None:
    """The market refuses an accepted order: no venue of today does, a later one will."""
    account = broker.state.accounts[account_id]
    order = account.orders[number]
    broker.floor.venue.reduce(account_id, order, order.open)
    broker._recorder.record(broker.market.clock.now(), account_id, broker.desk.reject(account, number, "halted"))


async def test_what_an_auction_leaves_over_is_told(tmp_path: Path) -> None:
    """An LOC that the closing print does not reach, and what the time of a TWAP leaves over: ACPT_YN 3."""
    with house(tmp_path) as opened:
        broker = opened.broker
        ear = Ear(broker)
        broker.submit(place(type=OrderType.LIMIT_ON_CLOSE, price="99.00"))
        broker.submit(place(type=OrderType.TWAP, price="98.00", starts=time(1), ends=time(2)))
        loc, twap = await ear.told()
        assert (loc["ODER_KIND2"], loc["START_TM"], loc["TM_DIV_TP"]) == ("D", "", "")
        assert (twap["ODER_KIND2"], twap["START_TM"], twap["END_TM"], twap["TM_DIV_TP"]) == (
            "2",
            "010000",
            "020000",
            "00",
        )
        broker.move_clock(broker.state.accounts[ALICE].orders[2].expires)
        assert [
            (one["ODER_NO"], one["CNTG_QTY"], one["CNTG_YN"], one["ACPT_YN"], one["RFUS_YN"])
            for one in await ear.told()
        ] == [("2", "0000000010", "1", "3", "0")]
        broker.move_clock(CLOSE - timedelta(minutes=1))
        broker.post_print(Exchange.NASDAQ, "AAPL", D("100.00"), 1000)
        broker.move_clock(CLOSE)
        (left,) = await ear.told()
        assert (left["ODER_NO"], left["CNTG_YN"], left["ACPT_YN"], left["STCK_CNTG_HOUR"]) == ("1", "1", "3", "060000")
        await ear.close()


async def test_the_end_of_a_day_order_is_not_told(tmp_path: Path) -> None:
    """No source says that KIS sends one."""
    with house(tmp_path) as opened:
        broker = opened.broker
        ear = Ear(broker)
        broker.submit(place())
        await ear.told()
        broker.move_clock(broker.state.accounts[ALICE].orders[1].expires)
        assert broker.state.accounts[ALICE].orders[1].open == 0
        assert await ear.told() == []
        await ear.close()


async def test_nothing_is_told_before_it_is_on_disk_and_all_in_order(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        broker = opened.broker
        ear = Ear(broker)
        start = broker.journal.seq
        for _ in range(5):
            broker.submit(place(quantity=1))
        await settle()
        assert ear.socket.sent == []
        assert [one["ODER_NO"] for one in await ear.told(start)] == []
        assert [one["ODER_NO"] for one in await ear.told(start + 2)] == ["1", "2"]
        assert [one["ODER_NO"] for one in await ear.told(start + 2)] == []
        assert [one["ODER_NO"] for one in await ear.told()] == ["3", "4", "5"]
        await ear.close()


async def test_accounts_that_nobody_listens_to_cost_nothing(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        ear = Ear(opened.broker)
        opened.broker.submit(place(account=BOB))
        assert not ear.notices._pending
        assert await ear.told() == []
        ear.subscriptions.forget_all(ear.session)
        opened.broker.submit(place())
        assert not ear.notices._pending
        await ear.close()


async def test_who_left_before_the_delivery_is_not_told(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        ear = Ear(opened.broker)
        opened.broker.submit(place())
        ear.subscriptions.forget_all(ear.session)
        assert await ear.told() == []
        assert not ear.notices._pending
        await ear.close()


async def test_a_new_house_does_not_tell_the_stories_of_the_old_one(tmp_path: Path) -> None:
    with house(tmp_path / "old") as old, house(tmp_path / "new") as new:
        ear = Ear(old.broker, delay_ms=1)
        old.broker.submit(place(quantity=7))
        ear.notices.durable(10**6)  # its timer is on its way
        ear.attach(new.broker)
        new.broker.submit(place(quantity=8))
        await asyncio.sleep(0.01)
        assert ear.socket.sent == []
        ear.broker = new.broker
        ear.notices.durable(new.broker.journal.seq)
        await asyncio.sleep(0.01)
        assert [notice.read(ear.opened(f))["CNTG_QTY"] for f in ear.socket.sent] == ["0000000008"]
        await ear.close()


async def test_a_burst_is_told_whole_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BURST", 7)
    with house(tmp_path) as opened:
        broker = opened.broker
        ear = Ear(broker)
        for _ in range(50):
            broker.submit(place(quantity=1))
        ear.notices.durable(broker.journal.seq)
        for _ in range(100):
            await asyncio.sleep(0)
        await asyncio.sleep(0.005)
        assert [notice.read(ear.opened(f))["ODER_NO"] for f in ear.socket.sent] == [str(n) for n in range(1, 51)]
        await ear.close()


def listen_too(ear: Ear, account: str) -> tuple[Connection, FakeSocket, asyncio.Task[None]]:
    """A second session in the same tables."""
    socket = FakeSocket()
    session = Connection(socket)
    ear.subscriptions.listen(session, Registration("H0GSCNI0", "x"), account)
    return session, socket, asyncio.create_task(session.run(lambda session, heard: None))


async def test_notices_wait_for_a_session_that_takes_no_more_and_only_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HIGH_WATER", 3)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.001)
    with house(tmp_path) as opened:
        broker = opened.broker
        ear = Ear(broker)
        session, socket, task = listen_too(ear, BOB)
        socket.blocked = asyncio.Event()
        for _ in range(20):
            broker.submit(place(account=BOB, quantity=1))
            broker.submit(place(quantity=1))
        await ear.told()
        async with asyncio.timeout(5):
            while len(ear.socket.sent) < 20:
                await asyncio.sleep(0.001)
        assert (socket.sent, session.waiting) == ([], 3)
        socket.blocked.set()
        async with asyncio.timeout(5):
            while len(socket.sent) < 20:
                await asyncio.sleep(0.001)
        numbers = [notice.read(notice.decrypt(f.decode().split("|")[3], session.key))["ODER_NO"] for f in socket.sent]
        assert numbers == [str(n) for n in range(1, 21)]
        assert not ear.notices._lanes
        socket.leave()
        await task
        await ear.close()


@pytest.mark.parametrize("limit", ["STALL_SECONDS", "MAX_LANE"])
async def test_a_session_that_stays_full_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(module, "HIGH_WATER", 3)
    monkeypatch.setattr(module, limit, 0)
    with house(tmp_path) as opened:
        ear = Ear(opened.broker)
        _, socket, task = listen_too(ear, BOB)
        socket.blocked = asyncio.Event()
        for _ in range(20):
            opened.broker.submit(place(account=BOB, quantity=1))
        await ear.told()
        assert (socket.how, ear.socket.how, ear.notices._lanes) == ("cut", "", {})
        await task
        await ear.close()


async def test_a_defect_in_one_record_does_not_silence_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house(tmp_path) as opened:
        ear = Ear(opened.broker)
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        with monkeypatch.context() as patch:
            patch.setattr(notice, "frame", None)
            opened.broker.submit(place())
            assert await ear.told() == []
        opened.broker.submit(place())
        assert [one["ODER_NO"] for one in await ear.told()] == ["2"]
        await ear.close()


async def test_the_number_of_fields_is_a_setting(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        ear = Ear(opened.broker, fields=21)
        opened.broker.submit(place())
        (found,) = await ear.told()
        assert list(found) == list(notice.FIELDS[:21])
        assert found == {name: USUAL[name] for name in found}
        await ear.close()


async def test_the_delay_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with house(tmp_path) as opened:
        ear = Ear(opened.broker, delay_ms=5)
        waits: list[float] = []
        monkeypatch.setattr(ear.notices, "_loop", Timers(waits))
        opened.broker.submit(place())
        ear.notices.durable(opened.broker.journal.seq)
        assert waits == [0.005]
        await ear.close()


class Timers:
    def __init__(self, waits: list[float]) -> None:
        self.waits = waits

    def call_later(self, delay: float, *_: Any) -> None:
        self.waits.append(delay)


def test_every_order_type_has_its_kind() -> None:
    assert {kind: NOTICE_KINDS[kind] for kind in OrderType} == {
        OrderType.LIMIT: "2",
        OrderType.MARKET_ON_OPEN: "A",
        OrderType.LIMIT_ON_OPEN: "B",
        OrderType.MARKET_ON_CLOSE: "C",
        OrderType.LIMIT_ON_CLOSE: "D",
        OrderType.TWAP: "2",
        OrderType.VWAP: "2",
        OrderType.ODD_LOT_LIMIT: "7",
    }


@pytest.mark.parametrize(
    ("exchange", "symbol", "price", "when", "condition", "text"),
    [
        (Exchange.NYSE, "IBM", "250.5", "2026-11-20T15:00:00+00:00", "7", "002505000"),
        (Exchange.AMEX, "SPY", "600", "2026-11-20T15:00:00+00:00", "8", "006000000"),
        (Exchange.HONG_KONG, "00700", "400.2", "2026-11-20T03:00:00+00:00", "4", "000400200"),
        (Exchange.TOKYO, "7203", "2500", "2026-11-20T01:00:00+00:00", "D", "000025000"),
        (Exchange.SHANGHAI, "600519", "1500.55", "2026-11-20T03:00:00+00:00", "A", "001500550"),
        (Exchange.SHENZHEN, "000001", "12.5", "2026-11-20T03:00:00+00:00", "B", "000012500"),
        (Exchange.HO_CHI_MINH, "VNM", "60000", "2026-11-20T03:00:00+00:00", "F", "000060000"),
        (Exchange.HANOI, "SHS", "22000", "2026-11-20T03:00:00+00:00", "E", "000022000"),
    ],
)
def test_markets(
    tmp_path: Path, exchange: Exchange, symbol: str, price: str, when: str, condition: str, text: str
) -> None:
    with house(tmp_path, at=when) as opened:
        broker = opened.broker
        found = broker.market.instruments.get(exchange, symbol)
        assert found is not None, f"{symbol} is not in the built-in list"
        event = broker.submit(
            PlaceOrder(ALICE, exchange, symbol, Side.BUY, OrderType.LIMIT, found.lot, Decimal(price))
        ).event
        account = broker.state.accounts[ALICE]
        stage = STAGES[type(event)](account, event)
        assert stage is not None
        values = values_of(broker, account, broker.market.clock.now(), stage)
        assert (values["ODER_COND"], values["CNTG_UNPR"], values["STCK_SHRN_ISCD"]) == (condition, text, symbol)
