"""What an order, a revision, a cancellation or a reservation is answered with.

KIS sends the number in ten digits here and without leading zeros in inquiries: `odno` has ten digits everywhere. The time comes
without a date: `at` is the nearest such moment to when the reply came.
"""

from datetime import datetime
from typing import Any

from haero.client.results import fields as read
from haero.client.results.found import rows_in
from haero.client.results.row import Row, S
from haero.kis import reply_types as replies
from haero.kis.replies import KisReply


class PlacedBy(Row[S]):
    """What every order, revision and cancellation is answered with."""

    __slots__ = ()

    branch = read.text("KRX_FWDG_ORD_ORGNO")
    odno = read.order_number("ODNO")
    at = read.nearest_moment("ORD_TMD")


class Placed(PlacedBy[replies.OrderOutput]):
    """An order was taken."""

    __slots__ = ()


class Changed(PlacedBy[replies.OrderRvsecnclOutput]):
    """A revision or cancellation was taken; `odno` is its own number."""

    __slots__ = ()


class PlacedDaytime(PlacedBy[replies.DaytimeOrderOutput]):
    """An order of the US daytime session was taken."""

    __slots__ = ()


class ChangedDaytime(PlacedBy[replies.DaytimeOrderRvsecnclOutput]):
    """A revision or cancellation in the US daytime session was taken."""

    __slots__ = ()


class ReservationTaken(Row[replies.OrderResvOutput]):
    """A reservation was taken: a US one has `us_number`, an Asian one `asian_number` and `taken_on`; `number` is either."""

    __slots__ = ()

    us_number = read.optional(read.order_number("ODNO"))
    asian_number = read.optional(read.order_number("OVRS_RSVN_ODNO"))
    taken_on = read.optional(read.day("RSVN_ORD_RCIT_DT"))

    @property
    def number(self) -> str:
        """What cancels it. Raises ValueError where KIS sent none."""
        found = self.us_number or self.asian_number
        if found is None:
            raise ValueError("ReservationTaken.number can't be read: KIS sent none")
        return found


class ReservationCancelled(Row[replies.OrderResvCcnlOutput]):
    """A reservation was cancelled."""

    __slots__ = ()

    number = read.order_number("OVRS_RSVN_ODNO")


_ROWS: dict[type[KisReply], type[PlacedBy[Any]]] = {
    replies.OrderReply: Placed,
    replies.OrderRvsecnclReply: Changed,
    replies.DaytimeOrderReply: PlacedDaytime,
    replies.DaytimeOrderRvsecnclReply: ChangedDaytime,
}


def placed(reply: KisReply, received: datetime) -> PlacedBy[Any]:
    """Number, branch and time of an order, a revision or a cancellation that was taken. `received` is when the reply came (aware).

    Raises ValueError where the reply has no order number: then nobody knows which order it speaks of. KeyError for another reply.
    """
    rows = rows_in(reply, _ROWS[type(reply)], received)
    if not rows:
        raise ValueError("the reply has no order")
    found = rows[0]
    _ = found.odno  # raises here, not when somebody looks for the order
    return found


def reserved(reply: replies.OrderResvReply) -> ReservationTaken:
    """The reservation that was taken. Raises ValueError where the reply has none."""
    rows = rows_in(reply, ReservationTaken)
    if not rows:
        raise ValueError("the reply has no reservation")
    _ = rows[0].number  # raises where there is none
    return rows[0]
