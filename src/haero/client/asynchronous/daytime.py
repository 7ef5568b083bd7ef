# Written by tools/make_async.py from blocking/daytime.py: don't edit.
"""Orders of the US daytime session (주간거래): 10:00 to 18:00 in Korea, limit orders, the real environment."""

from typing import Literal, overload

from haero.client.asynchronous.office import AsyncOffice
from haero.client.asynchronous.order import AsyncOrder, order_of
from haero.client.orders.plan import Plan, PlanKind
from haero.client.orders.price import Price
from haero.client.orders.symbol import Ticker
from haero.client.orders.types import AnyKind
from haero.terms import Side


class AsyncDaytime:
    """`kis.daytime`: its orders are revised and cancelled as any other."""

    def __init__(self, office: AsyncOffice) -> None:
        self._office = office

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
        """Buys in the daytime session. Raises as `AsyncClient.buy`. Source: v1_해외주식-026."""
        office = self._office
        sent = await office.run(
            office.trading.order(PlanKind.DAYTIME, Side.BUY, symbol, quantity, price_or_type, key, dry_run)
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
        """Sells in the daytime session. Raises as `AsyncClient.sell`. Source: v1_해외주식-026."""
        office = self._office
        sent = await office.run(
            office.trading.order(PlanKind.DAYTIME, Side.SELL, symbol, quantity, price_or_type, key, dry_run)
        )
        return order_of(office, sent)
