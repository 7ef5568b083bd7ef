"""How long a command works before it answers, and `haero serve` before it listens: CPU time of whole processes."""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.effort import FULL, Effort
from bench.report import emit_rounds, say
from bench.servers import started

ROUNDS = 7
HAERO = ["-m", "haero.cli"]
ANY_PORTS = [
    word for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control") for word in (f"--{name}", "0")
]
EMPTY = "python -c pass"
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(command: list[str]) -> float:
    """Milliseconds of CPU of `python command…`, to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def cpu_until_ready(folder: Path) -> float:
    """Milliseconds of CPU of `haero serve`, from its exec to the moment when the ready file is there."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    with started(
        [*HAERO, "serve", "--data", str(folder / "data"), "--ready-file", str(ready), *ANY_PORTS], ready
    ) as it:
        fields = Path(f"/proc/{it.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS * 1000


def run(effort: Effort = FULL) -> None:
    """Each command in turn, ROUNDS times: a machine that is busy for a while is so for all of them."""
    rounds = effort.rounds(ROUNDS)
    with tempfile.TemporaryDirectory(prefix="haero-bench-") as place:
        folder = Path(place)
        cpu_until_ready(folder)
        ready = folder / "running.json"
        data = ["--data", str(folder / "data")]
        commands = {
            EMPTY: ["-c", "pass"],
            "import typer": ["-c", "import typer"],
            "import haero": ["-c", "import haero"],
            "haero --help": [*HAERO, "--help"],
            "haero serve --help": [*HAERO, "serve", "--help"],
            "haero env": [*HAERO, "env", *data],
            "haero verify": [*HAERO, "verify", *data],
            "haero clock": [*HAERO, "clock", *data],
            "haero clock step": [*HAERO, "clock", "step", *data],
            "haero market show": [*HAERO, "market", "show", "NASD", "AAPL", *data],
        }
        found: dict[str, list[float]] = {name: [] for name in commands}
        with started([*HAERO, "serve", *data, "--ready-file", str(ready), "--speed", "0", *ANY_PORTS], ready):
            for number in range(rounds):
                for name, command in commands.items():
                    found[name].append(cpu_of(command))
                say(f"commands, round {number + 1}/{rounds}")
        serving: dict[str, list[float]] = {"serve_empty_folder": [], "serve_again": []}
        for number in range(rounds):
            fresh = folder / str(number)
            fresh.mkdir()
            for times in serving.values():
                times.append(cpu_until_ready(fresh))
            say(f"serve, round {number + 1}/{rounds}")
    base = found[EMPTY]
    for name, times in found.items():
        label = f"start.{name.removeprefix('haero ').removeprefix('--').replace(' --', '_').replace(' ', '_')}"
        if name == EMPTY:
            emit_rounds("start.python", base, "ms CPU")
        else:
            emit_rounds(label, times, "ms CPU", vs=EMPTY, base=base)
    for name, times in serving.items():
        emit_rounds(f"start.{name}", times, "ms CPU to ready", vs=EMPTY, base=base)
