"""Never twice, whatever happens: the core in a world that loses, refuses, interrupts and crashes at any effect, in any order."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haero.client.core.effects import Interrupted
from haero.client.core.ordering import Receipt
from haero.client.core.resolving import Found, NotReceived
from haero.client.errors import Answered, NotSent, OrderOutcomeUnknown
from haero.client.local.record import OPEN_FATES
from haero.client.local.record import Fate as Kept
from tests.client.core.world import CALLS, ORDER, SCOPE, SECONDS, Fate, Program, World

TRIES = 150
TROUBLES = ("crash before", "crash after", "interrupt")
AT_ORDERS, ELSEWHERE = ("step",) * 5 + (*TROUBLES, "interrupt"), ("step",) * 30 + TROUBLES
"""What happens at an effect: more where an order is on its way, for there it hurts."""
OF_ORDERS, OF_OTHERS = (Fate.FINE, *Fate, Fate.LATE, Fate.STALE), (Fate.FINE,) * 20 + tuple(Fate)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return iter(tmp_path_factory.mktemp(f"world{number}") for number in range(100_000))


def run(world: World, data: st.DataObject) -> None:
    """Effects of all programs in an order that hypothesis chooses, each with a fate that it chooses."""
    for _ in range(TRIES):
        ready = world.ready()
        if not ready:
            return
        program = ready[data.draw(st.integers(0, len(ready) - 1), label="whose turn") if len(ready) > 1 else 0]
        path = program.sends
        orders = path.endswith(ORDER)
        fate = data.draw(st.sampled_from(OF_ORDERS if orders else OF_OTHERS), label="fate") if path else Fate.FINE
        what = data.draw(st.sampled_from(AT_ORDERS if orders else ELSEWHERE), label="what")
        if what == "step":
            program.step(fate)
        elif what == "interrupt":
            program.step(fate, interrupted=True)
        else:
            program.crash(fate, after=what == "crash after")
        if path:
            world.time += data.draw(st.sampled_from((0.0, 0.001, 0.3)), label="time")
    world.finish()


def check(world: World, program: Program, quantity: int, key: str) -> None:
    """What a program was told, and what the store keeps, are no lies."""
    there = world.broker.of(quantity)
    assert len(there) <= 1
    kept = world.store.find(SCOPE, key)
    match program.ended:
        case Receipt() as receipt:
            assert [order["number"] for order in there] == [receipt.number]
        case OrderOutcomeUnknown() | Interrupted() | None:  # None: it crashed
            if there:
                assert kept is not None
                assert kept.fate in {*OPEN_FATES, Kept.ACCEPTED}
        case NotSent() | Answered():
            if kept is None or kept.fate not in {*OPEN_FATES, Kept.ACCEPTED}:
                assert there == []
        case other:
            raise AssertionError(other)


def check_paces(world: World) -> None:
    calls = world.slots
    for index, at in enumerate(calls[CALLS:]):
        assert at - calls[index] >= SECONDS - 1e-9
    tokens = world.broker.tokens
    assert all(later - earlier >= 60.0 for earlier, later in itertools.pairwise(tokens))
    assert world.broker.token_lost or not world.broker.too_soon


@given(data=st.data(), programs=st.integers(1, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_orders_of_several_programs(data: Any, programs: int, folders: Iterator[Path]) -> None:
    """Each with an order of its own, on one token and one pace; then all unknowns are resolved, and the truth comes out."""
    world = World(next(folders))
    if data.draw(st.booleans(), label="a token is there"):
        world.warm()
    try:
        orders = [
            (world.buys(quantity, f"k{quantity}"), quantity, f"k{quantity}") for quantity in range(1, programs + 1)
        ]
        run(world, data)
        for program, quantity, key in orders:
            check(world, program, quantity, key)
        check_paces(world)
        world.time += data.draw(st.sampled_from((0.0, 3.0, 60.0)), label="how long after")
        for record in world.store.unsettled(SCOPE):
            found = world.resolves(record.key)
            world.finish()
            world.broker.arrive(world.time + 60.0)  # what comes now comes too late for an answer that was given
            there = world.broker.of(int(record.content["quantity"]))
            assert isinstance(found.ended, Found if there else NotReceived), found.ended
            if isinstance(found.ended, Found):
                assert [order["number"] for order in there] == [found.ended.receipt.number]
        check_paces(world)
    finally:
        world.close()


@given(data=st.data(), programs=st.integers(2, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_key_of_several_programs(data: Any, programs: int, folders: Iterator[Path]) -> None:
    """All send the same order under the same key: at once, after one another, after crashes. The broker gets it once at most."""
    world = World(next(folders))
    if data.draw(st.booleans(), label="a token is there"):
        world.warm()
    try:
        orders = [world.buys(7, "the key") for _ in range(programs)]
        run(world, data)
        for program in orders:
            check(world, program, 7, "the key")
        later = world.buys(7, "the key")
        world.finish()
        world.broker.arrive(world.time + 60.0)
        check(world, later, 7, "the key")
        check_paces(world)
    finally:
        world.close()
