"""The days before a market was opened by hand: a past for those who need one, such as a program that looks at yesterday's bar."""

import datetime as dt

from haero.market.bounded import Bounded
from haero.market.listing.instruments import Instrument
from haero.market.prices.bars import Bar
from haero.market.prices.source import PriceSource
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange, InstrumentKey

_LAST_KEPT = 16_384


class Past:
    """The trading days of `source` before that of the moment `begins`, on every exchange, and nothing later.

    `begins` must stay the same for as long as there is a journal: a past that grows with every restart would be none.
    """

    def __init__(self, source: PriceSource, sessions: SessionBook, begins: dt.datetime) -> None:
        self._source, self._sessions, self._begins = source, sessions, begins
        self._ends: dict[Exchange, dt.datetime] = {}
        self._last: Bounded[InstrumentKey, Bar | None] = Bounded(_LAST_KEPT)

    def end(self, exchange: Exchange) -> dt.datetime:
        """Its last moment there. Raises CalendarError where no calendar reaches."""
        found = self._ends.get(exchange)
        if found is None:
            date = self._sessions.trading_date(exchange, self._begins)
            found = self._ends[exchange] = self._sessions.on(exchange, date)[0].opens - dt.timedelta(seconds=1)
        return found

    def daily(self, instrument: Instrument, until: dt.datetime, count: int) -> list[Bar]:
        """The newest `count` daily bars up to the moment, oldest first; fewer if there are no more."""
        return self._source.daily(instrument, min(until, self.end(instrument.exchange)), count)

    def minutes(self, instrument: Instrument, until: dt.datetime, count: int, per: int) -> list[Bar]:
        """The newest `count` bars of `per` minutes up to the moment, oldest first; fewer if there are no more."""
        return self._source.minutes(instrument, min(until, self.end(instrument.exchange)), count, per)

    def last_day(self, instrument: Instrument) -> Bar | None:
        """Its last day; None for an instrument of which the source has no prices."""
        key = instrument.exchange, instrument.symbol
        if key not in self._last:
            found = self.daily(instrument, self.end(instrument.exchange), 1)
            self._last[key] = found[0] if found else None
        return self._last[key]
