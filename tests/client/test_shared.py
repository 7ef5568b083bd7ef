"""What the programs of one app key share: its calls a second, and its token."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.client.matrix.ground import Ground
from tests.client.matrix.hands import KINDS, Hand
from tests.client.matrix.intents import PRICE, SYMBOL

pytestmark = pytest.mark.asyncio(loop_scope="module")
CALLS, CLIENTS, QUESTIONS = 8, 4, 18


class Watched:
    """A pace that remembers when it gave a slot."""

    def __init__(self, pace: Any, given: list[float]) -> None:
        self._pace, self._given = pace, given

    def take(self, now: float, *, urgent: bool) -> float:
        wait = float(self._pace.take(now, urgent=urgent))
        if not wait:
            self._given.append(now)
        return wait

    def hold_back(self, now: float, seconds: float) -> None:
        self._pace.hold_back(now, seconds)


async def test_never_more_calls_in_a_second_than_the_pace(evening: Ground, threads: ThreadPoolExecutor) -> None:
    keys = await evening.account()
    hands = [Hand(KINDS[number % 2], evening, keys, threads, pace=CALLS) for number in range(CLIENTS)]
    given: list[float] = []
    for hand in hands:
        machine = hand.client._setup.machine
        machine.pace = Watched(machine.pace, given)
    try:
        asked = (hands[number % CLIENTS].do(lambda kis: kis.buying_power(SYMBOL, PRICE)) for number in range(QUESTIONS))
        await asyncio.gather(*asked)
    finally:
        for hand in hands:
            await hand.close()
    assert len(evening.asked(keys)) == len(given) == QUESTIONS  # none left without a slot
    given.sort()
    assert all(later - sooner > 1.0 for sooner, later in zip(given, given[CALLS:], strict=False))


async def test_eight_clients_fetch_one_token(evening: Ground, threads: ThreadPoolExecutor) -> None:
    keys = await evening.account()
    hands = [Hand(KINDS[number % 2], evening, keys, threads) for number in range(8)]
    before = sum(one.path == "/oauth2/tokenP" for one in evening.arrivals)
    try:
        ends = await asyncio.gather(*(hand.do(lambda kis: kis.token_expires_at()) for hand in hands))
    finally:
        for hand in hands:
            await hand.close()
    assert len(set(ends)) == 1
    assert sum(one.path == "/oauth2/tokenP" for one in evening.arrivals) == before + 1
