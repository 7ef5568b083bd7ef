"""Write src/haero/market/data/calendars.json, so that haero needs no calendar library (and no pandas) at run time.

    python tools/make_calendars.py            # write the file
    python tools/make_calendars.py --check    # exit 1 when the file differs from what the libraries say

Sources: exchange_calendars (XNYS, XTKS, XHKG, XSHG) and holidays (Vietnam). Per calendar: the first and last date
covered, the weekdays without a session (MM-DD per year), and the early closes (local HH:MM). Saturdays and Sundays
never have a session; the tool stops if a library says otherwise.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import exchange_calendars
import holidays

FILE = Path(__file__).parents[1] / "src/haero/market/data/calendars.json"
FIRST = date(2005, 1, 1)
# New York announces its holidays years ahead; the lunar calendars are announced one year at a time.
LAST = {"XNYS": date(2030, 12, 31), "XTKS": date(2027, 12, 31), "XHKG": date(2027, 12, 31), "XSHG": date(2027, 12, 31)}
VIETNAM_LAST = date(2027, 12, 31)


def weekdays(first: date, last: date) -> list[date]:
    """Monday to Friday from first to last, both included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


def exchange(name: str, wanted: date) -> dict[str, Any]:
    """One calendar of exchange_calendars, as far as the library knows it."""
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
    return entry(last, [day for day in weekdays(FIRST, last) if day not in sessions], early)


def vietnam() -> dict[str, Any]:
    """Both Vietnamese exchanges close on the public holidays and never early."""
    free = holidays.country_holidays("VN", years=range(FIRST.year, VIETNAM_LAST.year + 1))
    return entry(VIETNAM_LAST, [day for day in weekdays(FIRST, VIETNAM_LAST) if day in free], {})


def entry(last: date, closed: list[date], early: dict[str, str]) -> dict[str, Any]:
    """One calendar as it stands in the file."""
    years: dict[str, str] = {}
    for day in closed:
        years[str(day.year)] = f"{years.get(str(day.year), '')} {day:%m-%d}".strip()
    return {"first": FIRST.isoformat(), "last": last.isoformat(), "closed": years, "early": early}


def main() -> None:
    """Build all calendars; write the file, or compare with --check."""
    book = {name: exchange(name, last) for name, last in LAST.items()}
    book["VIETNAM"] = vietnam()
    text = json.dumps(book, indent=1) + "\n"
    if "--check" in sys.argv:
        raise SystemExit(0 if FILE.read_text(encoding="utf-8") == text else "calendars.json is out of date")
    FILE.write_text(text, encoding="utf-8")
    print(f"{FILE.name}: {len(text)} bytes;", ", ".join(f"{name} to {one['last']}" for name, one in book.items()))


if __name__ == "__main__":
    main()
