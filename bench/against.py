"""The figures of another revision beside those of this tree, in turn: `python -m bench against REV [--full] [--minutes N] [NAME…]`.

Each tree is measured in processes of its own, with this interpreter and, where they run on the other tree's code, by this tree's
benchmarks: the same work on both sides, a tenth of it unless `--full`, for the more rounds. A revision whose code they don't fit is
measured by its own benchmarks; those that told a rate by the wall are given the clock of the processor instead. Rounds alternate as
long as the minutes last (10, unless told), one round at least; what takes too long is ended. Then a table: figure, old, new, the
ratio new to old (median, lowest and highest of the rounds). By make: `make bench ARGS="against REV desk growth"`.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from bench.report import say

USUAL = ("desk", "scale", "queries", "replay", "quotations")
"""What is compared where no name is given: all of it in process, no server."""
MINUTES, MOST_ROUNDS, LEAST_SECONDS = 10.0, 5, 90.0
HERE = Path(__file__).resolve().parent.parent
RATES_BY_THE_WALL = {"desk", "scale", "queries", "replay"}
"""What older revisions timed by perf_counter in the process that works."""
ON_CPU = "import runpy, sys, time; time.perf_counter = time.process_time; sys.argv = ['bench', *sys.argv[1:]]; "
ON_CPU += "runpy.run_module('bench', run_name='__main__', alter_sys=True)"
Figures = dict[str, dict[str, Any]]
"""A benchmark's lines by name; of several lines of a name the first."""


class Failed(Exception):
    """A benchmark that gave no figures: why."""


class Side(NamedTuple):
    """A tree, and whose benchmarks measure it."""

    label: str
    source: Path
    benches: Path
    on_cpu: bool = False


class Row(NamedTuple):
    """One line of the table."""

    name: str
    unit: str
    old: float
    new: float
    ratio: float
    spread: tuple[float, float]


def check_out(revision: str, folder: Path) -> None:
    """Unpacks a revision of this repository. Raises CalledProcessError where git does not know it."""
    packed = subprocess.run(["git", "archive", revision], cwd=HERE, stdout=subprocess.PIPE, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)


def figures(side: Side, words: list[str], seconds: float) -> Figures:
    """A benchmark of a side. Raises Failed where it ends with an error, or takes longer than `seconds`."""
    paths = [str(side.source / "src"), str(side.benches), os.environ.get("PYTHONPATH", "")]
    call = ["-c", ON_CPU] if side.on_cpu else ["-m", "bench"]
    with tempfile.TemporaryDirectory() as empty:  # a folder with a `bench` in it would come before the paths
        process = subprocess.Popen(
            [sys.executable, *call, *words],
            cwd=empty,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            out, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"took longer than {seconds:.0f} s") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # its servers too; the session is its own
                process.communicate()
    if process.returncode:
        raise Failed((errors.strip().splitlines() or [f"ended with {process.returncode}"])[-1])
    found: Figures = {}
    for line in map(json.loads, out.splitlines()):
        found.setdefault(line["name"], line)
    return found


def side_of(other: Path, revision: str, name: str, seconds: float) -> Side:
    """How a benchmark measures the other tree: by this tree's benchmarks where a quick one runs there, else by its own."""
    ours = Side(revision, other, HERE)
    try:
        figures(ours, ["quick", name], seconds)
    except Failed as why:
        say(f"{name}: this tree's benchmark does not run on {revision} ({why}); its own is taken")
        return Side(revision, other, other, name in RATES_BY_THE_WALL)
    return ours


def cost(line: dict[str, Any], side: Side) -> tuple[float, str]:
    """A figure as a cost, and its unit. A rate by the clock of the processor is microseconds of CPU."""
    value, unit = float(line["value"]), str(line["unit"])
    if side.on_cpu and unit.endswith("/s") and value:
        return 1e6 / value, f"µs CPU/{unit.removesuffix('/s').removesuffix('s').replace('replie', 'reply')}"
    return value, unit.replace("µs", "µs CPU", 1) if side.on_cpu and "CPU" not in unit else unit


def compare(old: list[Figures], new: list[Figures], other: Side, here: Side) -> tuple[list[Row], list[str]]:
    """The rows of what both have, and a remark on each name that has none."""
    rows, remarks = [], []
    for name in dict.fromkeys([*new[0], *old[0]]):
        if name not in old[0] or name not in new[0]:
            remarks.append(f"{name}: only {'in ' + other.label if name in old[0] else 'here'}")
            continue
        before, after = (
            [cost(one[name], side) for one in found if name in one] for found, side in ((old, other), (new, here))
        )
        if before[0][1].split("/")[0] != after[0][1].split("/")[0]:
            remarks.append(f"{name}: {before[0][1]} in {other.label}, {after[0][1]} here: not compared")
            continue
        ratios = [b / a for (a, _), (b, _) in zip(before, after, strict=False) if a]
        if ratios:
            was, is_now = (statistics.median([value for value, _ in found]) for found in (before, after))
            rows.append(Row(name, after[0][1], was, is_now, statistics.median(ratios), (min(ratios), max(ratios))))
    return rows, remarks


def table(rows: list[Row], revision: str, rounds: int) -> str:
    """The rows as text, one a line."""
    wide = max((len(row.name) for row in rows), default=10)
    lines = [
        f"{'figure':{wide}} {revision[:12]:>12} {'this tree':>12} {'ratio':>7}  lowest–highest of {rounds} rounds, unit"
    ]
    for name, unit, old, new, ratio, (low, high) in rows:
        lines.append(f"{name:{wide}} {old:12.3f} {new:12.3f} {ratio:7.2f}  {low:.2f}–{high:.2f}  {unit}")
    return "\n".join(lines)


def measure(name: str, other: Side, ends: float, *, full: bool) -> None:
    """Both sides of one benchmark, round by round until `ends` (monotonic); prints the table. Raises Failed in the first round."""
    here = Side("this tree", HERE, HERE)
    words = [name] if full or other.benches != HERE else ["quick", name]
    found: dict[str, list[Figures]] = {other.label: [], here.label: []}
    for number in range(MOST_ROUNDS):
        began = time.monotonic()
        for side in (other, here) if number % 2 else (here, other):
            left = max(ends - time.monotonic(), LEAST_SECONDS)
            say(f"{name}, round {number + 1}, {side.label}: at most {left:.0f} s")
            try:
                found[side.label].append(figures(side, words, left))
            except Failed:
                if number == 0:
                    raise
                ends = began  # what there is, is enough
                break
        if time.monotonic() + (time.monotonic() - began) > ends:
            break
    old, new = found[other.label], found[here.label]
    rounds = min(len(old), len(new))
    rows, remarks = compare(old[:rounds], new[:rounds], other, here)
    print(f"\n{name}\n{table(rows, other.label, rounds)}", flush=True)
    for remark in remarks:
        print(f"  {remark}", flush=True)


def main(arguments: list[str]) -> int:
    """Returns the exit status: 2 for wrong arguments, 1 where a benchmark gave nothing."""
    minutes, full = MINUTES, "--full" in arguments
    arguments = [word for word in arguments if word != "--full"]
    if "--minutes" in arguments:
        place = arguments.index("--minutes")
        minutes = float(arguments[place + 1])
        arguments = arguments[:place] + arguments[place + 2 :]
    if not arguments:
        say(
            "python -m bench against REV [--full] [--minutes N] [NAME…]: a revision, and the benchmarks that are to be compared"
        )
        return 2
    revision, *names = arguments
    names, status, began = names or list(USUAL), 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="haero-bench-") as place_:
        other = Path(place_)
        try:
            check_out(revision, other)
        except subprocess.CalledProcessError:
            return 2
        for number, name in enumerate(names):
            # What earlier ones left over is shared by those that are still to come.
            share = (began + minutes * 60 - time.monotonic()) / (len(names) - number)
            ends = time.monotonic() + max(share, LEAST_SECONDS)
            try:
                measure(name, side_of(other, revision, name, max(share, LEAST_SECONDS)), ends, full=full)
            except Failed as why:
                say(f"{name}: nothing to compare: {why}")
                status = 1
    return status
