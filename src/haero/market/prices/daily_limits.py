"""The daily limits of the synthetic market. Its path knows none, so what it shows is moved into them, day by day.

The base of a day is the close of the day before, which had limits itself. To know it without walking through all days, the
chain starts eight business days back, at a close that is taken as the path has it.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from haero.market.bounded import Bounded
from haero.market.listing.bands import LIMITED, Band, band
from haero.market.prices.day import Symbol
from haero.market.time.sessions import SessionBook

Close = Callable[[Symbol, dt.date, Band | None], Decimal]
"""The last regular print of a date, moved into the limits given."""

_CHAIN = 8
_BASES_KEPT, _BANDS_KEPT = 16384, 16384
_DAY = 86400
_EPOCH = dt.date(1970, 1, 1).toordinal()


class Limits:
    """Base prices and limits by symbol and date. The caches are bounded."""

    def __init__(self, sessions: SessionBook, close: Close) -> None:
        self._sessions, self._close = sessions, close
        self._bases: Bounded[tuple[bytes, dt.date], Decimal] = Bounded(_BASES_KEPT)
        self._bands: Bounded[tuple[bytes, int], Band | None] = Bounded(_BANDS_KEPT)

    def clear(self) -> None:
        """Forget what is kept: an instrument has changed."""
        self._bases.clear()
        self._bands.clear()

    def at(self, symbol: Symbol, second: int) -> Band | None:
        """The limits at a second since 1970, or None. Where there are any, local dates of sessions are UTC dates."""
        if symbol.instrument.exchange not in LIMITED:
            return None
        key = symbol.key, second // _DAY
        if key not in self._bands:
            base = self.base(symbol, dt.date.fromordinal(_EPOCH + key[1]))
            self._bands[key] = band(symbol.instrument, base)
        return self._bands[key]

    def base(self, symbol: Symbol, date: dt.date) -> Decimal:
        """The close before a date: its base price (기준가). 0 on the first day of the calendar."""
        known = self._bases.get((symbol.key, date))
        if known is None:
            known = self._bases[symbol.key, date] = self._work_out(symbol, date)
        return known

    def _work_out(self, symbol: Symbol, date: dt.date) -> Decimal:
        exchange = symbol.instrument.exchange
        first, _ = self._sessions.covers(exchange)
        days: list[dt.date] = []
        while len(days) < _CHAIN:
            date = date - dt.timedelta(days=1)
            if date < first:
                break
            if self._sessions.on(exchange, date):
                days.append(date)
        base = Decimal(0)
        for day in reversed(days):
            base = self._close(symbol, day, band(symbol.instrument, base))
        return base
