"""Files of bars (봉), which become prints.

Columns: time_utc (start of the bar), symbol, exchange, open, high, low, close, volume; `seconds` is the bar's length, without
it the smallest step between two times of the file (a minute if there is only one; a week or more is refused).

The rule, one bar at a time:

- four prints: open at the start, the two extremes after a third and two thirds, close in the last millisecond;
- low before high where the bar closes at or above its open, else high before low: the shorter way through all four;
- each a quarter of the volume; of what is left over, close, open and first extreme take one share each, in this order. A print of
  no share is left out, a bar without volume altogether: nothing traded;
- a bar ends with the session that it starts in: the last hour of a day closes with the market, not after it;
- a bar of a day is the regular session of its date, from the first open to the last close. The date is that of time_utc
  where it says midnight UTC, else the exchange's own date at that moment.
"""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from haero.market.prices.messages import MAX_SIZE
from haero.market.recording.columns import Checker, Prices
from haero.market.recording.files import Raw, RecordingError, TextFile
from haero.market.recording.tick_files import PLAIN, ROWS, TRADE
from haero.market.time.sessions import SessionBook, SessionKind
from haero.terms import Exchange

COLUMNS = ("time_utc", "symbol", "exchange", "open", "high", "low", "close", "volume")
WEEK, DAY, MINUTE = 604_800, 86_400, 60

_PRICES = ("open", "high", "low", "close")
_SECOND_US = 1_000_000
_LAST_US = 1_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class BarFile:
    """Reads one file of bars."""

    def __init__(self, file: TextFile, prices: Prices, sessions: SessionBook, seconds: int | None = None) -> None:
        """`seconds` is the length of a bar where no column says it; None = find it in the file. Raises RecordingError."""
        self._file, self._prices, self._sessions = file, prices, sessions
        self._check = Checker(file, COLUMNS, prices)
        self.seconds = seconds
        if seconds is None:
            self.seconds = None if "seconds" in file.columns else self._smallest_step()

    def rows(self) -> Iterator[tuple[pl.DataFrame, int]]:
        """The prints of each piece in time order, and a moment before which no later piece has any. Raises RecordingError."""
        for raw in self._file.pieces():
            yield self._prints(self._bars(raw)), self._check.newest

    def _smallest_step(self) -> int:
        """Seconds between the two nearest times of the file. RecordingError for less than a second, and for a week or more."""
        check = Checker(self._file, COLUMNS, self._prices)
        before, smallest = pl.Series([], dtype=pl.Int64), 0
        for raw in self._file.pieces():
            times = pl.concat([before, check.times(raw)])
            steps = times.diff().drop_nulls().filter(times.diff().drop_nulls() > 0)
            if len(steps):
                least = int(steps.min())  # type: ignore[arg-type]
                smallest = min(smallest or least, least)
            before = times[-1:]
        if 0 < smallest < _SECOND_US:
            raise RecordingError(
                f"{self._file.path}: bars are less than a second apart: add a column seconds, or use trades"
            )
        if smallest >= WEEK * _SECOND_US:  # weeks and months would be played as single days, with all their volume
            raise RecordingError(
                f"{self._file.path}: bars are {smallest // (DAY * _SECOND_US)} days apart, the longest is a day: use daily "
                f"bars, or say how long these are in a column seconds ({DAY} = a day)"
            )
        return min(smallest // _SECOND_US, DAY) or MINUTE

    def _bars(self, raw: Raw) -> pl.DataFrame:
        check = self._check
        texts = {name: check.price_texts(raw, name) for name in _PRICES}
        for name, column in texts.items():
            check.above_zero(raw, name, column)
        # As floats only to be compared: reading keeps their order.
        number = {name: column.cast(pl.Float64) for name, column in texts.items()}
        inside = pl.Series([True] * len(raw.frame), dtype=pl.Boolean)
        for name in ("open", "close"):
            inside &= (number["low"] <= number[name]) & (number[name] <= number["high"])
        check.require(raw, inside, lambda row: "open and close are not between low and high")
        if self.seconds is None:
            seconds = check.whole(raw, "seconds", 1, DAY)
        else:
            seconds = pl.repeat(self.seconds, len(raw.frame), dtype=pl.Int64, eager=True)
        bars = pl.DataFrame(
            {
                "at": check.times(raw),
                "exchange": check.exchanges(raw),
                "symbol": check.symbols(raw),
                "volume": check.whole(raw, "volume", 0, 4 * MAX_SIZE),
                "seconds": seconds,
                "rising": number["close"] >= number["open"],
                **texts,
            }
        )
        return bars.filter(pl.col("volume") > 0)

    def _prints(self, bars: pl.DataFrame) -> pl.DataFrame:
        """Four rows a bar, in time order."""
        keys = ("exchange", "at", "seconds")
        spans = bars.select(keys).unique(maintain_order=True)
        ends = [self._span(*row) for row in spans.iter_rows()]
        schema = {"first": pl.Int64, "end": pl.Int64}
        bars = bars.join(
            spans.hstack(pl.DataFrame(ends, schema=schema, orient="row")), on=keys, how="left", maintain_order="left"
        )
        length, volume, rising = pl.col("end") - pl.col("first"), pl.col("volume"), pl.col("rising")
        # Offset in the bar, price, and who takes the odd shares: the higher the earlier.
        parts = (
            (pl.lit(0), pl.col("open"), 2),
            (length // 3, pl.when(rising).then("low").otherwise("high"), 1),
            (length * 2 // 3, pl.when(rising).then("high").otherwise("low"), 0),
            (length - _LAST_US, pl.col("close"), 3),
        )
        frames = [
            bars.select(
                (pl.col("first") + offset).cast(pl.Int64).alias("at"),
                "exchange",
                "symbol",
                pl.lit(TRADE, dtype=pl.UInt8).alias("kind"),
                price.alias("price"),
                ((volume + rank) // 4).alias("size"),
                pl.lit(PLAIN, dtype=pl.UInt8).alias("mark"),
            )
            for offset, price, rank in parts
        ]
        return pl.concat(frames).filter(pl.col("size") > 0).sort("at", maintain_order=True).select(*ROWS)

    def _span(self, name: str, at: int, seconds: int) -> tuple[int, int]:
        """Where a bar starts and ends, in microseconds."""
        exchange, moment = Exchange(name), _EPOCH + dt.timedelta(microseconds=at)
        if seconds < DAY:
            session = self._sessions.at(exchange, moment)
            end = at + seconds * _SECOND_US
            return at, end if session is None else min(end, _us(session.closes))
        midnight = at % (DAY * _SECOND_US) == 0
        date = moment.date() if midnight else self._sessions.local_date(exchange, moment)
        regular = [one for one in self._sessions.on(exchange, date) if one.kind is SessionKind.REGULAR]
        if not regular:
            raise RecordingError(f"{self._file.path}: a daily bar of {date}, on which {exchange} is closed")
        return _us(regular[0].opens), _us(regular[-1].closes)


def _us(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)
