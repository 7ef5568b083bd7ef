"""TWAP and VWAP: how an order is cut into slices over its time. Pure arithmetic; the broker sends the slices when they fall due."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from math import lcm

import msgspec

from haero.desk.hours import Hours
from haero.desk.reasons import Reason, Refusal
from haero.terms import OrderType

ALGO_TYPES = frozenset({OrderType.TWAP, OrderType.VWAP})
KOREA = timezone(timedelta(hours=9))
MICROSECOND = timedelta(microseconds=1)
SLICE = timedelta(minutes=1)
LAST_END = timedelta(minutes=5)
"""A time that the customer gives lies at least this long before the regular close (v1_해외주식-001)."""


class Span(msgspec.Struct, frozen=True):
    """When an algo order works: from `starts` to `ends`, which is the regular close where `to_close`."""

    starts: datetime
    ends: datetime
    to_close: bool


class Bucket(msgspec.Struct, frozen=True):
    """A stretch of the day and the share of volume that is expected in it, in any unit."""

    starts: datetime
    ends: datetime
    weight: int


class Schedule(msgspec.Struct, frozen=True):
    """Slices of equal length from `starts` on. `done[k]` of `done[-1]` parts of the order are to be filled when slice k ends."""

    starts: datetime
    step: timedelta
    done: tuple[int, ...]

    def moment(self, place: int) -> datetime:
        """When a slice begins."""
        return self.starts + self.step * place

    def place(self, now: datetime) -> int:
        """The slice that a moment lies in; the last one for anything later."""
        return min(max((now - self.starts) // self.step, 0), len(self.done) - 1)

    def due(self, place: int, quantity: int) -> int:
        """How many of `quantity` shares are to be filled by the end of a slice."""
        return quantity * self.done[place] // self.done[-1]


def even(span: Span) -> Schedule:
    """TWAP: every slice the same."""
    count, step = _cut(span)
    return Schedule(span.starts, step, tuple(range(1, count + 1)))


def weighted(span: Span, curve: Sequence[Bucket]) -> Schedule:
    """VWAP: every slice as much as the curve expects in it. A curve that expects nothing there is an even one."""
    count, step = _cut(span)
    # Whole numbers without a remainder: a slice counts its part of a bucket exactly.
    unit = lcm(*(_length(bucket) for bucket in curve))
    done = [
        sum(bucket.weight * _overlap(span.starts, end, bucket) * (unit // _length(bucket)) for bucket in curve)
        for end in (span.starts + step * place for place in range(1, count + 1))
    ]
    return Schedule(span.starts, step, tuple(done)) if done[-1] else even(span)


def _cut(span: Span) -> tuple[int, timedelta]:
    count = max((span.ends - span.starts) // SLICE, 1)
    return count, (span.ends - span.starts) / count


def _length(bucket: Bucket) -> int:
    return (bucket.ends - bucket.starts) // MICROSECOND


def _overlap(starts: datetime, ends: datetime, bucket: Bucket) -> int:
    """Microseconds of a stretch that lie in a bucket."""
    return max((min(ends, bucket.ends) - max(starts, bucket.starts)) // MICROSECOND, 0)


def span_of(hours: Hours, now: datetime, starts: datetime | None, ends: datetime | None) -> Span:
    """When an algo order that comes now works. Without times: to the regular close.

    Raises:
        Refusal: TYPE_NOT_OFFERED where no regular session is ahead or on, ENTRY_CLOSED where too little of it is left, BAD_START
            or BAD_END for times outside it.
    """
    opens, closes = hours.opens, hours.closes
    if opens is None or closes is None:
        raise Refusal(Reason.TYPE_NOT_OFFERED)
    last = closes - LAST_END
    if now >= last:
        raise Refusal(Reason.ENTRY_CLOSED, f"until {last.isoformat()}")
    begins = max(now, opens)
    if starts is None or ends is None:
        return Span(begins, closes, to_close=True)
    if not opens <= starts < last:
        raise Refusal(Reason.BAD_START, f"{starts.isoformat()} is not in the regular session up to {last.isoformat()}")
    if not max(starts, begins) < ends <= last:
        raise Refusal(Reason.BAD_END, f"{ends.isoformat()} is not behind the start and before {last.isoformat()}")
    return Span(max(starts, begins), ends, to_close=False)


def moment_of(at: time, hours: Hours) -> datetime:
    """The first moment at or behind the regular open at which a clock in Korea shows `at`. Raises TYPE_NOT_OFFERED without one."""
    if hours.opens is None:
        raise Refusal(Reason.TYPE_NOT_OFFERED)
    moment = datetime.combine(hours.opens.astimezone(KOREA).date(), at, KOREA).astimezone(UTC)
    return moment if moment >= hours.opens else moment + timedelta(days=1)
