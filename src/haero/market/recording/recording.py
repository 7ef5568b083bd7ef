"""A recording: the rows of any number of files, merged in time order, a page at a time."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import polars as pl

from haero.market.recording.bar_files import BarFile
from haero.market.recording.columns import Prices
from haero.market.recording.files import RecordingError, TextFile
from haero.market.recording.tick_files import CLOSING, OPENING, ROWS, TRADE, TickFile
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange, InstrumentKey

MAX_SYMBOLS = 200_000
MAX_ROWS_AT_ONCE = 2_000_000
"""Rows of one moment, or of bars that overlap: more are not held."""


class _Survey(NamedTuple):
    """What a look through a whole file found. `place` is its place among the files: who comes first at one moment."""

    place: int
    path: Path
    seconds: int | None  # of a bar; None = a file of messages, or the file says it bar by bar
    first: int
    last: int


class Recording:
    """Files of messages and bars. Each is read through once when it is opened, so that a mistake is told before the start."""

    def __init__(self, paths: Sequence[Path], sessions: SessionBook) -> None:
        """Surveys the files.

        Raises:
            RecordingError: a file cannot be replayed, or there is nothing in any of them.
            CalendarError: a bar of a date that the calendars do not reach.
        """
        self.prices = Prices()
        self.rows = 0
        self._sessions = sessions
        self._first_prices: dict[InstrumentKey, tuple[int, Decimal]] = {}
        self._marked: set[InstrumentKey] = set()
        self._files = [found for place, path in enumerate(paths) if (found := self._look_through(place, path))]
        if not self._files:
            raise RecordingError(f"{', '.join(map(str, paths))}: no messages")
        self._files.sort(key=lambda file: file.first)

    @property
    def first(self) -> int:
        """Microseconds since 1970 (UTC) of the first message."""
        return self._files[0].first

    @property
    def last(self) -> int:
        """Microseconds since 1970 (UTC) of the last message."""
        return max(file.last for file in self._files)

    def symbols(self) -> Iterator[tuple[InstrumentKey, Decimal]]:
        """Every symbol of the recording and its first price: of a trade, or, where it has none, of a quote."""
        return ((key, price) for key, (_, price) in self._first_prices.items())

    def marks_auctions(self, key: InstrumentKey) -> bool:
        """Whether any print of the symbol is marked as that of an auction."""
        return key in self._marked

    def pages(self) -> Iterator[pl.DataFrame]:
        """All rows in time order. Rows of one time come in the order of the files, then of their rows, on one page.

        A file is opened when time reaches it, and closed at its end. Raises RecordingError for a file that has changed.
        """
        waiting = list(self._files)
        open_files: list[tuple[int, Iterator[pl.DataFrame], pl.DataFrame]] = []
        while waiting or open_files:
            reached = min(
                (int(frame["at"][-1]) for _, _, frame in open_files), default=waiting[0].first if waiting else 0
            )
            while waiting and waiting[0].first <= reached:
                file = waiting.pop(0)
                stream = self._sorted(file.path, self._reader(file.path, file.seconds))
                if (head := next(stream, None)) is not None:
                    open_files.append((file.place, stream, head))
                    reached = min(reached, int(head["at"][-1]))
            open_files.sort(key=lambda file: file[0])
            yield _merged([frame.filter(pl.col("at") <= reached) for _, _, frame in open_files])
            rest: list[tuple[int, Iterator[pl.DataFrame], pl.DataFrame]] = []
            for place, stream, frame in open_files:
                left: pl.DataFrame | None = frame.filter(pl.col("at") > reached)
                if left is None or not len(left):
                    left = next(stream, None)
                if left is not None:
                    rest.append((place, stream, left))
            open_files = rest

    def _look_through(self, place: int, path: Path) -> _Survey | None:
        """Reads a file to its end; None for one without rows."""
        reader = self._reader(path, None)
        first = last = None
        seen: set[InstrumentKey] = set()
        for frame in self._sorted(path, reader):
            first, last = frame["at"][0] if first is None else first, frame["at"][-1]
            self.rows += len(frame)
            marked = frame.filter(pl.col("mark").is_in([OPENING, CLOSING])).select("exchange", "symbol").unique()
            self._marked |= {(Exchange(exchange), symbol) for exchange, symbol in marked.iter_rows()}
            heads = frame.sort("kind", maintain_order=True).unique(
                ["exchange", "symbol"], keep="first", maintain_order=True
            )
            for at, exchange, symbol, kind, price, _, _ in heads.iter_rows():
                key = Exchange(exchange), symbol
                seen.add(key)
                # A quote's price counts as long as there is no trade's: it sorts behind every moment.
                rank = at if kind == TRADE else at + (1 << 62)
                known = self._first_prices.get(key)
                if self.prices[price] and (known is None or rank < known[0]):
                    self._first_prices[key] = rank, self.prices[price]
            if len(seen) > MAX_SYMBOLS:
                raise RecordingError(f"{path}: more than {MAX_SYMBOLS} symbols")
        if first is None or last is None:
            return None
        return _Survey(place, path, reader.seconds if isinstance(reader, BarFile) else None, int(first), int(last))

    def _reader(self, path: Path, seconds: int | None) -> TickFile | BarFile:
        file = TextFile(path)
        if "kind" not in file.columns and "open" in file.columns:
            return BarFile(file, self.prices, self._sessions, seconds)
        return TickFile(file, self.prices)

    def _sorted(self, path: Path, reader: TickFile | BarFile) -> Iterator[pl.DataFrame]:
        """The rows of one file, sorted, in frames that never share a moment. None of them is empty."""
        held = pl.DataFrame(schema=ROWS)
        for frame, complete in reader.rows():
            held = _merged([held, frame])
            ready = held.filter(pl.col("at") < complete)
            held = held.filter(pl.col("at") >= complete)
            if len(held) > MAX_ROWS_AT_ONCE:
                raise RecordingError(
                    f"{path}: more than {MAX_ROWS_AT_ONCE} rows of one moment: split the file by symbol"
                )
            if len(ready):
                yield ready
        if len(held):
            yield held


def _merged(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames in one, by time; rows of one time stay in the order of the frames."""
    filled = [frame for frame in frames if len(frame)]
    if len(filled) == 1:
        return filled[0]
    return pl.concat(filled).sort("at", maintain_order=True) if filled else frames[0]
