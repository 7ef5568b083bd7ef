from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.market.recording import files as recording_files
from haero.market.recording import recording
from haero.market.recording.files import RecordingError
from haero.market.recording.recording import Recording
from haero.market.time.sessions import CalendarError, SessionBook
from haero.terms import Exchange
from tests.recordings import BAR_HEADING, BARS, HEADING, TICKS, written


def opened(*paths: Path) -> Recording:
    return Recording(paths, SessionBook())


def all_rows(found: Recording) -> list[tuple[int, str, int]]:
    """Time, symbol, size of every row."""
    return [(row[0], row[2], row[5]) for page in found.pages() for row in page.rows()]


def trade(second: float, symbol: str, size: int) -> str:
    minute, rest = divmod(second, 60)
    return f"2026-11-20T15:{int(minute):02d}:{rest:06.3f}Z,{symbol},NYSE,trade,1.00,{size}"


def test_symbols_with_their_first_prices(tmp_path: Path) -> None:
    rows = [
        "2026-11-20T15:00:00Z,A,NYSE,bid,0,0", "2026-11-20T15:00:01Z,A,NYSE,ask,3,1", "2026-11-20T15:00:02Z,A,NYSE,trade,2,1",
        "2026-11-20T15:00:02Z,B,NYSE,ask,7,1",
    ]  # fmt: skip
    found = opened(written(tmp_path / "a.csv", rows), BARS)
    assert dict(found.symbols()) == {
        (Exchange.NYSE, "A"): Decimal(2), (Exchange.NYSE, "B"): Decimal(7), (Exchange.NYSE, "F"): Decimal(10),
    }  # fmt: skip


def test_auctions_are_marked_where_a_print_is_marked(tmp_path: Path) -> None:
    """A column of conditions that marks no auction of a symbol is as good as none: the first and last prints stand in."""
    heading = "time_utc,symbol,exchange,kind,price,size,venue,condition"
    plain = written(tmp_path / "plain.csv", ["2026-11-20T15:00:00Z,MSFT,NASD,trade,5,100,Q,1"], heading)
    found = opened(TICKS, BARS, plain)
    assert found.marks_auctions((Exchange.NYSE, "IBM"))
    assert not found.marks_auctions((Exchange.NYSE, "F"))
    assert not found.marks_auctions((Exchange.NASDAQ, "MSFT"))


def test_nothing_to_play_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no messages"):
        opened(written(tmp_path / "a.csv", []))
    assert opened(written(tmp_path / "a.csv", []), TICKS).rows == 11


def test_a_mistake_at_the_end_is_told_before_the_start(tmp_path: Path) -> None:
    rows = [trade(second / 10, "A", 1) for second in range(5_000)]
    with pytest.raises(RecordingError, match=r"a\.csv: line 5002: no price"):
        opened(written(tmp_path / "a.csv", [*rows, "2026-11-20T15:59:00Z,A,NYSE,trade,,1"]))


def test_a_date_without_a_calendar_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarError):
        opened(written(tmp_path / "b.csv", ["1995-01-05T00:00:00Z,F,NYSE,1,1,1,1,4,86400"], f"{BAR_HEADING},seconds"))


def test_files_merge_in_time_order_and_ties_keep_theirs(tmp_path: Path) -> None:
    late = written(tmp_path / "a.csv", [trade(1, "A", 1), trade(3, "A", 2), trade(3, "B", 3)])
    early = written(tmp_path / "b.csv.gz", [trade(0, "A", 4), trade(1, "A", 5), trade(3, "A", 6), trade(9, "B", 7)])
    assert [size for _, _, size in all_rows(opened(late, early))] == [4, 1, 5, 2, 3, 6, 7]


@given(st.lists(st.lists(st.integers(0, 40), max_size=12), min_size=1, max_size=4), st.integers(60, 400))
@settings(max_examples=30, deadline=None)
def test_any_files_merge_as_if_sorted(
    tmp_path_factory: pytest.TempPathFactory, times: list[list[int]], block: int
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    expected, paths = [], []
    for place, seconds in enumerate(times):
        rows = [(second, place, row) for row, second in enumerate(sorted(seconds))]
        expected += rows
        paths.append(written(folder / f"{place}.csv", [trade(s, "A", 1 + p * 100 + r) for s, p, r in rows]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording_files, "BLOCK_BYTES", block)
        if not expected:
            with pytest.raises(RecordingError):
                opened(*paths)
            return
        found = opened(*paths)
        sizes = [size for _, _, size in all_rows(found)]
        pages = [page["at"].to_list() for page in found.pages()]
    assert sizes == [1 + place * 100 + row for _, place, row in sorted(expected)]
    assert all(one[-1] < other[0] for one, other in pairwise(pages))


def test_a_file_is_opened_when_time_reaches_it(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{hour}.csv", [trade(hour * 60, "A", hour + 1)]) for hour in range(3)]
    found = opened(*paths)
    pages = found.pages()
    assert next(pages)["size"].to_list() == [1]
    paths[2].unlink()
    assert next(pages)["size"].to_list() == [2]
    with pytest.raises(RecordingError, match=r"2\.csv: cannot be read"):
        next(pages)


def test_no_piece_is_larger_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held at once depends on the block, not on the file: twenty times the rows, the same longest page."""
    monkeypatch.setattr(recording_files, "BLOCK_BYTES", 4_000)

    def longest(count: int) -> int:
        path = written(tmp_path / f"{count}.csv.gz", [trade(row / 10, "A", 1) for row in range(count)])
        pages = [len(page) for page in opened(path).pages()]
        assert sum(pages) == count
        return max(pages)

    assert longest(1_000) == longest(20_000) < 120


def test_what_is_held_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MAX_ROWS_AT_ONCE", 10)
    with pytest.raises(RecordingError, match="more than 10 rows of one moment"):
        opened(written(tmp_path / "a.csv", [trade(1, "A", 1)] * 12))
    monkeypatch.setattr(recording, "MAX_SYMBOLS", 1)
    with pytest.raises(RecordingError, match="more than 1 symbols"):
        opened(written(tmp_path / "b.csv", [trade(1, "A", 1), trade(2, "B", 1)]))


def test_parquet_with_many_row_groups(tmp_path: Path) -> None:
    rows = [trade(row / 10, "A", row + 1) for row in range(3_000)]
    frame = pl.read_csv(written(tmp_path / "a.csv", rows), infer_schema=False)
    assert frame.columns == HEADING.split(",")
    frame.write_parquet(tmp_path / "a.parquet", row_group_size=100)
    assert [size for _, _, size in all_rows(opened(tmp_path / "a.parquet"))] == list(range(1, 3_001))
