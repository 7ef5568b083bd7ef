"""An order that KIS took, and what can be done with it."""

from typing import Literal, overload

from haero.client.blocking.office import Office
from haero.client.core.facts import OrderFacts
from haero.client.core.trading import Sent
from haero.client.errors import BadOrder
from haero.client.orders.plan import Original, Plan, PlanKind, Reserved
from haero.client.orders.price import Price
from haero.client.orders.types import AnyKind

_OF_RESERVATIONS = (PlanKind.RESERVE, PlanKind.CANCEL_RESERVATION)


class Order(OrderFacts):
    """An order, a revision, a cancellation or a reservation that KIS took."""

    __slots__ = ()
    _office: Office

    @overload
    def revise(
        self,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> "Order": ...
    @overload
    def revise(
        self,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    def revise(
        self,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> "Order | Plan":
        """Another price (정정), for all or `quantity` of its shares. The revision is an order of its own, with its own odno.

        Raises:
            BadOrder: no such change, and none at all of a reservation; OrderRejected; OrderOutcomeUnknown.
        Source: v1_해외주식-003, 027.
        """
        office = self._office
        return order_of(office, office.run(office.trading.revise(original_in(self), price, quantity, key, dry_run)))

    @overload
    def cancel(
        self, quantity: int | None = None, *, key: str | None = None, dry_run: Literal[False] = False
    ) -> "Order": ...
    @overload
    def cancel(self, quantity: int | None = None, *, key: str | None = None, dry_run: Literal[True]) -> Plan: ...
    def cancel(self, quantity: int | None = None, *, key: str | None = None, dry_run: bool = False) -> "Order | Plan":
        """Takes back what is open of it (취소), or `quantity` shares of that. Cancellations go before all other calls.

        Raises:
            OrderRejected: nothing is open any more; OrderOutcomeUnknown. Source: v1_해외주식-003, 027, of a reservation 004.
        """
        office = self._office
        if self.kind is PlanKind.RESERVE:
            return order_of(office, office.run(office.trading.cancel_reservation(reserved_in(self), key, dry_run)))
        return order_of(office, office.run(office.trading.cancel(original_in(self), quantity, key, dry_run)))


def order_of(office: Office, sent: Sent) -> Order | Plan:
    """The order of a call; of a dry run its plan."""
    return sent.plan if sent.receipt is None else Order(office, sent.receipt, sent.plan)


def original_in(order: Order) -> Original:
    """An order as it is changed. KIS counts reservations on their own: the number of one may be that of another order.

    Raises:
        BadOrder: it is a reservation.
    """
    if order.kind in _OF_RESERVATIONS:
        raise BadOrder(
            f"{order!r} is a reservation, which KIS does not revise and cancels as a whole: cancel it, and reserve again",
            rule="reservation",
        )
    return order.as_original()


def reserved_in(order: Order) -> Reserved:
    """A reservation as it is cancelled.

    Raises:
        BadOrder: it is no reservation.
    """
    if order.kind is not PlanKind.RESERVE:
        raise BadOrder(f"{order!r} is no reservation that could be cancelled", rule="reservation")
    return order.as_reserved()
