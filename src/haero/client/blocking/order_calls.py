"""The calls of a client that send orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from haero.terms import Side

if TYPE_CHECKING:
    from haero.client.blocking.order import Order
    from haero.client.blocking.sender import Sender
    from haero.client.orders.plan import Original, Plan
    from haero.client.orders.price import Price
    from haero.client.orders.symbol import Ticker
    from haero.client.orders.types import AnyKind
    from haero.client.results.orders import Fill, OpenOrder


class OrderCalls:
    """The part of Client that sends; not used itself."""

    _sender: Sender

    @overload
    def buy(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> Order: ...
    @overload
    def buy(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    def buy(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Order | Plan:
        """Buys. A plain price is a Limit; an order without one says so: `MarketOnClose()`.

        `key` names the order in the store: the same key and content gives the first outcome again, other content is a KeyConflict.
        `dry_run` gives the Plan, and sends nothing.

        Raises:
            BadOrder, LimitExceeded, KeyConflict, NotConnected: nothing was sent.
            OrderRejected, AuthError, RateLimited: KIS said no.
            OrderOutcomeUnknown: it may have been received; see `resolve`.
        Source: v1_해외주식-001.
        """
        return self._sender.new(Side.BUY, symbol, quantity, price_or_type, key, dry_run)

    @overload
    def sell(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> Order: ...
    @overload
    def sell(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    def sell(
        self,
        symbol: str | Ticker,
        quantity: int,
        price_or_type: Price | AnyKind,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Order | Plan:
        """Sells. Else as `buy`. Source: v1_해외주식-001."""
        return self._sender.new(Side.SELL, symbol, quantity, price_or_type, key, dry_run)

    @overload
    def revise(
        self,
        order: Order | OpenOrder | Fill | Original,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> Order: ...
    @overload
    def revise(
        self,
        order: Order | OpenOrder | Fill | Original,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    def revise(
        self,
        order: Order | OpenOrder | Fill | Original,
        price: Price | AnyKind | None = None,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Order | Plan:
        """Another price for an order (정정), or for `quantity` of its shares: of what `buy` gave, a row of a list, or `find_order`.

        Raises as `buy`, and BadOrder where there is no such change (China, Vietnam, TWAP, VWAP). Source: v1_해외주식-003, 027.
        """
        return self._sender.revise(order, price, quantity, key, dry_run)

    @overload
    def cancel(
        self,
        order: Order | OpenOrder | Fill | Original,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> Order: ...
    @overload
    def cancel(
        self,
        order: Order | OpenOrder | Fill | Original,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    def cancel(
        self,
        order: Order | OpenOrder | Fill | Original,
        quantity: int | None = None,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Order | Plan:
        """Takes back what is open of an order (취소), or `quantity` shares. Raises as `buy`. Source: v1_해외주식-003, 027.

        Of a reservation that was placed here too; of one in a list and by its number: `kis.reserve.cancel`.
        """
        return self._sender.cancel(order, quantity, key, dry_run)
