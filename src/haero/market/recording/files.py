"""The files of a recording, as text columns: `.csv`, `.csv.gz` and `.parquet`, a bounded piece at a time.

A CSV file is read in blocks of about two megabytes, cut at line ends, a Parquet file in slices of its row groups: the
memory that reading takes does not grow with the file.
"""

import glob
import gzip
import os
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

import polars as pl

from haero.market.prices.messages import MarketDataError

BLOCK_BYTES = 1 << 21
HEADING_BYTES = 1 << 16
BATCH_ROWS = 1 << 15
MAX_FILES = 10_000
SUFFIXES = (".csv", ".csv.gz", ".parquet")


class RecordingError(MarketDataError):
    """A recording that cannot be replayed; the text names the file, the row and what to do."""


class Raw(NamedTuple):
    """A piece of a file. Every column is text; `row` is where its first row lies in the file."""

    frame: pl.DataFrame
    row: int


def files_of(pattern: str) -> list[Path]:
    """The files that a pattern names, sorted by path; `**` reaches into folders, `~` is the home. Raises RecordingError."""
    try:
        # No shell sees a ~ that stands behind replay:
        found = sorted(Path(name) for name in glob.glob(os.path.expanduser(pattern), recursive=True))
    except RecursionError as error:
        raise RecordingError(f"{pattern[:80]}…: a pattern of too many folders") from error
    files = [path for path in found if path.is_file()]
    if not files:
        raise RecordingError(f"{pattern}: no such file; name {', '.join(SUFFIXES)} files, such as 'data/*.csv.gz'")
    if len(files) > MAX_FILES:
        raise RecordingError(f"{pattern}: {len(files)} files; a recording has at most {MAX_FILES}: join them by day")
    for path in files:
        if not path.name.endswith(SUFFIXES):
            raise RecordingError(f"{path}: not a {', '.join(SUFFIXES)} file: make the pattern narrower")
    return files


class TextFile:
    """One file of a recording. `columns` are its names; `integers` and `floats` those that Parquet stores as such."""

    def __init__(self, path: Path) -> None:
        """Looks at the head only. Raises RecordingError."""
        self.path = path
        self._is_csv = not path.name.endswith(".parquet")
        self.floats: frozenset[str] = frozenset()
        self.integers: frozenset[str] = frozenset()
        try:
            if self._is_csv:
                with self._open() as file:
                    self.columns = _names(file.readline(HEADING_BYTES))
                return
            schema = pl.read_parquet_schema(path)
        except (OSError, EOFError, zlib.error, pl.exceptions.PolarsError) as error:
            raise self._unreadable(error) from error
        self.columns = list(schema)
        self.floats = frozenset(name for name, kind in schema.items() if kind.is_float())
        self.integers = frozenset(name for name, kind in schema.items() if kind.is_integer())
        for name, kind in schema.items():
            if isinstance(kind, pl.Datetime) and kind.time_zone is None:
                raise RecordingError(f"{path}: {name} has no time zone: write it as UTC")

    @property
    def word(self) -> str:
        """What a row is called, as a person finds it: CSV files are counted in lines, the heading being the first."""
        return "line" if self._is_csv else "row"

    def pieces(self) -> Iterator[Raw]:
        """The whole file, in pieces. Raises RecordingError."""
        try:
            yield from self._csv() if self._is_csv else self._parquet()
        except (OSError, EOFError, zlib.error) as error:
            raise self._unreadable(error) from error

    def _csv(self) -> Iterator[Raw]:
        with self._open() as file:
            file.readline(HEADING_BYTES)
            row, rest = 2, b""
            while block := file.read(BLOCK_BYTES):
                block = rest + block
                cut = block.rfind(b"\n") + 1
                rest = block[cut:]
                if not cut and len(rest) > 4 * BLOCK_BYTES:
                    raise RecordingError(f"{self.path}: line {row} does not end: it is no CSV file")
                if cut:
                    piece = self._parse(block[:cut], row)
                    row += len(piece.frame)
                    yield piece
            if rest.strip():
                yield self._parse(rest, row)

    def _parse(self, block: bytes, row: int) -> Raw:
        try:
            frame = pl.read_csv(block, has_header=False, infer_schema=False)
        except pl.exceptions.PolarsError as error:
            text = str(error).strip().split("\n")[0]
            raise RecordingError(f"{self.path}: after line {row - 1}: not CSV with one heading: {text}") from error
        if frame.width != len(self.columns):
            raise RecordingError(
                f"{self.path}: line {row} has {frame.width} fields, the heading has {len(self.columns)}"
            )
        frame.columns = self.columns
        return Raw(frame, row)

    def _parquet(self) -> Iterator[Raw]:
        row = 1
        try:
            for frame in pl.scan_parquet(self.path).collect_batches(chunk_size=BATCH_ROWS, maintain_order=True):
                yield Raw(frame.select(_as_text(name, kind) for name, kind in frame.schema.items()), row)
                row += len(frame)
        except pl.exceptions.PolarsError as error:
            raise self._unreadable(error) from error

    def _open(self) -> gzip.GzipFile | BufferedReader:
        return gzip.open(self.path, "rb") if self.path.name.endswith(".gz") else self.path.open("rb")

    def _unreadable(self, error: Exception) -> RecordingError:
        text = getattr(error, "strerror", None) or str(error).strip().split("\n")[0]
        return RecordingError(f"{self.path}: cannot be read: {text}")


def _names(heading: bytes) -> list[str]:
    text = heading.decode("utf-8-sig", errors="replace").strip()
    return [name.strip().strip('"') for name in text.split(",")] if text else []


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """A Parquet column as CSV would have it. A float becomes the shortest text that reads back as the same float."""
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    return column.cast(pl.Boolean).cast(pl.UInt8).cast(pl.String) if kind == pl.Boolean else column.cast(pl.String)
