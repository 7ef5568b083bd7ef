"""Bars of days, weeks, months and years; what a client sees of them is tested with dailyprice and inquire-daily-chartprice."""

from datetime import date
from pathlib import Path

import pytest

from haero.server.quotations._charts import us_stock
from haero.server.quotations._periods import LONGEST, first_day, period_bars
from tests.makers import house
from tests.server.quotations.test_charts import call_of
from tests.server.quotations.test_history import end


@pytest.mark.parametrize(
    ("period", "first"),
    [("D", date(2026, 11, 20)), ("W", date(2026, 11, 16)), ("M", date(2026, 11, 1)), ("Y", date(2026, 1, 1))],
)
def test_where_a_period_begins(period: str, first: date) -> None:
    assert first_day(date(2026, 11, 20), period) == first
    assert first_day(first, period) == first
    assert period in LONGEST


@pytest.mark.parametrize("period", LONGEST)
def test_a_period_is_its_days(tmp_path: Path, period: str) -> None:
    with house(tmp_path / "data", market="synthetic") as opened:
        call = call_of(opened)
        found = us_stock(call, "AAPL")
        assert found is not None
        days = [pair.bar for pair in end(period_bars(call, found, date.max, "D", 400, date(2025, 1, 1)))[1]]
        bars = end(period_bars(call, found, date(2026, 11, 18), period, 3, date(2025, 1, 1)))[1]
        assert 1 < len(bars) <= 6
        newest = bars[-1]
        if period == "D":
            assert newest.bar == newest.newest == days[-3]
        else:  # shown whole, up to now, though a day in its middle was asked for
            assert newest.newest == days[-1]
            mine = [day for day in days if first_day(day.start.date(), period) == first_day(date(2026, 11, 20), period)]
            assert newest.bar.volume == sum(day.volume for day in mine)
            assert (newest.bar.open, newest.bar.close) == (mine[0].open, mine[-1].close)


def test_before_the_calendar_there_is_nothing(tmp_path: Path) -> None:
    with house(tmp_path / "data", market="synthetic") as opened:
        call = call_of(opened)
        found = us_stock(call, "AAPL")
        assert found is not None
        assert end(period_bars(call, found, date(1900, 1, 1), "D", 5))[1] == []
        assert end(period_bars(call, found, date(2026, 11, 18), "D", 5, date(2026, 11, 19)))[1] == []
