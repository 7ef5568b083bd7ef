"""Conservation: cash and holdings rebuilt from deposits and executions must equal the ledger, after every event."""

from datetime import date
from decimal import Decimal

from haero.desk.accounts import Account, Purse, position_key
from haero.desk.trades import trade_key
from haero.terms import CURRENCY_OF, ZERO, Currency, Side


class LedgerError(AssertionError):
    """The books do not agree: a defect of haero, never of the caller. The system must stop rather than go on."""


def check_purse(account: Account, currency: Currency) -> None:
    """Holds one currency against the rebuilt books.

    Raises:
        LedgerError: where they differ, or where more is reserved than there is.
    """
    purse = account.cash[currency]
    rebuilt = account.rebuilt.cash.get(currency, ZERO)
    if purse.balance != rebuilt or not ZERO <= purse.reserved <= purse.balance:
        raise LedgerError(
            f"{account.id} {currency}: balance {purse.balance}, rebuilt {rebuilt}, reserved {purse.reserved}",
        )


def check_position(account: Account, key: str) -> None:
    """Holds one holding against the rebuilt books. Raises LedgerError where they differ or more is reserved than held."""
    position = account.positions[key]
    rebuilt = account.rebuilt.shares.get(key, 0)
    if position.quantity != rebuilt or not 0 <= position.reserved <= position.quantity:
        raise LedgerError(
            f"{account.id} {key}: holds {position.quantity}, rebuilt {rebuilt}, reserved {position.reserved}",
        )


def audit(account: Account) -> None:
    """The whole account from nothing: every execution, every open order. Slow; for verify, snapshots and tests.

    Raises:
        LedgerError: at the first difference.
    """
    cash: dict[Currency, Decimal] = {currency: purse.deposited for currency, purse in account.cash.items()}
    shares: dict[str, int] = {}
    for done in account.executions:
        currency = CURRENCY_OF[done.exchange]
        key = position_key(done.exchange, done.symbol)
        sign = 1 if done.side is Side.BUY else -1
        cash[currency] = cash.get(currency, ZERO) - sign * done.price * done.quantity - done.fee
        shares[key] = shares.get(key, 0) + sign * done.quantity
    held_cash, held_shares = _held(account)
    for currency, purse in account.cash.items():
        check_purse(account, currency)
        _equal(account, f"{currency} cash", purse, cash[currency], held_cash.get(currency, ZERO))
    for key, position in account.positions.items():
        check_position(account, key)
        if (position.quantity, position.reserved) != (shares.get(key, 0), held_shares.get(key, 0)):
            raise LedgerError(f"{account.id} {key}: {position.quantity}/{position.reserved} is not what executions say")
    _audit_trades(account)


def _held(account: Account) -> tuple[dict[Currency, Decimal], dict[str, int]]:
    """The cash and the shares that the open orders hold. Raises LedgerError where one is open and not working, or the reverse."""
    cash: dict[Currency, Decimal] = {}
    shares: dict[str, int] = {}
    working, missing = account.working, len(account.working)
    for number, order in account.orders.items():  # one look at each: there may be a million
        if not order.open and number not in working:
            continue
        if order.open <= 0 or number not in working:
            raise LedgerError(f"{account.id} order {number}: open {order.open}, working {number in working}")
        missing -= 1
        if order.side is Side.BUY:
            currency = CURRENCY_OF[order.exchange]
            cash[currency] = cash.get(currency, ZERO) + order.reserved
        else:
            key = position_key(order.exchange, order.symbol)
            shares[key] = shares.get(key, 0) + order.open
    if missing:
        raise LedgerError(f"{account.id}: {missing} orders work that are not there")
    return cash, shares


def _audit_trades(account: Account) -> None:
    """Holds the days' trades against the executions, and their profits against the ledger's."""
    said: dict[tuple[date, str], tuple[int, Decimal, Decimal]] = {}
    for done in account.executions:
        at = (done.trade_date, trade_key(done.side, position_key(done.exchange, done.symbol)))
        quantity, amount, fee = said.get(at, (0, ZERO, ZERO))
        said[at] = (quantity + done.quantity, amount + done.price * done.quantity, fee + done.fee)
    kept = {(day, key): trade for day, trades in account.trades.items() for key, trade in trades.items()}
    if said != {at: (trade.quantity, trade.amount, trade.fee) for at, trade in kept.items()}:
        raise LedgerError(f"{account.id}: the days' trades are not what executions say")
    profits: dict[str, Decimal] = {}
    for trade in kept.values():
        key = position_key(trade.exchange, trade.symbol)
        profits[key] = profits.get(key, ZERO) + trade.profit
    for key, position in account.positions.items():
        if position.realised != profits.get(key, ZERO):
            raise LedgerError(f"{account.id} {key}: profit {position.realised}, its sales say {profits.get(key, ZERO)}")


def _equal(account: Account, what: str, purse: Purse, balance: Decimal, reserved: Decimal) -> None:
    if (purse.balance, purse.reserved) != (balance, reserved):
        raise LedgerError(
            f"{account.id} {what}: {purse.balance}/{purse.reserved} is not what executions say: {balance}/{reserved}",
        )
