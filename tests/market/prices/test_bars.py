import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.prices.bars import Bar, joined, stretch_end, stretch_start

D = Decimal
START = dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
NEW_YORK = ZoneInfo("America/New_York")


def bar(opening: str, high: str, low: str, close: str, volume: int, minute: int) -> Bar:
    return Bar(D(opening), D(high), D(low), D(close), volume, D(close) * volume, START + MINUTE * minute)


def test_one_bar_of_several() -> None:
    first, second, third = bar("5", "7", "4", "6", 10, 0), bar("6", "9", "6", "8", 5, 1), bar("8", "8", "3", "3", 1, 2)
    assert joined([first, second, third]) == Bar(D(5), D(9), D(3), D(3), 16, D(60 + 40 + 3), START)
    assert joined([second], START).start == START
    assert joined([second]) is second
    assert joined([second], second.start) is second


@pytest.mark.parametrize(
    ("per", "start", "end"),
    [
        (1, "10:07", "10:08"),
        (5, "10:05", "10:10"),
        (60, "10:00", "11:00"),
        (7, "10:02", "10:09"),
        (1440, "00:00", None),
    ],
)
def test_stretches_count_from_local_midnight(per: int, start: str, end: str | None) -> None:
    local = dt.datetime(2026, 11, 20, 10, 7, 31, 5, tzinfo=NEW_YORK)
    assert f"{stretch_start(local, per):%H:%M:%S.%f}" == f"{start}:00.000000"
    after = stretch_end(local, per) + dt.timedelta(microseconds=1)
    assert f"{after:%H:%M}" == (end or "00:00")


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.times(), st.integers(1, 1440))
def test_a_moment_lies_in_its_stretch(date: dt.date, time: dt.time, per: int) -> None:
    local = dt.datetime.combine(date, time, NEW_YORK)
    start, end = stretch_start(local, per), stretch_end(local, per)
    assert start <= local <= end
    assert start.date() == end.date() == local.date()
    assert stretch_start(end, per) == start
