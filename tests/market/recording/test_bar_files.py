from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haero.market.recording.bar_files import BarFile
from haero.market.recording.columns import Prices
from haero.market.recording.files import RecordingError, TextFile
from haero.market.time.sessions import SessionBook
from tests.recordings import BAR_HEADING, BARS, at, written

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def prints(path: Path) -> list[tuple[str, str, int]]:
    """Time of day, price, size."""
    frames = [frame for frame, _ in BarFile(TextFile(path), Prices(), SessionBook()).rows()]
    return [
        ((EPOCH + timedelta(microseconds=row[0])).strftime("%d %H:%M:%S.%f")[:-3], row[4], row[5])
        for frame in frames
        for row in frame.rows()
    ]


def test_a_bar_becomes_four_prints() -> None:
    assert prints(BARS) == [
        ("20 14:30:00.000", "10.00", 101),  # rising: low first; 403 = 101 + 101 + 100 + 101
        ("20 14:30:20.000", "9.97", 101),
        ("20 14:30:40.000", "10.09", 100),
        ("20 14:30:59.999", "10.05", 101),
        ("20 14:31:59.999", "10.01", 1),  # one share: the close
        ("20 20:59:00.000", "10.02", 2),
        ("20 20:59:20.000", "10.00", 2),
        ("20 20:59:40.000", "10.04", 2),
        ("20 20:59:59.999", "10.03", 2),
    ]


def test_a_falling_bar_has_its_high_first(tmp_path: Path) -> None:
    path = written(tmp_path / "b.csv", ["2026-11-20T14:30:00Z,F,NYSE,10,11,8,9,4"], BAR_HEADING)
    assert [price for _, price, _ in prints(path)] == ["10", "11", "8", "9"]


def test_the_length_is_a_column_or_the_smallest_step(tmp_path: Path) -> None:
    rows = [
        "2026-11-20T14:30:00Z,F,NYSE,1,1,1,1,4",
        "2026-11-20T14:40:00Z,F,NYSE,1,1,1,1,4",
        "2026-11-20T14:45:00Z,F,NYSE,1,1,1,1,4",
    ]
    assert prints(written(tmp_path / "b.csv", rows, BAR_HEADING))[3][0] == "20 14:34:59.999"
    with_column = [f"{row},30" for row in rows]
    assert prints(written(tmp_path / "c.csv", with_column, f"{BAR_HEADING},seconds"))[3][0] == "20 14:30:29.999"


def test_a_bar_ends_with_its_session(tmp_path: Path) -> None:
    path = written(tmp_path / "b.csv", ["2026-11-20T20:30:00Z,F,NYSE,1,1,1,1,4,3600"], f"{BAR_HEADING},seconds")
    assert prints(path)[-1][0] == "20 20:59:59.999"


@pytest.mark.parametrize("time", ["2026-11-20T00:00:00Z", "2026-11-20T05:00:00Z", "2026-11-20T14:30:00Z"])
def test_a_day_is_the_regular_session_of_its_date(tmp_path: Path, time: str) -> None:
    path = written(tmp_path / "b.csv", [f"{time},F,NYSE,10,12,9,11,400,86400"], f"{BAR_HEADING},seconds")
    assert prints(path) == [
        ("20 14:30:00.000", "10", 100), ("20 16:40:00.000", "9", 100),
        ("20 18:50:00.000", "12", 100), ("20 20:59:59.999", "11", 100),
    ]  # fmt: skip


def test_days_of_several_exchanges_come_in_time_order(tmp_path: Path) -> None:
    days = ("2026-11-19", "2026-11-20")
    rows = [f"{day}T00:00:00Z,{name},1,1,1,1,4" for day in days for name in ("F,NYSE", "7203,TOKYO")]
    file = BarFile(TextFile(written(tmp_path / "b.csv", rows, BAR_HEADING)), Prices(), SessionBook())
    assert file.seconds == 86_400
    found = [(frame["at"].to_list(), complete) for frame, complete in file.rows()]
    assert all(times == sorted(times) for times, _ in found)
    assert found[0][1] == (at("2026-11-20T00:00") - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2026-11-20T14:30:00Z,F,NYSE,10,11,9,12,4", "line 2: open and close are not between low and high"),
        ("2026-11-20T14:30:00Z,F,NYSE,0,11,0,9,4", "line 2: open is 0"),
        ("2026-11-20T14:30:00Z,F,NYSE,10,11,9,10,1.5", "line 2: volume '1.5'"),
        ("2026-11-21T00:00:00Z,F,NYSE,10,11,9,10,4", "daily bar of 2026-11-21, on which NYSE is closed"),
    ],
)
def test_a_wrong_bar_is_named(tmp_path: Path, row: str, says: str) -> None:
    path = written(tmp_path / "b.csv", [row, "2026-11-23T14:30:00Z,F,NYSE,1,1,1,1,0"], BAR_HEADING)
    with pytest.raises(RecordingError, match=says):
        prints(path)


def test_weeks_are_not_taken_for_days(tmp_path: Path) -> None:
    rows = ["2026-11-09T00:00:00Z,F,NYSE,10,11,9,10,4", "2026-11-16T00:00:00Z,F,NYSE,10,11,9,10,4"]
    with pytest.raises(RecordingError, match="7 days apart"):
        prints(written(tmp_path / "b.csv", rows, BAR_HEADING))
    days = written(tmp_path / "c.csv", [row + ",86400" for row in rows], BAR_HEADING + ",seconds")
    assert len(prints(days)) == 8


def test_bars_closer_than_a_second_are_refused(tmp_path: Path) -> None:
    rows = ["2026-11-20T14:30:00Z,F,NYSE,1,1,1,1,4", "2026-11-20T14:30:00.5Z,F,NYSE,1,1,1,1,4"]
    with pytest.raises(RecordingError, match="less than a second apart"):
        prints(written(tmp_path / "b.csv", rows, BAR_HEADING))
