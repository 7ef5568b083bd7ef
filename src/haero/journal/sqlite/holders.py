"""Who holds a lock on a file, as far as Linux tells: /proc/locks by inode. Elsewhere nobody is found."""

import os
from collections.abc import Iterable
from pathlib import Path

LOCKS = Path("/proc/locks")


def holders(paths: Iterable[Path]) -> str:
    """Those who hold locks on `paths`, such as "process 4711 (sqlite3)"; this process aside. A text for people in any case."""
    inodes = {str(path.stat().st_ino) for path in paths if path.exists()}
    try:
        lines = LOCKS.read_text().splitlines()
    except OSError:
        lines = []
    found = sorted({pid for pid in (_holder(line, inodes) for line in lines) if pid not in (0, os.getpid())})
    if not found:
        return "a program that the system does not name"
    return ", ".join(f"process {pid}{_name(pid)}" for pid in found)


def _holder(line: str, inodes: set[str]) -> int:
    """The process of a line such as `1: POSIX  ADVISORY  READ 6455 00:1b:147168 128 128`, if it is about these files, else 0."""
    words = line.split()
    if len(words) < 6 or words[1] == "->":  # an arrow: somebody who waits
        return 0
    pid, inode = words[4], words[5].rpartition(":")[2]
    return int(pid) if inode in inodes and pid.isdecimal() else 0


def _name(pid: int) -> str:
    try:
        return f" ({Path(f'/proc/{pid}/comm').read_text().strip()})"
    except OSError:
        return ""
