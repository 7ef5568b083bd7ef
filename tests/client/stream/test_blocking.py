"""The blocking streams against a running haero, in both environments; cut, slow, refused and closed."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haero.client.errors import Answered
from haero.client.stream.blocking import Line, NoticeStream, QuoteStream
from haero.client.stream.failures import NoticeTimeout, StreamClosed, TooManyRegistrations
from haero.client.stream.messages import (
    ACCEPTED,
    CANCELLED,
    FILLED,
    LOST,
    REVISED,
    BookTick,
    Feed,
    Notice,
    OrderRow,
    TradeTick,
    Trouble,
    TroubleKind,
)
from haero.terms import Environment, Exchange
from tests.client.stream.broker import QUICK, blocking, cutter, long_ago, rows_of
from tests.server.websocket.client import approval_of, until
from tests.support import Caller, running

OURS = {"haero-stream", "haero-catch-up", "haero-callback"}


def odno(answer: Any) -> str:
    assert answer.json["rt_cd"] == "0", answer
    return str(answer.json["output"]["ODNO"])


@asynccontextmanager
async def listening(caller: Caller, url: str = "", **more: Any) -> AsyncIterator[NoticeStream]:
    """The account's notices, opened in a thread and closed at the end."""
    line = Line(url or caller.urls[f"ws_{caller.app.environment}"], blocking(approval_of, caller), policy=QUICK)
    usual: dict[str, Any] = {
        "hts_id": caller.app.hts_id,
        "environment": Environment(caller.app.environment),
        "catch_up": blocking(rows_of, caller),
    }
    stream = NoticeStream(line, **usual | more)
    try:
        await asyncio.to_thread(stream.open)
        yield stream
    finally:
        await asyncio.to_thread(stream.close)
        assert not [one for one in threading.enumerate() if one.name in OURS]


@pytest.mark.parametrize("environment", ["real", "mock"])
async def test_the_life_of_an_order(tmp_path: Path, environment: str) -> None:
    async with running(tmp_path, notice_fields=25 if environment == "real" else 21) as haero:
        caller: Caller = getattr(haero, environment)
        async with listening(caller) as notices:
            first = odno(await caller.buy())
            accepted = await asyncio.to_thread(notices.wait, first, ACCEPTED, 5)
            assert (accepted.odno, accepted.symbol, accepted.exchange) == (first, "AAPL", Exchange.NASDAQ)
            assert (accepted.quantity, accepted.price, accepted.gap) == (10, Decimal("100.0000"), False)
            await caller.print("99.99", 4)
            part = await asyncio.to_thread(notices.wait, int(first), FILLED, 5)
            assert (part.quantity, part.filled, part.ordered, part.price) == (4, 4, 10, Decimal("100"))
            second = odno(await caller.change(first, "01", ORD_QTY="6", OVRS_ORD_UNPR="98.00"))
            revised = await asyncio.to_thread(notices.wait, first, REVISED, 5)
            assert (revised.odno, revised.original) == (second, first)
            odno(await caller.change(second, "02", ORD_QTY="6"))
            await asyncio.to_thread(notices.wait, second, CANCELLED, 5)
            with pytest.raises(NoticeTimeout):
                await asyncio.to_thread(notices.wait, second, FILLED, 0.02)
            reader = iter(notices)
            heard = [await asyncio.to_thread(next, reader) for _ in range(4)]
            assert [one.kind for one in heard] == [ACCEPTED, FILLED, REVISED, CANCELLED]
            text = repr(heard)
            assert caller.app.hts_id not in text
            assert caller.account["CANO"] not in text


async def test_what_a_lost_connection_missed_is_told_once(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        async with cutter(haero.urls["ws_real"]) as (proxy, url), listening(caller, url) as notices:
            troubles: list[Trouble] = []
            notices.on_trouble(troubles.append)
            first = odno(await caller.buy())
            await asyncio.to_thread(notices.wait, first, ACCEPTED, 5)
            await caller.print("99.99", 4)
            await asyncio.to_thread(notices.wait, first, FILLED, 5)
            proxy.shut = True
            proxy.cut()
            await until(lambda: not notices.status.registered)
            await caller.print("99.50", 3)
            second = odno(await caller.buy(ORD_QTY="2", OVRS_ORD_UNPR="99.00"))
            third = odno(await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="50.00"))
            cancel = odno(await caller.change(third, "02", ORD_QTY="1"))
            await caller.print("98.00", 5)
            proxy.shut = False
            missed = await asyncio.to_thread(notices.wait, first, FILLED, 5, whole=True)
            assert (missed.quantity, missed.gap, missed.filled, missed.price) == (6, True, 10, Decimal("100"))
            late = await asyncio.to_thread(notices.wait, second, FILLED, 5, whole=True)
            assert (late.quantity, late.gap, late.price) == (2, True, Decimal("99"))
            assert (await asyncio.to_thread(notices.wait, second, ACCEPTED, 0)).gap
            assert (await asyncio.to_thread(notices.wait, third, CANCELLED, 1)).odno == cancel
            fourth = odno(await caller.buy(ORD_QTY="1"))
            await caller.print("98.00", 5)
            assert not (await asyncio.to_thread(notices.wait, fourth, FILLED, 5)).gap
            await until(lambda: TroubleKind.DISCONNECTED in {one.kind for one in troubles})
            fills = [one.quantity for one in notices._notices.history if one.kind is FILLED]
            assert sorted(fills) == [1, 2, 4, 6]


async def test_equal_fills_of_one_second_are_two(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        async with listening(caller) as notices:
            first = odno(await caller.buy())
            for _ in range(3):
                await caller.print("99.99", 2)
            await until(lambda: sum(one.kind is FILLED for one in notices._notices.history) == 3)
            fills = [one for one in notices._notices.history if one.kind is FILLED]
            assert [(one.odno, one.quantity, one.gap, one.doubtful, one.filled) for one in fills] == [
                (first, 2, False, False, filled) for filled in (2, 4, 6)
            ]


async def test_what_was_before_is_told_only_with_since(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        first = odno(await caller.buy())
        await caller.print("99.99", 4)
        async with listening(caller) as notices:
            await caller.print("99.99", 1)
            found = await asyncio.to_thread(notices.wait, first, FILLED, 5)
            await asyncio.sleep(0.2)
            assert [one.quantity for one in notices._notices.history] == [1]
            assert not found.gap
        async with listening(caller, since=long_ago()) as notices:
            found = await asyncio.to_thread(notices.wait, first, FILLED, 5)
            assert (found.quantity, found.gap, found.filled) == (5, True, 5)


async def test_a_slow_reader_is_told_what_it_lost_and_misses_no_quantity(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        async with listening(caller, room=2) as notices:
            odno(await caller.buy())
            for _ in range(5):
                await caller.print("99.99", 1)
            await until(lambda: len(notices._notices.history) == 6)
            heard = [await asyncio.to_thread(next, iter(notices)) for _ in range(4)]
            assert [(one.kind, one.quantity, one.gap) for one in heard] == [
                (ACCEPTED, 10, False),
                (FILLED, 1, False),
                (LOST, 4, True),
                (FILLED, 4, True),
            ]


async def test_a_callback_that_raises_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        heard: list[Notice] = []

        def callback(one: Notice) -> None:
            heard.append(one)
            raise RuntimeError("mine")

        async with listening(caller) as notices:
            notices.on_notice(callback)
            odno(await caller.buy())
            await caller.print("99.99", 1)
            await until(lambda: len(heard) == 2)
            assert caplog.text.count("a callback failed") >= 1
            assert notices.status.registered


async def test_quotes_and_notices_share_a_line(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        line = Line(caller.urls["ws_real"], blocking(approval_of, caller), policy=QUICK)
        quotes = QuoteStream(line)
        quotes.add(Exchange.NASDAQ, "AAPL")
        notices = NoticeStream(line, hts_id=caller.app.hts_id, environment=Environment.REAL)
        await asyncio.to_thread(quotes.open)
        await asyncio.to_thread(notices.open)
        reader = iter(quotes)
        await caller.quote("99.00", 10, "99.10", 20)
        book = await asyncio.to_thread(next, reader)
        assert isinstance(book, BookTick)
        assert (book.bid, book.ask, book.levels[0].ask_size) == (Decimal("99.0000"), Decimal("99.1000"), 20)
        await caller.print("99.05", 7)
        trade = await asyncio.to_thread(next, reader)
        assert isinstance(trade, TradeTick)
        assert (trade.symbol, trade.price, trade.size, trade.feed) == ("AAPL", Decimal("99.0500"), 7, Feed.FREE)
        quotes.add(Exchange.NASDAQ, "MSFT", book=False)
        await until(lambda: len(line.session.registered) == 4)
        await caller.print("400.00", 1, "MSFT")
        other = await asyncio.to_thread(next, reader)
        assert isinstance(other, TradeTick)
        assert other.symbol == "MSFT"
        quotes.remove(Exchange.NASDAQ, "AAPL")
        await asyncio.to_thread(quotes.close)
        first = odno(await caller.buy())
        assert (await asyncio.to_thread(notices.wait, first, ACCEPTED, 5)).odno == first
        await asyncio.to_thread(notices.close)
        assert list(reader) == []


async def test_refusals_and_the_limit(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        line = Line(caller.urls["ws_real"], blocking(approval_of, caller), policy=QUICK)
        quotes = QuoteStream(line)
        quotes.add(Exchange.NASDAQ, "NOSUCH", book=False)
        quotes.add(Exchange.NASDAQ, "AAPL", book=False)
        await asyncio.to_thread(quotes.open)
        [(registration, error)] = quotes.refused.items()
        assert (registration.tr_key, error.code) == ("DNASNOSUCH", "OPSP8992")
        for number in range(39):
            quotes.add(Exchange.NASDAQ, f"X{number}", book=False)
        with pytest.raises(TooManyRegistrations):
            quotes.add(Exchange.NASDAQ, "MSFT", book=False)
        with pytest.raises(TooManyRegistrations):
            NoticeStream(line, hts_id="h", environment=Environment.REAL).open()
        await asyncio.to_thread(quotes.close)
        mock = NoticeStream(
            Line(caller.urls["ws_real"], blocking(approval_of, caller), policy=QUICK),
            hts_id=caller.app.hts_id,
            environment=Environment.MOCK,
        )
        with pytest.raises(Answered, match="OPSP8991"):
            await asyncio.to_thread(mock.open)


async def test_no_secret_in_any_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger at DEBUG, over a whole life with a reconnection."""
    async with running(tmp_path) as haero:
        caller = haero.real
        shown: list[str] = []

        async def approve() -> str:
            shown.append(await approval_of(caller))
            return shown[-1]

        caplog.set_level(logging.DEBUG)
        async with cutter(haero.urls["ws_real"]) as (proxy, url):
            line = Line(url, blocking(approve), policy=QUICK)
            stream = NoticeStream(line, hts_id=caller.app.hts_id, environment=Environment.REAL)
            await asyncio.to_thread(stream.open)
            first = odno(await caller.buy())
            await asyncio.to_thread(stream.wait, first, ACCEPTED, 5)
            secrets = [*shown, caller.app.hts_id, line.session._keys["H0GSCNI0"].key, caller.account["CANO"]]
            proxy.cut()
            await until(lambda: stream.status.connections == 2 and stream.status.registered)
            await asyncio.to_thread(stream.close)
        mine = [one for one in caplog.records if one.name.startswith(("haero.client", "websockets"))]
        assert mine
        text = "\n".join(one.getMessage() for one in mine) + repr((line, stream, stream.status, line.session))
        assert not [secret for secret in secrets if secret in text]


async def test_closing_from_a_callback_and_twice(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        async with listening(caller) as notices:
            done = threading.Event()

            def callback(one: Notice) -> None:
                notices.close()
                done.set()

            notices.on_notice(callback)
            odno(await caller.buy())
            assert await asyncio.to_thread(done.wait, 5)
            with pytest.raises(StreamClosed):
                notices.open()


async def test_a_question_that_fails_is_asked_again(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        failures = [OSError("appkey=secret"), ValueError("secret")]
        ask = blocking(rows_of, caller)

        def catch_up(since: datetime) -> list[OrderRow]:
            if failures:
                raise failures.pop()
            found: list[OrderRow] = ask()
            return found

        first = odno(await caller.buy())
        await caller.print("99.99", 4)
        async with listening(caller, catch_up=catch_up, since=long_ago()) as notices:
            found = await asyncio.to_thread(notices.wait, first, FILLED, 5)
            assert (found.quantity, found.gap) == (4, True)
            kinds = [one.kind for one in notices.status.troubles]
            assert kinds == [TroubleKind.UNCHECKED] * 2
            assert "secret" not in str(notices.status.troubles)


async def test_two_readers_hear_the_same(tmp_path: Path) -> None:
    async with running(tmp_path) as haero:
        caller = haero.real
        async with listening(caller) as notices:
            other, gone = notices.reader(), notices.reader()
            gone.close()
            first = odno(await caller.buy())
            for reader in (iter(notices), other):
                assert (await asyncio.to_thread(next, reader)).odno == first
            waiting = asyncio.create_task(asyncio.to_thread(list, other))
            await asyncio.sleep(0.01)
        assert await waiting == []
