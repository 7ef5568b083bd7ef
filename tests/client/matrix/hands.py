"""The two clients of haero as one: what is called reads the same, whether it blocks in a thread or is awaited here."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import haero
from haero.client.core.policy import Policy
from tests.client.matrix.ground import Ground, Keys

KINDS = ("sync", "async")
QUICK = Policy(
    tries=4, backoff=0.005, most=0.02, token_gap=0.0, settling=0.0, between_looks=0.02, in_flight=2.0
)  # fmt: skip
"""The usual patience, hundreds of times shorter: nothing of these tests is late unless it is told to be."""
TIMEOUT = 20.0
"""No test waits for it; the machine may be busy."""


class Hand:
    """A client of one account. `do` performs a call of it to its end."""

    def __init__(
        self,
        kind: str,
        place: Ground,
        keys: Keys,
        threads: ThreadPoolExecutor,
        *,
        timeout: float = TIMEOUT,
        policy: Policy = QUICK,
        pace: int = 0,
        state: Path | None = None,
    ) -> None:
        self.kind, self._place, self._keys, self._threads, self._policy = kind, place, keys, threads, policy
        make: Any = haero.Client if kind == "sync" else haero.AsyncClient
        self.client = make(
            base_url=place.url(keys),
            environment=keys.environment,
            appkey=keys.appkey,
            appsecret=keys.appsecret,
            account=keys.account,
            state=place.state if state is None else state,
            pace=pace,
            timeout=timeout,
        )
        asker = self.client._setup.trading.asker
        asker.policy = asker.tokens._policy = policy

    async def do(self, call: Callable[[Any], Any]) -> Any:
        """What the call returns, or raises."""
        if self.kind == "async":
            return await call(self.client)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, self.client)

    def another(self) -> "Hand":
        """A client of a program that was started again: the same files, nothing in memory, the usual time-out."""
        return Hand(self.kind, self._place, self._keys, self._threads, policy=self._policy)

    async def close(self) -> None:
        await self.do(lambda kis: kis.close())
