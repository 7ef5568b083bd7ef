"""Orders over several connections at once, until they are enough or nobody answers any more: what was acknowledged, and when."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import aiohttp

from tests.support import Caller, caller_of

CONNECTIONS = 8
PATIENCE = 60.0
LOST = (aiohttp.ClientError, ConnectionError, TimeoutError, ValueError)


class Sent(NamedTuple):
    """One order that was acknowledged: when it was sent (monotonic), and its price."""

    at: float
    price: str


class Load:
    """Orders of the first real account, each with a price of its own."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self._ready = ready
        self.acknowledged: dict[int, Sent] = {}
        self.refused: Counter[str] = Counter()
        self.lost_connections = 0
        self._made = 0

    def after(self, moment: float) -> int:
        """How many orders that were sent after the moment were acknowledged."""
        return sum(sent.at > moment for sent in self.acknowledged.values())

    async def run(self, wanted: int, meanwhile: Callable[[], Any] | None = None, seconds: float = 60.0) -> Any:
        """Orders until `wanted` are acknowledged, or nobody answers. Behind half a second `meanwhile` is called, in a thread.

        Returns what that returned.
        """
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as http:
            caller = await caller_of(http, self._ready, "real").log_in()
            cash = {"account": caller.app.account, "currency": "USD", "amount": "1000000000"}
            await caller.control("POST", "/control/cash", cash)
            workers = [asyncio.create_task(self._fire(caller, wanted, seconds)) for _ in range(CONNECTIONS)]
            found = None
            if meanwhile is not None:
                await asyncio.sleep(0.5)
                found = await asyncio.to_thread(meanwhile)
            await asyncio.gather(*workers)
            return found

    async def _fire(self, caller: Caller, wanted: int, seconds: float) -> None:
        ends = time.monotonic() + seconds
        with contextlib.suppress(*LOST):
            while len(self.acknowledged) < wanted and time.monotonic() < ends:
                self._made += 1
                price, at = f"{1 + self._made * 0.01:.2f}", time.monotonic()
                answer = await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR=price)
                if answer.json.get("rt_cd") == "0":
                    self.acknowledged[int(answer.json["output"]["ODNO"])] = Sent(at, price)
                else:
                    self.refused[answer.code] += 1
                    await asyncio.sleep(0.01)
            return
        self.lost_connections += 1


async def missing(ready: dict[str, Any], promised: dict[int, Sent]) -> list[int]:
    """The acknowledged orders that the server does not have, or has with another price."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as http:
        caller = await caller_of(http, ready, "real").log_in()
        rows = {int(row["odno"]): float(row["ft_ord_unpr3"]) for row in await caller.orders()}
    return [number for number, sent in promised.items() if rows.get(number) != float(sent.price)]
