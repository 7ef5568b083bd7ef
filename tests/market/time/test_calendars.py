import datetime as dt
import json
from pathlib import Path

import pytest

from haero.market.time import calendars
from haero.market.time.calendars import NAMES, CalendarError, calendar_of
from haero.terms import Exchange
from tools.make_calendars import china


@pytest.mark.parametrize("exchange", list(Exchange))
def test_every_calendar_is_whole_to_the_end_of_2027(exchange: Exchange) -> None:
    calendar = calendar_of(exchange)
    assert calendar.first == dt.date(2005, 1, 1)
    assert calendar.last >= dt.date(2027, 12, 31)
    assert calendar.first < calendar.predicted_from <= calendar.last
    for day in (*calendar.closed, *calendar.late, *calendar.early):
        assert calendar.first <= day <= calendar.last
        assert day.weekday() < 5, day
    assert not calendar.closed & (calendar.late.keys() | calendar.early.keys()), "a closed day has no hours"
    for year in range(calendar.first.year, calendar.last.year + 1):
        assert 6 <= sum(day.year == year for day in calendar.closed) <= 26, year


def test_the_file_has_no_calendar_that_nobody_uses() -> None:
    path = Path(calendars.__file__).parent / "data" / "calendars.json"
    assert set(json.loads(path.read_text(encoding="utf-8"))) == set(NAMES.values())


@pytest.mark.parametrize(
    ("exchange", "date", "is_open"),
    [
        (Exchange.TOKYO, "2020-10-01", False),  # the exchange's system failed: no session all day
        (Exchange.NYSE, "2025-01-09", False),  # national day of mourning
        (Exchange.NYSE, "2021-06-18", True),  # Juneteenth is a holiday of the exchange from 2022 on
        (Exchange.NYSE, "2022-06-20", False),
        (Exchange.NYSE, "2021-12-31", True),  # New Year on a Saturday is not kept on the Friday
        (Exchange.HONG_KONG, "2020-10-13", False),
        (Exchange.HONG_KONG, "2023-07-17", False),
        (Exchange.HONG_KONG, "2023-09-01", False),
        (Exchange.HONG_KONG, "2023-09-08", False),
        (Exchange.HONG_KONG, "2024-09-06", False),
        (Exchange.HONG_KONG, "2025-09-23", True),  # typhoon Ragasa: traded through
        (Exchange.HONG_KONG, "2021-04-06", False),
        (Exchange.SHANGHAI, "2026-02-23", False),
        (Exchange.SHANGHAI, "2026-02-24", True),
        (Exchange.SHENZHEN, "2026-02-14", False),  # a Saturday on which offices work
        (Exchange.HANOI, "2024-04-29", False),  # swapped with a Saturday, on which nobody trades
        (Exchange.HANOI, "2024-05-04", False),
        (Exchange.HO_CHI_MINH, "2026-01-02", False),
        (Exchange.HO_CHI_MINH, "2018-01-23", False),
        (Exchange.HANOI, "2018-01-23", True),
    ],
)
def test_days_that_libraries_get_wrong(exchange: Exchange, date: str, is_open: bool) -> None:
    assert calendar_of(exchange).is_open(exchange, dt.date.fromisoformat(date)) is is_open


def test_outside_its_dates_a_calendar_says_what_to_do() -> None:
    calendar = calendar_of(Exchange.SHANGHAI)
    for day in (calendar.first - dt.timedelta(days=1), calendar.last + dt.timedelta(days=1)):
        with pytest.raises(CalendarError, match=f"SHANGHAI .*does not reach {day}: upgrade haero"):
            calendar.is_open(Exchange.SHANGHAI, day)


@pytest.mark.parametrize("text", ['{"XNYS": {"first": "2005-01-01"}}', '{"XNYS": []}', '{"XNYS": {"first": 1}}'])
def test_a_damaged_file_is_named(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "calendars.json"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(calendars, "_FILE", path)
    calendars._calendars.cache_clear()
    try:
        with pytest.raises(CalendarError, match="damaged: reinstall haero"):
            calendar_of(Exchange.NYSE)
    finally:
        calendars._calendars.cache_clear()


def test_the_rule_for_china_gives_the_years_that_were_announced() -> None:
    """2025 and 2026 were announced: what the rule says for 2027 has two years behind it."""
    closed = calendar_of(Exchange.SHANGHAI).closed
    for year in (2025, 2026):
        assert set(china(year)) == {day for day in closed if day.year == year}
    assert [f"{day:%m-%d}" for day in china(2027)] == [
        *("01-01", "02-05", "02-08", "02-09", "02-10", "02-11", "02-12", "04-05", "05-03", "05-04", "05-05"),
        *("06-09", "09-15", "10-01", "10-04", "10-05", "10-06", "10-07"),
    ]
