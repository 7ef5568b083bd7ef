"""What happened. The journal is the list of all events; state is what the events say.

An event carries every number that was decided (fee, cash reserved), so that applying it later needs no setting of that day.
Its time and its account are columns of the journal, not part of the body.
"""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from haero.terms import Currency, Environment, Exchange, OrderType, Side


class Event(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A fact."""


class AccountOpened(Event, frozen=True):
    number: str
    product: str
    environment: Environment
    branch: str
    hts_id: str
    name: str


class CashMoved(Event, frozen=True):
    currency: Currency
    amount: Decimal
    reason: str


class ServiceChanged(Event, frozen=True):
    """Whether the account is signed up for overseas stocks, as it is when it is opened."""

    overseas: bool


class OrderAccepted(Event, frozen=True):
    number: int
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    quantity: int
    price: Decimal
    trade_date: date
    session: str
    expires: datetime
    reserved: Decimal
    currency: Currency
    warning: str = ""
    reference: str = ""
    reservation: int = (
        0  # the reservation that became this order, or 0: one event, so that neither happens without the other
    )
    starts: datetime | None = None  # of TWAP and VWAP
    to_close: bool = False


class ChildSent(Event, frozen=True):
    """A TWAP or VWAP order sent its next slice, `child` counting from 1; what was open of the one before was taken back."""

    number: int
    child: int
    quantity: int
    price: Decimal


class OrderRevised(Event, frozen=True):
    """`quantity` shares left order `original` and work on as order `number` at `price`. Reserved: cash held after the event."""

    number: int
    original: int
    quantity: int
    price: Decimal
    trade_date: date
    session: str
    expires: datetime
    reserved: Decimal
    original_reserved: Decimal
    currency: Currency
    reference: str = ""


class OrderCancelled(Event, frozen=True):
    number: int
    original: int
    quantity: int
    trade_date: date
    session: str
    expires: datetime
    original_reserved: Decimal
    currency: Currency
    reference: str = ""


class OrderExecuted(Event, frozen=True):
    """One fill. `fee` is charged with it, `tax` is a part of it; `reserved` is the cash that stays held for what is still open."""

    number: int
    quantity: int
    price: Decimal
    fee: Decimal
    reserved: Decimal
    currency: Currency
    session: str
    tax: Decimal = Decimal(0)


class OrderExpired(Event, frozen=True):
    number: int
    quantity: int
    currency: Currency


class OrderRejected(Event, frozen=True):
    """The market refused an order that the desk had accepted."""

    number: int
    quantity: int
    currency: Currency
    reason: str


class ReservationAccepted(Event, frozen=True):
    number: int
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    quantity: int
    price: Decimal
    receipt_date: date
    sends_at: datetime


class ReservationCancelled(Event, frozen=True):
    number: int


class ReservationRefused(Event, frozen=True):
    """When its time came, the desk did not take the order."""

    number: int
    reason: str


class ClockMoved(Event, frozen=True):
    """The market clock was moved by hand: `to` this moment, running at `speed`."""

    to: datetime
    speed: float


class PrintPosted(Event, frozen=True):
    """A trade put into the manual market by hand. `auction`: open or close where it is the official print of one."""

    exchange: Exchange
    symbol: str
    price: Decimal
    size: int
    auction: str = ""


class QuotePosted(Event, frozen=True):
    """A best bid and ask put into the manual market by hand."""

    exchange: Exchange
    symbol: str
    bid: Decimal
    bid_size: int
    ask: Decimal
    ask_size: int


class SymbolHalted(Event, frozen=True):
    """Trading in a symbol was stopped by hand."""

    exchange: Exchange
    symbol: str
    reason: str = ""


class SymbolResumed(Event, frozen=True):
    exchange: Exchange
    symbol: str


KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        AccountOpened,
        CashMoved,
        ServiceChanged,
        OrderAccepted,
        ChildSent,
        OrderRevised,
        OrderCancelled,
        OrderExecuted,
        OrderExpired,
        OrderRejected,
        ReservationAccepted,
        ReservationCancelled,
        ReservationRefused,
        ClockMoved,
        PrintPosted,
        QuotePosted,
        SymbolHalted,
        SymbolResumed,
    )
}
"""Every kind of event, by the name that the journal writes."""
