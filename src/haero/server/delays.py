"""Waiting that an injected failure asks for, and that ends when haero does: a stop must not wait minutes for it."""

import asyncio


class Delays:
    """All such waiting of one haero."""

    def __init__(self) -> None:
        self._over = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Lets so much wall time pass. False where haero ends meanwhile: what waited is lost, as on a network that goes away."""
        if seconds:
            try:
                async with asyncio.timeout(seconds):
                    await self._over.wait()
            except TimeoutError:
                return True
        return not self._over.is_set()

    def end(self) -> None:
        """Nobody waits any longer, from now on."""
        self._over.set()
