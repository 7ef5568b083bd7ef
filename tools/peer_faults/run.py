"""The command: plays the cells and writes the pages."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.support import OPEN_TIME, process
from tools.peer_faults.clients import PEERS
from tools.peer_faults.field import Cell, Field, play_all
from tools.peer_faults.page import PAGES, page
from tools.peer_faults.trials import TRIALS

FLAGS = ("--market", "manual", "--speed", "0", "--unlimited", "--at", OPEN_TIME)


def measured(clients: list[str], trials: list[str], at_once: int) -> dict[tuple[str, str], Cell]:
    """What becomes of one buy, by (client, name of a trial). Starts a haero, and ends it."""
    cells = [(client, trial) for trial in TRIALS if trial.name in trials for client in clients]
    with tempfile.TemporaryDirectory(prefix="peer-faults-") as folder, process(Path(folder) / "data", *FLAGS) as haero:
        field = Field(haero.ready, Path(folder))
        quote = {"exchange": "NASD", "symbol": "AAPL", "bid": "149", "bid_size": 1000, "ask": "160", "ask_size": 1000}
        field.control("POST", "/control/market/quote", quote)
        return asyncio.run(play_all(field, cells, at_once, lambda line: print(line, file=sys.stderr, flush=True)))


def main(arguments: list[str] | None = None) -> int:
    """Writes the pages if everything was measured, else only shows it."""
    parser = argparse.ArgumentParser(prog="python -m tools.peer_faults", description=__doc__)
    parser.add_argument("--client", action="append", choices=list(PEERS), help="only this one (may be repeated)")
    parser.add_argument(
        "--trial", action="append", choices=[one.name for one in TRIALS], help="only this one (likewise)"
    )
    parser.add_argument("--at-once", type=int, default=6, help="processes at a time")
    given = parser.parse_args(arguments)
    clients, trials = given.client or list(PEERS), given.trial or [one.name for one in TRIALS]
    cells = measured(clients, trials, given.at_once)
    if given.client is None and given.trial is None:
        for language, path in PAGES.items():
            path.write_text(page(cells, language), encoding="utf-8")
            print(path)
    wrong = [name for name, cell in cells.items() if cell.is_wrong and PEERS[name[0]].package == "haero"]
    return 1 if wrong else 0
