"""The haero that is attacked: a process of its own, and what can be seen of it from outside."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.support import OPEN_TIME, Process
from tools.attack.verdict import Verdict

QUIET_MARKET = ("--unlimited", "--speed", "0", "--market", "manual", "--at", OPEN_TIME)
"""Nothing happens by itself, so that whatever happens was the attack."""
DEFECTS = ("Traceback", "a defect of haero", "Task exception was never retrieved")


@contextlib.contextmanager
def victim(
    folder: Path, *flags: str, preexec: Callable[[], None] | None = None, seconds: float = 60
) -> Iterator[Process]:
    """A ready haero, killed at the end where it still runs. With the flags of QUIET_MARKET where none are given."""
    started = Process(folder, *(flags or QUIET_MARKET), preexec=preexec)
    try:
        started.wait_ready(seconds)
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()


def haero(*arguments: str, seconds: float = 600) -> "subprocess.CompletedProcess[str]":
    """One command of the command line, to its end."""
    command = [sys.executable, "-m", "haero.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=seconds, check=False)


def verified(folder: Path) -> tuple[int, str]:
    """What `haero verify` says: its status, and its words."""
    ended = haero("verify", "--data", str(folder))
    return ended.returncode, (ended.stdout + ended.stderr).strip()


def resident(pid: int) -> int:
    """Bytes of the process that are in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """What it has computed since it began: the better measure on a machine that is not its own."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(count: float) -> str:
    return f"{count / 1e6:,.0f} MB"


def descriptors(pid: int) -> int:
    """How many files and sockets it has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def settled(look: Callable[[], int], wanted: Callable[[int], bool], seconds: float) -> tuple[int, float]:
    """Looks until it is as wanted, or the time is up: what was seen last, and after how long."""
    started = time.monotonic()
    while not wanted(seen := look()) and time.monotonic() - started < seconds:
        time.sleep(0.2)
    return seen, time.monotonic() - started


def defects(path: Path, words: Iterable[str] = DEFECTS) -> list[str]:
    """The lines of a log that tell of a defect, the first few; logs of a million requests are read in blocks."""
    found: list[str] = []
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if any(word in line for word in words):
                found.append(line.strip()[:300])
                if len(found) >= 10:
                    break
    return found


def ends_in_order(verdict: Verdict, process: Process, how: str, seconds: float) -> None:
    """SIGTERM must end it within so many seconds, with 0 and a clean journal; `how` says in what state it is asked to."""
    began = time.monotonic()
    process.process.send_signal(signal.SIGTERM)
    try:
        status: object = process.process.wait(seconds)
    except subprocess.TimeoutExpired:
        status = f"still there after {seconds} s"
    verdict.promise(f"{how} ends it with 0", status == 0, status)
    verdict.figure(f"{how}: seconds", time.monotonic() - began)
    if status == 0:
        verdict.promise(f"{how}: verify says clean", (said := verified(process.folder))[0] == 0, said)


def log_of(process: Process) -> Path:
    return process.folder.parent / f"{process.folder.name}.log"
