"""The hours of each exchange on its own clock, by date, in two sets: as KIS's page has them, and as the exchanges have them.

`page` is what KIS states for its order API (v1_해외주식-001), the same for every date. `exchange` is what the exchanges
themselves say, by date. docs/sessions.md shows both sets with their sources.
"""

import datetime as dt
from enum import StrEnum
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from haero.terms import US_EXCHANGES, Exchange

Rules = Literal["page", "exchange"]
RULES: tuple[Rules, ...] = get_args(Rules)


class SessionKind(StrEnum):
    """프리마켓, 정규장, 애프터마켓. Only the US exchanges have the first and the last."""

    PRE = "pre"
    REGULAR = "regular"
    AFTER = "after"


class Stretch(NamedTuple):
    """A stretch of trading on the exchange's own clock, half open. A time with a zone of its own is read in that zone."""

    kind: SessionKind
    opens: dt.time
    closes: dt.time


class OpeningHours(NamedTuple):
    """The stretches of a usual day from the date `since` on."""

    since: dt.date
    stretches: tuple[Stretch, ...]


_PRE, _REGULAR, _AFTER = SessionKind
_ALWAYS = dt.date.min
# KIS takes after-market orders until 07:00 Seoul time the whole year: 17:00 New York in winter, 18:00 in summer. This is
# 22:00 UTC on the exchange's own date, so that the zone changes and the date does not.
_PAGE_AFTER_END = dt.time(22, 0, tzinfo=dt.UTC)


def _at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def _regular(*hours: str, since: dt.date = _ALWAYS) -> OpeningHours:
    """Regular sessions only, written like 09:00-11:30."""
    pairs = (text.split("-") for text in hours)
    return OpeningHours(since, tuple(Stretch(_REGULAR, _at(opens), _at(closes)) for opens, closes in pairs))


def _us(after_end: dt.time) -> tuple[OpeningHours, ...]:
    pre, regular = Stretch(_PRE, _at("04:00"), _at("09:30")), Stretch(_REGULAR, _at("09:30"), _at("16:00"))
    return (OpeningHours(_ALWAYS, (pre, regular, Stretch(_AFTER, _at("16:00"), after_end))),)


_NEW_YORK = ZoneInfo("America/New_York")
_CHINA = ZoneInfo("Asia/Shanghai")
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

ZONES: dict[Exchange, ZoneInfo] = {
    **dict.fromkeys(sorted(US_EXCHANGES), _NEW_YORK),
    Exchange.HONG_KONG: ZoneInfo("Asia/Hong_Kong"),
    Exchange.SHANGHAI: _CHINA,
    Exchange.SHENZHEN: _CHINA,
    Exchange.TOKYO: ZoneInfo("Asia/Tokyo"),
    Exchange.HANOI: _VIETNAM,
    Exchange.HO_CHI_MINH: _VIETNAM,
}

# KIS states 10:30-16:00 Seoul time for China and no break, 15:00 for Tokyo, and nothing at all for Vietnam: there the
# hours of the exchanges with the put-through session until 15:00. A guess.
_PAGE_CHINA = (_regular("09:30-15:00"),)
_PAGE_VIETNAM = (_regular("09:00-11:30", "13:00-15:00"),)
_PAGE: dict[Exchange, tuple[OpeningHours, ...]] = {
    **dict.fromkeys(sorted(US_EXCHANGES), _us(_PAGE_AFTER_END)),
    Exchange.HONG_KONG: (_regular("09:30-12:00", "13:00-16:00"),),
    Exchange.SHANGHAI: _PAGE_CHINA,
    Exchange.SHENZHEN: _PAGE_CHINA,
    Exchange.TOKYO: (_regular("09:00-11:30", "12:30-15:00"),),
    Exchange.HANOI: _PAGE_VIETNAM,
    Exchange.HO_CHI_MINH: _PAGE_VIETNAM,
}

_OWN_CHINA = (_regular("09:30-11:30", "13:00-15:00"),)
# Continuous trading and the closing auction. From 14:45 to 15:00 the exchanges match put-through orders, and Hanoi orders
# at the closing price (PLO): KIS has no order type for either.
_OWN_VIETNAM = (_regular("09:00-11:30", "13:00-14:45"),)
_OWN: dict[Exchange, tuple[OpeningHours, ...]] = {
    **dict.fromkeys(sorted(US_EXCHANGES), _us(_at("20:00"))),
    Exchange.HONG_KONG: (
        _regular("10:00-12:30", "14:30-16:00"),
        _regular("09:30-12:00", "13:30-16:00", since=dt.date(2011, 3, 7)),
        _regular("09:30-12:00", "13:00-16:00", since=dt.date(2012, 3, 5)),
    ),
    Exchange.SHANGHAI: _OWN_CHINA,
    Exchange.SHENZHEN: _OWN_CHINA,
    Exchange.TOKYO: (
        _regular("09:00-11:00", "12:30-15:00"),
        _regular("09:00-11:30", "12:30-15:00", since=dt.date(2011, 11, 21)),
        _regular("09:00-11:30", "12:30-15:30", since=dt.date(2024, 11, 5)),
    ),
    Exchange.HANOI: _OWN_VIETNAM,
    Exchange.HO_CHI_MINH: _OWN_VIETNAM,
}

HOURS: dict[Rules, dict[Exchange, tuple[OpeningHours, ...]]] = {"page": _PAGE, "exchange": _OWN}
"""Every change of hours by rule set and exchange, oldest first."""


def rules(name: str) -> Rules:
    """The rule set of that name. Raises ValueError."""
    for known in RULES:
        if name == known:
            return known
    raise ValueError(f"{name!r} hours: must be {' or '.join(RULES)}")


def hours_on(by: Rules, exchange: Exchange, date: dt.date) -> tuple[Stretch, ...]:
    """The stretches of a usual day of that date: whether it is a business day or a half day is the calendar's matter."""
    return next(hours.stretches for hours in reversed(HOURS[by][exchange]) if hours.since <= date)


def instant(exchange: Exchange, date: dt.date, time: dt.time) -> dt.datetime:
    """The moment (UTC) of a date and a time on the exchange's own clock, or on the clock of the time's own zone."""
    return dt.datetime.combine(date, time, time.tzinfo or ZONES[exchange]).astimezone(dt.UTC)
