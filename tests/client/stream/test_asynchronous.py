"""The asynchronous streams against a running haero: the same promises as the blocking ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haero.client.stream.asynchronous import AsyncLine, AsyncNoticeStream, AsyncQuoteStream
from haero.client.stream.failures import NoticeTimeout, StreamClosed, TooManyRegistrations
from haero.client.stream.messages import (
    ACCEPTED,
    CANCELLED,
    FILLED,
    LOST,
    REVISED,
    BookTick,
    Lost,
    Notice,
    OrderRow,
    TradeTick,
)
from haero.client.stream.policy import StreamPolicy
from haero.terms import Environment, Exchange
from tests.client.stream.broker import QUICK, cutter, rows_of
from tests.client.stream.test_blocking import odno
from tests.server.websocket.client import approval_of, until
from tests.support import Caller, running


def line_of(caller: Caller, url: str = "", policy: StreamPolicy = QUICK) -> AsyncLine:
    return AsyncLine(url or caller.urls[f"ws_{caller.app.environment}"], lambda: approval_of(caller), policy=policy)


@asynccontextmanager
async def listening(caller: Caller, url: str = "", **more: Any) -> AsyncIterator[AsyncNoticeStream]:
    async def catch_up(since: datetime) -> list[OrderRow]:
        return await rows_of(caller)

    usual: dict[str, Any] = {
        "hts_id": caller.app.hts_id,
        "environment": Environment(caller.app.environment),
        "catch_up": catch_up,
    }
    async with AsyncNoticeStream(line_of(caller, url), **usual | more) as stream:
        yield stream
    assert not [
        one for one in asyncio.all_tasks() if one.get_name() in {"haero-stream", "haero-catch-up", "haero-callback"}
    ]


@pytest.mark.parametrize("environment", ["real", "mock"])
async def test_the_life_of_an_order(tmp_path: Path, environment: str) -> None:
    async with running(tmp_path) as haero:
        caller: Caller = getattr(haero, environment)
        async with listening(caller) as notices:
            first = odno(await caller.buy())
            await caller.print("99.99", 4)
            part = await notices.wait(first, FILLED, 5)
            assert (part.quantity, part.filled, part.ordered, part.price) == (4, 4, 10, Decimal("100"))
            second = odno(await caller.change(first, "01", ORD_QTY="6", OVRS_ORD_UNPR="98.00"))
            assert (await notices.wait(first, REVISED, 5)).odno == second
            odno(await caller.change(second, "02", ORD_QTY="6"))
            await notices.wait(second, CANCELLED, 5)
            with pytest.raises(NoticeTimeout):
                await notices.wait(second, FILLED, 0.02)
            heard = [one.kind async for one in first_of(notices, 4)]
            assert heard == [ACCEPTED, FILLED, REVISED, CANCELLED]


async def first_of(stream: Any, count: int) -> AsyncIterator[Any]:
    """So many items of a stream."""
    reader = aiter(stream)
    for _ in range(count):
        yield await anext(reader)


async def test_what_a_lost_connection_missed_is_told_once(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        async with cutter(haero.urls["ws_real"]) as (proxy, url), listening(caller, url) as notices:
            first = odno(await caller.buy())
            await caller.print("99.99", 4)
            await notices.wait(first, FILLED, 5)
            for _ in range(3):
                proxy.shut = True
                proxy.cut()
                await until(lambda: not notices.status.registered)
                await caller.print("99.50", 2)
                proxy.shut = False
                await until(lambda: notices.status.registered)
            missed = await notices.wait(first, FILLED, 5, whole=True)
            assert (missed.gap, missed.filled) == (True, 10)
            assert sum(one.quantity for one in notices._notices.history if one.kind is FILLED) == 10
            assert notices.status.connections == 4


async def test_a_slow_reader_and_callbacks(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        heard: list[Notice] = []

        async def callback(one: Notice) -> None:
            heard.append(one)
            raise RuntimeError("mine")

        async with listening(caller, room=1) as notices:
            notices.on_notice(callback)
            odno(await caller.buy())
            for _ in range(3):
                await caller.print("99.99", 1)
            await until(lambda: len(heard) >= 4)
            assert caplog.text.count("a callback failed") >= 4
            kinds = [(one.kind, one.quantity) async for one in first_of(notices, 3)]
            assert kinds == [(ACCEPTED, 10), (LOST, 3), (FILLED, 3)]
            waiting = asyncio.create_task(notices.wait(99, FILLED))
            await asyncio.sleep(0)
        with pytest.raises(StreamClosed):
            await waiting


async def test_quotes_and_notices_share_a_line(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        line = line_of(caller)
        async with AsyncQuoteStream(line, room=3) as quotes:
            await quotes.add(Exchange.NASDAQ, "AAPL")
            await quotes.add(Exchange.NASDAQ, "NOSUCH", book=False)
            mine: dict[str, Any] = {"hts_id": caller.app.hts_id, "environment": Environment.REAL}
            async with AsyncNoticeStream(line, **mine) as notices, AsyncNoticeStream(line, **mine) as again:
                await until(lambda: quotes._quotes.ready)
                assert [one.tr_key for one in quotes.refused] == ["DNASNOSUCH"]
                await caller.quote("99.00", 10, "99.10", 20)
                await caller.print("99.05", 7)
                book, trade = [one async for one in first_of(quotes, 2)]
                assert isinstance(book, BookTick)
                assert isinstance(trade, TradeTick)
                assert (book.bid, trade.price) == (Decimal("99.0000"), Decimal("99.0500"))
                for size in range(5):
                    await caller.print("99.05", size + 1)
                await until(lambda: quotes._own._box._lost == 2)  # type: ignore[attr-defined]
                late = [one async for one in first_of(quotes, 2)]
                assert late[0] == Lost(2)
                assert late[1].size == 3
                number = odno(await caller.buy())
                for stream in (notices, again):
                    assert (await stream.wait(number, ACCEPTED, 5)).odno == number
            for count in range(38):
                await quotes.add(Exchange.NASDAQ, f"X{count}", book=False)
            with pytest.raises(TooManyRegistrations):
                await quotes.add(Exchange.NASDAQ, "MSFT", book=False)
            await quotes.remove(Exchange.NASDAQ, "AAPL")
            assert len(line._wanted) == 39


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("notice-lost", [(4, True)]),
        ("notice-doubled", [(4, False)]),
        ("notice-late", [(4, True)]),
        ("stream-cut", [(4, True)]),
    ],
)
async def test_faults_of_notices(tmp_path: Path, fault: str, told: list[tuple[int, bool]]) -> None:
    """Lost, doubled, late and cut: one fill each time. A late one is found by the question that looks after things anyway."""
    async with running(tmp_path) as haero:
        caller = haero.real

        async def catch_up(since: datetime) -> list[OrderRow]:
            return await rows_of(caller)

        policy = QUICK._replace(audit=0.1, doubt=5.0)
        mine: dict[str, Any] = {"hts_id": caller.app.hts_id, "environment": Environment.REAL, "catch_up": catch_up}
        async with AsyncNoticeStream(line_of(caller, policy=policy), **mine) as notices:
            first = odno(await caller.buy())
            await notices.wait(first, ACCEPTED, 5)
            body = {"name": fault} | ({"params": {"seconds": 0.5}} if fault == "notice-late" else {})
            assert (await caller.control("POST", "/control/faults", body)).status in {200, 201}
            await caller.print("99.99", 4)
            await notices.wait(first, FILLED, 5)
            if fault in {"notice-late", "notice-doubled"}:  # its double was dropped
                await until(lambda: notices._notices.dropped == 1)
            fills = [(one.quantity, one.gap) for one in notices._notices.history if one.kind is FILLED]
            assert fills == told
