"""Write src/haero/market/time/data/calendars.json, so that haero needs no calendar library (and no pandas) at run time.

    python tools/make_calendars.py            # write the file
    python tools/make_calendars.py --check    # exit 1 when the file differs from what the libraries say

Sources: exchange_calendars (XNYS, XTKS, XHKG, XSHG) and holidays (Vietnam), with the corrections below, which the answer
files in tests/data/sessions brought to light; docs/sessions.md has their sources. Per calendar: the first and last date
covered, the date from which nothing was announced yet, the weekdays without a session (MM-DD per year), the late opens and
the early closes (local HH:MM). Saturdays and Sundays never have a session; the tool stops if a library says otherwise.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import exchange_calendars
import holidays

FILE = Path(__file__).parents[1] / "src/haero/market/time/data/calendars.json"
FIRST = date(2005, 1, 1)
# New York announces its holidays years ahead; the lunar calendars are announced one year at a time.
LAST = {"XNYS": date(2030, 12, 31), "XTKS": date(2027, 12, 31), "XHKG": date(2027, 12, 31), "XSHG": date(2027, 12, 31)}
VIETNAM_LAST = date(2027, 12, 31)
# The first date that no announcement was compared with. NYSE has announced to the end of 2027.
PREDICTED_FROM = {"XNYS": date(2028, 1, 1)}
PREDICTED_BY_DEFAULT = date(2027, 1, 1)

# What the libraries do not know.
CLOSED: dict[str, tuple[str, ...]] = {
    "XHKG": ("2023-09-01", "2023-09-08"),  # typhoon Saola; black rainstorm
    "HOSE": ("2018-01-23", "2018-01-24", "2026-01-02"),  # system failure; New Year, swapped with Saturday 2026-01-10
    "HNX": ("2026-01-02",),
}
LATE: dict[str, dict[str, str]] = {
    "XHKG": {
        "2020-08-19": "13:30",  # typhoon Higos
        "2021-06-28": "13:30",  # black rainstorm
        "2022-08-25": "13:00",  # typhoon Ma-on
        "2023-10-09": "14:00",  # typhoon Koinu
    }
}
EARLY: dict[str, dict[str, str]] = {
    "XHKG": {"2022-11-02": "13:55"},  # typhoon Nalgae
    "HOSE": {"2021-06-01": "11:30"},  # more orders than the system could take
}

# China: New Year's Eve, Qingming, Dragon Boat and Mid-Autumn by the lunar calendar. 2025 and 2026 are known to the library
# and there to check the rule with.
FESTIVALS = {
    2025: ("01-28", "04-04", "05-31", "10-06"),
    2026: ("02-16", "04-05", "06-19", "09-25"),
    2027: ("02-05", "04-05", "06-09", "09-15"),
}


def weekdays(first: date, last: date) -> list[date]:
    """Monday to Friday from first to last, both included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


def long_weekend(day: date) -> list[date]:
    """Three days around a holiday: joined with the weekend or bridged to it; a Wednesday stays alone."""
    shift = {0: (-2, -1, 0), 1: (-3, -2, -1, 0), 2: (0,), 3: (0, 1, 2, 3), 4: (0, 1, 2), 5: (0, 1, 2), 6: (-1, 0, 1)}
    return [day + timedelta(days=n) for n in shift[day.weekday()]]


def china(year: int) -> list[date]:
    """The weekdays on which the State Council's rules of 2024-11-12 close Shanghai and Shenzhen in a year.

    Spring Festival: 8 days from New Year's Eve. Labour Day: 5. National Day: 7 from 1 October, 8 with Mid-Autumn in them. The
    others: 3 days, or the day alone on a Wednesday. The council announces each year in November and may deviate.
    """
    eve, qingming, dragon_boat, mid_autumn = (date.fromisoformat(f"{year}-{day}") for day in FESTIVALS[year])
    national = date(year, 10, 1)
    merged = national <= mid_autumn <= date(year, 10, 8)
    days = [eve + timedelta(days=n) for n in range(8)]
    days += [date(year, 5, 1) + timedelta(days=n) for n in range(5)]
    days += [national + timedelta(days=n) for n in range(8 if merged else 7)]
    for day in (date(year, 1, 1), qingming, dragon_boat, *([] if merged else [mid_autumn])):
        days += long_weekend(day)
    return sorted({day for day in days if day.weekday() < 5 and day.year == year})


def exchange(name: str, wanted: date) -> dict[str, Any]:
    """One calendar of exchange_calendars, as far as the library knows it; China's goes on by rule."""
    kind = type(exchange_calendars.get_calendar(name))
    bound = kind.bound_max()
    last = wanted if bound is None else min(wanted, bound.date())
    calendar = exchange_calendars.get_calendar(name, start=FIRST.isoformat(), end=last.isoformat())
    sessions = {moment.date() for moment in calendar.sessions}
    if any(day.weekday() >= 5 for day in sessions):
        raise SystemExit(f"{name} has a session on a weekend, which the file cannot say")
    early = {
        moment.date().isoformat(): calendar.session_close(moment).tz_convert(calendar.tz).strftime("%H:%M")
        for moment in calendar.early_closes
    }
    closed = [day for day in weekdays(FIRST, last) if day not in sessions]
    if name == "XSHG":
        for year in FESTIVALS:
            known = [day for day in closed if day.year == year]
            if year > last.year:
                closed += china(year)
            elif known != china(year):
                raise SystemExit(f"XSHG {year}: the rule says {china(year)}, the library {known}")
        last = date(max(last.year, *FESTIVALS), 12, 31)
    return entry(name, last, closed, early)


def vietnam(name: str) -> dict[str, Any]:
    """HOSE or HNX: closed on the public holidays."""
    free = holidays.country_holidays("VN", years=range(FIRST.year, VIETNAM_LAST.year + 1))
    return entry(name, VIETNAM_LAST, [day for day in weekdays(FIRST, VIETNAM_LAST) if day in free], {})


def entry(name: str, last: date, closed: list[date], early: dict[str, str]) -> dict[str, Any]:
    """One calendar as it stands in the file, corrected."""
    years: dict[str, str] = {}
    for day in sorted({*closed, *map(date.fromisoformat, CLOSED.get(name, ()))}):
        years[str(day.year)] = f"{years.get(str(day.year), '')} {day:%m-%d}".strip()
    return {
        "first": FIRST.isoformat(),
        "last": last.isoformat(),
        "predicted_from": PREDICTED_FROM.get(name, PREDICTED_BY_DEFAULT).isoformat(),
        "closed": years,
        "late": LATE.get(name, {}),
        "early": dict(sorted({**early, **EARLY.get(name, {})}.items())),
    }


def main() -> None:
    """Build all calendars; write the file, or compare with --check."""
    book = {name: exchange(name, last) for name, last in LAST.items()}
    book |= {name: vietnam(name) for name in ("HOSE", "HNX")}
    text = json.dumps(book, indent=1) + "\n"
    if "--check" in sys.argv:
        raise SystemExit(0 if FILE.read_text(encoding="utf-8") == text else "calendars.json is out of date")
    FILE.write_text(text, encoding="utf-8")
    print(f"{FILE.name}: {len(text)} bytes;", ", ".join(f"{name} to {one['last']}" for name, one in book.items()))


if __name__ == "__main__":
    main()
