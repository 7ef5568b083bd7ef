"""(j) bytes of memory that a resting order takes: in process, accepted by a broker with its journal, and in a server, over HTTP."""

import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from bench import servers
from bench.effort import FULL, Effort
from bench.in_process import make_broker, open_account
from bench.report import emit_rounds, say
from bench.scale import buy
from haero.journal.journal import Journal
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.service.service import calm_collector

WARM, RESTING, ROUNDS = 20_000, 200_000, 3
CONNECTIONS, SECONDS = 64, 4.0


def resident(pid: int | str = "self") -> int:
    """Bytes of a process that are in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096


def live(orders: int) -> float:
    """Bytes an order, in this process: `orders` a millisecond apart, behind WARM that do not count."""
    with tempfile.TemporaryDirectory() as name:
        store = Store(Path(name) / FILE_NAME)
        journal = Journal(store)
        broker = make_broker(journal)
        account, clock = open_account(broker), broker.market.clock
        calm_collector()
        before = 0
        for turn in range(WARM + orders):
            if turn == WARM:
                journal.flush()
                before = resident()
            clock.move_to(clock.now() + timedelta(milliseconds=1))
            broker.advance()
            broker.submit(buy(account, turn))
            if turn % 10_000 == 0:
                journal.flush()  # what waits for the disk is no order's
        journal.flush()
        taken = resident() - before
        journal.close()
        store.close()
    return taken / orders


def served() -> float:
    """Bytes an order in a server of its own, whose first second of orders does not count."""
    with tempfile.TemporaryDirectory() as name, servers.haero(Path(name)) as (target, _):
        servers.load(target, CONNECTIONS, 1.0)
        before = resident(target.pid)
        found = servers.load(target, CONNECTIONS, SECONDS)
        return float((resident(target.pid) - before) / found["replies"])


def _last(found: dict[str, list[float]]) -> str:
    return ", ".join(f"{rounds[-1]:.0f} {name}" for name, rounds in found.items())


def run(effort: Effort = FULL) -> None:
    """Both in turn, in processes of their own."""
    found: dict[str, list[float]] = {"live": [], "http": []}
    for number in range(effort.rounds(ROUNDS)):
        command = [sys.executable, "-m", "bench.memory", str(effort.some(RESTING))]
        ended = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        found["live"].append(float(ended.stdout))
        found["http"].append(served())
        say(f"memory, round {number + 1}/{effort.rounds(ROUNDS)}: {_last(found)} bytes/order")
    emit_rounds("memory.order.live", found["live"], "bytes/order")
    emit_rounds("memory.order.http", found["http"], "bytes/order", vs="live", base=found["live"])


if __name__ == "__main__":
    print(live(int(sys.argv[1])))
