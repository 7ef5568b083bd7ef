"""(j) CPU of a client for one order, beside plain HTTP libraries and other people's clients for KIS.

Every client is a process of its own on the second core, against one server on the first that takes every order
(bench/client_stub.py), over loopback, kept alive, without TLS. They take their rounds in turn. haero's does what no other one does:
an order is on disk before its first byte leaves. Its wall time holds a sync of the disk, and is told as well.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench import servers
from bench.client_worker import Spent
from bench.effort import FULL, Effort
from bench.report import emit_rounds, say

ORDERS, ROUNDS = 240, 9
BARE, SYNCED = "http.client", "http.client, each order synced to disk"
SIDES = {
    "haero.Client": 0,
    "haero.Client, no pace": 0,
    "haero.Client, no pace, store in memory": 0,
    BARE: 0,
    SYNCED: 0,
    "requests": 0,
    "httpx": 0,
    "python-kis": 0,
    "kis-trader": 0,
    "haero.AsyncClient": 1,
    "aiohttp": 1,
    "httpx.AsyncClient": 1,
    "haero.AsyncClient, 8 tasks": 8,
    "aiohttp, 8 tasks": 8,
    "httpx.AsyncClient, 8 tasks": 8,
}
"""Name to tasks; 0 blocks."""


class Worker(NamedTuple):
    """A process that sends orders when it is told to."""

    name: str
    process: "subprocess.Popen[str]"

    def send(self, orders: int) -> Spent:
        """Raises RuntimeError where its client failed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{orders}\n")
            self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name}: {self.process.stderr.read()[-2_000:]}")
        return Spent(*json.loads(answer))


@contextmanager
def worker(name: str, tasks: int, url: str, folder: Path) -> Iterator[Worker]:
    """Its home is `folder`: clients keep tokens there."""
    folder.mkdir()
    where: dict[str, Any] = {"HOME": str(folder), "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.client_worker", name.removesuffix(f", {tasks} tasks"), str(tasks), url, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | where,
        preexec_fn=servers.pinned(servers.LOAD_CORE),
    )  # fmt: skip
    try:
        yield Worker(name, process)
        process.communicate(timeout=30)  # closes its input, and it ends
    finally:
        process.kill()
        process.wait()


@contextmanager
def stub(folder: Path) -> Iterator[str]:
    """The address of a server that takes every order."""
    ready = folder / "stub.port"
    with servers.started(["-m", "bench.client_stub", str(ready)], ready):
        yield f"http://127.0.0.1:{ready.read_text()}"


def measured(folder: Path, effort: Effort, sides: Mapping[str, int]) -> dict[str, list[Spent]]:
    """The rounds of every client; each was warmed up before by one that doesn't count."""
    orders, rounds = effort.some(ORDERS, 16), effort.rounds(ROUNDS)
    with ExitStack() as stack:
        url = stack.enter_context(stub(folder))
        workers = [
            stack.enter_context(worker(name, tasks, url, folder / str(place)))
            for place, (name, tasks) in enumerate(sides.items())
        ]
        for one in workers:
            one.send(orders)
        found: dict[str, list[Spent]] = {name: [] for name in sides}
        for number in range(rounds):
            for one in workers:
                found[one.name].append(one.send(orders))
            say(f"clients, round {number + 1}/{rounds}")
    return found


def run(effort: Effort = FULL, sides: Mapping[str, int] = SIDES) -> None:
    """`sides` are the clients with their tasks; http.client is one of them."""
    with tempfile.TemporaryDirectory(prefix="haero-bench-") as place:
        found = measured(Path(place), effort, sides)
    bare = found[BARE]
    for name, spent in found.items():
        base = None if name == BARE else [one.cpu for one in bare]
        cpu = [one.cpu for one in spent]
        emit_rounds(f"client.order.{name}", cpu, "µs CPU/order", vs=None if base is None else BARE, base=base)
    for name, spent in found.items():
        if name.startswith("haero.") or name == SYNCED:
            emit_rounds(f"client.wall.{name}", [one.wall for one in spent], "µs wall/order")
