"""A market in which prices move only when told (`--market manual`): for tests, and for stories with a known ending."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from haero.market.instruments import Instrument
from haero.market.messages import MarketDataError, Print, Quote, Summary, check_print, check_quote
from haero.market.sessions import SessionBook, SessionKind
from haero.terms import Exchange

# Several times what all nine exchanges list; a source that is fed made-up symbols stops here.
MAX_SYMBOLS = 200_000

_ZERO = Decimal(0)


class _Totals:
    """One trading day of one symbol."""

    __slots__ = ("amount", "close", "date", "high", "low", "open", "regular", "volume")

    def __init__(self, date: dt.date) -> None:
        self.date = date
        self.open = self.high = self.low = self.close = self.amount = _ZERO
        self.volume = 0
        self.regular = False

    def add(self, trade: Print, regular: bool) -> None:
        """Count one print. The day opens and closes with the regular session, once that had a print."""
        if self.volume == 0 or (regular and not self.regular):
            self.open = trade.price
        if regular or not self.regular:
            self.close = trade.price
        self.high = max(self.high, trade.price)
        self.low = trade.price if self.volume == 0 else min(self.low, trade.price)
        self.regular = self.regular or regular
        self.volume += trade.size
        self.amount += trade.price * trade.size


class _Symbol:
    """What is kept of one symbol: the newest quote and print, this day and the one before. Never grows."""

    __slots__ = ("day", "last", "previous", "quote")

    def __init__(self) -> None:
        self.quote: Quote | None = None
        self.last: Print | None = None
        self.day: _Totals | None = None
        self.previous: _Totals | None = None


class ManualSource:
    """Price source that says what it was told last. Restarts empty: what was posted before is not kept."""

    step: dt.timedelta | None = None

    def __init__(self, sessions: SessionBook) -> None:
        self._sessions = sessions
        self._symbols: dict[tuple[Exchange, str], _Symbol] = {}

    def post_print(self, trade: Print) -> None:
        """Take a print, at any hour. MarketDataError for bad data or a time before the symbol's newest print."""
        check_print(trade)
        symbol = self._symbol(trade.exchange, trade.symbol)
        if symbol.last is not None and trade.at < symbol.last.at:
            raise MarketDataError(f"{trade.symbol} had a print later than {trade.at.isoformat()}")
        date = self._sessions.trading_date(trade.exchange, trade.at)
        session = self._sessions.at(trade.exchange, trade.at)
        if symbol.day is None or date > symbol.day.date:
            symbol.previous, symbol.day = symbol.day, _Totals(date)
        symbol.day.add(trade, session is not None and session.kind is SessionKind.REGULAR)
        symbol.last = trade

    def post_quote(self, quote: Quote) -> None:
        """Take a quote; it stands until the next. MarketDataError for bad data or a time before the standing one."""
        check_quote(quote)
        symbol = self._symbol(quote.exchange, quote.symbol)
        if symbol.quote is not None and quote.at < symbol.quote.at:
            raise MarketDataError(f"{quote.symbol} had a quote later than {quote.at.isoformat()}")
        symbol.quote = quote

    def quote(self, instrument: Instrument, at: dt.datetime) -> Quote | None:
        """The quote posted last, or None before the first. It stands through nights and weekends."""
        symbol = self._symbols.get((instrument.exchange, instrument.symbol))
        if symbol is None or symbol.quote is None or symbol.quote.at > at:
            return None
        return symbol.quote

    def summary(self, instrument: Instrument, at: dt.datetime) -> Summary:
        """Totals of the prints posted on the trading day; the base price is the close before the first print."""
        symbol = self._symbols.get((instrument.exchange, instrument.symbol))
        if symbol is None or symbol.day is None or symbol.last is None:
            return Summary(None, _ZERO, _ZERO, _ZERO, instrument.base_price, 0, 0, _ZERO)
        day, previous = symbol.day, symbol.previous
        if self._sessions.trading_date(instrument.exchange, at) > day.date:
            return Summary(symbol.last.price, _ZERO, _ZERO, _ZERO, day.close, day.volume, 0, _ZERO)
        close, volume = (instrument.base_price, 0) if previous is None else (previous.close, previous.volume)
        return Summary(symbol.last.price, day.open, day.high, day.low, close, volume, day.volume, day.amount)

    def messages(self, instrument: Instrument, after: dt.datetime, until: dt.datetime) -> Iterable[Print | Quote]:
        """Nothing: whoever posts a message passes it on."""
        return ()

    def _symbol(self, exchange: Exchange, name: str) -> _Symbol:
        symbol = self._symbols.get((exchange, name))
        if symbol is None:
            if len(self._symbols) >= MAX_SYMBOLS:
                raise MarketDataError(f"a manual market holds at most {MAX_SYMBOLS} symbols")
            symbol = self._symbols[exchange, name] = _Symbol()
        return symbol
