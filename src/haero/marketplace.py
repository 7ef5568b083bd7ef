"""The world that a broker trades in: clock, calendar, instruments and prices, and what the desk must know of them."""

from datetime import datetime
from decimal import Decimal

from haero.desk.hours import Hours
from haero.desk.listing import Listing
from haero.desk.reasons import Reason, Refusal
from haero.market.clock import MarketClock
from haero.market.instruments import Instrument, InstrumentBook
from haero.market.manual import ManualSource
from haero.market.messages import Quote
from haero.market.sessions import SessionBook
from haero.market.source import PriceSource
from haero.market.ticks import ladder_of
from haero.terms import Exchange
from haero.trading_hours import TradingHours

Key = tuple[Exchange, str]


class Marketplace:
    """Puts the market's facts into the desk's words. It decides nothing and remembers only what is costly to ask twice."""

    def __init__(
        self, clock: MarketClock, sessions: SessionBook, instruments: InstrumentBook, source: PriceSource
    ) -> None:
        self.clock = clock
        self.sessions = sessions
        self.instruments = instruments
        self.source = source
        self._hours = TradingHours(sessions)
        self._listings: dict[Key, Listing] = {}

    def hours(self, exchange: Exchange, now: datetime, *, daytime: bool = False) -> Hours:
        """Where in its day the exchange is, or its daytime session."""
        return self._hours.daytime(exchange, now) if daytime else self._hours.of(exchange, now)

    def listing(self, exchange: Exchange, symbol: str) -> Listing | None:
        """The instrument as the desk sees it, or None."""
        listing = self._listings.get((exchange, symbol))
        if listing is None:
            found = self.instruments.get(exchange, symbol)
            if found is None:
                return None
            listing = Listing(exchange, symbol, found.currency, found.lot, found.listed_shares, ladder_of(exchange))
            self._listings[exchange, symbol] = listing
        return listing

    def instrument(self, exchange: Exchange, symbol: str) -> Instrument:
        """Raises Refusal UNKNOWN_INSTRUMENT."""
        found = self.instruments.get(exchange, symbol)
        if found is None:
            raise Refusal(Reason.UNKNOWN_INSTRUMENT, f"{exchange} {symbol}")
        return found

    def quote(self, exchange: Exchange, symbol: str, now: datetime) -> Quote | None:
        """What the market shows, or None."""
        found = self.instruments.get(exchange, symbol)
        return self.source.quote(found, now) if found is not None else None

    def last_price(self, exchange: Exchange, symbol: str) -> Decimal:
        """The price at which a holding is valued: the last trade, else the previous close. Raises Refusal UNKNOWN_INSTRUMENT."""
        summary = self.source.summary(self.instrument(exchange, symbol), self.clock.now())
        return summary.last if summary.last is not None else summary.previous_close

    def manual(self) -> ManualSource:
        """The source to which prices can be posted. Raises ValueError where there is none."""
        if not isinstance(self.source, ManualSource):
            raise ValueError("prices can be posted only with --market manual")
        return self.source
