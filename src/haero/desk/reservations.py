"""A reservation (예약주문): an order that waits with the broker until a set moment, and is checked for means only then."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from haero.desk.reasons import Reason, Refusal
from haero.terms import Exchange, OrderType, Side


class ReservationStatus(StrEnum):
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    SENT = "sent"
    REFUSED = "refused"


class Reservation(msgspec.Struct, gc=False):
    """One reservation of one account. `receipt_date` is the Korean date on which it came, `sends_at` when it becomes an order.

    `order` is the number of that order, or 0; `reason` says why the desk refused it then.
    """

    number: int
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    quantity: int
    price: Decimal
    accepted_at: datetime
    receipt_date: date
    sends_at: datetime
    status: ReservationStatus = ReservationStatus.ACCEPTED
    order: int = 0
    reason: str = ""
    done_at: datetime | None = None


class Window(msgspec.Struct, frozen=True):
    """Reservations are taken now: they belong to `receipt_date` (Korea) and become orders at `sends_at`."""

    receipt_date: date
    sends_at: datetime


def waiting(reservations: dict[int, Reservation], number: int, receipt_date: date) -> Reservation:
    """The reservation that is to be cancelled.

    Raises UNKNOWN_ORIGINAL where there is none of that number and date, NOTHING_LEFT where it was sent, refused or cancelled.
    """
    found = reservations.get(number)
    if found is None or found.receipt_date != receipt_date:
        raise Refusal(Reason.UNKNOWN_ORIGINAL, str(number))
    if found.status is not ReservationStatus.ACCEPTED:
        raise Refusal(Reason.NOTHING_LEFT, str(number))
    return found
