"""A kill, and then the write-ahead log is lost: a crash and a tidy-up, a copy of haero.db alone, an older copy put back."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from haero.service.service import MARK_SECONDS
from tools.attack.load import Load, missing
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import QUIET_MARKET, haero, verified, victim

ORDERS = (1, 400, 3_000)
FREE = tuple(
    text for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control") for text in (f"--{name}", "0")
)


class Loss(NamedTuple):
    """What is taken from a killed haero's folder; `older` is a copy of it from before the orders."""

    name: str
    lose: Callable[[Path, Path], None]


def _log(folder: Path, older: Path) -> None:
    (folder / "haero.db-wal").unlink()


def _log_and_index(folder: Path, older: Path) -> None:
    _log(folder, older)
    (folder / "haero.db-shm").unlink()


def _half_of_the_log(folder: Path, older: Path) -> None:
    log = folder / "haero.db-wal"
    with log.open("r+b") as file:
        file.truncate(log.stat().st_size // 2)


def _older_copy(folder: Path, older: Path) -> None:
    _log_and_index(folder, older)
    shutil.copy(older / "haero.db", folder / "haero.db")


def _journal(folder: Path, older: Path) -> None:
    _log_and_index(folder, older)
    (folder / "haero.db").unlink()


LOSSES = (
    Loss("-wal and -shm lost", _log_and_index),
    Loss("-wal lost", _log),
    Loss("the second half of -wal lost", _half_of_the_log),
    Loss("an older copy of haero.db put back", _older_copy),
    Loss("the whole journal lost", _journal),
)


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """Killed, and the end of its journal lost: the next start is refused, and verify says so."""
    for orders in ORDERS:
        source = folder / f"killed-{orders}" / "data"
        older = source.with_name("older")
        source.parent.mkdir()
        load = _kill(verdict, source, older, orders)
        _whole(verdict, source, load, orders)
        for loss in LOSSES:
            copy = folder / f"{orders}-{LOSSES.index(loss)}" / "data"
            shutil.copytree(source, copy)
            loss.lose(copy, older)
            _nothing_in_silence(verdict, copy, f"{orders} orders, {loss.name}", load)


def _kill(verdict: Verdict, folder: Path, older: Path, orders: int) -> Load:
    with victim(folder) as started:
        copied = haero("backup", str(older), "--data", str(folder))
        assert copied.returncode == 0, copied.stderr
        load = Load(started.ready)
        asyncio.run(load.run(orders))
        time.sleep(MARK_SECONDS + 1)  # what the last seconds before a kill wrote no mark can know
        started.kill()
    verdict.figure(
        "acknowledged before the kill, size of -wal",
        f"{len(load.acknowledged):,}, {(folder / 'haero.db-wal').stat().st_size:,}",
    )
    return load


def _whole(verdict: Verdict, source: Path, load: Load, orders: int) -> None:
    """With nothing taken away everything is there."""
    copy = source.with_name("whole")
    shutil.copytree(source, copy)
    verdict.promise(f"{orders} orders, nothing lost: verify says clean", (said := verified(copy))[0] == 0, said)
    with victim(copy) as again:
        lost = asyncio.run(missing(again.ready, load.acknowledged))
        verdict.promise(f"{orders} orders, nothing lost: all are there", not lost, lost[:5])


def _nothing_in_silence(verdict: Verdict, folder: Path, what: str, load: Load) -> None:
    """It is refused, or nothing was lost: the end of a large -wal is of an earlier turn, and is in haero.db already."""
    status, said = verified(folder)
    if not status:
        with victim(folder) as again:
            lost = asyncio.run(missing(again.ready, load.acknowledged))
        verdict.promise(f"{what}: verify says clean, and all are there", not lost, f"{len(lost)} lost in silence")
        return
    verdict.promise(
        f"{what}: verify says that it is not whole", status in (1, 2) and "Traceback" not in said, f"{status}: {said}"
    )
    try:
        ended = haero("serve", "--data", str(folder), *QUIET_MARKET, *FREE, seconds=8)
    except subprocess.TimeoutExpired:
        verdict.promise(f"{what}: the next start is refused", False, "it started")
        return
    refused = ended.returncode in (2, 4) and "Traceback" not in ended.stderr
    verdict.promise(f"{what}: the next start is refused", refused, f"{ended.returncode}: {ended.stderr[-400:]}")
