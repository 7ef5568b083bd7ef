"""A day's trades, as fills come: held against the executions and against what a hand would write."""

from decimal import Decimal

import pytest

from haero.desk.accounts import position_key
from haero.desk.fees import FeeRate
from haero.desk.ledger import LedgerError, audit
from haero.desk.trades import trade_key
from haero.terms import Currency, Environment, Side
from tests.makers import ALICE, NASDAQ, TODAY, Counter, D, counter

APPLE = position_key(NASDAQ, "AAPL")


def test_fills_of_several_orders_are_one_purchase_and_one_sale() -> None:
    """15 for 1515.00 with fees of 2.50 and 1.29; 4 and 2 of them for 110.00: fee 1.66 (0.01 is tax), cost 606.00, profit 52.34."""
    desk = counter()
    for quantity, price in ((10, "100.00"), (5, "103.00")):
        desk.fill(desk.buy(quantity, price), quantity, price)
    sale = desk.sell(6, "110.00")
    desk.fill(sale, 4, "110.00")
    desk.fill(sale, 2, "110.00")
    account = desk.state.accounts[ALICE]
    day = account.trades[TODAY]
    assert list(day) == [trade_key(Side.BUY, APPLE), trade_key(Side.SELL, APPLE)]
    bought, sold = day.values()
    assert (bought.quantity, bought.amount, bought.fee, bought.cost) == (15, D(1515), D("3.79"), D(0))
    assert (bought.average_price, bought.cash, bought.profit) == (D(101), D("-1518.79"), D(0))
    assert (sold.quantity, sold.amount, sold.fee, sold.tax, sold.cost) == (6, D(660), D("1.66"), D("0.01"), D(606))
    assert (sold.average_price, sold.cash, sold.profit) == (D(110), D("658.34"), D("52.34"))
    assert account.positions[APPLE].realised == sold.profit
    audit(account)


def test_tax_is_known_apart_and_an_order_pays_it_once() -> None:
    """0.33 % on three slices of 0.50, 1.00 each: the order's tax is that of 3.00, not of its slices."""
    desk = Counter({NASDAQ: FeeRate(Decimal("0.0025"), Decimal("0.0033"))})
    desk.open(ALICE, Environment.REAL, {Currency.USD: D(1000)})
    desk.fill(desk.buy(3, "1.00"), 3, "1.00")
    sale = desk.sell(3, "1.00")
    for _ in range(3):
        desk.fill(sale, 1, "1.00")
    account = desk.state.accounts[ALICE]
    bought, sold = account.trades[TODAY].values()
    assert (bought.fee, bought.tax) == (D("0.01"), D(0))
    assert (sold.fee, sold.tax) == (D("0.02"), D("0.01"))
    assert (account.orders[sale].fees, account.orders[sale].taxes) == (D("0.02"), D("0.01"))


@pytest.mark.parametrize("field", ["quantity", "amount", "fee", "cost"])
def test_the_audit_sees_a_wrong_number(field: str) -> None:
    desk = counter()
    desk.fill(desk.buy(10, "100.00"), 10, "100.00")
    desk.fill(desk.sell(10, "110.00"), 10, "110.00")
    account = desk.state.accounts[ALICE]
    sold = account.trades[TODAY][trade_key(Side.SELL, APPLE)]
    setattr(sold, field, getattr(sold, field) + 1)
    with pytest.raises(LedgerError):
        audit(account)


def test_payments_are_kept() -> None:
    purse = counter("500").state.accounts[ALICE].cash[Currency.USD]
    assert [(m.amount, m.reason) for m in purse.movements] == [(D(500), "opening")]
    assert purse.deposited == sum(m.amount for m in purse.movements)
