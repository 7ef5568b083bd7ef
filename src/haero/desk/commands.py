"""What may be asked of the desk. A command carries all that the decision needs: the desk looks nothing up outside itself."""

from datetime import date, time
from decimal import Decimal

import msgspec

from haero.terms import Currency, Environment, Exchange, OrderType, Side


class OpenAccount(msgspec.Struct, frozen=True):
    number: str
    product: str
    environment: Environment
    branch: str
    hts_id: str
    name: str


class MoveCash(msgspec.Struct, frozen=True):
    """Pays in (positive) or out (negative)."""

    account: str
    currency: Currency
    amount: Decimal
    reason: str = "deposit"


class ChangeService(msgspec.Struct, frozen=True):
    """Signs the account up for overseas stocks (해외주식 거래신청), or takes that back: then it may not order."""

    account: str
    overseas: bool


class PlaceOrder(msgspec.Struct, frozen=True, gc=False):
    """A new order. `reference` is the customer's own unique number (KIS: gt_uid of corporate customers), or empty.

    `daytime` sends it to the US daytime session (주간거래) instead of the exchange's own hours. `starts` and `ends` say on a Korean
    clock when a TWAP or VWAP order works; None is until the regular close. `price` is 0 for the types without a limit.
    """

    account: str
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    quantity: int
    price: Decimal
    reference: str = ""
    daytime: bool = False
    starts: time | None = None
    ends: time | None = None


class ReviseOrder(msgspec.Struct, frozen=True, gc=False):
    """Takes `quantity` of the original's open shares to a new price, under a new number."""

    account: str
    exchange: Exchange
    symbol: str
    original: int
    quantity: int
    price: Decimal
    reference: str = ""
    daytime: bool = False


class CancelOrder(msgspec.Struct, frozen=True, gc=False):
    """Takes up to `quantity` of the original's open shares out of the market; 0 means all that is left."""

    account: str
    exchange: Exchange
    symbol: str
    original: int
    quantity: int
    reference: str = ""
    daytime: bool = False


class ReserveOrder(msgspec.Struct, frozen=True, gc=False):
    """An order for the next sending time. Means are checked when it is sent."""

    account: str
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    quantity: int
    price: Decimal


class CancelReservation(msgspec.Struct, frozen=True, gc=False):
    """Takes back a reservation that has not been sent. `receipt_date` is the Korean date on which it was taken."""

    account: str
    number: int
    receipt_date: date


Command = (
    OpenAccount | MoveCash | ChangeService | PlaceOrder | ReviseOrder | CancelOrder | ReserveOrder | CancelReservation
)
