"""This machine: its clocks, and the files that its programs share."""

import os
import time
from datetime import UTC, datetime

from haero.client.local.pace_file import NoPace, PaceFile
from haero.client.local.store import Store
from haero.client.local.token_file import TokenFile


class LocalMachine:
    """The machine that operations run on: an order store, a token, a pace, and the clocks of the system."""

    def __init__(self, store: Store, tokens: TokenFile, pace: PaceFile | NoPace) -> None:
        self.store, self.tokens, self.pace = store, tokens, pace

    def now(self) -> datetime:
        """The local wall clock, UTC."""
        return datetime.now(UTC)

    def tick(self) -> float:
        """Seconds since the machine started: on Linux, macOS and Windows the same for all its processes.

        On Linux a container may have a clock of its own (a time namespace): it must not share a pace with programs outside.
        """
        return time.monotonic()

    def chance(self) -> float:
        """A number from 0 to below 1. Not from `random`, whose numbers a fork repeats."""
        return int.from_bytes(os.urandom(6), "big") / (1 << 48)

    def new_key(self) -> str:
        """A key that nobody used: the microsecond, so that keys sort by time, and 64 bits of chance.

        Keys of one day lie beside one another in the store's index, which keeps it fast at a million of them.
        """
        return f"{time.time_ns() // 1000:014x}-{os.urandom(8).hex()}"
