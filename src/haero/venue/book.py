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
    """One price: orders by arrival, and the shares that have printed here since the level exists."""

    __slots__ = ("orders", "traded")

    def __init__(self) -> None:
        # Ordered, not plain: the front is taken again and again, and a plain dict scans its gaps each time.
        self.orders: OrderedDict[int, Resting] = OrderedDict()
        self.traded = 0


class Ranks:
    """The price levels of one side, best first. Adding and removing cost the same, however many levels there are."""

    def __init__(self, sign: int) -> None:
        self._sign = sign  # -1 for bids: the highest price is the best
        self._heap: list[Decimal] = []
        self._queued: set[Decimal] = set()
        self.levels: dict[Decimal, Level] = {}

    def add(self, order: Resting) -> Level:
        level = self.levels.get(order.price)
        if level is None:
            level = self.levels[order.price] = Level()
            if order.price not in self._queued:
                self._queued.add(order.price)
                heapq.heappush(self._heap, order.price * self._sign)
        level.orders[order.number] = order
        return level

    def remove(self, order: Resting) -> None:
        level = self.levels[order.price]
        del level.orders[order.number]
        if not level.orders:
            del self.levels[order.price]

    def best(self) -> Decimal | None:
        """The best price that has orders; prices that lost theirs are dropped on the way."""
        heap, levels = self._heap, self.levels
        while heap:
            price = heap[0] * self._sign
            if price in levels:
                return price
            heapq.heappop(heap)
            self._queued.discard(price)
        return None


class Book:
    """Resting orders of one account in one instrument, the shown quote, and how much of it was taken."""

    def __init__(self, account: str) -> None:
        self.account = account
        self._bids, self._asks = Ranks(-1), Ranks(1)
        self._where: dict[int, tuple[Ranks, Resting]] = {}
        self._shown = {Side.BUY: (Decimal(0), 0), Side.SELL: (Decimal(0), 0)}  # what a buy meets, what a sell meets
        self._taken = {Side.BUY: 0, Side.SELL: 0}

    def __len__(self) -> int:
        return len(self._where)

    def show(self, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int) -> None:
        """Takes a quote as what the market shows now. What was taken at an unchanged price stays taken."""
        for side, price, size in ((Side.BUY, ask, ask_size), (Side.SELL, bid, bid_size)):
            if self._shown[side][0] != price:
                self._taken[side] = 0
            self._shown[side] = (price, size)

    def submit(self, number: int, side: Side, price: Decimal, quantity: int) -> list[Fill]:
        """A new order: takes what the quote offers, rests with the remainder. Returns the fill, if any."""
        fills = []
        opposite, size = self._shown[side]
        crosses = size > 0 and (opposite <= price if side is Side.BUY else opposite >= price)
        if crosses and (take := min(quantity, size - self._taken[side])) > 0:
            self._taken[side] += take
            quantity -= take
            fills.append(Fill(self.account, number, take, opposite))
        if quantity:
            self._rest(number, side, price, quantity)
        return fills

    def _rest(self, number: int, side: Side, price: Decimal, quantity: int) -> None:
        ranks = self._bids if side is Side.BUY else self._asks
        order = Resting(number, price, quantity, 0)
        level = ranks.add(order)
        own, size = self._shown[Side.SELL if side is Side.BUY else Side.BUY]
        if not size:
            ahead = UNKNOWN_QUEUE
        elif price == own:
            ahead = size
        else:
            ahead = 0 if (price > own if side is Side.BUY else price < own) else UNKNOWN_QUEUE
        order.threshold = level.traded + ahead
        self._where[number] = (ranks, order)

    def reduce(self, number: int, quantity: int) -> None:
        """Takes `quantity` shares of an order out of the market; an order with nothing left leaves the book."""
        ranks, order = self._where[number]
        order.open -= quantity
        if order.open <= 0:
            ranks.remove(order)
            del self._where[number]

    def on_quote(self, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int) -> list[Fill]:
        """A new best bid and ask: what it trades through fills; orders whose price it reaches learn their place in the queue."""
        self.show(bid, bid_size, ask, ask_size)
        fills: list[Fill] = []
        for side, ranks, price, size in ((Side.BUY, self._bids, ask, ask_size), (Side.SELL, self._asks, bid, bid_size)):
            left = size - self._taken[side]
            while left > 0 and (best := ranks.best()) is not None:
                if best < price if side is Side.BUY else best > price:
                    break
                used = self._fill_level(ranks, best, left, fills)
                self._taken[side] += used
                left -= used
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
            free = min(left, level.traded - order.threshold, order.open)
            if free <= 0:
                return
            order.threshold += free
            left -= self._take(order, free, fills)

    def _take(self, order: Resting, quantity: int, fills: list[Fill]) -> int:
        fills.append(Fill(self.account, order.number, quantity, order.price))
        self.reduce(order.number, quantity)
        return quantity
