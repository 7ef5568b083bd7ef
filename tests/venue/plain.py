"""The fill models once more, written plainly: a list of orders, looked through from end to end for every message.

The tests hold the books against it. It shares no code with them.
"""

import hashlib
from decimal import Decimal
from fractions import Fraction
from typing import Any

from haero.terms import Side
from haero.venue.simulated.book import Fill
from tests.makers import ALICE

BUY, SELL = Side.BUY, Side.SELL
SEED = 7
SIGN = {BUY: -1, SELL: 1}


class Waiting:
    def __init__(self, number: int, side: Side, price: Decimal, odd: bool) -> None:
        self.number, self.side, self.price, self.odd = number, side, price, odd
        self.open = 0
        self.ahead: int | None = None  # None: not known yet
        self.sweeps = False


class Plain:
    """One account in one instrument under `model`. `share` and `chance` are those of participation and probabilistic."""

    def __init__(self, model: str, share: str = "0.1", chance: str = "0.5") -> None:
        self.model, self.share, self.chance = model, Fraction(share), Fraction(chance)
        self.orders: list[Waiting] = []
        self.quote: dict[Side, tuple[Decimal, int]] = {BUY: (Decimal(0), 0), SELL: (Decimal(0), 0)}  # bid, ask
        self.taken = {BUY: 0, SELL: 0}  # by whom: the buys take of the ask
        self.carried = {BUY: Fraction(0), SELL: Fraction(0)}
        self.prints = 0

    def waiting(self, side: Side) -> list[Waiting]:
        """The open orders of a side, the first to fill first."""
        mine = [order for order in self.orders if order.side is side and order.open]
        return sorted(mine, key=lambda order: (SIGN[side] * order.price, order.odd))

    def show(self, bid: Decimal, bid_size: int, ask: Decimal, ask_size: int) -> None:
        if ask != self.quote[SELL][0]:
            self.taken[BUY] = 0
        if bid != self.quote[BUY][0]:
            self.taken[SELL] = 0
        self.quote = {BUY: (bid, bid_size), SELL: (ask, ask_size)}
        for order in self.orders:
            shown, size = self.quote[other(order.side)]
            if not size or SIGN[order.side] * shown < SIGN[order.side] * order.price:
                order.sweeps = False

    def left(self, side: Side) -> int:
        """What the opposite quote still has for this side."""
        size = self.quote[other(side)][1]
        if self.model == "participation":
            size = int(size * self.share)
        return size - self.taken[side]

    def submit(self, number: int, side: Side, price: Decimal, quantity: int, odd: bool) -> list[Fill]:
        order = Waiting(number, side, price, odd)
        fills = []
        offered = self.quote[other(side)][0]
        first = all(SIGN[side] * price < SIGN[side] * earlier.price for earlier in self.waiting(side))
        if SIGN[side] * offered >= SIGN[side] * price and self.left(side) > 0 and first:
            take = min(quantity, self.left(side))
            self.taken[side] += take
            quantity -= take
            fills.append(Fill(ALICE, number, take, price if odd else offered))
        order.open = quantity
        order.sweeps = not odd and self.quote[other(side)][1] > 0 and SIGN[side] * offered >= SIGN[side] * price
        self.orders.append(order)
        own, size = self.quote[side]
        if size and price == own:
            self.learn(side, price, size)
        elif size and SIGN[side] * price < SIGN[side] * own:
            self.learn(side, price, 0)
        return fills

    def learn(self, side: Side, price: Decimal, ahead: int) -> None:
        for order in self.waiting(side):
            if order.price == price and not order.odd and order.ahead is None:
                order.ahead = ahead

    def reduce(self, number: int, quantity: int) -> None:
        next(order for order in self.orders if order.number == number).open -= quantity

    def on_quote(self, *quote: Any) -> list[Fill]:
        self.show(*quote)
        fills: list[Fill] = []
        for side in (BUY, SELL):
            price, blocked = self.quote[other(side)][0], set[bool]()
            for order in self.waiting(side):
                at_limit = order.price == price
                if self.left(side) <= 0 or SIGN[side] * order.price > SIGN[side] * price or order.odd in blocked:
                    continue
                if at_limit and (self.model == "through" or (self.model == "probabilistic" and not self.draw(order))):
                    blocked.add(order.odd)
                    continue
                self.taken[side] += self.fill(order, self.left(side), price, fills)
        for side in (BUY, SELL):
            own, size = self.quote[side]
            if size:
                self.learn(side, own, size)
        return fills

    def on_print(self, price: Decimal, size: int) -> list[Fill]:
        fills: list[Fill] = []
        for side in (BUY, SELL):
            reached = [o for o in self.waiting(side) if SIGN[side] * o.price <= SIGN[side] * price]
            if reached:
                self._print_side(side, reached, price, size, fills)
        return fills

    def _print_side(self, side: Side, reached: list[Waiting], price: Decimal, size: int, fills: list[Fill]) -> None:
        left = size
        if self.model == "participation":
            self.carried[side] += size * self.share
            left = int(self.carried[side])
            self.carried[side] -= left
        better = 0
        shown, shown_size = self.quote[other(side)]
        paid = min(price, shown, key=lambda one: SIGN[side] * one) if shown_size else price
        for order in reached:
            if order.price != price and left:
                got = self.fill(order, left, paid, fills)
                left -= got
                better += got
        here = [order for order in reached if order.price == price and not order.odd]
        if not here:
            return
        self.prints += 1
        own, own_size = self.quote[side]
        if own_size and SIGN[side] * price < SIGN[side] * own:
            self.learn(side, price, 0)
        got_here = 0
        for order in here:
            if self.model == "through" or (self.model == "probabilistic" and not self.draw(order)):
                break
            if self.model == "queue":
                if order.ahead is None:
                    break
                left = min(left, size - better - got_here - order.ahead)
            if left <= 0:
                break
            got = self.fill(order, left, price, fills)
            left -= got
            got_here += got
        for order in here:
            if order.ahead is not None:
                order.ahead = max(order.ahead - (size - better - got_here), 0)

    def draw(self, order: Waiting) -> bool:
        text = f"{SEED}:{ALICE}:{order.number}:{self.prints}"
        value = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        return Fraction(value, 2**64) < self.chance

    def fill(self, order: Waiting, most: int, seen: Decimal, fills: list[Fill]) -> int:
        got = min(order.open, most)
        order.open -= got
        fills.append(Fill(ALICE, order.number, got, seen if order.sweeps else order.price))
        return got


def other(side: Side) -> Side:
    return SELL if side is BUY else BUY
