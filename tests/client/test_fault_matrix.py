"""Never twice, and never a wrong word: every fault of the wire x sync, async x order, revise, cancel, reserve, cancel that.

Whatever happens to a reply, the broker holds one of it at most, and what the client says at the end is what the broker has.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest

import haero
from haero.faults.catalogue import FAULTS, Spot
from tests.client.matrix.bites import AT_ORDERS, AT_QUESTIONS, AT_TOKENS, DONE, ON_THE_SIDE, Bite
from tests.client.matrix.case import Case
from tests.client.matrix.ground import Ground
from tests.client.matrix.hands import KINDS, Hand
from tests.client.matrix.intents import CANCEL, DAYTIME, INTENTS, ORDER, REVISE

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("quick_looks")]


async def play(cases: Iterable[Coroutine[Any, Any, list[str]]]) -> list[str]:
    """Plays all of them at once, and gives what was wrong."""
    return [text for wrong in await asyncio.gather(*cases) for text in wrong]


async def test_every_fault_of_a_request_is_in_the_matrix() -> None:
    there = {name for name, fault in FAULTS.items() if fault.spot is Spot.REQUEST}
    assert {bite.fault for bite in AT_ORDERS} == there == {bite.fault for bite in AT_QUESTIONS}


@pytest.mark.parametrize("bite", AT_ORDERS, ids=lambda bite: bite.id)
async def test_at_the_order(evening: Ground, threads: ThreadPoolExecutor, bite: Bite) -> None:
    squares = product(KINDS, INTENTS)
    assert await play(Case(evening, threads, kind, intent, bite).play() for kind, intent in squares) == []


@pytest.mark.parametrize("bite", AT_QUESTIONS, ids=lambda bite: bite.id)
async def test_at_the_questions_that_find_out(evening: Ground, threads: ThreadPoolExecutor, bite: Bite) -> None:
    squares = product(("reply-lost", "request-lost"), KINDS, INTENTS)
    assert (
        await play(Case(evening, threads, kind, intent, bite).play(lost=lost) for lost, kind, intent in squares) == []
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bite", AT_TOKENS, ids=lambda bite: bite.id)
async def test_at_the_token(evening: Ground, threads: ThreadPoolExecutor, bite: Bite, kind: str) -> None:
    """Nothing of an order is out before there is a token: what fails then fails with a no, and the key stays free."""
    keys = await evening.account()
    hand = Hand(kind, evening, keys, threads)
    try:
        fault = await evening.arm(keys, bite.fault, None, of="tokens", **bite.params)
        if bite.told != DONE:
            with pytest.raises(haero.HaeroError) as raised:
                await hand.do(lambda kis: ORDER.ask(kis, None, "mine"))
            assert not isinstance(raised.value, haero.OrderOutcomeUnknown)
            assert (await hand.do(lambda kis: kis.unknowns()), ORDER.held(evening.broker(keys))) == ([], [])
            evening.disarm(fault)
            fault = await evening.arm(keys, bite.fault, of="tokens", **bite.params)
        order = await hand.do(lambda kis: ORDER.ask(kis, None, "mine"))
        assert ORDER.held(evening.broker(keys)) == [order.odno]
        assert evening.fired(fault) == 1
    finally:
        await hand.close()


@pytest.mark.parametrize("bite", ON_THE_SIDE, ids=lambda bite: bite.id)
async def test_on_mock(session: Ground, threads: ThreadPoolExecutor, bite: Bite) -> None:
    squares = product(KINDS, (ORDER, REVISE, CANCEL))
    assert await play(Case(session, threads, kind, intent, bite).play("mock") for kind, intent in squares) == []


@pytest.mark.parametrize("bite", ON_THE_SIDE, ids=lambda bite: bite.id)
async def test_in_the_daytime_session(noon: Ground, threads: ThreadPoolExecutor, bite: Bite) -> None:
    squares = product(KINDS, DAYTIME)
    assert await play(Case(noon, threads, kind, intent, bite).play() for kind, intent in squares) == []
