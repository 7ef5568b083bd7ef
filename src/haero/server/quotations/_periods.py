"""Bars of days, weeks, months and years, as `dailyprice` and `inquire-daily-chartprice` have them.

A period is dated by its first trading day and shown whole, up to now, whichever of its days is asked for: so "oldest date less one
day" leads to the next page without a gap or a repetition.
"""

from collections.abc import Generator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from haero.market.prices.bars import Bar, joined
from haero.server.call import Call
from haero.server.quotations._asked import Asked, local_date
from haero.server.quotations._breaths import each
from haero.server.quotations._history import daily_bars

LONGEST = {"D": 1, "W": 5, "M": 23, "Y": 262}
"""Trading days that a bar can have at most, by period: day, week (Monday to Sunday), month, year."""


class PeriodBar(NamedTuple):
    """One bar: all its days together, and its newest day."""

    bar: Bar
    newest: Bar


def period_bars(
    call: Call, found: Asked, by: date, period: str, size: int, since: date = date.min
) -> Generator[None, None, list[PeriodBar]]:
    """The newest `size` bars up to the period that `by` lies in, and some more if there are, oldest first.

    Days before `since` are left out.
    """
    until = _end(call, found, by, period)
    if until is None:
        return []
    # One bar more, for the change of the oldest row, and one that may be cut off at the old end.
    most = LONGEST[period] * (size + 2)
    if since > date.min:
        most = min(most, (local_date(call, found, until) - since).days + 1)
    days = yield from daily_bars(call, found.instrument, until, max(most, 0))
    if since > date.min:
        begin = call.books.market.sessions.instant(found.instrument.exchange, since, time())
        days = [day for day in days if day.start >= begin]
    dates = yield from each(call, days, lambda day: first_day(local_date(call, found, day.start), period))
    groups = [[day for _, day in group] for _, group in groupby(zip(dates, days, strict=True), itemgetter(0))]
    return (yield from each(call, groups, lambda group: PeriodBar(joined(group), group[-1])))


def first_day(day: date, period: str) -> date:
    """The first date of the period that a date lies in."""
    if period == "W":
        return day - timedelta(days=day.weekday())
    if period == "M":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if period == "Y" else day


def _last_day(day: date, period: str) -> date:
    if period == "W":
        return day + timedelta(days=6 - day.weekday())
    if period == "M":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return day.replace(month=12, day=31) if period == "Y" else day


def _end(call: Call, found: Asked, by: date, period: str) -> datetime | None:
    """The last moment of the newest bar: of the period that `by` lies in, but not later than now; None before the calendar."""
    sessions, exchange = call.books.market.sessions, found.instrument.exchange
    if by >= sessions.local_date(exchange, found.now):
        return found.now
    last = _last_day(by, period)
    if last < sessions.covers(exchange)[0]:
        return None
    return min(sessions.instant(exchange, last + timedelta(days=1), time()), found.now)
