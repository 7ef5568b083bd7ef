# Written by tools/make_async.py from blocking/order_calls.py: don't edit.
"""The calls of a client that send orders."""

from typing import Literal, overload

from haero.client.asynchronous.office import AsyncOffice
from haero.client.asynchronous.order import AsyncOrder, order_of
from haero.client.core.trading import original_of
from haero.client.orders.plan import Original, Plan, PlanKind
from haero.client.orders.price import Price
from haero.client.orders.symbol import Ticker
from haero.client.orders.types import AnyKind
from haero.client.results.orders import Fill, OpenOrder
from haero.terms import Side


class AsyncOrderCalls:
    """The part of AsyncClient that sends; not used itself."""

    _office: AsyncOffice

    @overload
    async def buy(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> AsyncOrder: ...
    @overload
    async def buy(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    async def buy(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> AsyncOrder | Plan:
        """Buys. A plain price is a Limit; an order without one says so: `MarketOnClose()`.

        `key` names the order in the store: the same key and content gives the first outcome again, other content is a KeyConflict.
        `dry_run` gives the Plan, and sends nothing.

        Raises:
            BadOrder, LimitExceeded, KeyConflict, NotConnected: nothing was sent.
            OrderRejected, AuthError, RateLimited: KIS said no.
            OrderOutcomeUnknown: it may have been received; see `resolve`.
        Source: v1_해외주식-001.
        """
        office = self._office
        sent = await office.run(
            office.trading.order(PlanKind.ORDER, Side.BUY, symbol, quantity, price_or_type, key, dry_run)
        )
        return order_of(office, sent)

    @overload
    async def sell(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> AsyncOrder: ...
    @overload
    async def sell(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    async def sell(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> AsyncOrder | Plan:
        """Sells. Else as `buy`. Source: v1_해외주식-001."""
        office = self._office
        sent = await office.run(
            office.trading.order(PlanKind.ORDER, Side.SELL, symbol, quantity, price_or_type, key, dry_run)
        )
        return order_of(office, sent)

    @overload
    async def revise(
        self,
        order: AsyncOrder | OpenOrder | Fill | Original,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> AsyncOrder: ...
    @overload
    async def revise(
        self,
        order: AsyncOrder | OpenOrder | Fill | Original,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    async def revise(
        self,
        order: AsyncOrder | OpenOrder | Fill | Original,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> AsyncOrder | Plan:
        """Another price for an order (정정), or for `quantity` of its shares: of what `buy` gave, a row of a list, or `find_order`.

        Raises as `buy`, and BadOrder where there is no such change (China, Vietnam, TWAP, VWAP). Source: v1_해외주식-003, 027.
        """
        office = self._office
        return order_of(
            office, await office.run(office.trading.revise(_original(order), price, quantity, key, dry_run))
        )

    @overload
    async def cancel(
        self,
        order: AsyncOrder | OpenOrder | Fill | Original,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> AsyncOrder: ...
    @overload
    async def cancel(
        self,
        order: AsyncOrder | OpenOrder | Fill | Original,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    async def cancel(
        self,
        order: AsyncOrder | OpenOrder | Fill | Original,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> AsyncOrder | Plan:
        """Takes back what is open of an order (취소), or `quantity` shares. Raises as `buy`. Source: v1_해외주식-003, 027."""
        office = self._office
        return order_of(office, await office.run(office.trading.cancel(_original(order), quantity, key, dry_run)))


def _original(order: AsyncOrder | OpenOrder | Fill | Original) -> Original:
    if isinstance(order, Original):
        return order
    return order.as_original() if isinstance(order, AsyncOrder) else original_of(order)
