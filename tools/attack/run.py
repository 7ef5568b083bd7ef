"""The attacks by name, and the command line that runs them."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tools.attack import (
    bad_inputs,
    clock_move,
    disk_full,
    foreign_user,
    hostile_files,
    lost_tail,
    million,
    moved_journal,
    silent_connections,
    unread_log,
)
from tools.attack.sizes import MEANINGS, Sizes
from tools.attack.verdict import Say, Verdict

STOPPED_BY_HAND = 130


class Attack(NamedTuple):
    """One attack. It gets an empty folder for itself, and says what it finds to the verdict."""

    name: str
    run: Callable[[Verdict, Path, Sizes], None]


ATTACKS = {
    attack.name: attack
    for attack in (
        Attack("unread-log", unread_log.attack),
        Attack("moved-journal", moved_journal.attack),
        Attack("lost-tail", lost_tail.attack),
        Attack("foreign-user", foreign_user.attack),
        Attack("silent-connections", silent_connections.attack),
        Attack("clock-move", clock_move.attack),
        Attack("million", million.attack),
        Attack("disk-full", disk_full.attack),
        Attack("hostile-files", hostile_files.attack),
        Attack("bad-inputs", bad_inputs.attack),
    )
}


def carry_out(attack: Attack, sizes: Sizes, say: Say) -> Verdict:
    """One attack in a folder of its own, which is gone afterwards. One that can't be carried out was not survived."""
    verdict = Verdict(attack.name, say)
    with tempfile.TemporaryDirectory(prefix="haero-attack-") as folder:
        try:
            attack.run(verdict, Path(folder), sizes)
        except Exception as error:
            verdict.promise("the attack could be carried out to its end", False, repr(error)[:2_000])
    verdict.end()
    return verdict


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 where every promise was kept, else 1."""
    usual = Sizes()
    parser = argparse.ArgumentParser(prog="python -m tools.attack", description="Attacks on a haero of its own.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; all without any")
    parser.add_argument("--list", action="store_true", help="say what there is")
    for name, value in vars(usual).items():
        parser.add_argument(f"--{name}", type=int, default=value, help=f"{MEANINGS[name]} ({value:,})")
    chosen = vars(parser.parse_args(arguments))
    names, listed = chosen.pop("names"), chosen.pop("list")
    if listed:
        for attack in ATTACKS.values():
            print(f"{attack.name:<20}{(attack.run.__doc__ or '').splitlines()[0]}")
        return 0
    for name in names:
        if name not in ATTACKS:
            parser.error(f"{name}: no such attack; there are {', '.join(ATTACKS)}")
    try:
        return _run(names or list(ATTACKS), Sizes(**chosen))
    except KeyboardInterrupt:
        return STOPPED_BY_HAND


def _run(names: list[str], sizes: Sizes) -> int:
    verdicts = [carry_out(ATTACKS[name], sizes, _print) for name in names]
    broken = [f"{one.name}: {text}" for one in verdicts for text in one.broken]
    for text in broken:
        print(f"BROKEN {text}")
    return 1 if broken else 0


def _print(text: str) -> None:
    print(text, flush=True)
