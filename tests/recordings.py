"""Small recordings for the tests, and where a real one is, if there is any."""

import gzip
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from haero.market.listing.instruments import Instrument, builtin
from haero.terms import Exchange

DATA = Path(__file__).parent / "data" / "replay"
TICKS, BARS = DATA / "ticks.csv", DATA / "bars.csv"
HEADING = "time_utc,symbol,exchange,kind,price,size"
BAR_HEADING = "time_utc,symbol,exchange,open,high,low,close,volume"
IBM_DAY = Path(os.environ.get("HAERO_MARKET_DATA", "/nowhere")) / "IBM-20131007.csv.gz"
needs_real_data = pytest.mark.skipif(not IBM_DAY.exists(), reason="HAERO_MARKET_DATA names no folder with the IBM day")


def listed(exchange: Exchange, symbol: str) -> Instrument:
    found = builtin().get(exchange, symbol)
    assert found is not None
    return found


IBM, FORD = listed(Exchange.NYSE, "IBM"), listed(Exchange.NYSE, "F")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def written(path: Path, rows: Iterable[str], heading: str = HEADING) -> Path:
    """A CSV file, compressed if its name says so."""
    data = "\n".join([heading, *rows, ""]).encode()
    path.write_bytes(gzip.compress(data) if path.name.endswith(".gz") else data)
    return path


def as_parquet(path: Path, source: Path, *, typed: bool) -> Path:
    """The same rows as Parquet: as text, or with times, floats and whole numbers of its own."""
    frame = pl.read_csv(source, infer_schema=False)
    if typed:
        frame = frame.with_columns(
            pl.col("time_utc").str.to_datetime("%+", time_unit="ms"),
            pl.col("price").cast(pl.Float64),
            pl.col("size").cast(pl.Int32),
            pl.col("condition").str.to_integer(base=16, dtype=pl.UInt32),
            pl.col("suspicious").cast(pl.Int8).cast(pl.Boolean),
        )
    frame.write_parquet(path)
    return path
