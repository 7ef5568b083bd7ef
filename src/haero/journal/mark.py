"""The high-water mark: a small file beside the journal that says which journal this folder has, and how far it had come.

File `haero.mark`, JSON. It is written at a start, every few seconds while haero runs, and at the stop; never before the events that
it speaks of are on disk. So it notices: another journal in this folder, one that lost its end (a log deleted after a kill, an older
copy put back), and one that is gone. What the last seconds before a kill wrote it cannot miss.
"""

import os
from pathlib import Path

import msgspec

from haero.journal.private import write_private

FILE_NAME = "haero.mark"


class HighWater(msgspec.Struct, frozen=True):
    """`journal` is the journal's name (empty: not known, any will do), `seq` an event that was on disk."""

    journal: str = ""
    seq: int = 0


_decode = msgspec.json.Decoder(HighWater).decode


def read(folder: Path) -> HighWater | None:
    """The mark of a folder; None where there is none that can be read."""
    try:
        return _decode((folder / FILE_NAME).read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None


def write(folder: Path, mark: HighWater) -> None:
    """Puts it in place of the last one, in one step. Not synced: an older one is as good. Raises OSError."""
    path = folder / FILE_NAME
    unready = path.with_name(FILE_NAME + ".part")
    write_private(unready, msgspec.json.encode(mark))
    os.replace(unready, path)


def objection(mark: HighWater | None, journal: str, seq: int) -> str:
    """What speaks against a journal of that name which ends at event `seq`; empty where nothing does."""
    if mark is None:
        return ""
    cure = f"Put the right one back, with its -wal; if this one is here on purpose, delete {FILE_NAME}"
    if mark.journal and mark.journal != journal:
        return f"this is not the journal that the folder had. {cure}"
    if seq < mark.seq:
        return f"the journal ends at event {seq}, but it had come to {mark.seq}: its end is lost. {cure}"
    return ""
