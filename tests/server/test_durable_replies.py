"""Promise 1 over all operations: nothing leaves before what it rests on is on disk, whatever is asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from haero.desk.commands import MoveCash
from haero.kis import legacy
from haero.kis.transactions import Transaction
from haero.server.call import Hub
from haero.server.operations import OPERATIONS
from haero.terms import Currency, Exchange
from tests.held_disk import held_disk, turns
from tests.makers import D
from tests.support import PRICE, TRADING, Answer, Caller, Running, running
from tests.valid_requests import SERVED, US_TIME, History, moment_of, prepared, send

pytestmark = pytest.mark.asyncio(loop_scope="module")
DOMESTIC = "/uapi/domestic-stock/v1/quotations"
OLD = {
    legacy.DAY_OR_NIGHT: ("JTTT3010R", f"{TRADING}/dayornight", dict[str, str]()),
    legacy.PRODUCT_INFO: ("CTPF1604R", f"{DOMESTIC}/search-info", {"PDNO": "AAPL", "PRDT_TYPE_CD": "512"}),
    legacy.DOMESTIC_PRICE: (
        "FHKST01010100",
        f"{DOMESTIC}/inquire-price",
        {"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": "AAPL"},
    ),
}
CORPORATE = {
    "custtype": "B", "seq_no": "001", "personalseckey": "k" * 180, "phone_number": "01012345678", "ip_addr": "203.0.113.1",
    "gt_uid": "0123456789abcdef",
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def history(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[History]:
    made = History(tmp_path_factory.mktemp("held"))
    yield made
    await made.close()


async def in_process(house: Running) -> tuple[Running, Hub]:
    """The same house with callers that take no network: a reply that may leave is there within a few turns of the loop."""
    hub = house.service.hub
    assert hub is not None
    await hub.gate.durable(hub.broker.journal.seq)
    return house._replace(real=await house.direct("real"), mock=await house.direct("mock")), hub


def something_new(hub: Hub, account: str) -> None:
    """An event of the account and one of the market, so that any reply rests on something newer."""
    hub.broker.submit(MoveCash(account, Currency.USD, D(1)))
    hub.broker.post_quote(Exchange.NASDAQ, "MSFT", D(100), 1, D(101), 1)


async def leaves_with_the_disk(house: Running, hub: Hub, ask: Callable[[], Awaitable[Answer]], *, new: str) -> Answer:
    """Asks while the disk is held: nothing may be answered before it goes on. `new` is an account of which there is news."""
    before = hub.broker.journal.durable
    with held_disk(house) as disk:
        if new:
            something_new(hub, new)
        asked = asyncio.ensure_future(ask())
        await turns()
        assert hub.broker.journal.seq > before == hub.broker.journal.durable
        assert not asked.done(), asked.result()
        disk.let_go()
        answer = await asyncio.wait_for(asked, 20)
        assert hub.broker.journal.durable > before
    return answer


async def test_every_operation_is_among_those_that_are_tried() -> None:
    assert {transaction.api_id for transaction in SERVED if transaction.api_id in OPERATIONS} | set(OLD) == set(
        OPERATIONS
    )


@pytest.mark.parametrize(
    "transaction", [one for one in SERVED if one.api_id in OPERATIONS], ids=lambda t: f"{t.environment}-{t.tr_id}"
)
async def test_no_reply_leaves_before_the_disk(history: History, transaction: Transaction) -> None:
    house, hub = await in_process(await history.at(moment_of(transaction)))
    caller, fields = await prepared(house, transaction)
    await hub.gate.durable(hub.broker.journal.seq)
    new = caller.app.account if transaction.method == "GET" else ""
    answer = await leaves_with_the_disk(house, hub, lambda: send(caller, transaction, fields), new=new)
    assert (answer.status, answer.json["rt_cd"]) == (200, "0")


@pytest.mark.parametrize("api", OLD)
async def test_nor_does_one_of_the_older_calls(history: History, api: str) -> None:
    house, hub = await in_process(await history.at(US_TIME))
    tr_id, path, query = OLD[api]
    caller = house.real
    answer = await leaves_with_the_disk(house, hub, lambda: caller.get(path, tr_id, query), new=caller.app.account)
    assert (answer.status, answer.json["rt_cd"]) == (200, "0")


REFUSED: dict[str, tuple[str, Callable[[Caller], Awaitable[Answer]]]] = {
    "no cash": ("APBK0952", lambda c: c.buy(ORD_QTY="9999999")),
    "another's account": ("IGW00002", lambda c: c.buy(CANO="99999999")),
    "no such order": ("APBK0344", lambda c: c.change("9999", "02", OVRS_ORD_UNPR="0")),
    "no such symbol": ("APBK0656", lambda c: c.buy(PDNO="NONE")),
    "no such exchange": ("OPSQ2001", lambda c: c.get(PRICE, "HHDFS00000300", {"AUTH": "", "EXCD": "X", "SYMB": "X"})),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_refusal_of_an_operation_waits_too(history: History, name: str) -> None:
    house, hub = await in_process(await history.at(US_TIME))
    code, ask = REFUSED[name]
    answer = await leaves_with_the_disk(house, hub, lambda: ask(house.real), new=house.real.app.account)
    assert answer.json["rt_cd"] != "0"
    assert answer.code == code


async def test_that_a_number_was_used_is_told_when_its_order_is_on_disk(history: History) -> None:
    """A repeated gt_uid shows that an order exists: its own reply has not been sent yet."""
    house, hub = await in_process(await history.at(US_TIME))
    body = house.real.order_body(ORD_QTY="1", OVRS_ORD_UNPR="90.00")

    async def twice() -> Answer:
        first, second = await asyncio.gather(
            *(house.real.post(f"{TRADING}/order", "TTTT1002U", body, **CORPORATE) for _ in range(2))
        )
        assert first.code == "APBK0013"
        return second

    answer = await leaves_with_the_disk(house, hub, twice, new="")
    assert answer.code == "EGW00101"


EARLY: dict[str, tuple[str, Callable[[Caller], Awaitable[Answer]]]] = {
    "path": ("MCA00124", lambda c: c.get("/uapi/nowhere", "TTTT1002U", {})),
    "token": ("EGW00121", lambda c: c.get(PRICE, "HHDFS00000300", {}, authorization="Bearer x")),
    "TR": ("OPSQ0002", lambda c: c.get(PRICE, "NO_TR", {})),
    "customer": ("EGW00208", lambda c: c.get(PRICE, "HHDFS00000300", {}, custtype="X")),
}


@pytest.mark.parametrize("name", EARLY)
async def test_what_comes_before_an_operation_waits_for_nothing(history: History, name: str) -> None:
    house, hub = await in_process(await history.at(US_TIME))
    code, ask = EARLY[name]
    with held_disk(house):
        something_new(hub, house.real.app.account)
        answer = await asyncio.wait_for(ask(house.real), 5)
        assert hub.broker.journal.durable < hub.broker.journal.seq
    assert answer.code == code


async def test_a_quote_waits_for_no_event_of_an_account(history: History) -> None:
    """Orders of others must not make the market late."""
    house, hub = await in_process(await history.at(US_TIME))
    with held_disk(house):
        hub.broker.submit(MoveCash(house.real.app.account, Currency.USD, D(1)))
        query = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}
        answer = await asyncio.wait_for(house.real.get(PRICE, "HHDFS00000300", query), 5)
        assert hub.broker.journal.durable < hub.broker.journal.seq
    assert answer.json["rt_cd"] == "0"


async def test_an_inquiry_shows_what_it_read_and_no_order_that_came_later(tmp_path_factory: Any) -> None:
    """Order 2 is at the disk when the inquiry comes, order 3 comes while it waits: it shows 1 and 2, as soon as 2 is safe."""
    async with running(tmp_path_factory.mktemp("race") / "data") as started:
        house, hub = await in_process(started)
        assert (await house.real.buy(ORD_QTY="1")).code == "APBK0013"
        with held_disk(house) as first:
            second_order = asyncio.ensure_future(house.real.buy(ORD_QTY="2"))
            await first.reached()
            inquiry = asyncio.ensure_future(house.real.orders())
            await turns()
            with held_disk(house) as second:
                third_order = asyncio.ensure_future(house.real.buy(ORD_QTY="3"))
                await turns()
                assert not any(task.done() for task in (second_order, inquiry, third_order))
                first.let_go()
                rows = await asyncio.wait_for(inquiry, 20)
                assert [row["ft_ord_qty"] for row in rows] == ["1", "2"]
                assert hub.broker.journal.durable < hub.broker.journal.seq
                late = asyncio.ensure_future(house.real.orders())
                await turns()
                assert not third_order.done()
                assert not late.done()
                second.let_go()
                assert [row["ft_ord_qty"] for row in await asyncio.wait_for(late, 20)] == ["1", "2", "3"]
        assert (await second_order).code == (await third_order).code == "APBK0013"
