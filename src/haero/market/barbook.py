"""The bars of one symbol, kept as prints come in: what a market without a past of its own remembers."""

import datetime as dt
from collections import deque
from collections.abc import Iterator
from decimal import Decimal

from haero.market.bars import Bar
from haero.market.messages import Print

DAYS_KEPT = 5 * 262
"""Five years of days."""

MINUTES_KEPT = dt.timedelta(days=30)

_ZERO = Decimal(0)


class DayTotals:
    """One trading day of one symbol. `start` is the first open of the date."""

    __slots__ = ("amount", "close", "date", "high", "low", "open", "regular", "start", "volume")

    def __init__(self, date: dt.date, start: dt.datetime) -> None:
        self.date, self.start = date, start
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

    @property
    def bar(self) -> Bar:
        """The day so far."""
        return Bar(self.open, self.high, self.low, self.close, self.volume, self.amount, self.start)


class BarBook:
    """Days and minutes of one symbol, oldest first. Holds five years of days and thirty days of minutes at most."""

    __slots__ = ("_minutes", "days")

    def __init__(self) -> None:
        self.days: deque[DayTotals] = deque(maxlen=DAYS_KEPT)
        self._minutes: deque[Bar] = deque()

    @property
    def day(self) -> DayTotals | None:
        """The newest day with a print."""
        return self.days[-1] if self.days else None

    @property
    def previous(self) -> DayTotals | None:
        """The day with prints before that."""
        return self.days[-2] if len(self.days) > 1 else None

    def add(self, trade: Print, date: dt.date, start: dt.datetime, regular: bool) -> None:
        """Count a print of the trading day `date`, whose first session opens at `start`. Prints come in time order."""
        if not self.days or date > self.days[-1].date:
            self.days.append(DayTotals(date, start))
        self.days[-1].add(trade, regular)
        self._add_minute(trade)

    def newest_days(self, until: dt.datetime) -> Iterator[Bar]:
        """Daily bars, newest first, of the days that had begun at the moment."""
        return (day.bar for day in reversed(self.days) if day.start <= until)

    def newest_minutes(self, until: dt.datetime) -> Iterator[Bar]:
        """Minute bars, newest first, that start at the moment or before it."""
        return (bar for bar in reversed(self._minutes) if bar.start <= until)

    def _add_minute(self, trade: Print) -> None:
        minutes, price, amount = self._minutes, trade.price, trade.price * trade.size
        start = trade.at.astimezone(dt.UTC).replace(second=0, microsecond=0)
        if minutes and minutes[-1].start == start:
            last = minutes[-1]
            high, low = max(last.high, price), min(last.low, price)
            minutes[-1] = Bar(last.open, high, low, price, last.volume + trade.size, last.amount + amount, start)
            return
        minutes.append(Bar(price, price, price, price, trade.size, amount, start))
        while minutes[0].start < start - MINUTES_KEPT:
            minutes.popleft()
