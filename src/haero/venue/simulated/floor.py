"""The trading floor: how an order of each type meets the market, and what falls due for it. It finds fills and decides slices.

A limit order rests in the venue's book. An order on the open or on the close waits for the official print of its auction. A TWAP or
VWAP order sends a slice a minute: as much as its schedule is behind, at the best price of the other side within its limit, and no
more than a share of what traded since the last slice. What is open of a slice when the next one falls due is taken back.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from haero.desk.algos import ALGO_TYPES, Bucket, Schedule, Span, even, weighted
from haero.desk.auctions import AUCTION_TYPES, ON_CLOSE
from haero.desk.hours import REGULAR
from haero.desk.orders import Order
from haero.market.prices import volume
from haero.market.prices.messages import Auction, Print, Quote
from haero.terms import Exchange, InstrumentKey, OrderType, Side
from haero.venue.simulated.auction import Cross
from haero.venue.simulated.book import Book, Fill
from haero.venue.simulated.venue import Venue, auction_of
from haero.world.agenda import Task
from haero.world.marketplace import Marketplace


class FloorRules(NamedTuple):
    """How orders meet the market: settings.

    `book_of` makes the book of an account in an instrument (the fill model). `participation` is the most of the market's volume
    that a TWAP or VWAP order takes part in, from 0 to 1. An order reaches the market `order_latency` after it was accepted.
    """

    book_of: Callable[[InstrumentKey, str], Book] = lambda key, account: Book(account)
    participation: Decimal = Decimal("0.2")
    order_latency: timedelta = timedelta(0)


ENDS_ALONE = frozenset(OrderType) - ALGO_TYPES - ON_CLOSE
"""Order types for which nothing falls due but their end, of which `Floor.agenda` speaks first."""


class Slice(NamedTuple):
    """What an algo order sends now: nothing where the quantity is 0. `next` is when it is looked at again, or None."""

    quantity: int
    price: Decimal
    next: datetime | None


class _Offer(NamedTuple):
    """The best price of the side that an order would take, and the shares shown there."""

    price: Decimal
    size: int


NOTHING = Cross([], [])


class _Work:
    """A working algo order: its schedule, what its slice still has in the market, and the day's volume at the last slice."""

    __slots__ = ("open", "schedule", "volume")

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.open = 0
        self.volume: int | None = None


class Floor:
    """Knows where each working order is: on its way, at work in slices, or (all others) in the venue, in an auction or resting.

    Nothing here is written down: `resume` after a restart puts an order back.
    """

    def __init__(self, market: Marketplace, rules: FloorRules) -> None:
        self.market, self.rules = market, rules
        self.venue = Venue(rules.book_of)
        self._away: set[tuple[str, int]] = set()
        self._algos: dict[tuple[str, int], _Work] = {}

    def agenda(self, order: Order, now: datetime) -> list[tuple[datetime, Task]]:
        """What falls due for an order that arrives now: its end, the close where no print will mark it, its next slice."""
        due = [(order.expires, Task.EXPIRE)]
        if order.type in ON_CLOSE and not self._marks(order.exchange, order.symbol):
            closes = self.market.hours(order.exchange, now).closes
            if closes is not None:
                due.append((closes, Task.CROSS))
        if order.type in ALGO_TYPES and order.starts is not None:
            due.append((max(order.starts, now), Task.SLICE))
        return due

    def depart(self, account: str, order: Order) -> None:
        """An order is on its way: it is not in the market before it arrives."""
        self._away.add((account, order.number))

    def arrive(self, account: str, order: Order, now: datetime) -> list[Fill]:
        """An order comes to the market, and takes what it may of what is shown."""
        if self._away:
            self._away.discard((account, order.number))
        if order.type in AUCTION_TYPES:
            self.venue.join(account, order)
            return []
        if order.type in ALGO_TYPES:
            return []
        return self.venue.submit(account, order, self.market.quote(order.exchange, order.symbol, now))

    def resume(self, account: str, orders: Iterable[Order], now: datetime) -> None:
        """Orders that were in the market before a restart: they take nothing of what is shown, and queue anew."""
        books: dict[InstrumentKey, Book] = {}
        for order in orders:
            kind = order.type
            if kind in AUCTION_TYPES:
                self.venue.join(account, order)
            elif kind not in ALGO_TYPES:
                key = order.exchange, order.symbol
                book = books.get(key)
                if book is None:
                    book = books[key] = self.venue.reopen(account, key, self.market.quote(*key, now))
                odd_lot = kind is OrderType.ODD_LOT_LIMIT
                book.resume(order.number, order.side, order.price, order.open, at_limit=odd_lot)

    def withdraw(self, account: str, order: Order, quantity: int) -> None:
        """Shares of an order leave the market, or its way there. An algo order's slice leaves whole: the next one is cut anew."""
        if (account, order.number) in self._away:
            return
        if order.type in AUCTION_TYPES:
            self.venue.leave(account, order, quantity)
        elif order.type in ALGO_TYPES:
            self._take_back(account, order)
            if quantity >= order.open:
                self._algos.pop((account, order.number), None)
        else:
            self.venue.reduce(account, order, quantity)

    def meet(self, message: Print | Quote) -> Cross:
        """A message of the market: what it fills, and which auction orders it leaves over."""
        exchange, symbol = message.exchange, message.symbol
        if isinstance(message, Quote):
            fills = self.venue.on_quote(exchange, symbol, message)
            return Cross(self._seen(fills), []) if fills else NOTHING
        if message.auction is not None:
            return self._auction(message, message.auction)
        crossed = self._unmarked(message) if self.venue.auctions else NOTHING
        price, size = message.price, message.size
        if crossed.fills:
            fills = self.venue.behind(exchange, symbol, price, size, crossed.fills)
        else:
            fills = self.venue.on_print(exchange, symbol, price, size)
        return Cross(crossed.fills + self._seen(fills), crossed.unfilled) if fills else crossed

    def _auction(self, message: Print, auction: Auction) -> Cross:
        """The orders of the auction, then those that rest in the regular session. The closing print may come after it."""
        exchange, symbol, price, size = message.exchange, message.symbol, message.price, message.size
        crossed = self.venue.cross((exchange, symbol), auction, price, size)
        if self.market.hours(exchange, message.at).session != REGULAR:
            return crossed
        fills = self._seen(self.venue.take_part(exchange, symbol, price, size, crossed.fills))
        return Cross(crossed.fills + fills, crossed.unfilled)

    def close(self, order: Order, had: Callable[[str, InstrumentKey, Side, datetime], int]) -> Cross:
        """The regular close of a market that does not mark its closing print: the last print of the session was it.

        The market is asked for it, not the floor's memory: it must not depend on a restart, or on who waits since when. All that
        traded in the minute of that print counts, less what the account `had` of it. A halted symbol has no auction.
        """
        key = order.exchange, order.symbol
        hours, found = self.market.hours(order.exchange, order.expires), self.market.instruments.get(*key)
        price, size, since = Decimal(0), 0, order.expires
        if found is not None and hours.opens and hours.closes and self.market.halts.standing(*key) is None:
            bars = self.market.source.minutes(found, hours.closes - timedelta(microseconds=1), 1, 1)
            if bars and bars[0].start >= hours.opens:
                price, size, since = bars[0].close, bars[0].volume, bars[0].start
        return self.venue.cross(
            key, auction_of(order), price, size, lambda account, side: had(account, key, side, since)
        )

    def _unmarked(self, message: Print) -> Cross:
        """The first regular print of a market that marks none is the opening."""
        exchange, symbol = message.exchange, message.symbol
        if not self.venue.awaits(exchange, symbol, Auction.OPEN) or self._marks(exchange, symbol):
            return NOTHING
        if self.market.hours(exchange, message.at).session != REGULAR:
            return NOTHING
        return self.venue.cross((exchange, symbol), Auction.OPEN, message.price, message.size)

    def _marks(self, exchange: Exchange, symbol: str) -> bool:
        found = self.market.instruments.get(exchange, symbol)
        return found is not None and self.market.source.marks_auctions(found)

    # TWAP and VWAP

    def slice(self, account: str, order: Order, now: datetime) -> Slice:
        """The slice that falls due now; what was open of the last one is taken back."""
        work = self._algos.get((account, order.number))
        if work is None:
            work = self._algos[account, order.number] = _Work(self._schedule(order))
        self._take_back(account, order)
        schedule = work.schedule
        place = schedule.place(now)
        following = schedule.moment(place + 1) if place + 1 < len(schedule.done) else None
        wanted = schedule.due(place, order.filled + order.open) - order.filled
        offer = self._offer(order, now)
        quantity = max(min(wanted, order.open, self._allowed(order, work, offer, now)), 0)
        return Slice(quantity, self._price(order, offer, now), following)

    def send(self, account: str, order: Order, quantity: int, price: Decimal, now: datetime) -> list[Fill]:
        """Puts a slice into the market."""
        self._algos[account, order.number].open = quantity
        quote = self.market.quote(order.exchange, order.symbol, now)
        return self._seen(self.venue.work(account, order, price, quantity, quote))

    def forget(self, account: str, number: int) -> None:
        """The order has ended, wherever it was."""
        self._away.discard((account, number))
        self._algos.pop((account, number), None)

    def _take_back(self, account: str, order: Order) -> None:
        work = self._algos.get((account, order.number))
        if work is not None and work.open:
            self.venue.reduce(account, order, work.open)
            work.open = 0

    def _seen(self, fills: list[Fill]) -> list[Fill]:
        """Counts the fills of slices."""
        if self._algos:
            for fill in fills:
                work = self._algos.get((fill.account, fill.number))
                if work is not None:
                    work.open -= fill.quantity
        return fills

    def _offer(self, order: Order, now: datetime) -> _Offer:
        """What the other side shows; size 0 where nothing is known of it."""
        quote = self.market.quote(order.exchange, order.symbol, now)
        if quote is None:
            return _Offer(Decimal(0), 0)
        buys = order.side is Side.BUY
        return _Offer(quote.ask, quote.ask_size) if buys else _Offer(quote.bid, quote.bid_size)

    def _allowed(self, order: Order, work: _Work, offer: _Offer, now: datetime) -> int:
        """A share of what traded since the last slice. Where nothing did there is nothing to share: the quote's size is the cap.

        What is too little to share counts for the next slice: else a thin market would give nothing for ever.
        """
        instrument = self.market.instruments.get(order.exchange, order.symbol)
        traded = self.market.source.summary(instrument, now).volume if instrument is not None else 0
        since = traded - work.volume if work.volume is not None else 0
        if since <= 0:
            work.volume = traded
            return offer.size or order.open
        share = int(since * self.rules.participation)
        if share:
            work.volume = traded
        return share

    def _price(self, order: Order, offer: _Offer, now: datetime) -> Decimal:
        """The best price of the other side, but never beyond the limit; without a quote the last trade, else the limit."""
        touch = offer.price
        if not offer.size:
            instrument = self.market.instruments.get(order.exchange, order.symbol)
            last = self.market.source.summary(instrument, now).last if instrument is not None else None
            touch = last if last is not None else order.price
        return min(touch, order.price) if order.side is Side.BUY else max(touch, order.price)

    def _schedule(self, order: Order) -> Schedule:
        assert order.starts is not None, f"order {order.number} has no time to work in"
        span = Span(order.starts, order.expires, order.to_close)
        if order.type is OrderType.TWAP:
            return even(span)
        instrument = self.market.instruments.get(order.exchange, order.symbol)
        if instrument is None:  # its list or recording was taken away at a restart
            return even(span)
        parts = volume.curve(self.market.source, self.market.sessions, instrument, order.trade_date)
        return weighted(span, [Bucket(*part) for part in parts])
