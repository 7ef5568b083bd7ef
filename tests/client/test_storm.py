"""Many orders at once, by several clients, on a wire that fails by chance: each is there once at most, and every word is true."""

import asyncio
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import haero
from haero.client.core.resolving import StillUnknown
from tests.client.matrix.bites import AT_ORDERS
from tests.client.matrix.ground import Ground, Keys
from tests.client.matrix.hands import KINDS, Hand

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("quick_looks")]
ORDERS, CLIENTS, TWINS = 40, 4, 10
"""Of ORDERS as many as TWINS are equal to another one."""


def quantity_of(number: int) -> int:
    return 1 + number % (ORDERS - TWINS)


async def storm(place: Ground, keys: Keys, seed: int) -> None:
    """Arms faults in an order of chance: as many as there are orders, half of them harmless."""
    chance = random.Random(seed)
    short = [bite for bite in AT_ORDERS if not bite.timeout]
    for _ in range(ORDERS // 2):
        bite = chance.choice(short)
        await place.arm(keys, bite.fault, of="orders", **bite.params)
        await place.arm(keys, "reply-late", of="orders", seconds=0.001)
    for _ in range(ORDERS // 8):
        bite = chance.choice(short)
        await place.arm(keys, bite.fault, of="inquiries", **bite.params)


async def word(hand: Hand, number: int) -> Any:
    """The client's last word on an order: its number, None for a no, or that it is unknown."""
    key = f"order-{number}"
    try:
        order = await hand.do(lambda kis: kis.buy("AAPL", quantity_of(number), "100", key=key))
    except haero.OrderOutcomeUnknown:
        return haero.OrderOutcomeUnknown
    except (haero.RateLimited, haero.AuthError):
        return None
    return order.odno


async def resolved(hand: Hand, key: str) -> Any:
    while True:
        try:
            return await hand.do(lambda kis: kis.resolve(key, patience=0.3))
        except haero.AuthError:  # two tokens in a row were refused
            continue


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_word_is_true(session: Ground, threads: ThreadPoolExecutor, seed: int) -> None:
    keys = await session.account()
    hands = [Hand(KINDS[number % 2], session, keys, threads) for number in range(CLIENTS)]
    for hand in hands:
        await hand.do(lambda kis: kis.buying_power("AAPL", "100"))
    await storm(session, keys, seed)
    said = await asyncio.gather(*(word(hands[number % CLIENTS], number) for number in range(ORDERS)))
    held = {f"{number:010d}": order.quantity for number, order in session.broker(keys).orders.items()}
    lost = [number for number in range(ORDERS) if said[number] is haero.OrderOutcomeUnknown]
    assert lost
    unknowns = await hands[0].do(lambda kis: kis.unknowns())
    assert sorted(error.key for error in unknowns) == sorted(f"order-{number}" for number in lost)
    still = Counter[int]()
    for number in lost:
        found = await resolved(hands[number % CLIENTS], f"order-{number}")
        if isinstance(found, StillUnknown):
            still[quantity_of(number)] += 1
        said[number] = found.order.odno if isinstance(found, haero.Accepted) else None
    mine = {odno: quantity_of(number) for number, odno in enumerate(said) if odno is not None}
    assert len(mine) == sum(odno is not None for odno in said)  # no two orders are told one number
    left = Counter(held.values()) - Counter(mine.values())
    assert mine.items() <= held.items()
    assert left <= still  # what nobody claims is only what is honestly unknown
    assert all(quantity < TWINS + 1 for quantity in still)  # which only twins are
    for hand in hands:
        await hand.close()
