"""State is what the events say: applies one event to the accounts, and holds the books against each other afterwards.

Nothing here decides: an event that cannot be applied is a defect or a damaged journal, and raises.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from sys import intern
from typing import Any

from haero.desk.accounts import Account, CashMovement, Position, position_key
from haero.desk.events import (
    AccountOpened,
    CashMoved,
    ChildSent,
    Event,
    OrderAccepted,
    OrderCancelled,
    OrderExecuted,
    OrderExpired,
    OrderRejected,
    OrderRevised,
    ReservationAccepted,
    ReservationCancelled,
    ReservationRefused,
    ServiceChanged,
)
from haero.desk.ledger import LedgerError, check_position, check_purse
from haero.desk.orders import Execution, Order, OrderStatus
from haero.desk.reservations import Reservation, ReservationStatus
from haero.desk.trades import DayTrade, trade_key
from haero.terms import ZERO, Action, Currency, Side

_NEW, _ACCEPTED, _BUY = Action.NEW, OrderStatus.ACCEPTED, Side.BUY
_COST_UNIT = Decimal("0.00000001")


class State:
    """All accounts, and the way from one event to the next state."""

    def __init__(self, *, checked: bool = True) -> None:
        """`checked` holds the books against each other after every event; recovery audits them once, at its end, instead."""
        self.accounts: dict[str, Account] = {}
        self.check(checked)
        self._apply: dict[type[Event], Callable[[Account, datetime, Any], None]] = {
            CashMoved: self._cash_moved,
            ServiceChanged: self._service_changed,
            OrderAccepted: self._accepted,
            ChildSent: self._child_sent,
            OrderRevised: self._revised,
            OrderCancelled: self._cancelled,
            OrderExecuted: self._executed,
            OrderExpired: self._expired,
            OrderRejected: self._rejected,
            ReservationAccepted: self._reserved,
            ReservationCancelled: self._reservation_done,
            ReservationRefused: self._reservation_done,
        }

    def apply(self, at: datetime, account_id: str, event: Event) -> None:
        """Applies one event. Events of the market (no account) change nothing here.

        Raises:
            LedgerError: the event breaks conservation.
            KeyError: the event names an account or an order that is not there.
        """
        handler = self._apply.get(type(event))
        if handler is not None:
            handler(self.accounts[account_id], at, event)
        elif isinstance(event, AccountOpened):
            account = Account(event.number, event.product, event.environment, event.branch, event.hts_id, event.name)
            self.accounts[account.id] = account

    def check(self, checked: bool) -> None:
        """Turns the checks after every event on or off."""
        self._check_purse = check_purse if checked else _unchecked
        self._check_position = check_position if checked else _unchecked

    def _cash_moved(self, account: Account, at: datetime, event: CashMoved) -> None:
        purse = account.purse(event.currency)
        purse.balance += event.amount
        purse.deposited += event.amount
        purse.movements.append(CashMovement(at, event.amount, event.reason))
        rebuilt = account.rebuilt.cash
        rebuilt[event.currency] = rebuilt.get(event.currency, Decimal(0)) + event.amount
        self._check_purse(account, event.currency)

    def _service_changed(self, account: Account, at: datetime, event: ServiceChanged) -> None:
        account.overseas = event.overseas

    def _accepted(self, account: Account, at: datetime, event: OrderAccepted) -> None:
        quantity, zero = event.quantity, ZERO
        # By place, all of them: half of what this costs is making the order. One text a symbol, however many orders.
        order = Order(
            event.number, _NEW, 0, event.exchange, intern(event.symbol), event.side, event.type, quantity, event.price,
            at, event.trade_date, event.expires, event.session, quantity, _ACCEPTED, 0, zero, zero, zero, zero,
            "", event.warning, event.reference, event.starts, event.to_close,
        )  # fmt: skip
        self._take(account, order)
        self._hold(account, order, event.reserved, quantity, event.currency)
        if event.reservation:
            reservation = account.reservations[event.reservation]
            reservation.status, reservation.order, reservation.done_at = ReservationStatus.SENT, event.number, at

    def _child_sent(self, account: Account, at: datetime, event: ChildSent) -> None:
        order = account.orders[event.number]
        if event.child != order.children + 1 or not 0 < event.quantity <= order.open:
            raise LedgerError(f"{account.id} order {event.number}: slice {event.child} of {event.quantity} shares")
        order.children = event.child

    def _reserved(self, account: Account, at: datetime, event: ReservationAccepted) -> None:
        if event.number != len(account.reservations) + 1:
            raise LedgerError(f"{account.id}: reservation {event.number} after {len(account.reservations)}")
        account.reservations[event.number] = Reservation(
            event.number, event.exchange, event.symbol, event.side, event.type, event.quantity, event.price, at,
            event.receipt_date, event.sends_at,
        )  # fmt: skip

    def _reservation_done(
        self, account: Account, at: datetime, event: ReservationCancelled | ReservationRefused
    ) -> None:
        reservation = account.reservations[event.number]
        reservation.done_at = at
        if isinstance(event, ReservationRefused):
            reservation.status, reservation.reason = ReservationStatus.REFUSED, event.reason
        else:
            reservation.status = ReservationStatus.CANCELLED

    def _revised(self, account: Account, at: datetime, event: OrderRevised) -> None:
        original = account.orders[event.original]
        order = Order(
            event.number, Action.REVISE, event.original, original.exchange, original.symbol, original.side, original.type,
            event.quantity, event.price, at, event.trade_date, event.expires, event.session, event.quantity,
            reference=event.reference,
        )  # fmt: skip
        self._release(account, original, event.quantity, event.original_reserved, OrderStatus.REVISED, event.currency)
        self._take(account, order)
        self._hold(account, order, event.reserved, event.quantity, event.currency)

    def _cancelled(self, account: Account, at: datetime, event: OrderCancelled) -> None:
        original = account.orders[event.original]
        order = Order(
            event.number, Action.CANCEL, event.original, original.exchange, original.symbol, original.side, original.type,
            event.quantity, Decimal(0), at, event.trade_date, event.expires, event.session, 0,
            status=OrderStatus.CANCELLED, reference=event.reference,
        )  # fmt: skip
        self._release(account, original, event.quantity, event.original_reserved, OrderStatus.CANCELLED, event.currency)
        self._take(account, order)

    def _expired(self, account: Account, at: datetime, event: OrderExpired) -> None:
        order = account.orders[event.number]
        self._release(account, order, event.quantity, Decimal(0), OrderStatus.EXPIRED, event.currency)

    def _rejected(self, account: Account, at: datetime, event: OrderRejected) -> None:
        order = account.orders[event.number]
        order.reason = event.reason
        self._release(account, order, event.quantity, Decimal(0), OrderStatus.REJECTED, event.currency)

    def _executed(self, account: Account, at: datetime, event: OrderExecuted) -> None:
        order = account.orders[event.number]
        if not 0 < event.quantity <= order.open:
            raise LedgerError(f"{account.id} order {event.number}: {event.quantity} executed of {order.open} open")
        amount = event.price * event.quantity
        order.open -= event.quantity
        order.filled += event.quantity
        order.amount += amount
        order.fees += event.fee
        order.taxes += event.tax
        if order.open:
            order.status = OrderStatus.PARTLY_FILLED
        else:
            order.status = OrderStatus.FILLED
            del account.working[order.number]
        done = Execution(
            order.number, order.exchange, order.symbol, order.side, event.quantity, event.price, event.fee, at,
            order.trade_date, event.session,
        )  # fmt: skip
        account.executions.append(done)
        cost = self._settle(account, order, event, amount)
        _book_trade(account, done, event.tax, amount, cost)

    def _settle(self, account: Account, order: Order, event: OrderExecuted, amount: Decimal) -> Decimal:
        """Moves the cash and the shares of one execution, in the ledger and in the rebuilt books.

        Returns what the shares had cost that a sale takes out.
        """
        key = position_key(order.exchange, order.symbol)
        purse = account.cash[event.currency]
        rebuilt = account.rebuilt
        cost = Decimal(0)
        if order.side is Side.BUY:
            position = account.positions.get(key)
            if position is None:
                position = account.positions[key] = Position(order.exchange, order.symbol, event.currency)
            position.quantity += event.quantity
            position.cost += amount
            purse.balance -= amount + event.fee
            purse.reserved += event.reserved - order.reserved
            order.reserved = event.reserved
            rebuilt.cash[event.currency] -= amount + event.fee
            rebuilt.shares[key] = rebuilt.shares.get(key, 0) + event.quantity
        else:
            position = account.positions[key]
            left = position.quantity - event.quantity
            cost = (
                position.cost
                if left == 0
                else (position.cost * event.quantity / position.quantity).quantize(_COST_UNIT)
            )
            profit = amount - cost - event.fee
            position.quantity = left
            position.reserved -= event.quantity
            position.cost -= cost
            position.sold_cost += cost
            position.realised += profit
            purse.balance += amount - event.fee
            purse.realised += profit
            rebuilt.cash[event.currency] += amount - event.fee
            rebuilt.shares[key] -= event.quantity
        self._check_purse(account, event.currency)
        self._check_position(account, key)
        return cost

    def _take(self, account: Account, order: Order) -> None:
        """Puts an order into the account's books under the next number."""
        number = order.number
        if number != account.last_number + 1:
            raise LedgerError(f"{account.id}: order number {number} after {account.last_number}")
        account.last_number = number
        account.orders[number] = order
        day = account.by_date.get(order.trade_date)
        if day is None:
            account.by_date[order.trade_date] = [number]
        else:
            day.append(number)
        if order.open:
            account.working[number] = None
        if order.reference:
            account.references[order.reference] = number

    def _hold(self, account: Account, order: Order, reserved: Decimal, quantity: int, currency: Currency) -> None:
        """Reserves what an open order may use: cash for a buy, shares for a sell."""
        if order.side is _BUY:
            order.reserved = reserved
            account.purse(currency).reserved += reserved
            self._check_purse(account, currency)
        else:
            key = position_key(order.exchange, order.symbol)
            account.positions[key].reserved += quantity
            self._check_position(account, key)

    def _release(
        self, account: Account, order: Order, quantity: int, reserved: Decimal, status: OrderStatus, currency: Currency
    ) -> None:
        """Takes `quantity` out of the market and gives back what was held for it."""
        if not 0 < quantity <= order.open:
            raise LedgerError(f"{account.id} order {order.number}: {quantity} taken out of {order.open} open")
        order.open -= quantity
        if not order.open:
            order.status = status
            del account.working[order.number]
        if order.side is Side.BUY:
            account.cash[currency].reserved += reserved - order.reserved
            order.reserved = reserved
            self._check_purse(account, currency)
        else:
            key = position_key(order.exchange, order.symbol)
            account.positions[key].reserved -= quantity
            self._check_position(account, key)


def _book_trade(account: Account, done: Execution, tax: Decimal, amount: Decimal, cost: Decimal) -> None:
    """Adds a fill to its day's trade."""
    day = account.trades.get(done.trade_date)
    if day is None:
        day = account.trades[done.trade_date] = {}
    key = trade_key(done.side, position_key(done.exchange, done.symbol))
    trade = day.get(key)
    if trade is None:
        trade = day[key] = DayTrade(done.trade_date, done.exchange, done.symbol, done.side, done.at)
    trade.last_at = done.at
    trade.quantity += done.quantity
    trade.amount += amount
    trade.fee += done.fee
    trade.tax += tax
    trade.cost += cost


def _unchecked(account: Account, what: str) -> None:
    """Stands in for a check while recovery reads the journal."""
