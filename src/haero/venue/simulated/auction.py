"""The orders that wait for an auction of one instrument, and how its print fills them.

An auction has one price, the official print's. It fills orders without a limit first, then limits by price and arrival; an order at
the auction's own price takes part. Each account meets the print as if it were alone, and never gets more than was printed.
What the print leaves over is not in the market any more.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import msgspec

from haero.desk.orders import Order
from haero.terms import Side
from haero.venue.simulated.book import Fill


class Waiting(msgspec.Struct, gc=False):
    """An order on the open or on the close. `limit` is None where any price will do."""

    number: int
    side: Side
    limit: Decimal | None
    open: int


class Cross(NamedTuple):
    """What an auction did: fills, and the orders (account, number) that it left over."""

    fills: list[Fill]
    unfilled: list[tuple[str, int]]


class AuctionBook:
    """Orders for one auction of one instrument, by account. `number` tells books apart by the time at which they were begun."""

    def __init__(self, number: int = 0) -> None:
        self.number = number
        self._accounts: dict[str, dict[int, Waiting]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._accounts.values()))

    def join(self, account: str, order: Order, *, limited: bool) -> None:
        """Takes an order, with its limit or without."""
        waiting = Waiting(order.number, order.side, order.price if limited else None, order.open)
        self._accounts.setdefault(account, {})[order.number] = waiting

    def reduce(self, account: str, number: int, quantity: int) -> None:
        """Takes shares of an order out; one with nothing left leaves."""
        orders = self._accounts[account]
        orders[number].open -= quantity
        if orders[number].open <= 0:
            del orders[number]
            if not orders:
                del self._accounts[account]

    def cross(self, price: Decimal, size: int, had: Callable[[str, Side], int] = lambda account, side: 0) -> Cross:
        """The auction's print: all that fills at its price, up to its size. The book is empty afterwards.

        `had` says how many of the shares an account has had already.
        """
        fills: list[Fill] = []
        unfilled: list[tuple[str, int]] = []
        for account, orders in self._accounts.items():
            left = {side: max(size - had(account, side), 0) for side in Side}
            for order in sorted(orders.values(), key=_priority):
                quantity = min(order.open, left[order.side]) if _takes_part(order, price) else 0
                if quantity:
                    left[order.side] -= quantity
                    fills.append(Fill(account, order.number, quantity, price))
                if quantity < order.open:
                    unfilled.append((account, order.number))
        self._accounts.clear()
        return Cross(fills, unfilled)


def _priority(order: Waiting) -> tuple[bool, Decimal, int]:
    """Without a limit first; then the limit that gives way most; then the number, which is the time of arrival."""
    if order.limit is None:
        return False, Decimal(0), order.number
    return True, -order.limit if order.side is Side.BUY else order.limit, order.number


def _takes_part(order: Waiting, price: Decimal) -> bool:
    if order.limit is None:
        return True
    return order.limit >= price if order.side is Side.BUY else order.limit <= price
