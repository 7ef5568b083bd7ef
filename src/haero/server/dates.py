"""The Date header of the REST replies, by the market clock: the clock that orders are stamped with."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

_SECOND = timedelta(seconds=1)


class MarketDate:
    """What `Date` says now (RFC 9110 5.6.7). A text is made once a second of the market.

    `now` gives the market's time, aware, in UTC. It is asked anew for each reply: a reset puts another clock behind it.
    """

    __slots__ = ("_from", "_now", "_text", "_until")

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._from = self._until = datetime.min.replace(tzinfo=UTC)
        self._text = ""

    def __call__(self) -> str:
        now = self._now()
        if not self._from <= now < self._until:
            self._from = now.replace(microsecond=0)
            self._until = self._from + _SECOND
            self._text = format_datetime(self._from.astimezone(UTC), usegmt=True)
        return self._text
