"""An order that KIS took, and what can be done with it."""

from typing import Literal, overload

from haero.client.blocking.office import Office
from haero.client.core.facts import OrderFacts
from haero.client.core.trading import Sent
from haero.client.orders.plan import Plan, PlanKind
from haero.client.orders.price import Price
from haero.client.orders.types import AnyKind


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
        return order_of(office, office.run(office.trading.revise(self.as_original(), price, quantity, key, dry_run)))

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
            return order_of(office, office.run(office.trading.cancel_reservation(self.as_reserved(), key, dry_run)))
        return order_of(office, office.run(office.trading.cancel(self.as_original(), quantity, key, dry_run)))


def order_of(office: Office, sent: Sent) -> Order | Plan:
    """The order of a call; of a dry run its plan."""
    return sent.plan if sent.receipt is None else Order(office, sent.receipt, sent.plan)
