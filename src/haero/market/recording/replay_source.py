"""A market that has been: recorded files played again (`--market replay:GLOB`).

Files are `.csv`, `.csv.gz` or `.parquet`, of single messages (see `tick_files`) or of bars (see `bar_files`), read as far as
somebody asks and no further. Two starts with the same files give the same messages.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

import polars as pl

from haero.market.listing.instruments import Instrument, InstrumentBook, InstrumentKind
from haero.market.prices.barbook import stretches, summary_of
from haero.market.prices.bars import Bar
from haero.market.prices.depth import DepthLevel, one_level
from haero.market.prices.messages import Print, Quote, Summary
from haero.market.prices.source import PriceSource
from haero.market.recording.files import RecordingError, files_of
from haero.market.recording.kept import History
from haero.market.recording.recording import Recording
from haero.market.recording.tape_reader import TapeReader, moment
from haero.market.time.sessions import SessionBook
from haero.rules.lots import DEFAULT_LOTS
from haero.terms import CURRENCY_OF, Exchange, InstrumentKey

KEPT = dt.timedelta(minutes=20)
"""How long single messages are kept: the free Asian quotes are 15 minutes late."""


class ReplaySource(PriceSource):
    """Prices as they were recorded. Moments asked for may lie up to 20 minutes back; older ones are answered to the minute.

    Before a symbol's first print its previous close is the first price that the recording has of it: the one thing that it knows
    ahead of time, as no file says the close of the day before.
    """

    step: dt.timedelta | None = dt.timedelta(microseconds=1)
    costly = True

    def __init__(self, paths: Sequence[Path], sessions: SessionBook, listed: InstrumentBook) -> None:
        """Reads the files through once. `listed` says the ticks of symbols that are known already.

        Raises:
            RecordingError: a file cannot be replayed.
            CalendarError: a time that the calendars do not reach.
        """
        recording = Recording(paths, sessions)
        self._sessions, self._recording = sessions, recording
        self.first = moment(recording.first)
        self.last = moment(recording.last)
        self.rows = recording.rows
        self._base_prices = dict(recording.symbols())
        self.exchanges = frozenset(exchange for exchange, _ in self._base_prices)
        self._instruments: list[Instrument] = []
        self._readers: dict[InstrumentKey, TapeReader] = {}
        self._histories: dict[InstrumentKey, History] = {}
        for key, price in self._base_prices.items():
            exchange, symbol = key
            sessions.trading_date(exchange, self.first)
            sessions.trading_date(exchange, self.last)
            known = listed.get(exchange, symbol)
            instrument = _instrument(exchange, symbol, price) if known is None else replace(known, base_price=price)
            self._instruments.append(instrument)
            self._readers[key] = TapeReader(instrument)
            self._histories[key] = History(exchange, sessions)
        self._pages = recording.pages()
        self._covered = self.first - dt.timedelta(microseconds=1)
        self._asked = self._covered
        self._exhausted = False
        self._broken: RecordingError | None = None

    def instruments(self) -> Sequence[Instrument]:
        """The symbols of the recording, with its first price as the base price.

        What was not listed is named by its symbol and has the exchange's usual lot.
        """
        return self._instruments

    def marks_auctions(self, instrument: Instrument) -> bool:
        """Whether a file of the symbol has a column `condition`."""
        return self._recording.marks_auctions((instrument.exchange, instrument.symbol))

    def quote(self, instrument: Instrument, at: dt.datetime) -> Quote | None:
        """The newest quote up to the moment. It stands through nights and weekends."""
        history = self._history(instrument, at)
        return history.quotes(at)[0] if history else None

    def summary(self, instrument: Instrument, at: dt.datetime) -> Summary:
        """Totals of the trading day up to the moment."""
        history = self._history(instrument, at)
        base = self._base_prices.get((instrument.exchange, instrument.symbol), instrument.base_price)
        if history is None:
            return summary_of(None, None, at, None, base)
        day, previous, last = history.standing(at)
        date = self._sessions.trading_date(instrument.exchange, at)
        return summary_of(day, previous, self._sessions.on(instrument.exchange, date)[0].opens, last, base)

    def daily(self, instrument: Instrument, until: dt.datetime, count: int) -> list[Bar]:
        """Days of the recording, oldest first."""
        history = self._history(instrument, until)
        return list(islice(history.days(until), max(count, 0)))[::-1] if history else []

    def minutes(self, instrument: Instrument, until: dt.datetime, count: int, per: int) -> list[Bar]:
        """Bars of the last thirty days of the recording, oldest first."""
        history = self._history(instrument, until)
        if history is None:
            return []
        return stretches(self._sessions, instrument.exchange, history.minutes(until), count, per)

    def depth(self, instrument: Instrument, at: dt.datetime, count: int) -> list[DepthLevel]:
        """One level: the best prices are all that is recorded."""
        history = self._history(instrument, at)
        quote, earlier = history.quotes(at) if history else (None, None)
        return one_level(quote, earlier) if quote is not None and count > 0 else []

    def messages(self, instrument: Instrument, after: dt.datetime, until: dt.datetime) -> list[Print | Quote]:
        """Later than `after`, not later than `until`, in time order. Trades that only count into the volume are not among them.

        ValueError when `after` lies before what is kept, so that nobody misses a message without knowing.
        """
        history = self._history(instrument, until, after)
        return history.messages(after, until) if history else []

    def upcoming(self, instrument: Instrument, after: dt.datetime) -> dt.datetime | None:
        """Its next message, as far as the files have been read; else where that is."""
        history = self._histories.get((instrument.exchange, instrument.symbol))
        if history is None:
            return None
        found = history.next_message(after)
        if found is not None or self._exhausted:
            return found
        return max(self._covered, after + dt.timedelta(microseconds=1))

    def _history(self, instrument: Instrument, at: dt.datetime, after: dt.datetime | None = None) -> History | None:
        if at > self._asked:
            self._reach(at, at if after is None else after)
        return self._histories.get((instrument.exchange, instrument.symbol))

    def _reach(self, at: dt.datetime, after: dt.datetime) -> None:
        """Reads on until all up to the moment is known, and forgets what is too old, but nothing later than `after`."""
        if self._broken is not None:  # a market that goes on without its messages would be a lie
            raise self._broken
        while self._covered < at and not self._exhausted:
            try:
                page = next(self._pages, None)
                if page is None:
                    self._exhausted = True
                    break
                self._take(page)
            except RecordingError as error:
                self._broken = error
                raise
            self._covered = moment(int(page["at"][-1]))
            old = min(min(at, self._covered) - KEPT, after)
            for history in self._histories.values():
                history.trim(old)
        self._asked = at

    def _take(self, page: pl.DataFrame) -> None:
        for name, rows in page.partition_by("exchange", "symbol", maintain_order=True, as_dict=True).items():
            key = Exchange(name[0]), str(name[1])
            if key not in self._histories:
                raise RecordingError(
                    f"{key[0]} {key[1]} was not there at the start: a file of the recording has changed"
                )
            self._histories[key].extend(*self._readers[key].read(self._rows(rows)))

    def _rows(self, page: pl.DataFrame) -> Iterator[tuple[int, int, Decimal, int, int]]:
        times, kinds, sizes, marks = (page[name].to_list() for name in ("at", "kind", "size", "mark"))
        prices = self._recording.prices
        return zip(times, kinds, map(prices.__getitem__, page["price"].to_list()), sizes, marks, strict=True)


def open_replay(pattern: str, sessions: SessionBook, listed: InstrumentBook) -> ReplaySource:
    """The source of the files that a pattern names. Raises RecordingError, CalendarError."""
    return ReplaySource(files_of(pattern), sessions, listed)


def _instrument(exchange: Exchange, symbol: str, price: Decimal) -> Instrument:
    return Instrument(
        exchange=exchange,
        symbol=symbol,
        name_ko=symbol,
        name_en=symbol,
        currency=CURRENCY_OF[exchange],
        kind=InstrumentKind.STOCK,
        lot=DEFAULT_LOTS[exchange],
        listed_shares=0,
        base_price=price,
    )
