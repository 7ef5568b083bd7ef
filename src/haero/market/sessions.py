"""When each exchange is open: sessions per exchange and date, in UTC, half open.

Hours are the ones that KIS states for its order API (v1_해외주식-001); days come from `data/calendars.json`, which
`tools/make_calendars.py` writes. Everything here is a pure function of exchange and moment; caches only save time.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from haero.market.bounded import Bounded
from haero.terms import Exchange

Position = Literal["before", "open", "break", "after", "closed_day"]

_FILE = Path(__file__).parent / "data" / "calendars.json"
_DAY = dt.timedelta(days=1)
_SETTLED = dt.timedelta(minutes=30)
# Days kept ready, over all exchanges; a running broker needs a handful.
_CACHED_DAYS = 4096


class SessionKind(StrEnum):
    """프리마켓, 정규장, 애프터마켓. Only the US exchanges have the first and the last."""

    PRE = "pre"
    REGULAR = "regular"
    AFTER = "after"


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


class Phase(NamedTuple):
    """Where a moment lies in the exchange's day. `date` is the exchange's own date; `session` only while it is open."""

    kind: SessionKind | None
    date: dt.date
    is_business_day: bool
    position: Position
    session: Session | None


class CalendarError(Exception):
    """A date that the calendars of this release do not reach."""


class _Hours(NamedTuple):
    """Local hours of one market: (kind, opens, closes). A close of None is the KIS end of the US after-market."""

    zone: ZoneInfo
    calendar: str
    sessions: tuple[tuple[SessionKind, str, str | None], ...]


class _Calendar(NamedTuple):
    first: dt.date
    last: dt.date
    closed: frozenset[dt.date]
    early: dict[dt.date, dt.time]


class _Span(NamedTuple):
    """A stretch of time in which the answer does not change."""

    start: dt.datetime
    end: dt.datetime
    phase: Phase


_PRE, _REGULAR, _AFTER = SessionKind
# KIS takes after-market orders until 07:00 Seoul time the whole year: 17:00 New York in winter, 18:00 in summer.
_US_AFTER_END = dt.time(22, 0, tzinfo=dt.UTC)
_US = _Hours(
    ZoneInfo("America/New_York"),
    "XNYS",
    ((_PRE, "04:00", "09:30"), (_REGULAR, "09:30", "16:00"), (_AFTER, "16:00", None)),
)
# KIS states 10:30-16:00 Seoul time and no break. The exchanges themselves rest from 11:30 to 13:00: to follow them,
# write two entries here, as for Tokyo.
_CHINA = _Hours(ZoneInfo("Asia/Shanghai"), "XSHG", ((_REGULAR, "09:30", "15:00"),))
# KIS states nothing for Vietnam: the exchanges' own hours, auctions included. A guess.
_VIETNAM = _Hours(ZoneInfo("Asia/Ho_Chi_Minh"), "VIETNAM", ((_REGULAR, "09:00", "11:30"), (_REGULAR, "13:00", "15:00")))
_HOURS: dict[Exchange, _Hours] = {
    Exchange.NASDAQ: _US,
    Exchange.NYSE: _US,
    Exchange.AMEX: _US,
    Exchange.HONG_KONG: _Hours(
        ZoneInfo("Asia/Hong_Kong"), "XHKG", ((_REGULAR, "09:30", "12:00"), (_REGULAR, "13:00", "16:00"))
    ),
    Exchange.SHANGHAI: _CHINA,
    Exchange.SHENZHEN: _CHINA,
    # Tokyo itself closes at 15:30 since 2024-11-05; every KIS text says 15:00.
    Exchange.TOKYO: _Hours(
        ZoneInfo("Asia/Tokyo"), "XTKS", ((_REGULAR, "09:00", "11:30"), (_REGULAR, "12:30", "15:00"))
    ),
    Exchange.HANOI: _VIETNAM,
    Exchange.HO_CHI_MINH: _VIETNAM,
}


class SessionBook:
    """Sessions of the nine exchanges. Moments are timezone-aware; a date outside `covers` raises CalendarError."""

    def __init__(self) -> None:
        self._days: Bounded[tuple[Exchange, dt.date], tuple[Session, ...]] = Bounded(_CACHED_DAYS)
        self._spans: dict[Exchange, _Span] = {}
        self._boundaries: dict[Exchange, tuple[dt.datetime, dt.datetime]] = {}

    def covers(self, exchange: Exchange) -> tuple[dt.date, dt.date]:
        """First and last exchange-local date that the calendar knows, both included."""
        calendar = _calendar_of(exchange)
        return calendar.first, calendar.last

    def on(self, exchange: Exchange, date: dt.date) -> tuple[Session, ...]:
        """All sessions of an exchange-local date in time order; empty on a closed day."""
        found = self._days.get((exchange, date))
        if found is None:
            found = _sessions_of(exchange, date)
            self._days[exchange, date] = found
        return found

    def at(self, exchange: Exchange, moment: dt.datetime) -> Session | None:
        """The session that is open at the moment, or None."""
        return self.phase(exchange, moment).session

    def phase(self, exchange: Exchange, moment: dt.datetime) -> Phase:
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
        return moment.astimezone(_HOURS[exchange].zone)

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
        return _instant(exchange, date, time)

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
        start = _instant(exchange, date, dt.time())
        midnight = _instant(exchange, date + _DAY, dt.time())
        if not sessions:
            return _Span(start, midnight, Phase(None, date, False, "closed_day", None))
        position: Position = "before"
        for session in sessions:
            if moment < session.opens:
                return _Span(start, session.opens, Phase(None, date, True, position, None))
            if moment < session.closes:
                return _Span(session.opens, session.closes, Phase(session.kind, date, True, "open", session))
            start, position = session.closes, "break"
        return _Span(start, midnight, Phase(None, date, True, "after", None))


def _local_date(exchange: Exchange, moment: dt.datetime) -> dt.date:
    return moment.astimezone(_HOURS[exchange].zone).date()


def _instant(exchange: Exchange, date: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(date, time, _HOURS[exchange].zone).astimezone(dt.UTC)


def _sessions_of(exchange: Exchange, date: dt.date) -> tuple[Session, ...]:
    calendar = _calendar_of(exchange)
    if not calendar.first <= date <= calendar.last:
        raise CalendarError(
            f"the {exchange} calendar of this haero runs from {calendar.first} to {calendar.last} and does not reach "
            f"{date}: upgrade haero, or use a market time inside these dates"
        )
    if date.weekday() >= 5 or date in calendar.closed:
        return ()
    return tuple(_cut(exchange, date, calendar.early.get(date)))


def _cut(exchange: Exchange, date: dt.date, early: dt.time | None) -> Iterator[Session]:
    """The day's sessions; an early close ends the regular ones, and the US after-market starts there instead."""
    for kind, opens_text, closes_text in _HOURS[exchange].sessions:
        opens = _instant(exchange, date, dt.time.fromisoformat(opens_text))
        if closes_text is None:
            closes = dt.datetime.combine(date, _US_AFTER_END)
            if early is not None:
                # A guess: the after-market of a half day is as long as usual.
                shift = opens - _instant(exchange, date, early)
                opens, closes = opens - shift, closes - shift
        else:
            closes = _instant(exchange, date, dt.time.fromisoformat(closes_text))
            if early is not None and kind is _REGULAR:
                closes = min(closes, _instant(exchange, date, early))
        if opens < closes:
            yield Session(exchange, kind, date, opens, closes)


def _calendar_of(exchange: Exchange) -> _Calendar:
    return _calendars()[_HOURS[exchange].calendar]


@cache
def _calendars() -> dict[str, _Calendar]:
    raw = json.loads(_FILE.read_text(encoding="utf-8"))
    return {name: _calendar(entry) for name, entry in raw.items()}


def _calendar(entry: dict[str, str | dict[str, str]]) -> _Calendar:
    first, last, closed, early = entry["first"], entry["last"], entry["closed"], entry["early"]
    if not (isinstance(first, str) and isinstance(last, str) and isinstance(closed, dict) and isinstance(early, dict)):
        raise CalendarError("data/calendars.json is damaged: reinstall haero")
    return _Calendar(
        dt.date.fromisoformat(first),
        dt.date.fromisoformat(last),
        frozenset(dt.date.fromisoformat(f"{year}-{day}") for year, days in closed.items() for day in days.split()),
        {dt.date.fromisoformat(day): dt.time.fromisoformat(time) for day, time in early.items()},
    )
