"""The days of each exchange: which dates have no session, which open late or close early, and how far that is known.

They come from `data/calendars.json`, which `tools/make_calendars.py` writes.
"""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from haero.terms import US_EXCHANGES, Exchange

_FILE = Path(__file__).parent / "data" / "calendars.json"

NAMES: dict[Exchange, str] = {
    **dict.fromkeys(sorted(US_EXCHANGES), "XNYS"),
    Exchange.HONG_KONG: "XHKG",
    Exchange.SHANGHAI: "XSHG",
    Exchange.SHENZHEN: "XSHG",
    Exchange.TOKYO: "XTKS",
    Exchange.HANOI: "HNX",
    Exchange.HO_CHI_MINH: "HOSE",
}
"""The calendar of each exchange in the file."""


class CalendarError(Exception):
    """A date that the calendars of this release do not reach."""


class Calendar(NamedTuple):
    """Days from `first` to `last`, both included, on the exchange's own clock. Saturdays and Sundays have no session.

    From `predicted_from` on, the holidays are what the rules and the moon say: no announcement was compared with them.
    """

    first: dt.date
    last: dt.date
    predicted_from: dt.date
    closed: frozenset[dt.date]
    late: dict[dt.date, dt.time]
    early: dict[dt.date, dt.time]

    def is_open(self, exchange: Exchange, date: dt.date) -> bool:
        """Whether the date has a session. CalendarError outside the calendar; `exchange` is only for its text."""
        if not self.first <= date <= self.last:
            raise CalendarError(
                f"the {exchange} calendar of this haero runs from {self.first} to {self.last} and does not reach "
                f"{date}: upgrade haero, or use a market time inside these dates"
            )
        return date.weekday() < 5 and date not in self.closed


def calendar_of(exchange: Exchange) -> Calendar:
    """The exchange's calendar; read once."""
    return _calendars()[NAMES[exchange]]


@cache
def _calendars() -> dict[str, Calendar]:
    raw = json.loads(_FILE.read_text(encoding="utf-8"))
    try:
        return {name: _calendar(entry) for name, entry in raw.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CalendarError("data/calendars.json is damaged: reinstall haero") from error


def _calendar(entry: dict[str, dict[str, str]]) -> Calendar:
    first, last, predicted_from = (
        dt.date.fromisoformat(str(entry[name])) for name in ("first", "last", "predicted_from")
    )
    days = (f"{year}-{day}" for year, text in entry["closed"].items() for day in text.split())
    return Calendar(
        first,
        last,
        predicted_from,
        frozenset(map(dt.date.fromisoformat, days)),
        _times(entry["late"]),
        _times(entry["early"]),
    )


def _times(entry: dict[str, str]) -> dict[dt.date, dt.time]:
    return {dt.date.fromisoformat(day): dt.time.fromisoformat(time) for day, time in entry.items()}
