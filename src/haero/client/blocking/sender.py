"""What sends the orders of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haero.client.blocking.order import Order, order_of
from haero.client.core.trading import original_of
from haero.client.orders.plan import Original, PlanKind

if TYPE_CHECKING:
    from haero.client.blocking.office import Office
    from haero.client.orders.plan import Plan
    from haero.client.orders.price import Price
    from haero.client.orders.symbol import Ticker
    from haero.client.orders.types import AnyKind
    from haero.client.results.orders import Fill, OpenOrder
    from haero.terms import Side


class Sender:
    """Plans an order and sends it, or gives its plan."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def new(
        self, side: Side, symbol: str | Ticker, quantity: int, what: Price | AnyKind, key: str | None, dry_run: bool
    ) -> Order | Plan:
        """A new order."""
        office = self._office
        sent = office.run(office.trading.order(PlanKind.ORDER, side, symbol, quantity, what, key, dry_run))
        return order_of(office, sent)

    def revise(
        self,
        order: Order | OpenOrder | Fill | Original,
        price: Price | AnyKind | None,
        quantity: int | None,
        key: str | None,
        dry_run: bool,
    ) -> Order | Plan:
        """Another price."""
        office = self._office
        return order_of(office, office.run(office.trading.revise(_original(order), price, quantity, key, dry_run)))

    def cancel(
        self, order: Order | OpenOrder | Fill | Original, quantity: int | None, key: str | None, dry_run: bool
    ) -> Order | Plan:
        """Takes an order back."""
        office = self._office
        if isinstance(order, Order) and order.kind is PlanKind.RESERVE and quantity is None:
            return order_of(office, office.run(office.trading.cancel_reservation(order.as_reserved(), key, dry_run)))
        return order_of(office, office.run(office.trading.cancel(_original(order), quantity, key, dry_run)))


def _original(order: Order | OpenOrder | Fill | Original) -> Original:
    if isinstance(order, Original):
        return order
    if isinstance(order, str | int):
        raise TypeError(f"an order by its number is found first: kis.find_order({order!r})")
    return order.as_original() if isinstance(order, Order) else original_of(order)
