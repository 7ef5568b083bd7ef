"""(f) a restart with 500 thousand resting orders, from the events and from the snapshot: CPU and memory, in fresh processes."""

import json
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from bench.effort import FULL, Effort
from bench.in_process import OPEN_TIME, make_broker, open_account
from bench.report import emit, emit_rounds, say
from bench.scale import buy
from haero.house.house import House
from haero.house.settings import Settings
from haero.journal import snapshot
from haero.journal.collector import collector_off
from haero.journal.journal import Journal
from haero.journal.recovery import recover
from haero.journal.sqlite.store import FILE_NAME, Store

RESTING, ROUNDS = 500_000, 3
AFTERWARDS = OPEN_TIME + timedelta(milliseconds=RESTING)
FROM_EVENTS, FROM_SNAPSHOT = "500 thousand resting orders, events", "500 thousand resting orders, snapshot"


class Restart(NamedTuple):
    """CPU seconds of the recovery, of the whole opening that it is a part of, and of the stop; bytes that the opening took."""

    recovery: float
    opening: float
    stop: float
    memory: int


SHOWN = (
    ("opening", "s CPU"),
    ("recovery", "s CPU"),
    ("stop", "s CPU"),
    ("memory", "bytes/order"),
)


def trade(folder: Path, orders: int) -> None:
    """Leaves a journal of resting orders, a millisecond apart, without a snapshot, as a kill does."""
    store = Store(folder / FILE_NAME)
    journal = Journal(store)
    with collector_off():
        broker = make_broker(journal)
        account = open_account(broker)
        clock = broker.market.clock
        for turn in range(orders):
            clock.move_to(clock.now() + timedelta(milliseconds=1))
            broker.advance()
            broker.submit(buy(account, turn))
    journal.close()
    store.close()


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096


def recovery(folder: Path) -> list[float]:
    """One recovery, in this process: CPU seconds, and the number of the last event."""
    store = Store(folder / FILE_NAME, read_only=True)
    started = time.process_time()
    found = recover(store, folder)
    spent = time.process_time() - started
    store.close()
    return [spent, found.seq]


def opening(folder: Path) -> list[float]:
    """One start and stop, in this process: CPU seconds of both, bytes of memory in between."""
    before, started = _resident(), time.process_time()
    house = House(folder, Settings(market="manual", speed=0.0, at=AFTERWARDS.isoformat()), AFTERWARDS)
    spent, memory = time.process_time() - started, _resident() - before
    started = time.process_time()
    house.close()
    return [spent, time.process_time() - started, memory]


PARTS = {"recovery": recovery, "opening": opening}


def restart(folder: Path, what: str, orders: int) -> Restart:
    """A start and stop in processes of their own; from the events where the snapshot is taken away."""
    if what == FROM_EVENTS:
        (folder / snapshot.FILE_NAME).unlink(missing_ok=True)
    found: list[float] = []
    for part in PARTS:
        ended = subprocess.run(
            [sys.executable, "-m", "bench.restart", part, str(folder)], stdout=subprocess.PIPE, check=True
        )
        found += json.loads(ended.stdout)
    spent, seq, opened, stopped, memory = found
    assert seq > orders
    return Restart(spent, opened, stopped, int(memory))


def run(effort: Effort = FULL) -> None:
    """Both ways in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        orders = effort.some(RESTING)
        say(f"placing {orders} resting orders")
        trade(folder, orders)
        found: dict[str, list[Restart]] = {FROM_EVENTS: [], FROM_SNAPSHOT: []}
        for number in range(effort.rounds(ROUNDS)):
            for what, restarts in found.items():
                restarts.append(restart(folder, what, orders))
                say(f"restart, round {number + 1}/{effort.rounds(ROUNDS)}: {what}: {restarts[-1]}")
        size = (folder / snapshot.FILE_NAME).stat().st_size
        journal = (folder / FILE_NAME).stat().st_size
    base = found[FROM_EVENTS]
    for what, restarts in found.items():
        compared = FROM_EVENTS if restarts is not base else None
        for field, unit in SHOWN:
            scale = 1 / orders if field == "memory" else 1.0
            ours, first = ([getattr(one, field) * scale for one in which] for which in (restarts, base))
            emit_rounds(f"restart.{field}.{what}", ours, unit, vs=compared, base=first if compared else None)
    emit(
        "restart.snapshot_file",
        size / orders,
        "bytes/order",
        higher_is_better=False,
        vs="journal",
        ratio=size / journal,
    )


if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](Path(sys.argv[2]))))
