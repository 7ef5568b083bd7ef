"""The columns of a recording, checked and typed: what both kinds of files, ticks and bars, have in common."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation

import polars as pl

from haero.market.prices.messages import MAX_FRACTION_DIGITS, MAX_PRICE, MAX_SIZE
from haero.market.recording.files import Raw, RecordingError, TextFile
from haero.terms import EXCHANGE_NAMES, ZERO, Exchange

# A file may call an exchange by its name here or by its code in the order API.
EXCHANGES: dict[str, str] = {name.value: name.value for name in Exchange} | {
    code: name.value for code, name in EXCHANGE_NAMES.items()
}
PRICES_KEPT = 100_000
LATE_US = 1_000_000
YEARS = (1990, 2200)
"""Feeds of several venues are a few milliseconds out of order; more than a second is a file that is not sorted."""

_PLAIN = re.compile(r"\d{1,10}(\.\d{1,8})?", re.ASCII)
_CENT = Decimal("0.01")


class Prices(dict[str, Decimal]):
    """Prices by their text, read once each. Bounded: it starts anew when there are too many, and reads again what it forgot."""

    def __missing__(self, text: str) -> Decimal:
        price = _price(text, floats=True)  # it was checked when it was first read
        if price is None:
            raise KeyError(text)
        self[text] = price
        return price

    def read(self, texts: Iterable[str], *, floats: bool) -> list[str]:
        """Learn the texts; returns those that are no price (0 to the limit, at most eight digits after the point).

        Trailing zeros go, down to two digits after the point, so that one price has one spelling whatever the file.
        `floats`: the texts are binary floating-point numbers, whose digits beyond the eighth are rounded off.
        """
        if len(self) > PRICES_KEPT:
            self.clear()
        bad: list[str] = []
        for text in texts:
            if text not in self:
                price = _price(text, floats=floats)
                if price is None:
                    bad.append(text)
                else:
                    self[text] = price
        return bad


def _price(text: str, *, floats: bool) -> Decimal | None:
    if not floats and _PLAIN.fullmatch(text) is None:
        return None
    try:
        price = Decimal(text)
        if floats:
            price = round(price, MAX_FRACTION_DIGITS)
    except InvalidOperation:
        return None
    if not price.is_finite() or not 0 <= price <= MAX_PRICE:
        return None
    short = price.normalize()
    exponent = short.as_tuple().exponent
    return short if isinstance(exponent, int) and exponent < -2 else price.quantize(_CENT)


class Checker:
    """Checks pieces of one file. The first row that is wrong becomes a RecordingError that names it."""

    def __init__(self, file: TextFile, required: Sequence[str], prices: Prices) -> None:
        """RecordingError for a column that is missing."""
        missing = [name for name in required if name not in file.columns]
        if missing:
            raise RecordingError(
                f"{file.path}: no column {missing[0]}: a file has the columns {', '.join(required)} and a heading"
            )
        self.file = file
        self.prices = prices
        self.newest = 0

    def where(self, row: int) -> str:
        """The file and the row, for an error."""
        return f"{self.file.path}: {self.file.word} {row}"

    def require(self, raw: Raw, good: pl.Series, say: Callable[[dict[str, str | None]], str]) -> None:
        """RecordingError with what `say` makes of the first row that is not good. Null is not good."""
        bad = good.fill_null(value=False).not_()
        if bad.any():
            place = bad.arg_true()[0]
            row: dict[str, str | None] = raw.frame.row(place, named=True)
            number = row["row"] if "row" in row else raw.row + place
            raise RecordingError(f"{self.where(int(number or 0))}: {say(row)}")

    def times(self, raw: Raw) -> pl.Series:
        """Microseconds since 1970 (UTC) of the column time_utc; a row that is a little late counts at the newest time before it."""
        texts = raw.frame["time_utc"]
        zoned = texts.str.contains(r"(?:[zZ]|[+-]\d\d:?\d\d)$")
        self.require(raw, zoned, lambda row: f"time_utc {row['time_utc']!r} has no offset from UTC: write it with a Z")
        times = texts.str.to_datetime("%+", time_unit="us", strict=False)
        if times.null_count():  # other spellings of ISO 8601: a space for the T, an offset without a colon
            plain = texts.str.replace("[zZ]$", "+00:00").str.replace(" ", "T", literal=True)
            times = plain.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", strict=False)
        self.require(
            raw,
            times.is_not_null(),
            lambda row: f"time_utc {row['time_utc']!r} is no time like 2026-11-20T14:30:00.000Z",
        )
        self.require(
            raw,
            times.dt.year().is_between(*YEARS),
            lambda row: f"time_utc {row['time_utc']} is not in the years {YEARS[0]} to {YEARS[1]}",
        )
        found = times.dt.epoch("us")
        newest = pl.concat([pl.Series([self.newest], dtype=pl.Int64), found]).cum_max()[1:].rename(found.name)
        self.require(
            raw,
            newest - found <= LATE_US,
            lambda row: f"time_utc {row['time_utc']} is before the row above it: sort the file by time_utc",
        )
        if len(newest):
            self.newest = int(newest[-1])
        return newest

    def exchanges(self, raw: Raw) -> pl.Series:
        """Names of `Exchange`."""
        found = raw.frame["exchange"].replace_strict(EXCHANGES, default=None, return_dtype=pl.String)
        known = ", ".join(EXCHANGES)
        self.require(raw, found.is_not_null(), lambda row: f"unknown exchange {row['exchange']!r}: one of {known}")
        return found

    def symbols(self, raw: Raw) -> pl.Series:
        """Symbols: one to sixteen characters without spaces."""
        found = raw.frame["symbol"]
        self.require(raw, found.str.contains(r"^\S{1,16}$"), lambda row: f"symbol {row['symbol']!r} is none")
        return found

    def price_texts(self, raw: Raw, name: str) -> pl.Series:
        """The column as it is, once `prices` knows all of it."""
        texts = raw.frame[name]
        self.require(raw, texts.is_not_null(), lambda row: f"no {name}")
        bad = self.prices.read(texts.unique().to_list(), floats=name in self.file.floats)
        if bad:
            self.require(
                raw, ~texts.is_in(bad), lambda row: f"{name} {row[name]!r} is not a price from 0 to {MAX_PRICE}"
            )
        return texts

    def above_zero(self, raw: Raw, name: str, texts: pl.Series, concerned: pl.Series | None = None) -> None:
        """RecordingError for a price of 0 where there must be one."""
        zeros = [text for text in texts.unique().to_list() if self.prices[text] == ZERO]
        if zeros:
            good = ~texts.is_in(zeros)
            self.require(raw, good if concerned is None else good | ~concerned, lambda row: f"{name} is 0")

    def whole(self, raw: Raw, name: str, least: int, most: int = MAX_SIZE) -> pl.Series:
        """Whole numbers; 100.0 is one, too."""
        found = raw.frame[name].str.replace(r"\.0*$", "").cast(pl.Int64, strict=False)
        self.require(
            raw,
            found.is_between(least, most),
            lambda row: f"{name} {row[name]!r} is not a whole number from {least} to {most}",
        )
        return found
