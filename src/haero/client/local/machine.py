"""This machine: its clocks and the files that its programs share."""

import os
import time
from datetime import UTC, datetime

from haero.client.local.pace_file import NoPace, PaceFile
from haero.client.local.store import Store
from haero.client.local.token_file import TokenFile


class LocalMachine:
    """The real one. `tick` is the clock since the machine started, the same for all its processes (Linux, macOS, Windows)."""

    __slots__ = ("pace", "store", "tokens")

    def __init__(self, store: Store, tokens: TokenFile, pace: PaceFile | NoPace) -> None:
        self.store, self.tokens, self.pace = store, tokens, pace

    def now(self) -> datetime:
        """The wall clock, UTC."""
        return datetime.now(UTC)

    def tick(self) -> float:
        """Seconds."""
        return time.monotonic()

    def chance(self) -> float:
        """From 0 to 1."""
        from random import random  # for the few questions that are asked again

        return random()

    def new_key(self) -> str:
        """A key that nobody used: the microsecond, so that keys sort by time, and 64 bits of chance."""
        return f"{time.time_ns() // 1000:014x}-{os.urandom(8).hex()}"
