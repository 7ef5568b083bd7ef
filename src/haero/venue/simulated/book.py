"""One account's resting orders in one instrument, and the rules by which the market fills them.

The rules (docs/fills.md tells them to users):

- A marketable order takes the shown quote at the quote's price, up to its size. What was taken is gone until the price moves.
- The rest sweeps: as long as the opposite side stays within its limit, what comes there fills it at the price that is shown. Once
  the market has gone beyond the limit it rests like every other order. An order never takes what an earlier one of its account
  at the same or a better price still waits for.
- A print or a quote better than the limit (the market trades through) fills the order at its own limit, up to the size seen.
  So does an opposite quote at the limit.
- A print at the limit fills only what comes after the shares that stood there first: those shown at that price when the order
  came; an order behind the best price does not know them until the market comes to its price.
- An odd lot (`at_limit`) never takes the shown price but its own limit, and a print at its limit is not for it.

What other fill models (`models`) do in another way are the methods `ahead`, `offered`, `printed`, `at_quote`,
`at_print`, `saw`.
"""

from decimal import Decimal
from typing import NamedTuple

import msgspec

from haero.terms import ZERO, Side
from haero.venue.simulated.ranks import UNKNOWN_QUEUE, Level, Ranks, Resting

BUY = Side.BUY  # to name a member through its enum costs more than all the rest of a comparison


class Fill(msgspec.Struct, frozen=True, gc=False):
    """What the venue found for one order: `quantity` shares at `price`."""

    account: str
    number: int
    quantity: int
    price: Decimal


class Residue(NamedTuple):
    """What a book in which nothing rests any more must remember: the prices of which shares were taken, and how many.

    `more` is what a fill model adds.
    """

    bid: Decimal
    taken_bid: int
    ask: Decimal
    taken_ask: int
    more: tuple[int, ...] = ()


class Book:
    """Resting orders of one account in one instrument, the shown quote, and how much of it was taken."""

    __slots__ = (
        "_ask", "_ask_size", "_asks", "_bid", "_bid_size", "_bids", "_sweeping", "_taken_ask", "_taken_bid", "account",
        "resting",
    )  # fmt: skip

    def __init__(self, account: str) -> None:
        self.account = account
        self._bids, self._asks = Ranks(buys=True), Ranks(buys=False)
        self.resting: dict[int, Resting] = {}
        self._bid = self._ask = ZERO
        self._bid_size = self._ask_size = 0
        self._taken_bid = self._taken_ask = 0
        self._sweeping: list[tuple[Ranks, Resting]] = []

    def __len__(self) -> int:
        return len(self.resting)

    # From one life to the next

    def residue(self) -> Residue | None:
        """What an empty book must remember; None where nothing was taken of the shown quote."""
        more = self._more()
        if not (self._taken_bid or self._taken_ask or any(more)):
            return None
        return Residue(self._bid, self._taken_bid, self._ask, self._taken_ask, more)

    def look_away(self) -> None:
        """The market shows nothing, as in a break, or nobody looks: what was shown before is not on offer any more."""
        self._bid_size = self._ask_size = 0
        if self._sweeping and not self.resting:
            self._sweeping = []

    def restore(self, residue: Residue) -> None:
        """Goes on where an earlier book of the account ended."""
        self._bid, self._taken_bid, self._ask, self._taken_ask = residue[:4]

    def _more(self) -> tuple[int, ...]:
        return ()

    # What the market says

    def show(self, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int) -> None:
        """Takes a quote as what the market shows now. What was taken at an unchanged price stays taken."""
        if self._taken_bid and self._bid != bid:
            self._taken_bid = 0
        if self._taken_ask and self._ask != ask:
            self._taken_ask = 0
        self._bid, self._bid_size, self._ask, self._ask_size = bid, bid_size, ask, ask_size
        if self._sweeping:
            self._settle()

    def _settle(self) -> None:
        """Those that the market has left behind sweep no more."""
        left = []
        for ranks, order in self._sweeping:
            shown, size = (self._ask, self._ask_size) if ranks.buys else (self._bid, self._bid_size)
            order.sweeps = bool(size) and not ranks.better(shown, order.price)
            if order.sweeps and order.open > 0:
                left.append((ranks, order))
        self._sweeping = left

    def on_quote(self, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int) -> list[Fill]:
        """A new best bid and ask: what it reaches fills; orders whose price it shows learn their place in the queue."""
        if self._taken_bid or self._taken_ask or self._sweeping:
            self.show(bid, bid_size, ask, ask_size)
        else:  # the same, without a call: most of a day's messages come by here
            self._bid, self._bid_size, self._ask, self._ask_size = bid, bid_size, ask, ask_size
        fills: list[Fill] = []
        bids, asks = self._bids, self._asks
        if bids.best >= ask:
            self._taken_ask += self._meet_quote(bids, ask, self.offered(ask_size) - self._taken_ask, fills)
        if asks.best <= bid:
            self._taken_bid += self._meet_quote(asks, bid, self.offered(bid_size) - self._taken_bid, fills)
        if bids.unknown and bid_size and (level := bids.unknown.get(bid)) is not None:
            bids.learn(level, bid_size)
        if asks.unknown and ask_size and (level := asks.unknown.get(ask)) is not None:
            asks.learn(level, ask_size)
        return fills

    def on_print(self, price: Decimal, size: int) -> list[Fill]:
        """A trade on the market: fills what it traded through, then what stands first in the queue at its own price."""
        fills: list[Fill] = []
        if self._bids.best >= price:
            self._meet_print(self._bids, price, size, fills)
        if self._asks.best <= price:
            self._meet_print(self._asks, price, size, fills)
        return fills

    # What the account does

    def submit(self, number: int, side: Side, price: Decimal, quantity: int, *, at_limit: bool = False) -> list[Fill]:
        """A new order: takes what the quote offers, rests with the remainder. Returns the fill, if any.

        `at_limit` is for odd lots: what the shown quote allows is filled at the order's own limit.
        """
        fills: list[Fill] = []
        if side is BUY:
            ranks, reached, offered = self._bids, self._ask <= price, self._ask
            left = self.offered(self._ask_size) - self._taken_ask if reached else 0
        else:
            ranks, reached, offered = self._asks, self._bid >= price, self._bid
            left = self.offered(self._bid_size) - self._taken_bid if reached else 0
        if left > 0 and ranks.better(price, ranks.best):
            take = min(quantity, left)
            if side is BUY:
                self._taken_ask += take
            else:
                self._taken_bid += take
            quantity -= take
            fills.append(Fill(self.account, number, take, price if at_limit else offered))
        if quantity:
            self._rest(ranks, Resting(number, ranks.buys, price, quantity, 0, at_limit))
        return fills

    def resume(self, number: int, side: Side, price: Decimal, quantity: int, *, at_limit: bool = False) -> None:
        """An order that was in the market before a restart: it takes nothing of what is shown, and queues anew."""
        self._rest(
            self._bids if side is BUY else self._asks, Resting(number, side is BUY, price, quantity, 0, at_limit)
        )

    def _rest(self, ranks: Ranks, order: Resting) -> None:
        shown, size = (self._ask, self._ask_size) if ranks.buys else (self._bid, self._bid_size)
        if size and not order.at_limit and not ranks.better(shown, order.price):
            order.sweeps = True
            self._sweeping.append((ranks, order))
        level = ranks.add(order)
        self.resting[order.number] = order
        if order.at_limit:
            return
        ahead = self.ahead(ranks, order.price)
        if ahead == UNKNOWN_QUEUE:
            order.threshold = UNKNOWN_QUEUE
            ranks.unknown[order.price] = level
            return
        order.threshold = level.traded + ahead
        if level.price in ranks.unknown:  # those before it now know theirs, too
            order.threshold = UNKNOWN_QUEUE
            ranks.learn(level, ahead)

    def reduce(self, number: int, quantity: int) -> None:
        """Takes `quantity` shares of an order out of the market; an order with nothing left leaves the book."""
        order = self.resting[number]
        order.open -= quantity
        if order.open <= 0:
            ranks = self._bids if order.buys else self._asks
            ranks.remove(order, ranks.levels[order.price])
            del self.resting[number]

    # What a fill model decides

    def ahead(self, ranks: Ranks, price: Decimal) -> int:
        """The shares of others that stand before an order which comes to `price` now."""
        shown, size = (self._bid, self._bid_size) if ranks.buys else (self._ask, self._ask_size)
        if not size:
            return UNKNOWN_QUEUE
        if price == shown:
            return size
        return 0 if ranks.better(price, shown) else UNKNOWN_QUEUE

    def offered(self, size: int) -> int:
        """How many of the shares that a quote shows the account may get."""
        return size

    def printed(self, ranks: Ranks, size: int) -> int:
        """How many of the shares of a print that reaches this side the account may get."""
        return size

    def at_quote(self, order: Resting, left: int) -> int:
        """How many of the `left` shares of an opposite quote at its limit `order`, and those behind it, may get."""
        return left

    def at_print(self, level: Level, order: Resting, left: int) -> int:
        """How many of the `left` shares of a print at its limit `order`, and those behind it, may get. It is the first there."""
        return min(left, level.traded - order.threshold)

    def saw(self, level: Level, size: int) -> None:
        """A print that left `size` shares at a price where orders rest."""
        level.traded += size

    # Filling

    def _meet_quote(self, ranks: Ranks, price: Decimal, left: int, fills: list[Fill]) -> int:
        """Fills what an opposite quote at `price` reaches, up to `left` shares; returns the shares used."""
        used = 0
        while used < left and (level := ranks.top) is not None and not ranks.better(price, level.price):
            if level.price != price:
                used += self._fill_level(ranks, level, left - used, price, fills)
                continue
            for queue in (level.orders, level.odd_lots):
                while queue and used < left:
                    order = next(iter(queue.values()))
                    allowed = self.at_quote(order, left - used)
                    if allowed <= 0:
                        break
                    used += self._take(ranks, level, order, allowed, price, fills)
            break
        return used

    def _meet_print(self, ranks: Ranks, price: Decimal, size: int, fills: list[Fill]) -> None:
        """Fills what a print trades through, then what stands at its own price: behind one that must wait, all wait."""
        left = share = self.printed(ranks, size)
        seen = self._worse(ranks, price) if self._sweeping else price
        while left > 0 and (level := ranks.top) is not None and ranks.better(level.price, price):
            left -= self._fill_level(ranks, level, left, seen, fills)
        at_price = ranks.levels.get(price)
        if at_price is None or not at_price.orders:
            return
        if ranks.unknown and price in ranks.unknown and (ahead := self.ahead(ranks, price)) == 0:
            ranks.learn(at_price, ahead)  # the market's best lies behind this price: nobody else stands here
        self.saw(at_price, size - (share - left))  # the others here get what the better orders of the account leave
        while left > 0 and at_price.orders:
            order = next(iter(at_price.orders.values()))
            left = self.at_print(at_price, order, left)  # what the first may not get is not for those behind it either
            if left <= 0:
                return
            taken = self._take(ranks, at_price, order, left, price, fills)
            at_price.traded -= taken  # gone for those behind, who wait for shares that strangers get
            left -= taken

    def _worse(self, ranks: Ranks, price: Decimal) -> Decimal:
        """What an order that sweeps pays when others trade at `price`: never less than the opposite side asks."""
        shown, size = (self._ask, self._ask_size) if ranks.buys else (self._bid, self._bid_size)
        return shown if size and ranks.better(shown, price) else price

    def _fill_level(self, ranks: Ranks, level: Level, left: int, seen: Decimal, fills: list[Fill]) -> int:
        """Fills one level, by arrival, odd lots last, up to `left` shares of what was `seen`; returns the shares used."""
        used = 0
        for queue in (level.orders, level.odd_lots):
            while queue and used < left:
                used += self._take(ranks, level, next(iter(queue.values())), left - used, seen, fills)
        return used

    def _take(self, ranks: Ranks, level: Level, order: Resting, most: int, seen: Decimal, fills: list[Fill]) -> int:
        """Fills up to `most` shares of an order, at its limit or, if it sweeps, at the price `seen`; returns how many."""
        taken = min(order.open, most)
        fills.append(Fill(self.account, order.number, taken, seen if order.sweeps else order.price))
        order.open -= taken
        if not order.open:
            ranks.remove(order, level)
            del self.resting[order.number]
        return taken
