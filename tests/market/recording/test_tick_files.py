from pathlib import Path

import pytest

from haero.market.recording.columns import Prices
from haero.market.recording.files import RecordingError, TextFile
from haero.market.recording.tick_files import CLOSING, OPENING, PLAIN, VOLUME_ONLY, TickFile
from tests.recordings import HEADING, TICKS, as_parquet, written

TIME = "2026-11-20T14:30:00Z"


def rows(path: Path) -> list[tuple[int, str, str, int, str, int, int]]:
    return [row for frame, _ in TickFile(TextFile(path), Prices()).rows() for row in frame.rows()]


def marks(path: Path) -> list[int]:
    return [row[6] for row in rows(path)]


def test_suspicious_rows_and_reports_are_left_out() -> None:
    found = rows(TICKS)
    assert len(found) == 11
    assert [row[6] for row in found] == [0, 0, 0, 0, OPENING, 0, 0, VOLUME_ONLY, 0, 0, CLOSING]
    assert not {"999.0000", "261.0000"} & {row[4] for row in found}


def test_parquet_says_the_same(tmp_path: Path) -> None:
    whole = rows(TICKS)
    assert rows(as_parquet(tmp_path / "text.parquet", TICKS, typed=False)) == whole
    typed = rows(as_parquet(tmp_path / "typed.parquet", TICKS, typed=True))
    assert [(row[0], row[3], float(row[4]), row[5], row[6]) for row in typed] == [
        (row[0], row[3], float(row[4]), row[5], row[6]) for row in whole
    ]


def test_columns_may_be_missing(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [f"{TIME},AAPL,NASD,trade,1,5"])
    file = TickFile(TextFile(path), Prices())
    assert not file.has_conditions
    assert rows(path)[0][1:] == ("NASDAQ", "AAPL", 0, "1", 5, PLAIN)


@pytest.mark.parametrize(
    ("exchange", "venue", "flags", "mark"),
    [
        ("NYSE", "N", "40", OPENING),
        ("NYSE", "Q", "40", PLAIN),
        ("NASDAQ", "Q", "80", CLOSING),
        ("AMEX", "P", "80", CLOSING),
        ("TOKYO", "X", "80", CLOSING),
        ("NYSE", "", "0x40", OPENING),
        ("NYSE", "D", "", PLAIN),
        ("NYSE", "D", "20000020", PLAIN),
        ("NYSE", "P", "2000", PLAIN),
        *[("NYSE", "D", f, VOLUME_ONLY) for f in ("2", "4", "8", "200", "800", "4000", "40000", "100000", "400000")],
        *[("NYSE", "D", f, VOLUME_ONLY) for f in ("2000000", "80000000", "20100200", "80000001")],
    ],
)
def test_flags_of_a_trade(tmp_path: Path, exchange: str, venue: str, flags: str, mark: int) -> None:
    heading = f"{HEADING},venue,condition"
    path = written(tmp_path / "a.csv", [f"{TIME},X,{exchange},trade,1,5,{venue},{flags}"], heading)
    assert marks(path) == [mark]


def test_flags_of_quotes_mean_something_else(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", [f"{TIME},X,NYSE,bid,1,5,N,80", f"{TIME},X,NYSE,ask,2,5,N,zz"], f"{HEADING},venue,condition"
    )
    assert marks(path) == [PLAIN, PLAIN]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("X,NYSE,sale,1,5,N,1,0", "kind 'sale' is not trade, bid or ask"),
        ("X,NYSE,trade,0,5,N,1,0", "price of a trade is 0"),
        ("X,NYSE,trade,1,0,N,1,0", "size of a trade"),
        ("X,NYSE,trade,1,5,N,xyz,0", "condition 'xyz' is not hexadecimal"),
        ("X,NYSE,trade,1,5,N,1,maybe", "suspicious 'maybe' is not 0 or 1"),
        ("X,MOON,trade,1,5,N,1,0", "unknown exchange 'MOON'"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, says: str) -> None:
    good = f"{TIME},X,NYSE,bid,0,0,N,1,0"
    left_out = f"{TIME},X,NYSE,trade,nonsense,0,N,1,1"
    path = written(tmp_path / "a.csv", [good, left_out, f"{TIME},{row}"], f"{HEADING},venue,condition,suspicious")
    with pytest.raises(RecordingError, match=rf"a\.csv: line 4: .*{says}"):
        rows(path)
