"""How a question goes on: what the next request is, when there are more rows than one reply has.

A pager looks at a request, its reply and the tr_cont header, and gives the next request, or None after the last page.
"""

from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from haero.client.results import readers
from haero.kis.objects import Object
from haero.kis.paging import NEXT
from haero.kis.replies import KisReply
from haero.kis.texts import yyyymmdd

Q = TypeVar("Q", bound=Struct)
MORE = frozenset({"F", "M"})
"""tr_cont of a reply after which more follows."""
_DAY = timedelta(days=1)
_STAMP = "%Y%m%d%H%M%S"


class Pager(Protocol):
    """How a question goes on. `tr_cont` is the header that the next request carries."""

    tr_cont: str

    def next(self, request: Any, reply: Any, tr_cont: str) -> Any:
        """The request of the next page, or None."""


class OnePage:
    """All rows come at once."""

    tr_cont = ""

    def next(self, request: Q, reply: KisReply, tr_cont: str) -> Q | None:
        """None."""
        return None


class ByArea:
    """CTX_AREA fields go back as they came, with tr_cont N."""

    tr_cont = NEXT

    def next(self, request: Q, reply: KisReply, tr_cont: str) -> Q | None:
        """The same with the position of the reply; None without a position: the first page again would never end."""
        areas = reply.areas
        position = "".join(value for name, value in areas.items() if "_NK" in name).strip()
        return replace(request, **areas) if tr_cont in MORE and position else None


class ByHeader:
    """The server keeps the position: the same request with tr_cont N."""

    tr_cont = NEXT

    def next(self, request: Q, reply: KisReply, tr_cont: str) -> Q | None:
        """The same request, as long as more follows."""
        return request if tr_cont in MORE else None


class ByDay:
    """A date moves back: behind the oldest row. The last page has no rows, or fewer than a full one."""

    tr_cont = ""

    def __init__(self, block: str, row_field: str, request_field: str, size: int) -> None:
        self._block, self._row, self._request, self._size = block, row_field, request_field, size

    def next(self, request: Q, reply: KisReply, tr_cont: str) -> Q | None:
        """The same until the day before the oldest row."""
        days = [day for row in getattr(reply, self._block) if (day := _day(getattr(row, self._row)))]
        if len(days) < self._size:
            return None
        oldest = min(days)
        return replace(request, **{self._request: yyyymmdd(readers.day(oldest) - _DAY)})


def _day(text: str) -> str:
    """The text if it is a date, else ""."""
    try:
        readers.day(text)
    except ValueError:
        return ""
    return text.strip()


class ByMinute:
    """Minute bars: KEYB is one bar before the oldest bar, while `next` of the head is 1."""

    tr_cont = ""

    def next(self, request: Q, reply: Any, tr_cont: str) -> Q | None:
        """The bars before those of the reply."""
        head, rows = reply.output1, reply.output2
        if head is None or head.next.strip() != "1" or not rows:
            return None
        times = [at for row in rows if (at := _stamp(row))]
        if not times:
            return None
        key = min(times) - timedelta(minutes=int(_sent(request, "NMIN") or 1))
        return replace(request, NEXT="1", PINC="1", KEYB=key.strftime(_STAMP))


def _sent(request: Struct, name: str) -> str:
    found: str = getattr(request, name)
    return found


def _stamp(row: Any) -> datetime | None:
    try:
        return readers.stamp(row.xymd.strip() + row.xhms.strip())
    except ValueError:
        return None


class ByKey:
    """Rankings: KEYB is how many rows there were so far, while tr_cont says that more follow."""

    tr_cont = NEXT

    def __init__(self, block: str = "output2") -> None:
        self._block = block

    def next(self, request: Q, reply: KisReply, tr_cont: str) -> Q | None:
        """The rows behind those of the reply."""
        rows = getattr(reply, self._block)
        if tr_cont not in MORE or not rows:
            return None
        return replace(request, KEYB=str(int(_sent(request, "KEYB") or 0) + len(rows)))


class ByRank:
    """The condition search: KEYB is the rank of the last row."""

    tr_cont = NEXT

    def next(self, request: Q, reply: Any, tr_cont: str) -> Q | None:
        """The rows behind those of the reply."""
        if tr_cont not in MORE or not reply.output2:
            return None
        return replace(request, KEYB=reply.output2[-1].rank.strip())


class ByNews:
    """News: date and time of the oldest row, ten a page. The rows of that second come again, so that none is lost."""

    tr_cont = ""

    def __init__(self, size: int) -> None:
        self._size = size

    def next(self, request: Q, reply: Any, tr_cont: str) -> Q | None:
        """The news until the oldest second of the reply; where all of it is of one second, until the second before."""
        rows: tuple[Object, ...] = reply.outblock1
        times = sorted(at for row in rows if (at := _news_time(row)))
        if len(times) < self._size:
            return None
        at = times[0] if times[0] != times[-1] else times[0] - timedelta(seconds=1)
        return replace(request, DATA_DT=f"{at:%Y%m%d}", DATA_TM=f"{at:%H%M%S}")


def _news_time(row: Any) -> datetime | None:
    try:
        return readers.stamp(row.data_dt.strip() + row.data_tm.strip())
    except ValueError:
        return None
