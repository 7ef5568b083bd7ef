"""The world that a broker trades in: clock, calendar, instruments and prices, and what the desk must know of them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from haero.desk.hours import Hours
from haero.desk.listing import Listing
from haero.desk.reasons import Reason, Refusal
from haero.market.listing.bands import LIMITED, Band, band
from haero.market.listing.instruments import Instrument, InstrumentBook
from haero.market.listing.lots import lot_rule
from haero.market.listing.ticks import ladder_of
from haero.market.prices.halts import Halts
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import Quote
from haero.market.prices.source import PriceSource
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook
from haero.terms import ZERO, Exchange, InstrumentKey
from haero.world.trading_hours import TradingHours


class Marketplace:
    """Puts the market's facts into the desk's words. It decides nothing and remembers only what is costly to ask twice."""

    def __init__(
        self,
        clock: MarketClock,
        sessions: SessionBook,
        instruments: InstrumentBook,
        source: PriceSource,
        data_latency: timedelta = timedelta(0),
    ) -> None:
        """`data_latency` is how old the market data is that clients get."""
        self.clock = clock
        self.sessions = sessions
        self.instruments = instruments
        self.halts = Halts(source)
        self.source: PriceSource = self.halts
        self._told = source
        self._data_latency = data_latency
        self._hours = TradingHours(sessions)
        self._listings: dict[InstrumentKey, Listing] = {}
        self._days: dict[InstrumentKey, tuple[date, Listing]] = {}

    def hours(self, exchange: Exchange, now: datetime, *, daytime: bool = False) -> Hours:
        """Where in its day the exchange is, or its daytime session."""
        return self._hours.daytime(exchange, now) if daytime else self._hours.of(exchange, now)

    def listing(self, exchange: Exchange, symbol: str, now: datetime | None = None) -> Listing | None:
        """The instrument as the desk sees it at a moment (None: now), or None where the exchange does not list it.

        Raises CalendarError for an exchange with daily limits where its calendar ends.
        """
        listing = self._listings.get((exchange, symbol))
        if listing is not None:
            return listing
        found = self.instruments.get(exchange, symbol)
        if found is None:
            return None
        if exchange in LIMITED:
            return self._limited(found, now or self.clock.now())
        listing = self._listings[exchange, symbol] = _listing(found, None)
        return listing

    def _limited(self, found: Instrument, now: datetime) -> Listing:
        """An instrument with the limits of the trading day, which are worked out once a day."""
        key = found.exchange, found.symbol
        date = self.sessions.trading_date(found.exchange, now)
        known = self._days.get(key)
        if known is None or known[0] != date:
            # The source itself: a halt makes the day stand still, but not the close before it.
            limits = band(found, self._told.summary(found, now).previous_close)
            known = self._days[key] = date, _listing(found, limits)
        return known[1]

    def instrument(self, exchange: Exchange, symbol: str) -> Instrument:
        """Raises Refusal UNKNOWN_INSTRUMENT."""
        found = self.instruments.get(exchange, symbol)
        if found is None:
            raise Refusal(Reason.UNKNOWN_INSTRUMENT, f"{exchange} {symbol}")
        return found

    def quote(self, exchange: Exchange, symbol: str, now: datetime) -> Quote | None:
        """What the market offers to orders, or None. A halted symbol offers nothing on either side."""
        if self.halts.standing(exchange, symbol) is not None:
            return Quote(exchange, symbol, ZERO, 0, ZERO, 0, now)
        found = self.instruments.get(exchange, symbol)
        return self.source.quote(found, now) if found is not None else None

    def seen(self, now: datetime) -> datetime:
        """The moment of the market that clients see now: market data reaches them late. Orders meet the market as it is."""
        return now - self._data_latency

    def last_price(self, exchange: Exchange, symbol: str) -> Decimal:
        """The price at which a client sees a holding valued: the last trade, as late as all market data, else the previous close.

        Raises Refusal UNKNOWN_INSTRUMENT.
        """
        summary = self.source.summary(self.instrument(exchange, symbol), self.seen(self.clock.now()))
        return summary.last if summary.last is not None else summary.previous_close

    def manual(self) -> ManualSource:
        """The source to which prices can be posted. Raises ValueError where there is none."""
        if not isinstance(self._told, ManualSource):
            raise ValueError("prices can be posted only with --market manual")
        return self._told


def _listing(found: Instrument, limits: Band | None) -> Listing:
    rule, ladder = lot_rule(found), ladder_of(found)
    listing = Listing(
        found.exchange, found.symbol, found.currency, rule.step, found.listed_shares, ladder, rule.least, rule.rests
    )
    return replace(listing, low=limits.low, high=limits.high) if limits is not None else listing
