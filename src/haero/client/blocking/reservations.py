"""Reservations (예약주문): KIS keeps them and sends them when the exchange opens."""

from datetime import date, datetime
from typing import Literal, overload

from haero.client.blocking.office import Office
from haero.client.blocking.order import Order, order_of
from haero.client.core.trading import days_back
from haero.client.orders.plan import Plan, PlanKind, Reserved
from haero.client.orders.price import Price
from haero.client.orders.symbol import Ticker, as_ticker
from haero.client.orders.types import AnyKind
from haero.client.pages import Pages
from haero.client.results.orders import Reservation
from haero.client.results.trading_questions import RESERVATIONS
from haero.terms import Exchange, Side


class Reservations:
    """`kis.reserve`."""

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
        """Reserves a buy. Raises as `Client.buy`. Source: v1_해외주식-002."""
        office = self._office
        sent = office.run(
            office.trading.order(PlanKind.RESERVE, Side.BUY, symbol, quantity, price_or_type, key, dry_run)
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
        """Reserves a sell. Raises as `Client.sell`. Source: v1_해외주식-002."""
        office = self._office
        sent = office.run(
            office.trading.order(PlanKind.RESERVE, Side.SELL, symbol, quantity, price_or_type, key, dry_run)
        )
        return order_of(office, sent)

    @overload
    def cancel(
        self,
        reservation: Order | Reservation | str,
        symbol: str | Ticker | None = None,
        taken_on: date | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[False] = False,
    ) -> Order: ...
    @overload
    def cancel(
        self,
        reservation: Order | Reservation | str,
        symbol: str | Ticker | None = None,
        taken_on: date | None = None,
        *,
        key: str | None = None,
        dry_run: Literal[True],
    ) -> Plan: ...
    def cancel(
        self,
        reservation: Order | Reservation | str,
        symbol: str | Ticker | None = None,
        taken_on: date | None = None,
        *,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Order | Plan:
        """Takes a reservation back: what `buy` gave, a row of `list`, or its number with its symbol and the day it was taken on.

        Raises:
            TypeError: a number alone. BadOrder: an order that is no reservation. OrderRejected: it was sent or cancelled before.
        Source: v1_해외주식-004, of Asia 002.
        """
        office = self._office
        if isinstance(reservation, Order):
            reserved = reservation.as_reserved()
        elif isinstance(reservation, Reservation):
            row = reservation
            reserved = Reserved(row.exchange, row.symbol, row.number, row.taken_on, row.quantity, row.price, row.side)
        elif symbol is None or taken_on is None:
            raise TypeError("a reservation by its number needs its symbol and the day on which it was taken")
        else:
            ticker = as_ticker(symbol)
            reserved = Reserved(ticker.exchange, ticker.symbol, reservation, taken_on)
        return order_of(office, office.run(office.trading.cancel_reservation(reserved, key, dry_run)))

    def list(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        exchange: Exchange | str | None = None,
        region: Literal["us", "asia"] = "us",
    ) -> Pages[Reservation]:
        """Reservations by the Korean day on which they were taken, today's by default, of the US or of Asia. Not on mock.

        Source: v1_해외주식-013.
        """

        def fields(now: datetime) -> dict[str, object]:
            days = days_back(now, 0)
            return {"since": since or days["since"], "until": until or days["until"], "exchange": exchange}

        return self._office.pages(RESERVATIONS, fields, key=region)
