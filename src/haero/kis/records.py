"""A delimited record of a WebSocket frame, both ways: fields joined by ^, in catalogue order.

KIS adds fields at the end when it likes (the notice grew from 21 to 25, the order book from 17 to 71), so further ones are kept.
"""

from collections.abc import Sequence
from typing import NamedTuple

from haero.kis.errors import Unreadable

SEPARATOR = "^"


class WireRecord(NamedTuple):
    """One record: the values by field name, and what came behind the last field that the catalogue knows."""

    values: dict[str, str]
    extra: tuple[str, ...] = ()

    def text(self) -> str:
        """The record as it came."""
        return SEPARATOR.join((*self.values.values(), *self.extra))


def split(text: str, names: Sequence[str], count: int, fewest: int) -> tuple[WireRecord, ...]:
    """The `count` records of a frame, of at least `fewest` fields each; all of the same length.

    Raises:
        Unreadable: the fields can't be shared out evenly, or are too few.
    """
    fields = text.split(SEPARATOR)
    width, rest = divmod(len(fields), count) if count > 0 else (0, 0)
    if rest or width < max(fewest, 1):
        raise Unreadable(f"{len(fields)} fields are not {count} records of {fewest} or more")
    rows = (fields[start : start + width] for start in range(0, len(fields), width))
    return tuple(WireRecord(dict(zip(names, row, strict=False)), tuple(row[len(names) :])) for row in rows)


MOST_DIGITS = 9
"""Digits of a frame's count that are still read; KIS sends three."""


class FrameHead(NamedTuple):
    """A frame in its four parts: is it encrypted, its TR, how many records it says it has, and these."""

    encrypted: bool
    tr_id: str
    size: int
    payload: str


def is_frame(text: str) -> bool:
    """Is this a frame, and no JSON?"""
    return text.startswith(("0|", "1|"))


def open_frame(text: str) -> FrameHead:
    """The parts of `0|TR|NNN|payload` (clear) or `1|TR|NNN|payload` (encrypted).

    Raises:
        Unreadable: it is cut off, or NNN is no number from 1.
    """
    parts = text.split("|", 3)
    if not is_frame(text) or len(parts) != 4:
        raise Unreadable("a frame without its four parts")
    flag, tr_id, count, payload = parts
    if not (count.isascii() and count.isdigit() and len(count) <= MOST_DIGITS and int(count)):
        raise Unreadable("a frame that doesn't count its records")
    return FrameHead(flag == "1", tr_id, int(count), payload)
