"""The journal is renamed, deleted or replaced under a haero that takes orders: `rm`, `mv`, `git clean -fdx`."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.support import Process
from tools.attack.load import Load, missing
from tools.attack.sizes import Sizes
from tools.attack.verdict import Verdict
from tools.attack.victim import QUIET_MARKET, haero, verified, victim

FILES = ("haero.db", "haero.db-wal", "haero.db-shm")
ASIDE = "aside"
END_SECONDS = 60
ENOUGH = 100_000  # never reached: it ends before


class Way(NamedTuple):
    """One way to take the journal away. `back` puts it where it was; None where it is gone for good."""

    name: str
    away: Callable[[Path], None]
    back: Callable[[Path], None] | None


def attack(verdict: Verdict, folder: Path, sizes: Sizes) -> None:
    """The journal is renamed, deleted or replaced under load: nothing acknowledged after it that a restart doesn't have."""
    for number, way in enumerate(WAYS):
        _try(verdict, folder / str(number) / "data", way)


def _rename(folder: Path) -> None:
    (folder / FILES[0]).rename(folder / ASIDE)


def _rename_back(folder: Path) -> None:
    (folder / ASIDE).rename(folder / FILES[0])


def _rename_all(folder: Path) -> None:
    for name in FILES:
        (folder / name).rename(folder / f"{ASIDE}-{name}")


def _all_back(folder: Path) -> None:
    for name in FILES:
        if (folder / f"{ASIDE}-{name}").exists():
            (folder / f"{ASIDE}-{name}").rename(folder / name)


def _delete(*names: str) -> Callable[[Path], None]:
    def away(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return away


def _replace(folder: Path) -> None:
    """What an editor or a restored copy does: another file takes the name."""
    shutil.copy(folder / FILES[0], folder / ASIDE)
    (folder / ASIDE).replace(folder / FILES[0])


def _move_folder(folder: Path) -> None:
    folder.rename(folder.with_name(ASIDE))


def _folder_back(folder: Path) -> None:
    folder.with_name(ASIDE).rename(folder)


def _delete_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


WAYS = (
    Way("haero.db renamed", _rename, _rename_back),
    Way("haero.db and the files beside it renamed", _rename_all, _all_back),
    Way("the folder renamed", _move_folder, _folder_back),
    Way("haero.db deleted", _delete(FILES[0]), None),
    Way("haero.db and the files beside it deleted", _delete(*FILES), None),
    Way("haero.db-wal deleted", _delete(FILES[1]), None),
    Way("haero.db replaced by a copy", _replace, None),
    Way("the folder deleted", _delete_folder, None),
)


def _try(verdict: Verdict, folder: Path, way: Way) -> None:
    folder.parent.mkdir()
    with victim(folder) as started:
        load = Load(started.ready)

        def take_away() -> float:
            way.away(folder)
            return time.monotonic()

        moment = asyncio.run(load.run(ENOUGH, take_away, END_SECONDS))
        try:
            status: object = started.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            status = f"still there after {END_SECONDS} s"
    before = {number: sent for number, sent in load.acknowledged.items() if sent.at <= moment}
    verdict.figure(
        f"{way.name}: acknowledged before, after; answers", f"{len(before)}, {load.after(moment)}; {dict(load.refused)}"
    )
    verdict.promise(
        f"{way.name}: nothing that was asked after it is acknowledged", load.after(moment) == 0, load.after(moment)
    )
    verdict.promise(f"{way.name}: it ends with a status of its own", status == 3, status)
    _look_at_the_log(verdict, started, way)
    if way.back is not None:
        way.back(folder)
        _start_again(verdict, folder, way, load)
    elif folder.exists():
        _must_not_start_empty(verdict, folder, way, load)


def _look_at_the_log(verdict: Verdict, started: Process, way: Way) -> None:
    log = started.log()
    said = "haero stopped by itself" in log and "was moved, renamed or deleted" in log
    verdict.promise(f"{way.name}: it says why, without a stack", said and "Traceback" not in log, log[-600:])


def _start_again(verdict: Verdict, folder: Path, way: Way, load: Load) -> None:
    verdict.promise(f"{way.name}, and put back: verify says clean", (said := verified(folder))[0] == 0, said)
    with victim(folder) as again:
        lost = asyncio.run(missing(again.ready, load.acknowledged))
        verdict.promise(f"{way.name}, and put back: all {len(load.acknowledged)} are there", not lost, lost[:5])
        verdict.promise(f"{way.name}, and put back: it stops in order", (status := again.stop()) == 0, status)


def _must_not_start_empty(verdict: Verdict, folder: Path, way: Way, load: Load) -> None:
    """What is left either has everything, or the next start is refused with a reason."""
    free = [text for name in ("rest-real", "rest-mock", "ws-real", "ws-mock", "control") for text in (f"--{name}", "0")]
    try:
        ended = haero("serve", "--data", str(folder), *QUIET_MARKET, *free, seconds=5)
    except subprocess.TimeoutExpired:
        with victim(folder) as again:
            lost = asyncio.run(missing(again.ready, load.acknowledged))
        verdict.promise(
            f"{way.name}: the next start has all that was acknowledged", not lost, f"{len(lost)} lost in silence"
        )
        return
    refused = ended.returncode in (2, 4) and "Traceback" not in ended.stderr
    verdict.promise(f"{way.name}: the next start is refused", refused, f"{ended.returncode}: {ended.stderr[-400:]}")
