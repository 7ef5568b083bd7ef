"""Write tests/data/sessions/*.csv: when each exchange is open 2020-2027, by sources that haero's own calendars do not use.

    pip install QuantLib==1.44 pandas_market_calendars==5.5.0    # neither is a dependency of haero: use a venv of its own
    python tools/make_session_answers.py

Nothing here comes from haero, from exchange_calendars or from the `holidays` package, of which calendars.json is made:

- Business days of New York, Tokyo, Hong Kong and China: QuantLib and the own calendars of pandas_market_calendars. The tool
  stops where the two differ and nobody has decided who is right (`DECIDED`).
- Vietnam, half days, days of storm or failure, all hours, and the changes of New York's clock: typed by hand, with sources.
- The page's hours: typed in Seoul time, as KIS's page has them (v1_해외주식-001).

A row covers a run of weekdays (Saturdays and Sundays are never in the files, and are closed) with the same sessions. Times
are UTC, half open; an hour of 24 or more is the next day. `closed` = no session.
"""

import importlib
import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "tests/data/sessions"
ACCESSED = "2026-11-22"
FIRST, LAST = date(2020, 1, 1), date(2027, 12, 31)
YEARS = range(FIRST.year, LAST.year + 1)
WEEKDAYS = [day for n in range((LAST - FIRST).days + 1) if (day := FIRST + timedelta(days=n)).weekday() < 5]

Day = tuple[str, str]
"""The sessions of a day: page's and exchange's."""
CLOSED = ("closed", "closed")


def dates(text: str) -> set[date]:
    """Days written as `2020: 01-01 02-08..02-14`, one year a line; a range means its weekdays."""
    found = set()
    for line in text.strip().splitlines():
        year, days = line.split(":")
        for part in days.split():
            one, _, other = part.partition("..")
            first, last = (date.fromisoformat(f"{year.strip()}-{day}") for day in (one, other or one))
            found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return {day for day in found if day.weekday() < 5}


# New York's clock: summer time from the second Sunday of March to the first of November (Energy Policy Act of 2005).
SUMMER = {
    2020: ("03-08", "11-01"),
    2021: ("03-14", "11-07"),
    2022: ("03-13", "11-06"),
    2023: ("03-12", "11-05"),
    2024: ("03-10", "11-03"),
    2025: ("03-09", "11-02"),
    2026: ("03-08", "11-01"),
    2027: ("03-14", "11-07"),
}
US_HALF_DAYS = dates(
    """2020: 11-27 12-24
    2021: 11-26
    2022: 11-25
    2023: 07-03 11-24
    2024: 07-03 11-29 12-24
    2025: 07-03 11-28 12-24
    2026: 11-27 12-24
    2027: 11-26"""
)
TOKYO_FAILURE = date(2020, 10, 1)
TOKYO_LATER_CLOSE = date(2024, 11, 5)
HONG_KONG_CLOSED = dates(
    """2020: 10-13
    2021: 10-13
    2023: 07-17 09-01 09-08
    2024: 09-06"""
)
HONG_KONG_MORNINGS = dates(
    """2020: 01-24 12-24 12-31
    2021: 02-11 12-24 12-31
    2022: 01-31
    2024: 02-09 12-24 12-31
    2025: 01-28 12-24 12-31
    2026: 02-16 12-24 12-31
    2027: 02-05 12-24 12-31"""
)
HONG_KONG_STORMS = {
    date(2020, 8, 19): "13:30-16:00",
    date(2021, 6, 28): "13:30-16:00",
    date(2022, 8, 25): "13:00-16:00",
    date(2022, 11, 2): "09:30-12:00 13:00-13:55",
    date(2023, 10, 9): "14:00-16:00",
}
CHINA_2027 = dates("2027: 01-01 02-05..02-12 04-05 05-03..05-05 06-09 09-15 10-01..10-07")
VIETNAM = dates(
    """2020: 01-01 01-23..01-29 04-02 04-30 05-01 09-02
    2021: 01-01 02-10..02-16 04-21 04-30 05-03 09-02 09-03
    2022: 01-03 01-31..02-04 04-11 05-02 05-03 09-01 09-02
    2023: 01-02 01-20..01-26 05-01..05-03 09-01 09-04
    2024: 01-01 02-08..02-14 04-18 04-29..05-01 09-02 09-03
    2025: 01-01 01-27..01-31 04-07 04-30..05-02 09-01 09-02
    2026: 01-01 01-02 02-16..02-20 04-27 04-30 05-01 08-31..09-02 11-24
    2027: 01-01 02-04..02-10 04-16 04-30 05-03 09-02 09-03 11-24"""
)
HOSE_MORNING = date(2021, 6, 1)

# Where the two libraries differ: the days on which one is wrong, and what was decided. True = open.
DECIDED: dict[str, dict[date, bool]] = {
    "NYSE": {},
    "JPX": {TOKYO_FAILURE: False},  # QuantLib knows holidays, not failures
    "HKEX": {
        **dict.fromkeys(HONG_KONG_CLOSED, False),
        date(2021, 4, 6): False,  # the day following Easter Monday; CMS China, holiday table 2021
        date(2021, 12, 27): False,  # the first weekday after Christmas; the same
        date(2022, 12, 27): False,  # the second weekday after Christmas, which was a Sunday
        **dict.fromkeys(
            dates("2027: 02-08 02-09 04-05 05-13 06-09 09-16 10-08 12-27"), False
        ),  # QuantLib ends with 2026
    },
    "SSE": dict.fromkeys(  # 2027 is typed; neither library knows the rules of 2024
        (day for day in WEEKDAYS if day.year == 2027), True
    )
    | dict.fromkeys(CHINA_2027, False),
}


def open_days(name: str, other: Callable[[Any], Any]) -> set[date]:
    """The days on which QuantLib and pandas_market_calendars say that an exchange is open, or what was decided."""
    quantlib: Any = importlib.import_module("QuantLib")
    markets: Any = importlib.import_module("pandas_market_calendars")
    found = {moment.date() for moment in markets.get_calendar(name).schedule(FIRST, LAST).index}
    calendar = other(quantlib)
    for day in WEEKDAYS:
        opinion = bool(calendar.isBusinessDay(quantlib.Date(day.day, day.month, day.year)))
        decided = DECIDED[name].get(day)
        if decided is None and opinion != (day in found):
            raise SystemExit(f"{name} {day}: QuantLib says {opinion}, pandas_market_calendars {day in found}: decide")
        if decided is not None:
            (found.add if decided else found.discard)(day)
    return found


def check_half_days() -> None:
    """The half days typed above are those of pandas_market_calendars."""
    nyse: Any = importlib.import_module("pandas_market_calendars").get_calendar("NYSE")
    found = {moment.date() for moment in nyse.early_closes(nyse.schedule(FIRST, LAST)).index}
    if found != US_HALF_DAYS:
        raise SystemExit(f"half days of New York: {sorted(found ^ US_HALF_DAYS)} are on one list only")


def utc(hours: str, ahead: int) -> str:
    """Local hours such as `09:00-11:30 12:30-15:00` in UTC; `ahead` = hours that the local clock is ahead of UTC."""
    out = []
    for stretch in hours.split():
        edges = (edge.split(":") for edge in stretch.split("-"))
        out.append("-".join(f"{int(hour) - ahead:02d}:{minute}" for hour, minute in edges))
    return "; ".join(f"regular {stretch}" for stretch in out)


def new_york(day: date) -> Day:
    """A US business day. The page's hours are typed in Seoul time, the exchanges' in New York's."""
    start, end = (date.fromisoformat(f"{day.year}-{change}") for change in SUMMER[day.year])
    summer, half = start <= day < end, day in US_HALF_DAYS
    # Seoul is 9 hours ahead of UTC the whole year; hours from 24 on are the next morning there.
    pre, opens, closes, end_kst = (
        ("17:00", "22:30", "29:00", "31:00") if summer else ("18:00", "23:30", "30:00", "31:00")
    )
    if half:  # the regular session ends three hours earlier, and the after-market with it
        closes, end_kst = ("26:00", "28:00") if summer else ("27:00", "28:00")
    page = three(pre, opens, closes, end_kst, ahead=9)
    close, end_local = ("13:00", "17:00") if half else ("16:00", "20:00")
    return page, three("04:00", "09:30", close, end_local, ahead=-4 if summer else -5)


def three(pre: str, opens: str, closes: str, end: str, *, ahead: int) -> str:
    """Pre-market, regular session and after-market, in UTC."""
    edges = [f"{int(edge[:2]) - ahead:02d}{edge[2:]}" for edge in (pre, opens, closes, end)]
    kinds = zip(("pre", "regular", "after"), edges, edges[1:], strict=False)
    return "; ".join(f"{kind} {first}-{last}" for kind, first, last in kinds)


def tokyo(day: date) -> Day:
    """A Tokyo business day."""
    close = "15:30" if day >= TOKYO_LATER_CLOSE else "15:00"
    return utc("09:00-11:30 12:30-15:00", 9), utc(f"09:00-11:30 12:30-{close}", 9)


def hong_kong(day: date) -> Day:
    """A Hong Kong business day, whole, half or cut by weather: the page's hours are the exchange's."""
    usual = "09:30-12:00" if day in HONG_KONG_MORNINGS else "09:30-12:00 13:00-16:00"
    hours = utc(HONG_KONG_STORMS.get(day, usual), 8)
    return hours, hours


def china(_day: date) -> Day:
    """A business day of Shanghai and Shenzhen: the page knows no lunch break (10:30-16:00 in Seoul)."""
    return utc("10:30-16:00", 9), utc("09:30-11:30 13:00-15:00", 8)


def hanoi(_day: date) -> Day:
    """A Hanoi business day. The page says nothing: haero's page hours go on to 15:00."""
    return utc("09:00-11:30 13:00-15:00", 7), utc("09:00-11:30 13:00-14:45", 7)


def ho_chi_minh(day: date) -> Day:
    """A business day of Ho Chi Minh City."""
    if day == HOSE_MORNING:
        return utc("09:00-11:30", 7), utc("09:00-11:30", 7)
    return hanoi(day)


SOURCES: dict[str, tuple[str, ...]] = {
    "us": (
        "Days: QuantLib 1.44 (UnitedStates, NYSE) and pandas_market_calendars 5.5.0 (NYSE), which agree on every day.",
        "By hand: half days (NYSE Group's announcements for 2020 and 2025-2027; the rest compared with pandas_market_calendars),",
        "the clock changes (Energy Policy Act of 2005), hours (NYSE Holidays and Trading Hours; late trading ends 17:00 on",
        "half days), the page's hours in Seoul time. 2025-01-09: national day of mourning.",
    ),
    "tokyo": (
        "Days: QuantLib 1.44 (Japan) and pandas_market_calendars 5.5.0 (JPX).",
        "By hand: 2020-10-01 (system failure, no session all day), hours (JPX; 15:30 since 2024-11-05).",
        "2027 lies ahead: the law and the equinoxes, no announcement was seen.",
    ),
    "hong_kong": (
        "Days: pandas_market_calendars 5.5.0 (HKEX) and QuantLib 1.44 (HongKong, to 2026), with decisions by hand.",
        "By hand: half days (HKEX: eves of Lunar New Year, Christmas and New Year), hours, and the weather: HKEX's news by",
        "Mondo Visione, Reuters, Bloomberg, SCMP, Dow Jones and forexlive of 2020-08-19, 2020-10-13, 2021-06-28, 2021-10-13,",
        "2022-08-25, 2022-11-02, 2023-07-17, 2023-09-01, 2023-09-08, 2023-10-09, 2024-09-06. Since 2024-09-23 HKEX trades",
        "through. 2027 lies ahead: the libraries' prediction.",
    ),
    "china": (
        "Days to 2026: QuantLib 1.44 (China, SSE) and pandas_market_calendars 5.5.0 (SSE), which agree on every day; 2021",
        "and 2026 also read against the exchange's notices (2020-12-24; 2025-12-22).",
        "By hand: hours, and 2027: a prediction by the State Council's rules of 2024-11-12 (notice for 2025).",
    ),
    "hnx": (
        "All by hand. 2020: Hochiminh Stock Exchange's list (RYT9). 2021: Ministry of Labour (SGGP 2020-12-09). 2022: HOSE",
        "(biztoday 2021-12-26). 2023: trading-holidays.com. 2024: HOSE notice 1943/TB-SGDHCM (LawNet), calendarlabs,",
        "2024-04-29 by State Securities Commission letter 2421/UBCK-PTTT (vietnammoi 2024-04-23). 2025: September by VNX",
        "letter 1046/SGDVN-GSTT; the rest is the public holidays, no exchange notice seen. 2026: HOSE (CafeF 2025-12-09);",
        "2026-01-02 closed after a later swap (NLD: the year's second session was 01-06); 11-24 Culture Day by law, no",
        "exchange notice seen. 2027: a prediction. Hours: ASEAN Securities 2013-07; Tititada.",
    ),
    "hose": ("As hnx.csv, and 2021-06-01: no afternoon (Nguoi Dua Tin, Dan Viet 2021-06-01).",),
}


def write(name: str, is_open: Callable[[date], bool], sessions: Callable[[date], Day]) -> None:
    """One file, in runs of equal days."""
    runs: list[tuple[date, date, Day]] = []
    for day in WEEKDAYS:
        found = sessions(day) if is_open(day) else CLOSED
        if runs and runs[-1][2] == found:
            runs[-1] = (runs[-1][0], day, found)
        else:
            runs.append((day, day, found))
    head: Iterable[str] = (
        f"Sessions {FIRST} to {LAST}, weekdays only, UTC, half open. Written by tools/make_session_answers.py.",
        f"Accessed {ACCESSED}.",
        *SOURCES[name],
    )
    lines = [f"# {line}" for line in head] + ["first,last,page,exchange"]
    lines += [f"{first},{last},{page},{own}" for first, last, (page, own) in runs]
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}.csv: {len(runs)} rows, {sum(is_open(day) for day in WEEKDAYS)} business days")


def main() -> None:
    """Write all files."""
    if {"haero", "exchange_calendars", "holidays"} & sys.modules.keys():
        raise SystemExit("an answer must not come from what is to be checked")
    check_half_days()
    write("us", open_days("NYSE", lambda ql: ql.UnitedStates(ql.UnitedStates.NYSE)).__contains__, new_york)
    write("tokyo", open_days("JPX", lambda ql: ql.Japan()).__contains__, tokyo)
    write("hong_kong", open_days("HKEX", lambda ql: ql.HongKong()).__contains__, hong_kong)
    write("china", open_days("SSE", lambda ql: ql.China(ql.China.SSE)).__contains__, china)
    write("hnx", lambda day: day not in VIETNAM, hanoi)
    write("hose", lambda day: day not in VIETNAM, ho_chi_minh)


if __name__ == "__main__":
    main()
