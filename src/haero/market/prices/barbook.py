"""The bars of one symbol, kept as trades come in: what a market without a past of its own remembers."""

import datetime as dt
from collections import deque
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, islice

from haero.market.prices.bars import Bar, joined, stretch_start
from haero.market.prices.messages import Auction, Print, Summary, VolumeOnly
from haero.market.time.sessions import SessionBook
from haero.terms import ZERO, Exchange

DAYS_KEPT = 5 * 262
"""Five years of days."""

MINUTES_KEPT = dt.timedelta(days=30)

_MINUTE = dt.timedelta(minutes=1)


class BarBook:
    """Days and minutes of one symbol, oldest first. Holds five years of days and thirty days of minutes at most."""

    __slots__ = ("_last", "_minutes", "_priced", "_regular", "days")

    def __init__(self) -> None:
        self.days: deque[Bar] = deque(maxlen=DAYS_KEPT)
        self._minutes: deque[Bar] = deque()
        self._last: Decimal | None = None
        self._priced = self._regular = False  # had the newest day a print, and one of the regular session?

    @property
    def day(self) -> Bar | None:
        """The newest day with a trade."""
        return self.days[-1] if self.days else None

    @property
    def previous(self) -> Bar | None:
        """The day with trades before that."""
        return self.days[-2] if len(self.days) > 1 else None

    def add(self, trades: Sequence[Print | VolumeOnly], start: dt.datetime, regular: bool) -> list[Bar]:
        """Count trades, in time order, of one session of the day whose first session opens at `start`.

        The day opens and closes with the regular session, once that had a print, and with the marked prints of the auctions,
        which may come a little after the bell. A trade that sets no price counts into
        volume and amount at its own price; where a bar has nothing else, it stands flat at the last price before.
        Returns the day as it stood after each trade.
        """
        if not self.days or start > self.days[-1].start:
            self.days.append(Bar(ZERO, ZERO, ZERO, ZERO, 0, ZERO, start))
            self._priced = self._regular = False
        after: list[Bar] = []
        day, end = self.days[-1], dt.datetime.min.replace(tzinfo=dt.UTC)
        opens, high, low, close, volume, amount, start = (
            day.open, day.high, day.low, day.close, day.volume, day.amount, day.start,
        )  # fmt: skip
        run: list[Print | VolumeOnly] = []
        for trade in trades:
            price, size = trade.price, trade.size
            if isinstance(trade, Print):
                if not self._priced:
                    opens = high = low = close = price
                elif price > high:
                    high = price
                elif price < low:
                    low = price
                if (regular and not self._regular) or trade.auction is Auction.OPEN:
                    opens, self._regular = price, True
                if regular or not self._regular or trade.auction is Auction.CLOSE:
                    close = price
                self._priced = True
            elif volume == 0:
                opens = high = low = close = price if self._last is None else self._last
            volume += size
            amount += price * size
            after.append(Bar(opens, high, low, close, volume, amount, start))
            if trade.at >= end:
                self._add_minute(run)
                run = []
                end = _minute(trade.at) + _MINUTE
            run.append(trade)
        self._add_minute(run)
        if after:
            self.days[-1] = after[-1]
        return after

    def newest_days(self, until: dt.datetime) -> Iterator[Bar]:
        """Daily bars, newest first, of the days that had begun at the moment."""
        return (bar for bar in reversed(self.days) if bar.start <= until)

    def newest_minutes(self, until: dt.datetime) -> Iterator[Bar]:
        """Minute bars, newest first, that start at the moment or before it."""
        return (bar for bar in reversed(self._minutes) if bar.start <= until)

    def _add_minute(self, trades: Sequence[Print | VolumeOnly]) -> None:
        """Trades of one minute: a bar of its own, or joined to the newest one."""
        if not trades:
            return
        minutes, bar = self._minutes, minute_bar(trades, self._last)
        self._last = next((t.price for t in reversed(trades) if isinstance(t, Print)), self._last)
        if minutes and minutes[-1].start == bar.start:
            minutes[-1] = joined([minutes[-1], bar])
            return
        minutes.append(bar)
        while minutes[0].start < bar.start - MINUTES_KEPT:
            minutes.popleft()


def minute_bar(trades: Sequence[Print | VolumeOnly], last: Decimal | None) -> Bar:
    """The bar of trades of one minute (at least one). `last` is the price before: the bar's, where no trade of it sets one."""
    prices = [trade.price for trade in trades if isinstance(trade, Print)]
    if not prices:
        prices = [trades[0].price if last is None else last]
    return Bar(
        open=prices[0],
        high=max(prices),
        low=min(prices),
        close=prices[-1],
        volume=sum(trade.size for trade in trades),
        amount=sum((trade.price * trade.size for trade in trades), ZERO),
        start=_minute(trades[0].at),
    )


def summary_of(
    day: Bar | None, previous: Bar | None, today: dt.datetime, last: Decimal | None, base_price: Decimal
) -> Summary:
    """The summary of a moment. `day` is the newest day with trades, `previous` the one before it.

    `today` is the first open of the moment's trading day: when `day` is older, today had no trade yet. Before the first
    of all days `base_price` is the previous close.
    """
    if day is not None and today > day.start:
        day, previous = None, day
    close, volume = (base_price, 0) if previous is None else (previous.close, previous.volume)
    if day is None:
        return Summary(last, ZERO, ZERO, ZERO, close, volume, 0, ZERO)
    return Summary(last, day.open, day.high, day.low, close, volume, day.volume, day.amount)


def stretches(sessions: SessionBook, exchange: Exchange, minutes: Iterator[Bar], count: int, per: int) -> list[Bar]:
    """The newest `count` bars of `per` minutes, oldest first, from minute bars that come newest first."""

    def place(bar: Bar) -> tuple[dt.date, dt.datetime]:
        """The trading day and the start of the bar that a minute belongs to."""
        start = stretch_start(sessions.local_time(exchange, bar.start), per)
        return sessions.trading_date(exchange, bar.start), start.astimezone(dt.UTC)

    found: list[Bar] = []
    for (date, start), group in islice(groupby(minutes, place), max(count, 0)):
        opens = sessions.on(exchange, date)[0].opens
        found.append(joined(list(group)[::-1], max(start, opens)))
    return found[::-1]


def _minute(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(second=0, microsecond=0)
