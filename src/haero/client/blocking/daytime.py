"""Orders of the US daytime session (주간거래): 10:00 to 18:00 in Korea, limit orders, the real environment."""

from typing import Literal, overload

from haero.client.blocking.office import Office
from haero.client.blocking.order import Order, order_of
from haero.client.orders.plan import Plan, PlanKind
from haero.client.orders.price import Price
from haero.client.orders.symbol import Ticker
from haero.client.orders.types import AnyKind
from haero.terms import Side


class Daytime:
    """`kis.daytime`: its orders are revised and cancelled as any other."""

    def __init__(self, office: Office) -> None:
        self._office = office

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
        """Buys in the daytime session. Raises as `Client.buy`. Source: v1_해외주식-026."""
        office = self._office
        sent = office.run(
            office.trading.order(PlanKind.DAYTIME, Side.BUY, symbol, quantity, price_or_type, key, dry_run)
        )
        return order_of(office, sent)

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
        """Sells in the daytime session. Raises as `Client.sell`. Source: v1_해외주식-026."""
        office = self._office
        sent = office.run(
            office.trading.order(PlanKind.DAYTIME, Side.SELL, symbol, quantity, price_or_type, key, dry_run)
        )
        return order_of(office, sent)
