"""What became of a lost order when more happened since: it filled, a day passed, much else was ordered, or something like it."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import haero
from tests.client.matrix.ground import Ground, Keys, ground
from tests.client.matrix.hands import Hand
from tests.client.matrix.intents import PRICE, QUANTITY, SYMBOL
from tests.support import Answer

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("quick_looks")]


class Desk:
    """A client that has heard the broker's clock, and its account."""

    def __init__(self, place: Ground, keys: Keys, hand: Hand) -> None:
        self.place, self.keys, self.hand = place, keys, hand

    async def do(self, call: Callable[[Any], Any]) -> Any:
        return await self.hand.do(call)

    async def lose(self, fault: str, call: Callable[[Any], Any]) -> None:
        """Makes a call whose order gets lost on the way there or back."""
        await self.place.arm(self.keys, fault, of="orders")
        with pytest.raises(haero.OrderOutcomeUnknown):
            await self.do(call)

    async def resolve(self, key: str, patience: float = 10.0) -> Any:
        return await self.do(lambda kis: kis.resolve(key, patience=patience))

    async def control(self, path: str, body: dict[str, Any]) -> Answer:
        answer = await self.place.started.real.control("POST", path, body)
        assert answer.status == 200, answer
        return answer

    @property
    def numbers(self) -> list[str]:
        return [f"{number:010d}" for number in self.place.broker(self.keys).orders]


async def sit(place: Ground, threads: ThreadPoolExecutor, keys: Keys | None = None) -> Desk:
    keys = keys or await place.account()
    hand = Hand("sync", place, keys, threads)
    await hand.do(lambda kis: kis.buying_power(SYMBOL, PRICE))
    return Desk(place, keys, hand)


@pytest_asyncio.fixture(loop_scope="module")
async def desk(session: Ground, threads: ThreadPoolExecutor) -> AsyncIterator[Desk]:
    made = await sit(session, threads)
    yield made
    await made.hand.close()


def buy(key: str, price: Any = PRICE, quantity: int = QUANTITY, symbol: str = SYMBOL) -> Callable[[Any], Any]:
    return lambda kis: kis.buy(symbol, quantity, price, key=key)


async def test_it_filled_at_once(desk: Desk) -> None:
    await desk.place.started.real.quote("120", 100, "121", 1000, symbol="MSFT")
    await desk.lose("reply-lost", buy("mine", "125", symbol="MSFT"))
    found = await desk.resolve("mine")
    assert (found.order.odno, found.seen.quantity, found.order.price) == (desk.numbers[0], QUANTITY, 125)


async def test_a_part_of_it_filled_and_the_rest_was_cancelled_elsewhere(desk: Desk) -> None:
    await desk.place.started.real.quote("120", 100, "121", 4, symbol="AMZN")
    await desk.lose("reply-lost", buy("mine", "125", symbol="AMZN"))
    other = await desk.do(lambda kis: kis.find_order(desk.numbers[0]))
    await desk.do(lambda kis: kis.cancel(other))
    found = await desk.resolve("mine")
    assert found.order.odno == desk.numbers[0]


async def test_it_was_refused_and_the_refusal_was_lost(desk: Desk) -> None:
    await desk.lose("reply-lost", buy("mine", "100", 100_000))
    assert isinstance(await desk.resolve("mine"), haero.NotReceived)
    with pytest.raises(haero.OrderRejected):
        await desk.do(buy("mine", "100", 100_000))


@pytest.mark.parametrize("fault", ["reply-lost", "request-lost"])
async def test_among_many_others(desk: Desk, fault: str) -> None:
    for number in range(45):
        if number == 20:
            await desk.lose(fault, buy("mine"))
        await desk.do(buy(f"other-{number}", "90", 1 + number % 9))
    found = await desk.resolve("mine")
    if fault == "reply-lost":
        assert (found.order.odno, len(desk.numbers)) == (desk.numbers[20], 46)
    else:
        assert isinstance(found, haero.NotReceived)


@pytest.mark.parametrize("later", ["PT1H", "PT26H"])
@pytest.mark.parametrize("fault", ["reply-lost", "request-lost"])
async def test_after_hours_or_a_day(tmp_path: Path, threads: ThreadPoolExecutor, fault: str, later: str) -> None:
    async with ground(tmp_path, "session") as place:
        desk = await sit(place, threads)
        await desk.lose(fault, buy("mine"))
        await desk.control("/control/clock", {"advance": later})
        found = await desk.resolve("mine")
        await desk.hand.close()
        if fault == "reply-lost":
            assert found.order.odno == desk.numbers[0]
        else:
            assert isinstance(found, haero.NotReceived)


LIKE = {
    "another price": (buy("theirs", "101"), buy("mine")),
    "another quantity": (buy("theirs", quantity=11), buy("mine")),
    "another type": (buy("theirs", haero.LimitOnClose(PRICE)), buy("mine")),
    "type and time": (buy("theirs"), buy("mine", haero.LimitOnClose(PRICE))),
    "slices": (buy("theirs"), buy("mine", haero.Twap(PRICE))),
}


@pytest.mark.parametrize("name", LIKE)
async def test_something_like_it_was_lost_as_well(desk: Desk, name: str) -> None:
    """Of two that are not equal one was received, and not the one that is asked about first."""
    theirs, mine = LIKE[name]
    await desk.lose("reply-lost", theirs)
    await desk.lose("request-lost", mine)
    found = await desk.resolve("mine", 1.0)
    assert not isinstance(found, haero.Accepted)
    assert isinstance(await desk.resolve("theirs", 1.0), haero.Accepted | haero.StillUnknown)


async def test_two_parts_of_one_cancellation(desk: Desk) -> None:
    """Both take back a part of the same order; the one that is asked about first was not received."""
    order = await desk.do(buy("order"))
    await desk.lose("reply-lost", lambda kis: kis.cancel(order, 5, key="theirs"))
    await desk.lose("request-lost", lambda kis: kis.cancel(order, 3, key="mine"))
    assert not isinstance(await desk.resolve("mine", 1.0), haero.Accepted)
    assert (await desk.resolve("theirs")).order.odno == desk.numbers[1]


async def test_two_revisions_of_one_order(desk: Desk) -> None:
    order = await desk.do(buy("order"))
    await desk.lose("reply-lost", lambda kis: kis.revise(order, "101", key="theirs"))
    await desk.lose("request-lost", lambda kis: kis.revise(order, "102", key="mine"))
    assert isinstance(await desk.resolve("mine"), haero.NotReceived)
    assert (await desk.resolve("theirs")).order.odno == desk.numbers[1]


@pytest.mark.parametrize("fault", ["reply-lost", "request-lost"])
async def test_a_raw_order(desk: Desk, fault: str) -> None:
    fields = {
        "OVRS_EXCG_CD": "NASD", "PDNO": SYMBOL, "ORD_QTY": "10", "OVRS_ORD_UNPR": "100", "ORD_SVR_DVSN_CD": "0", "ORD_DVSN": "00",
    }  # fmt: skip
    await desk.lose(fault, lambda kis: kis.raw("TTTT1002U", fields, key="mine"))
    found = await desk.resolve("mine")
    if fault == "reply-lost":
        assert found.order.odno == desk.numbers[0]
    else:
        assert isinstance(found, haero.NotReceived)


@pytest.mark.parametrize("same", ["100", "100.0", "100.00", 100])
async def test_a_price_in_another_spelling_is_the_same_order(desk: Desk, same: Any) -> None:
    first = await desk.do(buy("mine"))
    again = await desk.do(buy("mine", same))
    assert (first.odno, desk.numbers) == (again.odno, [first.odno])
    with pytest.raises(haero.KeyConflict):
        await desk.do(buy("mine", "100.01"))


@pytest.mark.parametrize("fault", [None, "reply-lost"])
async def test_a_store_that_fails_when_the_order_is_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: str | None
) -> None:
    """Then nobody may say that nothing was sent: the order is there."""
    store = desk.hand.client._setup.machine.store

    def full(*_: Any) -> None:
        raise haero.StoreUnusable("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "settle", full)
        if fault:
            await desk.place.arm(desk.keys, fault, of="orders")
        try:
            said = await desk.do(buy("mine"))
        except haero.HaeroError as error:
            said = error
    assert not isinstance(said, haero.NotSent)
    assert len(desk.numbers) == 1
    found = await desk.do(lambda kis: kis.unknowns())
    assert [error.key for error in found] == ["mine"]


@pytest.mark.parametrize("fault", ["reply-lost", "request-lost"])
async def test_the_broker_began_to_number_anew(tmp_path: Path, threads: ThreadPoolExecutor, fault: str) -> None:
    """After a reset: that its number stands in the store already, of an order that is no more, says nothing about it."""
    async with ground(tmp_path, "session") as place:
        app = place.started.real.app
        desk = await sit(place, threads, Keys(app.environment, app.account, app.hts_id, app.appkey, app.appsecret))
        await desk.do(buy("old", quantity=9))
        await desk.control("/control/reset", {})
        await desk.do(lambda kis: kis.buying_power(SYMBOL, PRICE))
        await desk.lose(fault, buy("mine"))
        found = await desk.resolve("mine", 1.0)
        await desk.hand.close()
        if fault == "reply-lost":
            assert not isinstance(found, haero.NotReceived)
        else:
            assert not isinstance(found, haero.Accepted)
