from datetime import timedelta

from msgspec.structs import replace

from haero.desk.accounts import Account, Position, position_key
from haero.terms import Currency, Environment, Exchange
from tests.makers import ALICE, NASDAQ, TODAY, D, counter


def test_a_purse_counts_what_is_free() -> None:
    purse = Account("1", "01", Environment.MOCK, "", "", "").purse(Currency.USD)
    purse.balance, purse.reserved = D(100), D(30)
    assert purse.available == 70


def test_a_holding_counts_what_can_be_sold_and_what_a_share_cost() -> None:
    position = Position(NASDAQ, "AAPL", Currency.USD, 4, 1, D("10.10"))
    assert (position.available, position.average_price) == (3, D("2.525"))
    assert Position(NASDAQ, "AAPL", Currency.USD).average_price == 0


def test_accounts_are_named_number_and_product() -> None:
    account = Account("50000001", "01", Environment.MOCK, "00950", "v5", "name")
    assert account.id == "50000001-01"


def test_accounts_share_nothing() -> None:
    one = Account("1", "01", Environment.MOCK, "", "", "")
    other = Account("2", "01", Environment.MOCK, "", "", "")
    one.purse(Currency.USD).balance = D(5)
    one.orders[1] = one.working[1] = None  # type: ignore[assignment]
    one.rebuilt.shares["a"] = 1
    assert (other.cash, other.orders, other.working, other.rebuilt.shares) == ({}, {}, {}, {})


def test_orders_that_are_given_to_an_account_are_in_all_its_registers() -> None:
    """The same registers as when they came one by one: over two days, some done, one with the customer's own number."""
    desk = counter()
    desk.buy(1, "1.00", reference="mine")
    desk.cancel(desk.buy(2, "1.00"))
    desk.buy(3, "1.00")
    kept = desk.state.accounts[ALICE]
    kept.orders[4].trade_date = TODAY + timedelta(days=1)
    kept.by_date = {TODAY: [1, 2, 3], TODAY + timedelta(days=1): [4]}
    given = replace(kept, orders={}, working={}, by_date={}, references={})
    given.take_orders(kept.orders.values())
    assert given == kept
    assert (list(given.working), given.references) == ([1, 4], {"mine": 1})


def test_the_same_symbol_on_two_exchanges_is_two_holdings() -> None:
    assert position_key(Exchange.SHANGHAI, "600000") != position_key(Exchange.SHENZHEN, "600000")


def test_average_cost_and_profit_by_hand() -> None:
    """Buy 10 at 100 and 10 at 110: cost 2,100, 105 a share. Sell 5 at 120: 600 less 525 less 1.51 (0.25206 %)."""
    desk = counter()
    desk.fill(desk.buy(10, "100.00"), 10, "100.00")
    desk.fill(desk.buy(10, "110.00"), 10, "110.00")
    fee = desk.fill(desk.sell(5, "120.00"), 5, "120.00")
    account = desk.state.accounts[ALICE]
    position = account.positions[position_key(NASDAQ, "AAPL")]
    assert fee == D("1.51")
    assert (position.quantity, position.cost, position.sold_cost) == (15, D(1575), D(525))
    assert (position.average_price, position.realised) == (D(105), D("73.49"))
    purse = account.cash[Currency.USD]
    # 100,000 - (1,000 + 2.50) - (1,100 + 2.75) + (600 - 1.51)
    assert (purse.balance, purse.realised) == (D("98493.24"), D("73.49"))


def test_a_holding_sold_out_leaves_no_cost_behind_even_where_thirds_do_not_divide() -> None:
    """3 shares for 100.00: a third is not a number of dollars, yet nothing of it may stay or be lost."""
    desk = counter()
    for quantity, price in ((1, "33.33"), (1, "33.33"), (1, "33.34")):
        desk.fill(desk.buy(quantity, price), quantity, price)
    for _ in range(3):
        desk.fill(desk.sell(1, "40.00"), 1, "40.00")
    position = desk.state.accounts[ALICE].positions[position_key(NASDAQ, "AAPL")]
    assert (position.quantity, position.cost, position.sold_cost) == (0, D(0), D(100))
    assert position.realised == 3 * (D("40.00") - D("0.10")) - 100
