"""What SQLite's write-ahead log holds, read byte by byte.

SQLite takes a frame with a wrong checksum for the end of the log. After a crash that is right; after a flipped bit it would
silently drop events that were acknowledged. So haero looks first: committed transactions behind a bad frame mean damage.
"""

import struct
from pathlib import Path
from typing import NamedTuple

_HEADER = 32
_FRAME_HEADER = 24
_MAGIC_BIG_ENDIAN = 0x377F0683
_INDEX_HEADER = 100  # two copies of what the index says, and how far the last checkpoint came


class WalReport(NamedTuple):
    """`damage` says what is wrong and where; empty where the log is sound (a torn, never acknowledged tail is sound)."""

    frames: int
    damage: str


def _checksum(data: bytes, order: str, first: int, second: int) -> tuple[int, int]:
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for index in range(0, len(words), 2):
        first = (first + words[index] + second) & 0xFFFFFFFF
        second = (second + words[index + 1] + first) & 0xFFFFFFFF
    return first, second


def _index_frames(path: Path, salts: bytes | None = None) -> int:
    """How many frames the shared index says are committed; 0 where there is no index of this log.

    Without `salts`, for a log that is gone: how many of them the database file does not hold yet.
    """
    index = path.with_name(path.name.removesuffix("-wal") + "-shm")
    if not index.exists():
        return 0
    with index.open("rb") as file:
        head = file.read(_INDEX_HEADER)
    if len(head) < _INDEX_HEADER or not head[12]:
        return 0
    frames, checkpointed = struct.unpack_from("=I", head, 16)[0], struct.unpack_from("=I", head, 96)[0]
    if salts is None:
        return max(int(frames - checkpointed), 0)
    return int(frames) if head[32:40] == salts else 0


def inspect(path: Path) -> WalReport:
    """Reads the log file `path` (…-wal). A missing or empty log is sound, unless the index knows of frames that only it had."""
    if not path.exists() or path.stat().st_size < _HEADER:
        lost = _index_frames(path)
        return WalReport(
            0, f"{path.name}: byte 0: the log is gone, and {lost} committed frames with it" if lost else ""
        )
    data = path.read_bytes()
    magic, _, page_size, _ = struct.unpack_from(">4I", data)
    salts = data[16:24]
    order = ">" if magic == _MAGIC_BIG_ENDIAN else "<"
    if magic & ~1 != _MAGIC_BIG_ENDIAN & ~1 or page_size not in {512 << n for n in range(8)}:
        return WalReport(0, f"{path.name}: byte 0: the log's header is damaged")
    running = _checksum(data[:24], order, 0, 0)
    if running != struct.unpack_from(">2I", data, 24):
        return WalReport(0, f"{path.name}: byte 0: the log's header is damaged")
    size = _FRAME_HEADER + page_size
    total = (len(data) - _HEADER) // size
    good = committed = 0
    for number in range(total):
        offset = _HEADER + number * size
        if data[offset + 8 : offset + 16] != salts:
            break
        running = _checksum(data[offset : offset + 8], order, *running)
        running = _checksum(data[offset + _FRAME_HEADER : offset + size], order, *running)
        if running != struct.unpack_from(">2I", data, offset + 16):
            break
        good = number + 1
        if struct.unpack_from(">I", data, offset + 4)[0]:
            committed = good
    return WalReport(committed, _damage(path, data, salts, size, good, committed, total))


def _damage(path: Path, data: bytes, salts: bytes, size: int, good: int, committed: int, total: int) -> str:
    """Frames of this log behind the first bad one: two commits there, or one that the index knows, were acknowledged."""
    commits = 0
    for number in range(good, total):
        offset = _HEADER + number * size
        if data[offset + 8 : offset + 16] == salts and struct.unpack_from(">I", data, offset + 4)[0]:
            commits += 1
    known = _index_frames(path, salts[:8])
    if commits > 1 or known > committed:
        lost = max(known - committed, commits)
        return (
            f"{path.name}: byte {_HEADER + good * size}: frame {good + 1} is damaged; {lost} committed frames behind it"
        )
    return ""
