"""(k) what the client's order store costs with one key in it and with a million: it must not matter.

Writing an order down and settling it is measured on disk, so that its CPU holds the system's share of a sync. `unsettled` is asked
after a start, `owners` and `find` when an outcome is looked for.
"""

import itertools
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.effort import FULL, Effort
from bench.report import Rounds, emit_rounds, say
from haero.client.local.record import Fate, OrderRecord, Settled
from haero.client.local.store import Store

KEYS, ROUNDS, ORDERS, QUESTIONS = (1, 1_000_000), 9, 200, 500
SCOPE = "5c6ffb8b2f"
START = datetime(2026, 11, 20, 15, tzinfo=UTC)
OPEN = 1
"""Orders whose outcome is unknown, at any size."""
CONTENT = {
    "kind": "order", "side": "buy", "exchange": "NASD", "symbol": "AAPL", "quantity": "1", "type": "limit", "price": "185.20",
}  # fmt: skip
_ROW = "insert into sending values (?, ?, '{\"kind\":\"order\"}', 'TTTT1002U', ?, null, ?, ?, '01790', '{}')"


def key_of(turn: int) -> str:
    """As the client makes them: by time, with chance behind."""
    return f"{turn:014x}-{turn * 0x9E3779B97F4A7C15 % 2**64:016x}"


class Kept:
    """A store with so many keys, and the next order."""

    def __init__(self, folder: Path, keys: int) -> None:
        path = folder / f"{keys}.db"
        Store(path).close()
        micros = int(START.timestamp() * 1e6)
        rows = (
            (SCOPE, key_of(turn), micros + turn, *(("unknown", "") if turn < OPEN else ("accepted", f"{turn:010d}")))
            for turn in range(keys)
        )
        with closing(sqlite3.connect(path)) as database, database:
            database.executemany(_ROW, rows)
        self.store = Store(path)
        self._turns = itertools.count(keys)
        self._keys = keys

    def order(self) -> None:
        """One order is written down and settled."""
        turn = next(self._turns)
        record = OrderRecord(SCOPE, key_of(turn), CONTENT, "TTTT1002U", START + timedelta(microseconds=turn), START)
        assert self.store.enter(record).fresh
        self.store.settle(SCOPE, record.key, Settled(Fate.ACCEPTED, f"{turn:010d}", "01790", {"time": "000000"}))

    def unsettled(self) -> None:
        """The orders that may be out."""
        assert len(self.store.unsettled(SCOPE)) == OPEN

    def owners(self) -> None:
        """Whose ten order numbers are these?"""
        self.store.owners(SCOPE, [f"{self._keys // 2 + number:010d}" for number in range(10)], START)

    def find(self) -> None:
        """The order of a key."""
        assert self.store.find(SCOPE, key_of(self._keys // 2)) is not None


WORK: dict[str, tuple[Callable[[Kept], None], int]] = {
    "enter_and_settle": (Kept.order, ORDERS),
    "unsettled": (Kept.unsettled, QUESTIONS),
    "owners": (Kept.owners, QUESTIONS),
    "find": (Kept.find, QUESTIONS),
}


def run(effort: Effort = FULL) -> None:
    """The sizes take their rounds in turn; the ratio is to the store with one key."""
    few, many = KEYS[0], effort.some(KEYS[1])
    with tempfile.TemporaryDirectory(prefix="haero-bench-") as place, ExitStack() as stack:
        say(f"filling a store with {many} keys")
        stores = {keys: Kept(Path(place), keys) for keys in (few, many)}
        for kept in stores.values():
            stack.callback(kept.store.close)
        found: dict[str, dict[int, Rounds]] = {name: {keys: [] for keys in stores} for name in WORK}
        for number in range(effort.rounds(ROUNDS) + 1):
            for name, (work, times) in WORK.items():
                times = effort.some(times)
                for keys, kept in stores.items():
                    started = time.process_time()
                    for _ in range(times):
                        work(kept)
                    if number:  # the first warms up
                        found[name][keys].append((time.process_time() - started) / times * 1e6)
            say(f"store, round {number}/{effort.rounds(ROUNDS)}")
    for name, sizes in found.items():
        base = sizes[few]
        emit_rounds(f"client.store.{name}.1 key", base, "µs CPU")
        emit_rounds(f"client.store.{name}.million keys", sizes[many], "µs CPU", vs="1 key", base=base)
