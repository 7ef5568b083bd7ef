"""Files of single messages: one row a trade, a bid or an ask.

Columns: time_utc, symbol, exchange, kind (trade, bid, ask), price, size; venue, condition and suspicious may be missing. Rows with
suspicious = 1 are left out.

`condition` are the flags of the LEAN engine's data, hexadecimal (a whole-number column of Parquet is taken as the number itself).
They are read for trades only; what they lead to follows the consolidated US tape, whose plans (CTA, UTP) say which trades set the
last price:

| flag | meaning | here |
|---|---|---|
| 40, 80 | opening, closing trade | on the primary exchange's own venue the print of the auction, elsewhere a plain one |
| 1000000, 4000000 | official close, official open: a report of a price that has traded before | left out altogether |
| 2, 4, 8 | cash, next day, seller's option: another settlement | volume only |
| 200, 2000000 | derivatively priced, prior reference price: not a price of now | volume only |
| 800, 4000 | sold last, out of sequence: reported late | volume only |
| 40000 | contingent on an option trade | volume only |
| 100000, 400000 | average price, price variation: not the market's price | volume only |
| 80000000 | odd lot | volume only |
| all others | among them 20 sweep, 2000 extended hours, 20000000 trade-through exempt | plain prints |
"""

from collections.abc import Iterator

import polars as pl

from haero.market.prices.messages import MAX_SIZE
from haero.market.recording.columns import Checker, Prices
from haero.market.recording.files import Raw, TextFile
from haero.terms import Exchange

COLUMNS = ("time_utc", "symbol", "exchange", "kind", "price", "size")
ROWS = {
    "at": pl.Int64,
    "exchange": pl.String,
    "symbol": pl.String,
    "kind": pl.UInt8,
    "price": pl.String,
    "size": pl.Int64,
    "mark": pl.UInt8,
}
"""What every file becomes. `at` is microseconds since 1970 (UTC), `price` a text that `Prices` knows."""

TRADE, BID, ASK = 0, 1, 2
PLAIN, OPENING, CLOSING, VOLUME_ONLY, LEFT_OUT = range(5)

_OPENING, _CLOSING = 0x40, 0x80
_REPORTS = 0x1000000 | 0x4000000
_ODD = 0x2 | 0x4 | 0x8 | 0x200 | 0x2000000 | 0x800 | 0x4000 | 0x40000 | 0x100000 | 0x400000 | 0x80000000
# Where the listing exchange trades. What KIS lists under AMEX is listed on Arca and Cboe as well.
_PRIMARY = {Exchange.NYSE: ("N",), Exchange.NASDAQ: ("Q", "T"), Exchange.AMEX: ("A", "P", "Z")}
_KINDS = {"trade": TRADE, "bid": BID, "ask": ASK}


class TickFile:
    """Reads one file of messages."""

    def __init__(self, file: TextFile, prices: Prices) -> None:
        """RecordingError for a column that is missing."""
        self._file = file
        self._check = Checker(file, COLUMNS, prices)
        self.has_conditions = "condition" in file.columns

    def rows(self) -> Iterator[tuple[pl.DataFrame, int]]:
        """The rows of each piece in time order, and a moment before which no later piece has any. Raises RecordingError."""
        for raw in self._file.pieces():
            yield self._typed(raw), self._check.newest

    def _typed(self, raw: Raw) -> pl.DataFrame:
        check = self._check
        raw = Raw(raw.frame.with_row_index("row", raw.row), raw.row)
        if "suspicious" in self._file.columns:
            raw = Raw(raw.frame.filter(~self._suspicious(raw)), raw.row)
        kind = raw.frame["kind"].replace_strict(_KINDS, default=None, return_dtype=pl.UInt8)
        check.require(raw, kind.is_not_null(), lambda row: f"kind {row['kind']!r} is not trade, bid or ask")
        price = check.price_texts(raw, "price")
        size = check.whole(raw, "size", 0)
        trades = kind == TRADE
        check.above_zero(raw, "price of a trade", price, trades)
        check.require(raw, ~trades | (size > 0), lambda row: f"size of a trade is not from 1 to {MAX_SIZE}")
        frame = pl.DataFrame(
            {
                "at": check.times(raw),
                "exchange": check.exchanges(raw),
                "symbol": check.symbols(raw),
                "kind": kind,
                "price": price,
                "size": size,
                "flags": self._flags(raw, trades),
                "venue": raw.frame["venue"] if "venue" in self._file.columns else pl.repeat("", len(kind), eager=True),
            }
        )
        return frame.with_columns(mark=_mark()).filter(pl.col("mark") != LEFT_OUT).select(*ROWS)

    def _suspicious(self, raw: Raw) -> pl.Series:
        known = {"0": False, "1": True, "": False, "false": False, "true": True}
        texts = raw.frame["suspicious"].fill_null("").str.to_lowercase()
        found = texts.replace_strict(known, default=None, return_dtype=pl.Boolean)
        self._check.require(raw, found.is_not_null(), lambda row: f"suspicious {row['suspicious']!r} is not 0 or 1")
        return found

    def _flags(self, raw: Raw, trades: pl.Series) -> pl.Series:
        """The conditions of the trades; 0 where there are none."""
        if not self.has_conditions:
            return pl.zeros(len(raw.frame), dtype=pl.Int64, eager=True)
        base = 10 if "condition" in self._file.integers else 16
        texts = raw.frame["condition"].fill_null("").str.replace("^(?:0[xX])?$|^0[xX]", "0")
        found = texts.str.to_integer(base=base, strict=False)
        self._check.require(
            raw,
            found.is_between(0, 0xFFFFFFFF) | ~trades,
            lambda row: f"condition {row['condition']!r} is not hexadecimal flags",
        )
        return found.fill_null(0) * trades.cast(pl.Int64)


def _mark() -> pl.Expr:
    """What a row is, by its flags and its venue."""
    flags, venue = pl.col("flags"), pl.col("venue").fill_null("")
    primary = venue == ""
    for exchange, venues in _PRIMARY.items():
        primary |= (pl.col("exchange") == exchange.value) & venue.is_in(venues)
    primary |= ~pl.col("exchange").is_in([exchange.value for exchange in _PRIMARY])
    return (
        pl.when(flags & _REPORTS != 0).then(LEFT_OUT)
        .when(primary & (flags & _OPENING != 0)).then(OPENING)
        .when(primary & (flags & _CLOSING != 0)).then(CLOSING)
        .when(flags & _ODD != 0).then(VOLUME_ONLY)
        .otherwise(PLAIN)
        .cast(pl.UInt8)
    )  # fmt: skip
