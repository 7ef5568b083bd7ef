"""The same benchmarks of another revision, in turn with those of this tree: `python -m bench against REV NAME…`.

Each tree runs its own code and its own benchmarks, in processes of their own, with this interpreter. Prints a line for each figure
that both have, the best of all rounds, with the ratio new to old; then the names of those that only one tree has. The same by
make: `make bench ARGS="against REV NAME…"`.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.report import emit, say

ROUNDS = 3
HERE = Path(__file__).resolve().parent.parent
Figures = dict[tuple[str, str | None], dict[str, Any]]
"""By name and what the figure is compared with: one name may have several lines."""


def check_out(revision: str, folder: Path) -> None:
    """Unpacks a revision of this repository. Raises CalledProcessError where git does not know it."""
    packed = subprocess.run(["git", "archive", revision], cwd=HERE, stdout=subprocess.PIPE, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)


def figures(tree: Path, name: str) -> Figures:
    """One benchmark of a tree; none where it has no such benchmark, or that one fails."""
    paths = [str(tree / "src"), str(tree), os.environ.get("PYTHONPATH", "")]
    ended = subprocess.run(
        [sys.executable, "-m", "bench", name],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdout=subprocess.PIPE,
    )
    if ended.returncode:
        say(f"{tree}: {name} ended with {ended.returncode}")
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    return {(line["name"], line["vs"]): line for line in lines}


def best(rounds: list[Figures]) -> Figures:
    """Of every figure the best round: what disturbs a measurement makes it worse."""
    found: Figures = {}
    for key, line in (item for one in rounds for item in one.items()):
        known = found.get(key)
        if known is None or (line["value"] > known["value"]) == line["higher_is_better"]:
            found[key] = line
    return found


def compare(old: Figures, new: Figures, revision: str) -> None:
    """Prints the lines; a ratio above 1 is better where more is better."""
    said = set()
    for key, line in new.items():
        before = old.get(key)
        if before is None or key[0] in said:
            continue
        said.add(key[0])
        emit(
            key[0], line["value"], line["unit"], higher_is_better=line["higher_is_better"],
            vs=revision, ratio=line["value"] / before["value"],
        )  # fmt: skip
    for name in dict.fromkeys(name for name, _ in new if name not in said):
        say(f"{name}: only here")
    for name in dict.fromkeys(name for name, _ in old if name not in said):
        say(f"{name}: only in {revision}")


def main(arguments: list[str]) -> int:
    """Returns the exit status: 2 for wrong arguments."""
    if len(arguments) < 2:
        say("python -m bench against REV NAME…: a revision, and the benchmarks that are to be compared")
        return 2
    revision, *names = arguments
    with tempfile.TemporaryDirectory(prefix="haero-bench-") as place:
        other = Path(place)
        try:
            check_out(revision, other)
        except subprocess.CalledProcessError:
            return 2
        for name in names:
            rounds: dict[Path, list[Figures]] = {other: [], HERE: []}
            for number in range(ROUNDS):
                for tree in (other, HERE) if number % 2 else (HERE, other):
                    say(f"{name}, round {number + 1}/{ROUNDS}: {revision if tree == other else 'this tree'}")
                    rounds[tree].append(figures(tree, name))
            compare(best(rounds[other]), best(rounds[HERE]), revision)
    return 0
