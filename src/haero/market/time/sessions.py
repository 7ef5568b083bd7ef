"""When each exchange is open: sessions per exchange and date, in UTC, half open.

Hours come from `opening_hours`, days from `calendars`. Everything here is a pure function of exchange and moment; caches
only save time.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from haero.market.bounded import Bounded
from haero.market.time.calendars import CalendarError as CalendarError
from haero.market.time.calendars import calendar_of
from haero.market.time.opening_hours import ZONES, Rules, hours_on, instant, rules
from haero.market.time.opening_hours import SessionKind as SessionKind
from haero.terms import Exchange

DayPlace = Literal["before", "open", "break", "after", "closed_day"]

_DAY = dt.timedelta(days=1)
_SETTLED = dt.timedelta(minutes=30)
_REGULAR, _AFTER = SessionKind.REGULAR, SessionKind.AFTER
# Days kept ready, over all exchanges; a running broker needs a handful.
_CACHED_DAYS = 4096


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch of trading: open from `opens` (included) to `closes` (excluded), both UTC.

    `date` is the exchange's own date. A market with a lunch break has two regular sessions on a date.
    """

    exchange: Exchange
    kind: SessionKind
    date: dt.date
    opens: dt.datetime
    closes: dt.datetime


class MarketPhase(NamedTuple):
    """Where a moment lies in the exchange's day. `date` is the exchange's own date; `session` only while it is open."""

    kind: SessionKind | None
    date: dt.date
    is_business_day: bool
    position: DayPlace
    session: Session | None


class _Span(NamedTuple):
    """A stretch of time in which the answer does not change."""

    start: dt.datetime
    end: dt.datetime
    phase: MarketPhase


class SessionBook:
    """Sessions of the nine exchanges. Moments are timezone-aware; a date outside `covers` raises CalendarError."""

    def __init__(self, hours: str = "page") -> None:
        """`hours`: "page" as KIS's page has them, "exchange" as the exchanges have them. ValueError for anything else."""
        self.hours = rules(hours)
        self._days: Bounded[tuple[Exchange, dt.date], tuple[Session, ...]] = Bounded(_CACHED_DAYS)
        self._spans: dict[Exchange, _Span] = {}
        self._boundaries: dict[Exchange, tuple[dt.datetime, dt.datetime]] = {}

    def covers(self, exchange: Exchange) -> tuple[dt.date, dt.date]:
        """First and last exchange-local date that the calendar knows, both included."""
        calendar = calendar_of(exchange)
        return calendar.first, calendar.last

    @cached_property
    def ends(self) -> dt.datetime:
        """The last minute of the last date that any calendar knows: after it no exchange has a market."""
        return max(instant(exchange, self.covers(exchange)[1], dt.time(23, 59)) for exchange in Exchange)

    def predicted_from(self, exchange: Exchange) -> dt.date:
        """The first date whose holidays are a prediction: no announcement was compared with them."""
        return calendar_of(exchange).predicted_from

    def on(self, exchange: Exchange, date: dt.date) -> tuple[Session, ...]:
        """All sessions of an exchange-local date in time order; empty on a closed day."""
        found = self._days.get((exchange, date))
        if found is None:
            found = _sessions_of(self.hours, exchange, date)
            self._days[exchange, date] = found
        return found

    def at(self, exchange: Exchange, moment: dt.datetime) -> Session | None:
        """The session that is open at the moment, or None."""
        return self.phase(exchange, moment).session

    def phase(self, exchange: Exchange, moment: dt.datetime) -> MarketPhase:
        """Where the moment lies in the exchange's day. Cheap while moments stay in the same stretch of it."""
        span = self._spans.get(exchange)
        if span is None or not span.start <= moment < span.end:
            span = self._span(exchange, moment)
            self._spans[exchange] = span
        return span.phase

    def trading_date(self, exchange: Exchange, moment: dt.datetime) -> dt.date:
        """The newest business day whose first session has opened: the day that totals and closes belong to."""
        phase = self.phase(exchange, moment)
        if phase.is_business_day and phase.position != "before":
            return phase.date
        return self.previous_business_day(exchange, phase.date)

    def local_date(self, exchange: Exchange, moment: dt.datetime) -> dt.date:
        """The exchange's own date, whether it is open or not; needs no calendar."""
        return _local_date(exchange, moment)

    def local_time(self, exchange: Exchange, moment: dt.datetime) -> dt.datetime:
        """The moment on the exchange's own clock."""
        return moment.astimezone(ZONES[exchange])

    def next_boundary(self, exchange: Exchange, moment: dt.datetime) -> dt.datetime:
        """The next open or close strictly after the moment."""
        known = self._boundaries.get(exchange)
        if known is not None and known[0] <= moment < known[1]:
            return known[1]
        date = _local_date(exchange, moment)
        boundary: dt.datetime | None = None
        while boundary is None:
            edges = (edge for session in self.on(exchange, date) for edge in (session.opens, session.closes))
            boundary = next((edge for edge in edges if edge > moment), None)
            date += _DAY
        self._boundaries[exchange] = (moment.astimezone(dt.UTC), boundary)
        return boundary

    def instant(self, exchange: Exchange, date: dt.date, time: dt.time) -> dt.datetime:
        """The moment (UTC) of a date and time on the exchange's own clock."""
        return instant(exchange, date, time)

    def newest_regular(self, exchange: Exchange, moment: dt.datetime) -> Session:
        """The newest regular session that opened at least 30 minutes before the moment."""
        date = _local_date(exchange, moment)
        while True:
            for session in reversed(self.on(exchange, date)):
                if session.kind is _REGULAR and session.opens + _SETTLED <= moment:
                    return session
            date -= _DAY

    def day_end(self, exchange: Exchange, date: dt.date) -> dt.datetime:
        """When the date's last session closes. ValueError on a closed day."""
        sessions = self.on(exchange, date)
        if not sessions:
            raise ValueError(f"{exchange} is closed on {date}")
        return sessions[-1].closes

    def previous_business_day(self, exchange: Exchange, date: dt.date) -> dt.date:
        """The newest date with a session before `date`."""
        return self._business_day(exchange, date, -_DAY)

    def next_business_day(self, exchange: Exchange, date: dt.date) -> dt.date:
        """The first date with a session after `date`."""
        return self._business_day(exchange, date, _DAY)

    def _business_day(self, exchange: Exchange, date: dt.date, step: dt.timedelta) -> dt.date:
        date += step
        while not self.on(exchange, date):
            date += step
        return date

    def _span(self, exchange: Exchange, moment: dt.datetime) -> _Span:
        date = _local_date(exchange, moment)
        sessions = self.on(exchange, date)
        start = instant(exchange, date, dt.time())
        midnight = instant(exchange, date + _DAY, dt.time())
        if not sessions:
            return _Span(start, midnight, MarketPhase(None, date, False, "closed_day", None))
        position: DayPlace = "before"
        for session in sessions:
            if moment < session.opens:
                return _Span(start, session.opens, MarketPhase(None, date, True, position, None))
            if moment < session.closes:
                return _Span(session.opens, session.closes, MarketPhase(session.kind, date, True, "open", session))
            start, position = session.closes, "break"
        return _Span(start, midnight, MarketPhase(None, date, True, "after", None))


def _local_date(exchange: Exchange, moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZONES[exchange]).date()


def _sessions_of(by: Rules, exchange: Exchange, date: dt.date) -> tuple[Session, ...]:
    if not calendar_of(exchange).is_open(exchange, date):
        return ()
    return tuple(_cut(by, exchange, date))


def _cut(by: Rules, exchange: Exchange, date: dt.date) -> Iterator[Session]:
    """The day's sessions. A late open or an early close cuts the regular ones; the US after-market follows the close."""
    calendar = calendar_of(exchange)
    late, early = calendar.late.get(date), calendar.early.get(date)
    for kind, opens_at, closes_at in hours_on(by, exchange, date):
        opens, closes = instant(exchange, date, opens_at), instant(exchange, date, closes_at)
        if late is not None and kind is _REGULAR:
            opens = max(opens, instant(exchange, date, late))
        if early is not None and kind is _REGULAR:
            closes = min(closes, instant(exchange, date, early))
        if early is not None and kind is _AFTER:
            # As long as usual: until 17:00 New York, as the exchanges say; with the page's hours a guess.
            shift = opens - instant(exchange, date, early)
            opens, closes = opens - shift, closes - shift
        if opens < closes:
            yield Session(exchange, kind, date, opens, closes)
