"""Never twice, and never a wrong word: every fault of the wire x sync, async x order, revise, cancel, reserve, cancel that.

Whatever happens to a reply, the broker holds one of it at most, and what the client says at the end is what the broker has.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest

from haero.faults.catalogue import FAULTS, Spot
from tests.client.matrix.bites import AT_ORDERS, AT_QUESTIONS, ON_MOCK, Bite
from tests.client.matrix.case import Case
from tests.client.matrix.ground import Ground
from tests.client.matrix.hands import KINDS
from tests.client.matrix.intents import CANCEL, INTENTS, ORDER, REVISE

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


@pytest.mark.parametrize("bite", ON_MOCK, ids=lambda bite: bite.id)
async def test_on_mock(session: Ground, threads: ThreadPoolExecutor, bite: Bite) -> None:
    squares = product(KINDS, (ORDER, REVISE, CANCEL))
    assert await play(Case(session, threads, kind, intent, bite).play("mock") for kind, intent in squares) == []
