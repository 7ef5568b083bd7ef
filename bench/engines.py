"""(f) CPU of an order from submit over accepted to filled, in one process, without a network: haero, and three other engines.

Every engine gets the same messages and the same orders (`engine_work`), runs in a process and an environment of its own
(`make bench` makes them), and takes turns with the others. Only the loop over the messages is timed. Every engine must fill every
order in full, at the same price: the run fails otherwise.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from bench.effort import FULL, Effort
from bench.engine_work import WORKS, Work
from bench.report import Rounds, emit_rounds, say

ROUNDS = 5
TIMEOUT_SECONDS = 600
ROOT = Path(__file__).resolve().parent.parent
HOMES = Path(sys.prefix) / "engines"  # the other engines' environments
PATHS = list(filter(None, [os.environ.get("PYTHONPATH")]))
PENNY = 0.001  # cents: what a float may be off


class Engine(NamedTuple):
    """How an engine is called in the report and how its process is started."""

    label: str
    module: str
    home: str = ""
    argument: str = ""

    @property
    def python(self) -> Path:
        return HOMES / self.home / "bin" / "python" if self.home else Path(sys.executable)


HAERO = Engine("haero", "haero")
ENGINES = (
    HAERO,
    Engine("haero without journal", "haero", argument="bare"),
    Engine("nautilus_trader 1.221.0", "nautilus", "nautilus"),
    Engine("backtrader 1.9.78.123", "backtrader", "backtrader"),
    Engine("vnpy_paperaccount 1.0.6", "vnpy", "vnpy"),
    Engine("vnpy_paperaccount 1.0.6 without its file", "vnpy", "vnpy", "memory"),
)


class EnginesDiffer(Exception):
    """An engine did not fill what was ordered: its speed says nothing."""


def measure(engine: Engine) -> dict[str, Any]:
    """Runs an engine on every work, in a fresh folder. Returns seconds and fills by work."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ".vntrader").mkdir()  # where vnpy keeps its files, instead of the user's home
        command = [str(engine.python), "-m", f"bench.engine_{engine.module}"]
        done = subprocess.run(
            [*command, *filter(None, [engine.argument])],
            stdout=subprocess.PIPE,
            check=True,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *PATHS])},
            timeout=TIMEOUT_SECONDS,
        )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def check(engine: Engine, name: str, work: Work, fills: list[tuple[int, float]]) -> str:
    """One line that says what was filled. Raises EnginesDiffer unless each order was, in full, at the price of all models."""
    if len(fills) != len(work.orders):
        raise EnginesDiffer(f"{engine.label}, {name}: {len(fills)} of {len(work.orders)} orders")
    for number, (order, (quantity, price)) in enumerate(zip(work.orders, fills, strict=True), 1):
        if quantity != order.quantity or abs(price - order.price) > PENNY:
            raise EnginesDiffer(
                f"{engine.label}, {name}: order {number} {order} was filled {quantity} at {price} cents"
            )
    shares = sum(quantity for quantity, _ in fills)
    amount = sum(quantity * price for quantity, price in fills) / 100
    return f"check {name}: {len(fills)} of {len(work.orders)} orders filled, {shares} shares, {amount:.2f} dollars: {engine.label}"


def report(name: str, unit: str, measured: dict[str, Rounds]) -> None:
    """haero's cost against each other engine's, and theirs. Ratios are taken within a round."""
    ours = measured[HAERO.label]
    for label, theirs in measured.items():
        if label != HAERO.label:
            emit_rounds(name, ours, unit, vs=label, base=theirs)
            emit_rounds(f"{name}.{label}", theirs, unit)


def run(effort: Effort = FULL) -> None:
    """Alternates the engines, so that a slow moment of the machine meets all of them."""
    missing = [engine.home for engine in ENGINES if not engine.python.exists()]
    if missing:
        raise SystemExit(f"bench engines: no {HOMES / missing[0]}; `make bench` makes it")
    works = {name: make() for name, make in WORKS.items()}
    filled, shown = ({engine.label: Rounds() for engine in ENGINES} for _ in range(2))
    for number in range(effort.rounds(ROUNDS)):
        for engine in ENGINES:
            found = measure(engine)
            for name, work in works.items():
                line = check(engine, name, work, found[name]["fills"])
                if number == 0:
                    say(line)
            filled[engine.label].append(found["busy"]["cpu_seconds"] * 1e6 / len(works["busy"].orders))
            shown[engine.label].append(found["quiet"]["cpu_seconds"] * 1e6 / len(works["quiet"].messages))
            say(
                f"engines, round {number + 1}/{effort.rounds(ROUNDS)}: {engine.label} "
                f"{filled[engine.label][-1]:.0f} µs CPU an order, {shown[engine.label][-1]:.1f} a message"
            )
    report("engines.filled", "µs CPU/order", filled)
    report("engines.messages", "µs CPU/message", shown)
