"""An order: one intent to buy or sell, and what became of it. A revision or a cancellation is an order of its own."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from haero.terms import Action, Exchange, OrderType, Side


class OrderStatus(StrEnum):
    ACCEPTED = "accepted"
    PARTLY_FILLED = "partly_filled"
    FILLED = "filled"
    REVISED = "revised"  # nothing left here: a revision carries the rest under its own number
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"


class Order(msgspec.Struct, gc=False):
    """One order of one account.

    `quantity` is what was asked; `open` is what still works in the market; `filled` is what executed. `price` is the limit
    in the exchange's currency, `amount` the money of the executions, `fees` what they cost (of which `taxes` is tax),
    `reserved` the cash held for `open`.
    `number` is the account's own order number (KIS: ODNO), `original` the number of the order that this one changes, or 0.
    `starts` is when a TWAP or VWAP order begins to work; it ends at `expires`, the regular close where `to_close`. `children`
    counts the slices that it has sent to the market.
    """

    number: int
    action: Action
    original: int
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    quantity: int
    price: Decimal
    accepted_at: datetime
    trade_date: date
    expires: datetime
    session: str
    open: int
    status: OrderStatus = OrderStatus.ACCEPTED
    filled: int = 0
    amount: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    taxes: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)
    reason: str = ""
    warning: str = ""
    reference: str = ""
    starts: datetime | None = None
    to_close: bool = False
    children: int = 0

    @property
    def average_price(self) -> Decimal:
        """Mean price of the executions; 0 where there are none."""
        return self.amount / self.filled if self.filled else Decimal(0)


class Execution(msgspec.Struct, frozen=True, gc=False):
    """One fill of an order: `quantity` shares at `price`, with the `fee` that it cost, in the exchange's currency."""

    number: int
    exchange: Exchange
    symbol: str
    side: Side
    quantity: int
    price: Decimal
    fee: Decimal
    at: datetime
    trade_date: date
    session: str
