"""The client of asyncio: a story of each group of calls. The calls are generated from those of the blocking client."""

import asyncio
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

import haero
from haero.cli import env_forms
from haero.client.orders.plan import PlanKind
from haero.client.results.balance import HoldingTotals
from haero.client.results.orders import AlgoTotal
from tests.client.matrix.hands import QUICK
from tests.client.results.classes import wrong_types
from tests.client.stage import QUOTES, House

HALVES = ("real", "mock")
ASIA = ("SEHK", "SHAA", "SZAA", "TKSE", "HASE", "VNSE")


@pytest.mark.parametrize("half", HALVES)
async def test_an_order_and_what_can_be_done_with_it(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    async with new_york.async_client(keys) as kis:
        order = await kis.buy("AAPL", 10, "150", key="mine")
        assert isinstance(order, haero.AsyncOrder)
        assert await kis.buy("AAPL", 10, haero.Limit("150.00"), key="mine") == order
        revised = await order.revise("151")
        again = await kis.revise(await kis.find_order(revised.odno), "152")
        (row,) = await kis.open_orders()
        assert (row.odno, row.price, row.original) == (again.odno, Decimal(152), revised.odno)
        plan = await kis.cancel(row, dry_run=True)
        assert plan.is_cancel
        await kis.cancel(row)
        assert await kis.open_orders() == []
        assert [one.odno async for one in kis.orders()][:3] == [order.odno, revised.odno, again.odno]
        kis.limits = haero.Limits(max_quantity=5)
        with pytest.raises(haero.LimitExceeded):
            await kis.sell("AAPL", 6, "190")
    assert len(new_york.held(keys).orders) == 4


@pytest.mark.parametrize("half", HALVES)
async def test_nine_exchanges_at_once(new_york: House, seoul: House, half: str) -> None:
    """Orders of many tasks over one client; the books have each of them once."""
    for house, symbols in (
        (seoul, [symbol for symbol in QUOTES if symbol.startswith(ASIA)]),
        (new_york, [symbol for symbol in QUOTES if not symbol.startswith(ASIA)]),
    ):
        keys = house.keys(half, dict.fromkeys(("USD", "HKD", "CNY", "JPY", "VND"), "100000000"))
        async with house.async_client(keys) as kis:
            orders = await asyncio.gather(*(kis.buy(symbol, 100, QUOTES[symbol][1]) for symbol in symbols))
            fills = {row.odno: row async for row in kis.fills()}
        held = house.held(keys)
        assert {order.odno for order in orders} == fills.keys() == {f"{number:010d}" for number in held.orders}
        for order in orders:
            known, row = held.orders[int(order.odno)], fills[order.odno]
            assert (row.symbol, row.exchange, row.quantity, row.amount) == (
                order.symbol, known.exchange, known.filled, known.amount,
            )  # fmt: skip


@pytest.mark.parametrize("half", HALVES)
async def test_pages_are_read_as_far_as_somebody_looks(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    async with new_york.async_client(keys) as kis:
        placed = await asyncio.gather(*(kis.buy("AAPL", 1, "150") for _ in range(45)))
        odnos = sorted(order.odno for order in placed)
        rows = kis.orders()
        assert new_york.asked(keys, "inquire-ccnl") == []
        assert [row.odno for row in await rows.first(3)] == odnos[:3]
        assert len(new_york.asked(keys, "inquire-ccnl")) == 1
        assert [row.odno for row in await rows.all()] == odnos
        size = len(await anext(rows.pages()))
        assert len(new_york.asked(keys, "inquire-ccnl")) == -(-45 // size)
        assert sorted([row.odno async for row in kis.open_orders()]) == odnos
        polars = pytest.importorskip("polars")
        assert isinstance(table := await rows.to_polars(), polars.DataFrame)
        assert table["odno"].to_list() == odnos


@pytest.mark.parametrize("half", HALVES)
async def test_what_an_account_has(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    async with new_york.async_client(keys) as kis:
        await kis.buy("AAPL", 100, "185")
        balance, power = await asyncio.gather(kis.balance(), kis.buying_power("AAPL", "185"))
        held = new_york.held(keys)
        assert balance.holdings[0].quantity == held.positions["NASDAQ:AAPL"].quantity
        assert power.cash == held.cash[haero.Currency.USD].available
        holdings = kis.account.holdings()
        (sums,) = await holdings.also(HoldingTotals)
        assert (await holdings)[0].cost == sums.cost == held.positions["NASDAQ:AAPL"].cost
        assert (await kis.account.won_cash()).cash == held.cash[haero.Currency.KRW].available
        if half == "real":
            assert [row.amount for row in await kis.account.trades()] == [Decimal(18_500)]
            assert await kis.account.settled() == await kis.account.profits() == []
            assert (await kis.account.margins())[0].usable == power.cash
        else:
            for name in ("trades", "settled", "profits", "margins"):
                with pytest.raises(haero.NotOnMock, match=r"kis\."):
                    getattr(kis.account, name)()  # before anything is awaited


async def test_slices_after_midnight_in_korea(tmp_path: Path) -> None:
    with House(tmp_path, "2026-11-20T10:00:00-05:00") as house:
        house.quote_all()
        async with house.async_client(house.keys()) as kis:
            order = await kis.buy("AAPL", 100, haero.Twap("185"))
            house.control("clock", advance="PT10M")
            (row,) = await kis.account.algo_orders()
            fills = kis.account.algo_fills(order)
            (total,) = await fills.also(AlgoTotal)
            assert (row.odno, row.filled_quantity) == (order.odno, total.filled_quantity)
            assert sum([fill.quantity async for fill in fills]) == total.filled_quantity > 0


async def test_daytime_and_reservations(seoul: House) -> None:
    keys = seoul.keys()
    async with seoul.async_client(keys) as kis:
        order = await kis.daytime.buy("AAPL", 10, "100")
        revised = await order.revise("101")
        assert (await kis.cancel(revised)).kind is PlanKind.DAYTIME_CANCEL
        american, japanese = await kis.reserve.buy("AAPL", 10, "90"), await kis.reserve.buy("TKSE:7203", 100, "2700")
        with pytest.raises(haero.BadOrder, match="is a reservation"):
            await american.revise("91")
        (row,) = await kis.reserve.list(region="asia")
        assert row.number == japanese.odno
        await kis.reserve.cancel(row)
        await kis.cancel(american)
        assert [one.cancelled async for one in kis.reserve.list()] == [True]


async def test_the_market(tape: House) -> None:
    for half in HALVES:
        async with tape.async_client(tape.keys(half)) as kis:
            quote, price = await asyncio.gather(kis.quote("AAPL"), kis.market.price("AAPL"))
            assert quote.last == price.last
            bars = await kis.market.daily_bars("AAPL").first(150)
            assert len(bars) == 150
            assert all(later.day > sooner.day for later, sooner in pairwise(bars))
            if half == "real":
                assert quote.bid is not None
                assert [
                    wrong for row in await kis.market.rankings.volumes("NASD").first(5) for wrong in wrong_types(row)
                ] == []
                assert [row.symbol async for row in kis.market.quotes(["AAPL", "MSFT"])] == ["AAPL", "MSFT"]
            else:
                with pytest.raises(haero.NotOnMock):
                    await kis.market.rankings.volumes("NASD")


@pytest.mark.parametrize("half", HALVES)
async def test_a_bot_with_notices_and_ticks(new_york: House, half: str) -> None:
    """Waits for a price, buys, hears of the fill, and sells what it got."""
    async with new_york.async_client(new_york.keys(half)) as kis:
        async with kis.notices() as notices, await kis.ticks("AMEX:SPY", book=False) as ticks:
            await asyncio.to_thread(new_york.trade, "AMEX:SPY", "599.95", 3)
            async for tick in ticks:
                if isinstance(tick, haero.TradeTick):
                    trade = tick
                    break
            assert (trade.price, trade.exchange) == (Decimal("599.95"), haero.Exchange.AMEX)
            bought = await kis.buy("AMEX:SPY", 10, "600")
            filled = await notices.wait(bought, haero.FILLED, timeout=20, whole=True)
            sold = await kis.sell("AMEX:SPY", filled.quantity, "599.9")
            await notices.wait(sold, haero.FILLED, timeout=20, whole=True)
            heard = []
            async for notice in notices:
                heard.append(notice)
                if (notice.odno, notice.kind) == (sold.odno, haero.FILLED):
                    break
            assert [one.odno for one in heard if one.kind is haero.FILLED] == [bought.odno, sold.odno]
            resting = await kis.buy("AMEX:SPY", 1, "500")
            with pytest.raises(haero.NoticeTimeout):
                await notices.wait(resting, haero.FILLED, timeout=0.02)
        called: asyncio.Queue[haero.Notice] = asyncio.Queue()
        stream = kis.on_notice(called.put_nowait)  # it connects by itself, and in its own time
        await stream.open()
        await resting.cancel()
        assert (await asyncio.wait_for(called.get(), 20)).original in ("", resting.odno)


async def test_a_callback_needs_nobody_to_open_its_stream(new_york: House) -> None:
    async with new_york.async_client(new_york.keys()) as kis:
        heard: list[haero.Notice] = []
        kis.on_notice(heard.append)
        for _ in range(400):
            if heard:
                break
            await kis.buy("AAPL", 1, "150")
            await asyncio.sleep(0.02)
        assert heard[0].symbol == "AAPL"


@pytest.mark.parametrize("half", HALVES)
async def test_a_lost_reply(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    new_york.control("faults", name="reply-lost", times=1, account=keys.account, params={"of": "orders"})
    async with new_york.async_client(keys) as kis:
        asker = kis._office.asker
        asker.policy = asker.tokens._policy = QUICK
        with pytest.raises(haero.OrderOutcomeUnknown) as told:
            await kis.buy("AAPL", 10, "150")
        assert [one.key for one in await kis.unknowns()] == [told.value.key]
        match await kis.resolve(told.value):
            case haero.Accepted(order):
                await order.cancel()
            case other:
                raise AssertionError(other)
        assert await kis.unknowns() == []


async def test_by_names_of_kis(new_york: House) -> None:
    async with new_york.async_client(new_york.keys()) as kis:
        asked = {
            "OVRS_EXCG_CD": "NASD",
            "PDNO": "AAPL",
            "ORD_QTY": "10",
            "OVRS_ORD_UNPR": "150.00",
            "ORD_SVR_DVSN_CD": "0",
        }
        reply = await kis.raw("TTTT1002U", asked | {"ORD_DVSN": "00"}, key="mine")
        assert reply["output"]["ODNO"] == reply.get("output").ODNO
        assert isinstance(await kis.resolve("mine"), haero.Accepted)
        with pytest.raises(ValueError, match="no TR"):
            await kis.raw("NOPE")


async def test_profiles_and_closing(new_york: House, tmp_path: Path) -> None:
    place = tmp_path / "kis_devlp.yaml"
    place.write_text(env_forms.yaml(*env_forms.read(new_york.data)), encoding="utf-8")
    for kis in (
        haero.AsyncClient.from_yaml(place, environment="mock", state=tmp_path, pace=0),
        haero.AsyncClient(data=new_york.data, environment=haero.Environment.MOCK, state=tmp_path),
    ):
        async with kis:
            expires = await kis.token_expires_at()
        await kis.close()
        assert await kis.token_expires_at() == expires  # used again
        assert (await kis.account.won_cash()).cash > 0
        await kis.close()
