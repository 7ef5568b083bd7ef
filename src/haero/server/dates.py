"""The Date header of the REST replies, by the market clock: the clock that orders are stamped with."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime


class MarketDate:
    """What `Date` says now (RFC 9110 5.6.7). A text is made once a second of the market.

    `now` gives the market's time, aware, in UTC. It is asked anew for each reply: a reset puts another clock behind it.
    """

    __slots__ = ("_now", "_second", "_text")

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._second: datetime | None = None
        self._text = ""

    def __call__(self) -> str:
        second = self._now().replace(microsecond=0)
        if second != self._second:
            self._second, self._text = second, format_datetime(second.astimezone(UTC), usegmt=True)
        return self._text
