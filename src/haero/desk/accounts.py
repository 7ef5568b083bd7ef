"""An account: everything that the desk knows of one customer, reachable from one object, so that accounts can live apart."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import msgspec

from haero.desk.orders import Execution, Order
from haero.desk.reservations import Reservation
from haero.desk.trades import Trades
from haero.terms import ZERO, Currency, Environment, Exchange


def position_key(exchange: Exchange, symbol: str) -> str:
    """The key of a holding; text, so that a snapshot can hold it."""
    return f"{exchange}:{symbol}"


class CashMovement(msgspec.Struct, frozen=True, gc=False):
    """Money that was paid in (positive) or out (negative)."""

    at: datetime
    amount: Decimal
    reason: str


class Purse(msgspec.Struct, gc=False):
    """Cash of one currency. `balance` counts executions at once (trade date); `reserved` is held for open buys.

    `movements` is what was paid in and out, in time order; `deposited` is its sum.
    """

    movements: list[CashMovement]
    balance: Decimal = ZERO
    reserved: Decimal = ZERO
    deposited: Decimal = ZERO
    realised: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        return self.balance - self.reserved


class Position(msgspec.Struct, gc=False):
    """A holding. `cost` is what the shares in it cost by the average-cost rule, `sold_cost` what those that left had cost.

    `reserved` shares are held for open sells. `realised` is profit after fees.
    """

    exchange: Exchange
    symbol: str
    currency: Currency
    quantity: int = 0
    reserved: int = 0
    cost: Decimal = ZERO
    sold_cost: Decimal = ZERO
    realised: Decimal = ZERO

    @property
    def available(self) -> int:
        return self.quantity - self.reserved

    @property
    def average_price(self) -> Decimal:
        return self.cost / self.quantity if self.quantity else ZERO


class Rebuilt(msgspec.Struct):
    """Cash and holdings added up from deposits and executions alone: the second bookkeeping that the first is held against."""

    cash: dict[Currency, Decimal] = {}
    shares: dict[str, int] = {}


class Account(msgspec.Struct):
    """One account (CANO + ACNT_PRDT_CD) of one environment. `overseas`: it is signed up for overseas stocks."""

    number: str
    product: str
    environment: Environment
    branch: str
    hts_id: str
    name: str
    cash: dict[Currency, Purse] = {}
    positions: dict[str, Position] = {}
    orders: dict[int, Order] = {}
    working: dict[int, None] = {}
    by_date: dict[date, list[int]] = {}
    executions: list[Execution] = []
    trades: Trades = {}
    references: dict[str, int] = {}
    reservations: dict[int, Reservation] = {}
    rebuilt: Rebuilt = msgspec.field(default_factory=Rebuilt)
    last_number: int = 0
    overseas: bool = True

    @property
    def id(self) -> str:
        """The account as events and commands name it, for example 50000001-01."""
        return f"{self.number}-{self.product}"

    def purse(self, currency: Currency) -> Purse:
        purse = self.cash.get(currency)
        if purse is None:
            purse = self.cash[currency] = Purse([])
        return purse

    def take_orders(self, orders: Iterable[Order]) -> None:
        """Gives an account without orders all that it had, in the order of their numbers, with every register of them."""
        day: date | None = None
        numbers: list[int] = []
        for order in orders:
            number = order.number
            self.orders[number] = order
            if order.open:
                self.working[number] = None
            if order.trade_date is not day:
                day = order.trade_date
                numbers = self.by_date.setdefault(day, [])
            numbers.append(number)
            if order.reference:
                self.references[order.reference] = number
