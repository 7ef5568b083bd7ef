import gzip
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from haero.market.recording import files as recording_files
from haero.market.recording.files import RecordingError, TextFile, files_of
from tests.recordings import TICKS, as_parquet, written


def text_of(path: Path) -> list[dict[str, str]]:
    return [row for raw in TextFile(path).pieces() for row in raw.frame.to_dicts()]


def test_files_come_sorted_and_from_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/1.csv", "a.csv", "c.parquet"):
        (tmp_path / name).write_text("x")
    assert files_of(str(tmp_path / "**" / "*.csv")) == [tmp_path / "a.csv", tmp_path / "b" / "1.csv"]
    assert files_of(str(tmp_path / "*")) == [tmp_path / "a.csv", tmp_path / "c.parquet"]


def test_a_tilde_is_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.csv").write_text("x")
    assert files_of("~/*.csv") == [tmp_path / "a.csv"]


def test_a_pattern_without_files_or_with_others_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecordingError, match="no such file"):
        files_of(str(tmp_path / "*.csv"))
    with pytest.raises(RecordingError, match="a pattern of too many folders"):
        files_of("**/" * 5_000 + "a.csv")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(RecordingError, match=r"notes\.txt: not a \.csv"):
        files_of(str(tmp_path / "*"))
    (tmp_path / "a.csv").write_text("x")
    monkeypatch.setattr(recording_files, "MAX_FILES", 0)
    with pytest.raises(RecordingError, match="at most 0"):
        files_of(str(tmp_path / "*.csv"))


def test_every_format_reads_the_same_text(tmp_path: Path) -> None:
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(TICKS.read_bytes()))
    windows = tmp_path / "w.csv"
    windows.write_bytes(b"\xef\xbb\xbf" + TICKS.read_bytes().replace(b"\n", b"\r\n").rstrip())
    plain = text_of(TICKS)
    assert len(plain) == 13
    assert (
        plain == text_of(packed) == text_of(windows) == text_of(as_parquet(tmp_path / "t.parquet", TICKS, typed=False))
    )


def test_blocks_are_cut_at_line_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = text_of(TICKS)
    monkeypatch.setattr(recording_files, "BLOCK_BYTES", 150)
    raws = list(TextFile(TICKS).pieces())
    assert len(raws) > 3
    assert [row for raw in raws for row in raw.frame.to_dicts()] == whole
    assert [raw.row for raw in raws] == [2 + sum(len(raw.frame) for raw in raws[:place]) for place in range(len(raws))]


def test_typed_parquet_becomes_text(tmp_path: Path) -> None:
    file = TextFile(as_parquet(tmp_path / "t.parquet", TICKS, typed=True))
    assert (set(file.floats), set(file.integers), file.word) == ({"price"}, {"size", "condition"}, "row")
    (raw,) = file.pieces()
    row = raw.frame.to_dicts()[7]
    assert (row["time_utc"], row["price"], row["size"], row["suspicious"]) == (
        "2026-11-20T14:30:02.500000Z", "999.0", "100", "1",
    )  # fmt: skip


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "b.csv.gz"
    broken.write_bytes(gzip.compress(TICKS.read_bytes())[:-60])
    with pytest.raises(RecordingError, match=r"b\.csv\.gz: cannot be read"):
        text_of(broken)
    with pytest.raises(RecordingError, match=r"b\.parquet: cannot be read"):
        TextFile(written(tmp_path / "b.parquet", ["x"]))
    with pytest.raises(RecordingError, match=r"missing\.csv: cannot be read"):
        TextFile(tmp_path / "missing.csv")
    with pytest.raises(RecordingError, match="after line 1: not CSV with one heading"):
        text_of(written(tmp_path / "ragged.csv", ["1,2,3,4,5,6", "1,2,3,4,5,6,7"]))
    with pytest.raises(RecordingError, match="line 2 has 2 fields, the heading has 6"):
        text_of(written(tmp_path / "short.csv", ["1,2"]))
    naive = tmp_path / "naive.parquet"
    pl.DataFrame({"time_utc": [datetime(2026, 11, 20)]}).write_parquet(naive)  # noqa: DTZ001
    with pytest.raises(RecordingError, match="time_utc has no time zone"):
        TextFile(naive)
    monkeypatch.setattr(recording_files, "BLOCK_BYTES", 10)
    with pytest.raises(RecordingError, match="line 2 does not end"):
        text_of(written(tmp_path / "long.csv", ["x" * 1000]))
