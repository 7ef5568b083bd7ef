"""When the market has something to say to those who wait: the next moment of each instrument in which an order rests."""

from collections.abc import Iterable
from datetime import datetime
from heapq import heappop, heappush

from haero.market.listing.instruments import Instrument
from haero.terms import InstrumentKey
from haero.venue.simulated.venue import Venue
from haero.world.marketplace import Marketplace


class Upcoming:
    """A heap of moments, one for each instrument that somebody waits in; a moment may be too early, never too late."""

    def __init__(self, market: Marketplace, venue: Venue) -> None:
        self._market, self._venue = market, venue
        self._heap: list[tuple[datetime, int, InstrumentKey, Instrument]] = []
        self._known: set[InstrumentKey] = set()
        self._count = 0

    def first(self, now: datetime) -> datetime | None:
        """The earliest moment later than `now` at which a waiting instrument may have market data; None: not by itself."""
        if self._venue.stirred:
            self._note(self._venue.take_stirred(), now)
        return self._heap[0][0] if self._heap else None

    def take(self, until: datetime) -> list[Instrument]:
        """The instruments whose moment has come by `until` and in which somebody still waits, in the venue's order.

        They are given back with `put_back`.
        """
        heap, waits, due = self._heap, self._venue.waits, list[Instrument]()
        while heap and heap[0][0] <= until:
            _, _, key, instrument = heappop(heap)
            if waits(key):
                due.append(instrument)
            else:
                self._known.discard(key)
        if len(due) > 1:
            place = self._venue.place
            due.sort(key=lambda instrument: place((instrument.exchange, instrument.symbol)))
        return due

    def put_back(self, instruments: Iterable[Instrument], now: datetime) -> None:
        """Notes when each instrument has market data next, later than `now`."""
        for instrument in instruments:
            at = self._market.source.upcoming(instrument, now)
            key = instrument.exchange, instrument.symbol
            if at is None:
                self._known.discard(key)
            else:
                self._count += 1  # a tie of moments must not compare keys
                heappush(self._heap, (at, self._count, key, instrument))

    def _note(self, keys: Iterable[InstrumentKey], now: datetime) -> None:
        for key in keys:
            if key not in self._known and (instrument := self._market.instruments.get(*key)) is not None:
                self._known.add(key)
                self.put_back((instrument,), now)
