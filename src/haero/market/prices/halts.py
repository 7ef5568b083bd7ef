"""Trading halts (거래정지) of single symbols: a price source around another that stands still while a symbol is halted."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from haero.market.listing.instruments import Instrument
from haero.market.prices.bars import Bar
from haero.market.prices.depth import DepthLevel
from haero.market.prices.messages import Print, Quote, Summary
from haero.market.prices.source import PriceSource
from haero.terms import Exchange, InstrumentKey

MAX_HALTS = 1_000
"""Halts of one symbol that are remembered: more are refused."""


class HaltError(ValueError):
    """The symbol's halt forbids it: halted twice, resumed without a halt, or a price posted meanwhile."""


class Halt(NamedTuple):
    """No trade later than `since` and not later than `until`; None = it goes on."""

    since: dt.datetime
    until: dt.datetime | None
    reason: str


class Halts:
    """A price source around `source`. While a symbol is halted, all that it shows stands as at the halt.

    Messages of the halted time never come out, whenever they are asked for. After the resumption the day's totals and
    bars are again those of `source`: a market that runs by itself has traded on behind the halt.
    """

    def __init__(self, source: PriceSource) -> None:
        self._source = source
        self._halts: dict[InstrumentKey, list[Halt]] = {}
        self._standing: dict[InstrumentKey, Halt] = {}

    @property
    def step(self) -> dt.timedelta | None:
        """The grid of the source."""
        return self._source.step

    @property
    def costly(self) -> bool:
        """What the source says."""
        return self._source.costly

    @property
    def last(self) -> dt.datetime | None:
        """When the source says its last, as a recording at its end; None for a market that goes on."""
        last: dt.datetime | None = getattr(self._source, "last", None)
        return last

    @property
    def exchanges(self) -> frozenset[Exchange]:
        """The exchanges that the source can have prices of: a recording says so, any other has all."""
        return frozenset(getattr(self._source, "exchanges", Exchange))

    def halt(self, exchange: Exchange, symbol: str, at: dt.datetime, reason: str = "") -> None:
        """Stops trading from `at` on. Raises HaltError for a symbol that is halted already, or was too often."""
        key = exchange, symbol
        halts = self._halts.setdefault(key, [])
        if key in self._standing:
            raise HaltError(f"{exchange} {symbol} is halted already")
        if len(halts) >= MAX_HALTS:
            raise HaltError(f"{exchange} {symbol} was halted {MAX_HALTS} times: no more are remembered")
        self._standing[key] = Halt(at, None, reason)
        halts.append(self._standing[key])

    def resume(self, exchange: Exchange, symbol: str, at: dt.datetime) -> None:
        """Lets the symbol trade again after `at`. Raises HaltError where it is not halted."""
        key = exchange, symbol
        if key not in self._standing:
            raise HaltError(f"{exchange} {symbol} is not halted")
        self._halts[key][-1] = self._standing.pop(key)._replace(until=at)

    def standing(self, exchange: Exchange, symbol: str) -> Halt | None:
        """The halt that goes on, or None."""
        return self._standing.get((exchange, symbol))

    def all_standing(self) -> dict[InstrumentKey, Halt]:
        """Every halt that goes on, in the order of their beginnings."""
        return dict(self._standing)

    def check_trading(self, exchange: Exchange, symbol: str) -> None:
        """Raises HaltError while the symbol is halted."""
        if (exchange, symbol) in self._standing:
            raise HaltError(f"{exchange} {symbol} is halted: resume it before you post its prices")

    # The price source

    def quote(self, instrument: Instrument, at: dt.datetime) -> Quote | None:
        """The quote that stands at the moment; while halted the last one before."""
        return self._source.quote(instrument, self._shown(instrument, at))

    def summary(self, instrument: Instrument, at: dt.datetime) -> Summary:
        """The trading day up to the moment; while halted as it stood."""
        return self._source.summary(instrument, self._shown(instrument, at))

    def daily(self, instrument: Instrument, until: dt.datetime, count: int) -> list[Bar]:
        """Daily bars; while halted as they stood."""
        return self._source.daily(instrument, self._shown(instrument, until), count)

    def minutes(self, instrument: Instrument, until: dt.datetime, count: int, per: int) -> list[Bar]:
        """Bars of `per` minutes; while halted as they stood."""
        return self._source.minutes(instrument, self._shown(instrument, until), count, per)

    def depth(self, instrument: Instrument, at: dt.datetime, count: int) -> list[DepthLevel]:
        """The book at the moment; while halted as it stood."""
        return self._source.depth(instrument, self._shown(instrument, at), count)

    def messages(self, instrument: Instrument, after: dt.datetime, until: dt.datetime) -> Iterable[Print | Quote]:
        """Everything later than `after` and not later than `until` that was not halted."""
        halts = self._halts.get((instrument.exchange, instrument.symbol))
        if halts is None:
            return self._source.messages(instrument, after, until)
        return self._between(instrument, halts, after, until)

    def upcoming(self, instrument: Instrument, after: dt.datetime) -> dt.datetime | None:
        """What the source says: while a symbol is halted, nothing comes of it."""
        return self._source.upcoming(instrument, after)

    def marks_auctions(self, instrument: Instrument) -> bool:
        """What the source says."""
        return self._source.marks_auctions(instrument)

    def _between(
        self, instrument: Instrument, halts: list[Halt], after: dt.datetime, until: dt.datetime
    ) -> Iterator[Print | Quote]:
        for since, resumed, _ in halts:
            if since >= until:
                break
            if after < since:
                yield from self._source.messages(instrument, after, since)
            if resumed is None:
                return
            after = max(after, resumed)
        if after < until:
            yield from self._source.messages(instrument, after, until)

    def _shown(self, instrument: Instrument, at: dt.datetime) -> dt.datetime:
        """The moment whose market is shown at another: itself, or the beginning of the halt that it lies in."""
        for since, resumed, _ in self._halts.get((instrument.exchange, instrument.symbol), ()):
            if since <= at and (resumed is None or at < resumed):
                return since
        return at
