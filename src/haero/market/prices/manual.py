"""A market in which prices move only when told (`--market manual`): for tests, and for stories with a known ending."""

import datetime as dt
from collections.abc import Iterable
from itertools import islice

from haero.market.listing.instruments import Instrument
from haero.market.prices.barbook import BarBook, stretches, summary_of
from haero.market.prices.bars import Bar
from haero.market.prices.depth import DepthLevel, one_level
from haero.market.prices.messages import MarketDataError, Print, Quote, Summary, check_print, check_quote
from haero.market.prices.past import Past
from haero.market.time.sessions import SessionBook, SessionKind
from haero.terms import Exchange

# Several times what all nine exchanges list; a source that is fed made-up symbols stops here.
MAX_SYMBOLS = 200_000


class _Symbol:
    """What is kept of one symbol: the newest quote, the one before, the newest print, and its bars. Bounded."""

    __slots__ = ("bars", "earlier", "last", "quote")

    def __init__(self) -> None:
        self.quote: Quote | None = None
        self.earlier: Quote | None = None
        self.last: Print | None = None
        self.bars = BarBook()


_NOTHING = _Symbol()


class ManualSource:
    """Price source that says what it was told last. Restarts empty: what was posted before is not kept.

    It may stand on a past: days before the first that can be posted. Quotes are posted ones all the same.
    """

    step: dt.timedelta | None = None

    def __init__(self, sessions: SessionBook) -> None:
        self._sessions = sessions
        self._past: Past | None = None
        self._symbols: dict[tuple[Exchange, str], _Symbol] = {}

    def stand_on(self, past: Past) -> None:
        """Has `past` for what was before."""
        self._past = past

    @property
    def costly(self) -> bool:
        """Only of a past."""
        return self._past is not None

    def post_print(self, trade: Print) -> None:
        """Take a print, at any hour. MarketDataError for bad data or a time before the symbol's newest print."""
        check_print(trade)
        symbol = self._symbol(trade.exchange, trade.symbol)
        if symbol.last is not None and trade.at < symbol.last.at:
            raise MarketDataError(f"{trade.symbol} had a print later than {trade.at.isoformat()}")
        date = self._sessions.trading_date(trade.exchange, trade.at)
        session = self._sessions.at(trade.exchange, trade.at)
        start = self._sessions.on(trade.exchange, date)[0].opens
        symbol.bars.add([trade], start, session is not None and session.kind is SessionKind.REGULAR)
        symbol.last = trade

    def post_quote(self, quote: Quote) -> None:
        """Take a quote; it stands until the next. MarketDataError for bad data or a time before the standing one."""
        check_quote(quote)
        symbol = self._symbol(quote.exchange, quote.symbol)
        if symbol.quote is not None and quote.at < symbol.quote.at:
            raise MarketDataError(f"{quote.symbol} had a quote later than {quote.at.isoformat()}")
        symbol.earlier, symbol.quote = symbol.quote, quote

    def quote(self, instrument: Instrument, at: dt.datetime) -> Quote | None:
        """The quote posted last, or None before the first. It stands through nights and weekends."""
        symbol = self._symbols.get((instrument.exchange, instrument.symbol))
        if symbol is None or symbol.quote is None or symbol.quote.at > at:
            return None
        return symbol.quote

    def summary(self, instrument: Instrument, at: dt.datetime) -> Summary:
        """Totals of the prints posted on the trading day. Before the first of all stand the last day of the past and its close, or
        the base price, as a close without a trade.
        """
        symbol = self._symbols.get((instrument.exchange, instrument.symbol), _NOTHING)
        day, last, before = symbol.bars.day, symbol.last, symbol.bars.previous
        if before is None and self._past is not None:
            before = self._past.last_day(instrument)
        if day is None or last is None:
            return summary_of(None, before, at, None if before is None else before.close, instrument.base_price)
        date = self._sessions.trading_date(instrument.exchange, at)
        today = self._sessions.on(instrument.exchange, date)[0].opens
        return summary_of(day, before, today, last.price, instrument.base_price)

    def daily(self, instrument: Instrument, until: dt.datetime, count: int) -> list[Bar]:
        """The newest days with prints that had begun at the moment, oldest first. A day that is over is the whole of it."""
        symbol = self._symbols.get((instrument.exchange, instrument.symbol), _NOTHING)
        found = list(islice(symbol.bars.newest_days(until), max(count, 0)))[::-1]
        if self._past is not None and len(found) < count:
            found[:0] = self._past.daily(instrument, until, count - len(found))
        return found

    def minutes(self, instrument: Instrument, until: dt.datetime, count: int, per: int) -> list[Bar]:
        """Bars of the prints posted, oldest first. The minute of the moment counts as a whole."""
        symbol = self._symbols.get((instrument.exchange, instrument.symbol), _NOTHING)
        found = stretches(self._sessions, instrument.exchange, symbol.bars.newest_minutes(until), count, per)
        if self._past is not None and len(found) < count:
            found[:0] = self._past.minutes(instrument, until, count - len(found), per)
        return found

    def depth(self, instrument: Instrument, at: dt.datetime, count: int) -> list[DepthLevel]:
        """One level: the quote posted last, with its change against the one before. Empty before the first."""
        quote = self.quote(instrument, at)
        if quote is None or count < 1:
            return []
        return one_level(quote, self._symbols[instrument.exchange, instrument.symbol].earlier)

    def messages(self, instrument: Instrument, after: dt.datetime, until: dt.datetime) -> Iterable[Print | Quote]:
        """Nothing: whoever posts a message passes it on."""
        return ()

    def upcoming(self, instrument: Instrument, after: dt.datetime) -> None:
        """Never by itself."""

    def marks_auctions(self, instrument: Instrument) -> bool:
        """No: whoever posts a print may mark it, but need not."""
        return False

    def _symbol(self, exchange: Exchange, name: str) -> _Symbol:
        symbol = self._symbols.get((exchange, name))
        if symbol is None:
            if len(self._symbols) >= MAX_SYMBOLS:
                raise MarketDataError(f"a manual market holds at most {MAX_SYMBOLS} symbols")
            symbol = self._symbols[exchange, name] = _Symbol()
        return symbol
