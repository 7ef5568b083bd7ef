"""Whether the program is at work: computing, or behind with what was sent to it.

Linux shows both (/proc). Elsewhere nothing is known, and the pause that the pacing makes has to do.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

_PROC = Path("/proc")
_AT_WORK = frozenset("RD")  # on a processor or waiting for one; waiting for a disk
MAX_PROCESSES = 1_000


def computing(pid: int, proc: Path = _PROC) -> bool:
    """Whether a thread of the process, or of one that it started, is at work. False where that is not known."""
    return any(
        _state(task / "stat") in _AT_WORK for process in _family(pid, proc) for task in _entries(process / "task")
    )


def behind(ports: Collection[int], proc: Path = _PROC) -> bool:
    """Whether bytes that came from one of the local ports wait for somebody to read them. False where that is not known."""
    for name in ("tcp", "tcp6"):
        try:
            lines = (proc / "net" / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            words = line.split()
            if int(words[2].rpartition(":")[2], 16) in ports and int(words[4].partition(":")[2], 16):
                return True
    return False


def _family(pid: int, proc: Path) -> Iterator[Path]:
    """The process and all below it."""
    waiting, seen = [pid], 0
    while waiting and seen < MAX_PROCESSES:
        process = proc / str(waiting.pop())
        seen += 1
        yield process
        for task in _entries(process / "task"):
            waiting += [int(child) for child in _text(task / "children").split()]


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # it has ended meanwhile
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _state(stat: Path) -> str:
    """The letter behind the name, which may have brackets of its own."""
    return _text(stat).rpartition(")")[2].strip()[:1]
