"""The price levels of one side of a book, best first. Whatever is asked here costs the same for one order and for a million."""

import heapq
import operator
from collections import OrderedDict
from decimal import Decimal

import msgspec

UNKNOWN_QUEUE = 1 << 62
"""Shares ahead of an order whose price the market has not shown yet: more than will ever trade there."""

FEW_EMPTY_LEVELS = 64
LOWEST, HIGHEST = Decimal("-Infinity"), Decimal("Infinity")


class Resting(msgspec.Struct, gc=False):
    """An order in the book. It may trade at its own price once `threshold` shares have printed there.

    `at_limit` marks an odd lot: it stands on a board of its own, where no queue of others can be seen. `sweeps` marks the rest
    of an order that was marketable when it came, as long as the opposite side stays within its limit.
    """

    number: int
    buys: bool
    price: Decimal
    open: int
    threshold: int = 0
    at_limit: bool = False
    sweeps: bool = False


class Level:
    """One price: orders by arrival, odd lots apart from them, and the shares that strangers got here since the level exists."""

    __slots__ = ("odd_lots", "orders", "price", "traded")

    def __init__(self, price: Decimal) -> None:
        self.price = price
        # Ordered, not plain: the front is taken again and again, and a plain dict scans its gaps each time.
        self.orders: OrderedDict[int, Resting] = OrderedDict()
        self.odd_lots: OrderedDict[int, Resting] | None = None  # made for the first one: most levels never have any
        self.traded = 0


class Ranks:
    """One side's levels. `best` and `top` are always right: a level that lost its last order is never the top."""

    __slots__ = ("_empty", "_heap", "_nobody", "best", "better", "buys", "levels", "top", "unknown")

    def __init__(self, *, buys: bool) -> None:
        self.buys = buys
        self.better = operator.gt if buys else operator.lt
        """`better(a, b)`: an order at `a` comes before one at `b`."""
        self._nobody = LOWEST if buys else HIGHEST
        self._heap: list[Decimal] = []  # of buys: the negative prices
        self._empty = 0
        self.levels: dict[Decimal, Level] = {}
        self.unknown: dict[Decimal, Level] = {}
        """Levels whose newest orders do not know yet how many shares stand before them."""
        self.best = self._nobody
        """The best price with an order; with none, a price that no market reaches."""
        self.top: Level | None = None

    def add(self, order: Resting) -> Level:
        """Puts an order behind those at its price."""
        price = order.price
        level = self.levels.get(price)
        if level is None:
            level = self.levels[price] = Level(price)
            heapq.heappush(self._heap, -price if self.buys else price)
            if self.better(price, self.best):
                self.best, self.top = price, level
        elif not level.orders and not level.odd_lots:
            self._empty -= 1
        if not order.at_limit:
            level.orders[order.number] = order
        elif level.odd_lots is None:
            level.odd_lots = OrderedDict({order.number: order})
        else:
            level.odd_lots[order.number] = order
        return level

    def remove(self, order: Resting, level: Level) -> None:
        """Takes an order out of its level."""
        if order.at_limit and level.odd_lots is not None:
            del level.odd_lots[order.number]
        else:
            del level.orders[order.number]
        if level.orders or level.odd_lots:
            return
        if self.unknown:
            self.unknown.pop(level.price, None)
        if level is self.top:
            self._drop_top()
            return
        # It lies somewhere in the heap: it is dropped when it comes up, or with others when they are too many.
        self._empty += 1
        if self._empty > FEW_EMPTY_LEVELS and self._empty * 2 > len(self._heap):
            self.levels = {price: level for price, level in self.levels.items() if level.orders or level.odd_lots}
            self._heap = [-price if self.buys else price for price in self.levels]
            heapq.heapify(self._heap)
            self._empty = 0

    def _drop_top(self) -> None:
        """Drops the emptied top and the empty levels below it, down to the next one that has orders."""
        heap, levels = self._heap, self.levels
        heapq.heappop(heap)
        del levels[self.best]
        while heap:
            price = -heap[0] if self.buys else heap[0]
            level = levels[price]
            if level.orders or level.odd_lots:
                self.best, self.top = level.price, level
                return
            heapq.heappop(heap)
            del levels[price]
            self._empty -= 1
        self.best, self.top = self._nobody, None

    def learn(self, level: Level, ahead: int) -> None:
        """The market has come to this level: the orders that wait to know their place have `ahead` shares before them.

        They are the newest ones of the level, so that each is looked at once in its life.
        """
        self.unknown.pop(level.price, None)
        for order in reversed(level.orders.values()):
            if order.threshold < UNKNOWN_QUEUE:
                return
            order.threshold = level.traded + ahead
