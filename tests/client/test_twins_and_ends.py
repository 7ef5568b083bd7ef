"""Never twice: with many threads, programs and equal orders at work, programs stopped or killed, and questions that fail."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import pytest_asyncio

import haero
from haero.client.local.record import Fate
from tests.client.matrix.bites import AT_QUESTIONS, Bite
from tests.client.matrix.ground import Ground, Keys
from tests.client.matrix.hands import KINDS, QUICK, Hand
from tests.client.matrix.intents import ORDER, PRICE, QUANTITY, RESERVE, SYMBOL, UNRESERVE, Intent
from tests.client.matrix.programs import Program

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("quick_looks")]
LONG = 3.0
"""Seconds after which a reply leaves for which nobody waits any more."""


class Table:
    """A fresh account, and clients at it."""

    def __init__(self, place: Ground, keys: Keys, threads: ThreadPoolExecutor) -> None:
        self.place, self.keys, self._threads = place, keys, threads
        self.hands: list[Hand] = []

    async def sit(self, kind: str, *, warm: bool = True, **more: Any) -> Hand:
        """One more client; warm: it has heard the broker's clock."""
        hand = Hand(kind, self.place, self.keys, self._threads, **more)
        self.hands.append(hand)
        if warm:
            await hand.do(lambda kis: kis.buying_power(SYMBOL, PRICE))
        return hand

    async def arm(self, name: str, times: int | None = 1, of: str = "orders", **params: Any) -> int:
        return await self.place.arm(self.keys, name, times, of=of, **params)

    @property
    def held(self) -> list[str]:
        return ORDER.held(self.place.broker(self.keys))


@pytest_asyncio.fixture(loop_scope="module")
async def table(evening: Ground, threads: ThreadPoolExecutor) -> AsyncIterator[Table]:
    made = Table(evening, await evening.account(), threads)
    yield made
    for hand in made.hands:
        await hand.close()


async def buy(hand: Hand, key: str) -> tuple[str, str]:
    """What the program is told, and the number."""
    try:
        order = await hand.do(lambda kis: kis.buy(SYMBOL, QUANTITY, PRICE, key=key))
    except haero.OrderOutcomeUnknown:
        return "unknown", ""
    return "done", str(order.odno)


async def resolve(hand: Hand, key: str, patience: float = 15.0) -> Any:
    return await hand.do(lambda kis: kis.resolve(key, patience=patience))


async def fired(table: Table, fault: int) -> None:
    """Until a fault has bitten."""
    while not table.place.fired(fault):
        await asyncio.sleep(0.002)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["reply-lost", "request-lost"])
async def test_a_program_whose_first_call_is_the_order(table: Table, kind: str, fault: str) -> None:
    """The token was there already, so that it never heard what day it is at the broker: whose clock stands a week ago here."""
    await table.sit("sync")
    hand = await table.sit(kind, warm=False)
    await table.arm(fault)
    assert await buy(hand, "mine") == ("unknown", "")
    found = await resolve(hand, "mine")
    if fault == "reply-lost":
        assert isinstance(found, haero.Accepted)
        assert [found.order.odno] == table.held
    else:
        assert isinstance(found, haero.NotReceived)
        assert await buy(hand, "mine") == ("done", *table.held)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [None, "reply-lost", "request-lost"])
async def test_one_key_from_many_threads_or_tasks(table: Table, kind: str, fault: str | None) -> None:
    hand = await table.sit(kind)
    if fault:
        await table.arm(fault)
    told = await asyncio.gather(*(buy(hand, "mine") for _ in range(6)))
    if fault is None:
        assert set(told) == {("done", *table.held)}
    else:
        assert set(told) == {("unknown", "")}
        assert len(table.held) == (fault == "reply-lost")
        assert isinstance(await resolve(hand, "mine"), haero.Accepted if table.held else haero.NotReceived)
        assert set(await asyncio.gather(*(buy(hand, "mine") for _ in range(6)))) == {("done", *table.held)}


async def test_one_key_from_both_kinds_of_client(table: Table) -> None:
    hands = [await table.sit(kind) for kind in KINDS * 3]
    told = await asyncio.gather(*(buy(hand, "mine") for hand in hands))
    assert set(told) == {("done", *table.held)}


@pytest.mark.parametrize("fault", [None, "reply-lost"])
async def test_one_key_from_two_programs(table: Table, fault: str | None) -> None:
    hand = await table.sit("sync")
    programs = [await Program.start(table.place, table.keys, "mine") for _ in range(2)]
    if fault:
        await table.arm(fault)
    for one in programs:
        one.go()
    told = [await one.said() for one in programs]
    assert len(table.held) == 1
    if fault is None:
        assert told == [["done", *table.held]] * 2
    else:
        assert told == [["unknown", ""]] * 2
        assert [error.key for error in await hand.do(lambda kis: kis.unknowns())] == ["mine"]


@pytest.mark.parametrize("kind", KINDS)
async def test_twins_whose_replies_are_both_lost(table: Table, kind: str) -> None:
    hand = await table.sit(kind)
    await table.arm("reply-lost", 2)
    assert [await buy(hand, key) for key in ("first", "second")] == [("unknown", "")] * 2
    found = [await resolve(hand, key) for key in ("second", "first")]
    assert [one.order.odno for one in found] == table.held[::-1]
    assert len(table.held) == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lost", ["first", "second"])
async def test_twins_of_which_one_was_answered(table: Table, kind: str, lost: str) -> None:
    hand = await table.sit(kind)
    told = {}
    for key in ("first", "second"):
        if key == lost:
            await table.arm("reply-lost")
        told[key] = await buy(hand, key)
    assert told.pop(lost) == ("unknown", "")
    found = await resolve(hand, lost)
    ((_, answered),) = told.values()
    assert sorted([found.order.odno, answered]) == table.held


@pytest.mark.parametrize("kind", KINDS)
async def test_twins_of_which_one_never_arrived_are_not_guessed(table: Table, kind: str) -> None:
    hand = await table.sit(kind)
    for fault, key in (("reply-lost", "first"), ("request-lost", "second")):
        await table.arm(fault)
        assert await buy(hand, key) == ("unknown", "")
    for key in ("first", "second"):
        found = await resolve(hand, key, 0.1)
        assert isinstance(found, haero.StillUnknown)
        assert [row.odno for row in found.candidates] == table.held
    assert [error.key for error in await hand.do(lambda kis: kis.unknowns())] == ["first", "second"]


@pytest.mark.parametrize("kind", KINDS)
async def test_an_equal_order_of_another_program_is_not_guessed_about(table: Table, kind: str) -> None:
    hand = await table.sit(kind)
    other = await stranger(table)
    await table.arm("reply-lost")
    assert await buy(hand, "mine") == ("unknown", "")
    assert await buy(other, "theirs") == ("done", table.held[1])
    found = await resolve(hand, "mine", 0.1)
    assert isinstance(found, haero.StillUnknown)
    assert [row.odno for row in found.candidates] == table.held


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("heard", ["long ago", "just now", "never"])
async def test_an_equal_order_from_before_is_not_taken_for_it(table: Table, kind: str, heard: str) -> None:
    """Whenever the client heard the broker's clock last: what counts is when the order went out."""
    quick = QUICK._replace(fresh_clock=0.0)
    hand = await table.sit(kind, policy=quick)
    other = await stranger(table)
    assert await buy(other, "theirs") == ("done", *table.held)
    advanced = await table.place.started.real.control("POST", "/control/clock", {"advance": "PT10S"})
    assert advanced.status == 200
    if heard != "long ago":
        hand = await table.sit(kind, warm=heard == "just now", policy=quick)
    await table.arm("request-lost")
    assert await buy(hand, "mine") == ("unknown", "")
    assert isinstance(await resolve(hand, "mine"), haero.NotReceived)


async def stranger(table: Table) -> Hand:
    """A client of the same account that shares nothing with the others: on another machine."""
    return await table.sit("sync", state=table.place.folder / f"{table.keys.account}-elsewhere")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("intent", [RESERVE, UNRESERVE], ids=lambda intent: intent.name)
@pytest.mark.parametrize("fault", ["reply-lost", "request-lost"])
async def test_mock_has_no_list_of_reservations_to_find_out(
    evening: Ground, threads: ThreadPoolExecutor, kind: str, intent: Intent, fault: str
) -> None:
    table = Table(evening, await evening.account("mock"), threads)
    hand = await table.sit(kind)
    try:
        subject = await intent.prepare(hand)
        await table.arm(fault)
        for _ in range(2):
            with pytest.raises(haero.OrderOutcomeUnknown):
                await hand.do(lambda kis: intent.ask(kis, subject, "mine"))
        found = await resolve(hand, "mine", 0.1)
        assert isinstance(found, haero.StillUnknown)
        assert "order-resv-list" in found.why
        assert [error.key for error in await hand.do(lambda kis: kis.unknowns())] == ["mine"]
        assert len(intent.held(evening.broker(table.keys))) == (fault == "reply-lost")
    finally:
        await hand.close()


async def test_a_cancelled_task_leaves_an_unknown(table: Table) -> None:
    hand = await table.sit("async")
    fault = await table.arm("reply-late", seconds=LONG)
    task = asyncio.create_task(buy(hand, "mine"))
    await fired(table, fault)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [error.key for error in await hand.do(lambda kis: kis.unknowns())] == ["mine"]
    assert await buy(hand, "mine") == ("unknown", "")
    found = await resolve(hand, "mine")
    assert [found.order.odno] == table.held


@pytest.mark.parametrize("end", ["ctrl-c", "killed"])
async def test_a_program_that_ends_before_its_reply(table: Table, end: str) -> None:
    hand = await table.sit("sync", policy=QUICK._replace(in_flight=0.1))
    program = await Program.start(table.place, table.keys, "mine")
    fault = await table.arm("reply-late", seconds=LONG)
    program.go()
    await fired(table, fault)
    if end == "ctrl-c":
        assert await program.stop() == ["stopped", "mine"]
    else:
        await program.kill()
    assert [error.key for error in await hand.do(lambda kis: kis.unknowns())] == ["mine"]
    assert await buy(hand, "mine") == ("unknown", "")
    found = await resolve(hand, "mine")
    assert [found.order.odno] == table.held


@pytest.mark.parametrize("bite", AT_QUESTIONS, ids=lambda bite: bite.id)
async def test_while_questions_fail_it_stays_unknown(table: Table, bite: Bite) -> None:
    hand = await table.sit("async", policy=QUICK._replace(tries=2))
    await table.arm("reply-lost")
    assert await buy(hand, "mine") == ("unknown", "")
    fault = await table.arm(bite.fault, None, of="inquiries", **bite.params)
    harmless = bite.told == "done" and bite.fault != "token-expired"
    with contextlib.suppress(haero.AuthError):
        found = await resolve(hand, "mine", 0.0)
        assert isinstance(found, haero.Accepted if harmless else haero.StillUnknown)
    unknown = [error.key for error in await hand.do(lambda kis: kis.unknowns())]
    assert unknown == ([] if harmless else ["mine"])
    table.place.disarm(fault)
    found = await resolve(hand, "mine")
    assert [found.order.odno] == table.held


async def test_a_flood_of_refusals_costs_no_order(table: Table) -> None:
    """EGW00201 proves that nothing was done: told at once, never tried again by itself, and its key stays free."""
    hand = await table.sit("async")
    fault = await table.arm("rate-limited", None)
    for _ in range(3):
        with pytest.raises(haero.RateLimited):
            await buy(hand, "mine")
    assert (table.held, await hand.do(lambda kis: kis.unknowns())) == ([], [])
    table.place.disarm(fault)
    assert await buy(hand, "mine") == ("done", *table.held)


async def test_two_programs_find_out_at_once_and_one_orders_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the slower one finds out is about the first sending, and says nothing about the second."""
    slow, quick = await table.sit("sync"), await table.sit("sync")
    await table.arm("request-lost")
    assert await buy(slow, "mine") == ("unknown", "")
    store = slow.client._setup.machine.store
    settle, ordered = store.settle, list[Any]()

    def settle_late(*given: Any) -> None:
        if not ordered:
            ordered.append(quick.client.resolve("mine", patience=5.0))
            ordered.append(quick.client.buy(SYMBOL, QUANTITY, PRICE, key="mine"))
        settle(*given)

    monkeypatch.setattr(store, "settle", settle_late)
    await resolve(slow, "mine")
    assert isinstance(ordered[0], haero.NotReceived)
    assert table.held == [ordered[1].odno]
    assert await buy(slow, "mine") == ("done", ordered[1].odno)
    assert table.held == [ordered[1].odno]


async def test_a_finding_that_is_written_while_the_second_sending_is_under_way(
    table: Table, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, the finding of the slower one comes before the reply to the second sending."""
    slow, quick = await table.sit("sync"), await table.sit("sync")
    await table.arm("request-lost")
    await table.arm("reply-late", seconds=0.5)
    assert await buy(slow, "mine") == ("unknown", "")
    setup = slow.client._setup
    settle, ordered = setup.machine.store.settle, list[Future[Any]]()

    def settle_late(*given: Any) -> None:
        if not ordered:
            assert isinstance(quick.client.resolve("mine", patience=5.0), haero.NotReceived)
            ordered.append(threads.submit(quick.client.buy, SYMBOL, QUANTITY, PRICE, key="mine"))
            while setup.machine.store.find(setup.trading.scope, "mine").fate is not Fate.SENDING:
                time.sleep(0.001)
        settle(*given)

    monkeypatch.setattr(setup.machine.store, "settle", settle_late)
    await resolve(slow, "mine")
    order = await asyncio.wrap_future(ordered[0])
    assert table.held == [order.odno]
    assert await buy(slow, "mine") == ("done", order.odno)
    assert table.held == [order.odno]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_still_on_its_way_is_not_taken_for_lost(table: Table, kind: str) -> None:
    """Another thread or program asks what became of it, and it has not arrived yet."""
    hand, other = await table.sit(kind), await table.sit(kind)
    fault = await table.arm("request-late", seconds=0.6)
    under_way = asyncio.create_task(buy(hand, "mine"))
    await fired(table, fault)
    assert isinstance(await resolve(other, "mine", 0.2), haero.StillUnknown)
    assert await under_way == ("done", *table.held)
    assert (await resolve(other, "mine")).order.odno == table.held[0]
