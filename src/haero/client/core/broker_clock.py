"""The broker's clock, as its replies tell it: their Date header.

KIS stamps orders by its own clock, and a haero may stand on another day altogether. What day it is there, when an order was sent
by its clock: only the broker knows. Where replies carry no date, the local clock has to do.
"""

from datetime import UTC, datetime
from math import inf

JOURNAL = "Haero-Journal"
"""The header in which a haero names its journal."""
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}


def read_date(text: str) -> datetime | None:
    """The time of a Date header ("Fri, 20 Nov 2026 15:00:00 GMT", RFC 9110), or None where it is none."""
    try:
        day, month, year, clock, zone = text[5:].split()
        hour, minute, second = clock.split(":")
        if zone != "GMT":
            return None
        return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), min(int(second), 59), tzinfo=UTC)
    except (ValueError, KeyError):
        return None


class BrokerClock:
    """What the last reply said. Written by every reply, read seldom: so the text is kept, and read when somebody asks."""

    __slots__ = ("_read", "_text", "_tick", "journal")

    def __init__(self) -> None:
        self._text, self._tick = "", 0.0
        self.journal = ""
        """Which journal of a haero answers (a header of its own); "" for KIS. Another one numbers its orders anew."""
        self._read: tuple[str, datetime | None] = ("", None)

    def hear(self, headers: tuple[tuple[str, str], ...], tick: float) -> None:
        """Takes the Date of a reply that came at a tick of this machine's clock."""
        for name, value in headers:
            if len(name) == 4 and name.lower() == "date":
                self._text, self._tick = value, tick
            elif name == JOURNAL:
                self.journal = value

    def age(self, tick: float) -> float:
        """Seconds since it was heard; without end before the first time."""
        return tick - self._tick if self._text else inf

    def last(self) -> datetime | None:
        """The broker's clock at its last reply; None before the first, or where replies have no date."""
        text, (known, at) = self._text, self._read
        if text != known:
            at = read_date(text)
            self._read = (text, at)
        return at
