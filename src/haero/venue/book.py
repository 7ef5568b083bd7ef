"""One account's resting orders in one instrument, and the rules by which the market fills them.

The rules (docs/fidelity.md tells them to users):

- A marketable order takes the shown quote at the quote's price, up to its size. What was taken is gone until the price moves.
- The rest, and every other order, rests at its limit.
- A print or a quote better than the limit (the market trades through) fills the order at its own limit, up to the size seen.
- A print at the limit fills only what comes after the shares that stood there first: those shown at that price when the order
  came; an order behind the best price does not know them until the market comes to its price.
"""

import heapq
from collections import OrderedDict
from decimal import Decimal

import msgspec

from haero.desk.orders import Side

NOTHING: tuple[Decimal, int] = (Decimal(0), 0)
UNKNOWN_QUEUE = 1 << 62
"""Shares ahead of an order whose price the market does not show: more than will ever trade there."""


class Fill(msgspec.Struct, frozen=True, gc=False):
    """What the venue found for one order: `quantity` shares at `price`."""

    account: str
    number: int
    quantity: int
    price: Decimal


class Resting(msgspec.Struct, gc=False):
    """An order in the book. It may trade once `threshold` shares have printed at its price."""

    number: int
    price: Decimal
    open: int
    threshold: int


class Level:
    """One price: orders by arrival, and the shares that strangers got here since the level exists."""

    __slots__ = ("orders", "traded")

    def __init__(self) -> None:
        # Ordered, not plain: the front is taken again and again, and a plain dict scans its gaps each time.
        self.orders: OrderedDict[int, Resting] = OrderedDict()
        self.traded = 0


class Ranks:
    """The price levels of one side, best first. Adding and removing cost the same, however many levels there are."""

    __slots__ = ("_heap", "_sign", "levels")

    def __init__(self, sign: int) -> None:
        self._sign = sign  # -1 for bids: the highest price is the best
        self._heap: list[Decimal] = []
        self.levels: dict[Decimal, Level] = {}

    def add(self, order: Resting) -> Level:
        level = self.levels.get(order.price)
        if level is None:
            level = self.levels[order.price] = Level()
            heapq.heappush(self._heap, order.price * self._sign)
        level.orders[order.number] = order
        return level

    def remove(self, order: Resting) -> None:
        """Takes an order out. A level that lost its last one stays until it comes to be the best: then `best` drops it."""
        del self.levels[order.price].orders[order.number]

    def best(self) -> Decimal | None:
        """The best price that has orders."""
        heap, levels = self._heap, self.levels
        while heap:
            price = heap[0] * self._sign
            if levels[price].orders:
                return price
            heapq.heappop(heap)
            del levels[price]
        return None

    def clear(self) -> None:
        self._heap.clear()
        self.levels.clear()


class Book:
    """Resting orders of one account in one instrument, the shown quote, and how much of it was taken."""

    __slots__ = ("_asks", "_bids", "_shown_ask", "_shown_bid", "_taken_ask", "_taken_bid", "_where", "account")

    def __init__(self, account: str) -> None:
        self.account = account
        self._bids, self._asks = Ranks(-1), Ranks(1)
        self._where: dict[int, tuple[Ranks, Resting]] = {}
        self._shown_bid = self._shown_ask = NOTHING
        self._taken_bid = self._taken_ask = 0

    def __len__(self) -> int:
        return len(self._where)

    def show(self, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int) -> None:
        """Takes a quote as what the market shows now. What was taken at an unchanged price stays taken."""
        if self._shown_bid[0] != bid:
            self._taken_bid = 0
        if self._shown_ask[0] != ask:
            self._taken_ask = 0
        self._shown_bid, self._shown_ask = (bid, bid_size), (ask, ask_size)

    def submit(self, number: int, side: Side, price: Decimal, quantity: int) -> list[Fill]:
        """A new order: takes what the quote offers, rests with the remainder. Returns the fill, if any."""
        fills = []
        if side is Side.BUY:
            offered, size = self._shown_ask
            take = min(quantity, size - self._taken_ask) if size and offered <= price else 0
            self._taken_ask += max(take, 0)
        else:
            offered, size = self._shown_bid
            take = min(quantity, size - self._taken_bid) if size and offered >= price else 0
            self._taken_bid += max(take, 0)
        if take > 0:
            quantity -= take
            fills.append(Fill(self.account, number, take, offered))
        if quantity:
            self._rest(number, side, price, quantity)
        return fills

    def _rest(self, number: int, side: Side, price: Decimal, quantity: int) -> None:
        buys = side is Side.BUY
        ranks, (shown, size) = (self._bids, self._shown_bid) if buys else (self._asks, self._shown_ask)
        order = Resting(number, price, quantity, 0)
        level = ranks.add(order)
        if not size:
            ahead = UNKNOWN_QUEUE
        elif price == shown:
            ahead = size
        else:
            ahead = 0 if (price > shown) is buys else UNKNOWN_QUEUE
        order.threshold = level.traded + ahead
        self._where[number] = (ranks, order)

    def reduce(self, number: int, quantity: int) -> None:
        """Takes `quantity` shares of an order out of the market; an order with nothing left leaves the book."""
        ranks, order = self._where[number]
        order.open -= quantity
        if order.open <= 0:
            ranks.remove(order)
            del self._where[number]
            if not self._where:  # nobody waits: forget the empty levels too
                self._bids.clear()
                self._asks.clear()

    def on_quote(self, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int) -> list[Fill]:
        """A new best bid and ask: what it trades through fills; orders whose price it reaches learn their place in the queue."""
        self.show(bid, bid_size, ask, ask_size)
        fills: list[Fill] = []
        while (left := ask_size - self._taken_ask) > 0 and (best := self._bids.best()) is not None and best >= ask:
            self._taken_ask += self._fill_level(self._bids, best, left, fills)
        while (left := bid_size - self._taken_bid) > 0 and (best := self._asks.best()) is not None and best <= bid:
            self._taken_bid += self._fill_level(self._asks, best, left, fills)
        for ranks, price, size in ((self._bids, bid, bid_size), (self._asks, ask, ask_size)):
            level = ranks.levels.get(price)
            if level is not None and size:
                for order in level.orders.values():
                    if order.threshold >= UNKNOWN_QUEUE:
                        order.threshold = level.traded + size
        return fills

    def on_print(self, price: Decimal, size: int) -> list[Fill]:
        """A trade on the market: fills what it traded through, then what stands first in the queue at its own price."""
        fills: list[Fill] = []
        for ranks, better in ((self._bids, Decimal.__gt__), (self._asks, Decimal.__lt__)):
            left = size
            while left > 0 and (best := ranks.best()) is not None and better(best, price):
                left -= self._fill_level(ranks, best, left, fills)
            level = ranks.levels.get(price)
            if level is not None:
                level.traded += size
                self._fill_queue(ranks, level, left, fills)
        return fills

    def _fill_level(self, ranks: Ranks, price: Decimal, left: int, fills: list[Fill]) -> int:
        """Fills one level at its own price, by arrival, up to `left` shares; returns the shares used."""
        used, orders = 0, ranks.levels[price].orders
        while orders and used < left:
            order = next(iter(orders.values()))
            used += self._take(order, min(order.open, left - used), fills)
        return used

    def _fill_queue(self, ranks: Ranks, level: Level, left: int, fills: list[Fill]) -> None:
        """Fills what stands at the front: an order behind one that must still wait waits too."""
        while level.orders and left > 0:
            order = next(iter(level.orders.values()))
            left = min(left, level.traded - order.threshold)
            if left <= 0:
                return
            taken = self._take(order, min(left, order.open), fills)
            level.traded -= taken  # gone for those behind, who wait for shares that strangers get
            left -= taken

    def _take(self, order: Resting, quantity: int, fills: list[Fill]) -> int:
        fills.append(Fill(self.account, order.number, quantity, order.price))
        self.reduce(order.number, quantity)
        return quantity
