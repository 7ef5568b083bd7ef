from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from haero.desk import checks
from haero.desk.checks import (
    check_band,
    check_cash,
    check_holding,
    check_price,
    check_room,
    check_size,
    sellable,
    size_warning,
    working_original,
)
from haero.desk.listing import Listing
from haero.desk.reasons import Reason, Refusal
from haero.rules.ticks import US_LADDER
from haero.terms import Exchange, OrderType, Side
from tests.makers import ALICE, NASDAQ, TODAY, D, counter, listing


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("quantity", [1, 9_999_999_999])
def test_quantities_of_up_to_ten_digits_pass(quantity: int, side: Side) -> None:
    check_size(OrderType.LIMIT, side, quantity, listing(), 0)


@pytest.mark.parametrize("kind", [OrderType.LIMIT, OrderType.ODD_LOT_LIMIT])
@pytest.mark.parametrize("quantity", [0, -1, 10**10])
def test_other_quantities_do_not(quantity: int, kind: OrderType) -> None:
    with pytest.raises(Refusal) as refused:
        check_size(kind, Side.SELL, quantity, listing(lot=100), quantity)
    assert refused.value.reason is Reason.BAD_QUANTITY


TOKYO = listing(lot=100)
HONG_KONG = listing(lot=400)
CHINA = replace(listing(lot=100), least=100, rests=True)
STAR = replace(listing(lot=1), least=200, rests=True)
LIMIT, ODD = OrderType.LIMIT, OrderType.ODD_LOT_LIMIT


# What is held, the quantities that pass, the quantities that do not: typed from the rules of the exchanges.
@pytest.mark.parametrize(
    ("kind", "side", "rule", "held", "good", "bad"),
    [
        (LIMIT, Side.BUY, TOKYO, 0, "100 200 9999999900", "1 99 101 150 250"),
        (LIMIT, Side.SELL, TOKYO, 150, "100", "50 150"),
        (LIMIT, Side.BUY, HONG_KONG, 0, "400 800", "1 399 401 600"),
        (LIMIT, Side.SELL, HONG_KONG, 1000, "400 800", "200 600 1000"),
        (ODD, Side.SELL, HONG_KONG, 1000, "1 200 399", "400 401 800"),
        (ODD, Side.SELL, listing(lot=1), 10, "", "1 2"),
        (LIMIT, Side.BUY, CHINA, 150, "100 300", "50 150 250"),
        (LIMIT, Side.SELL, CHINA, 250, "50 100 150 200 250", "1 49 51 99 101 149 151"),
        (LIMIT, Side.SELL, CHINA, 300, "100 300", "50 150"),
        (LIMIT, Side.SELL, CHINA, 30, "30 100", "1 29 31"),
        (LIMIT, Side.SELL, CHINA, 0, "100", "1 50"),
        (LIMIT, Side.BUY, STAR, 0, "200 201 333", "1 100 199"),
        (LIMIT, Side.SELL, STAR, 150, "150 200", "1 100 149 151 199"),
        (LIMIT, Side.SELL, STAR, 350, "200 201 350", "100 150 199"),
    ],
)
def test_the_order_unit(kind: OrderType, side: Side, rule: Listing, held: int, good: str, bad: str) -> None:
    for quantity in map(int, good.split()):
        check_size(kind, side, quantity, rule, held)
    for quantity in map(int, bad.split()):
        with pytest.raises(Refusal) as refused:
            check_size(kind, side, quantity, rule, held)
        assert refused.value.reason is Reason.BAD_LOT, quantity


@given(st.integers(0, 1000), st.data(), st.sampled_from([CHINA, STAR]))
def test_china_sells_a_holding_with_at_most_one_order_beside_whole_lots(held: int, data: Any, rule: Listing) -> None:
    """Whatever is sold first, the rest stays sellable: nobody is left with shares that no order takes."""
    while held:
        quantity = data.draw(st.integers(1, held))
        try:
            check_size(LIMIT, Side.SELL, quantity, rule, held)
        except Refusal:
            check_size(LIMIT, Side.SELL, held, rule, held)
            quantity = held
        held -= quantity


def test_a_limit_may_stand_on_the_days_limits_but_not_beyond() -> None:
    free, limited = listing(), replace(listing(), low=D("9.00"), high=D("11.00"))
    for price in ("9.00", "10", "11.00", "0"):  # 0: an order without a limit
        check_band(D(price), limited)
    for price in ("8.99", "11.01"):
        check_band(D(price), free)
        with pytest.raises(Refusal) as refused:
            check_band(D(price), limited)
        assert refused.value.reason is Reason.OUTSIDE_BAND


def test_what_can_be_sold_is_held_and_not_already_on_sale() -> None:
    desk = counter()
    account = desk.state.accounts[ALICE]
    assert sellable(account, NASDAQ, "AAPL") == 0
    desk.fill(desk.buy(10), 10, "100.00")
    desk.sell(4, "200.00")
    assert sellable(account, NASDAQ, "AAPL") == 6
    assert sellable(account, Exchange.NYSE, "AAPL") == 0


@pytest.mark.parametrize(
    "price", ["0.0001", "0.9999", "1", "1.00", "1.01", "1.0100000000", "230.1", "999999999.99", "1E+3", "1000000000"]
)
def test_us_prices_on_the_tick_pass(price: str) -> None:
    check_price(D(price), US_LADDER)


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ("0.00005", Reason.BAD_PRICE),  # below the smallest price there is
        ("0.00015", Reason.BAD_TICK),
        ("0.99995", Reason.BAD_TICK),
        ("1.001", Reason.BAD_TICK),
        ("1.0001", Reason.BAD_TICK),
        ("230.005", Reason.BAD_TICK),
        ("1.000000001", Reason.BAD_TICK),
        ("1.0000000000000000000000000000000000001", Reason.BAD_TICK),
        ("0", Reason.BAD_PRICE),
        ("-1", Reason.BAD_PRICE),
        ("1000000000.01", Reason.BAD_PRICE),
        ("NaN", Reason.BAD_PRICE),
        ("sNaN", Reason.BAD_PRICE),
        ("Infinity", Reason.BAD_PRICE),
    ],
)
def test_other_us_prices_do_not(price: str, reason: Reason) -> None:
    with pytest.raises(Refusal) as refused:
        check_price(D(price), US_LADDER)
    assert refused.value.reason is reason


@pytest.mark.parametrize("price", ["0.00000001", "388.123", "12.345678", "12.345678000"])
def test_without_a_ladder_eight_decimals_pass(price: str) -> None:
    check_price(D(price), ())


@pytest.mark.parametrize("price", ["12.345678901", "0.000000001"])
def test_without_a_ladder_nine_decimals_do_not(price: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_price(D(price), ())
    assert refused.value.reason is Reason.BAD_TICK


def test_cash_may_be_spent_to_the_last_cent() -> None:
    check_cash(D("10.00"), D("10.00"))
    with pytest.raises(Refusal) as refused:
        check_cash(D("10.00"), D("10.01"))
    assert refused.value.reason is Reason.INSUFFICIENT_CASH


def test_only_what_is_held_and_free_can_be_sold() -> None:
    desk = counter()
    account = desk.state.accounts[ALICE]
    with pytest.raises(Refusal) as refused:
        check_holding(account, NASDAQ, "AAPL", 1)
    assert refused.value.reason is Reason.NOTHING_HELD
    desk.fill(desk.buy(10), 10, "100.00")
    check_holding(account, NASDAQ, "AAPL", 10)
    with pytest.raises(Refusal) as refused:
        check_holding(account, NASDAQ, "AAPL", 11)
    assert refused.value.reason is Reason.INSUFFICIENT_HOLDING
    with pytest.raises(Refusal):  # the same name elsewhere is another thing
        check_holding(account, Exchange.NYSE, "AAPL", 1)
    first = desk.sell(6, "200.00")
    check_holding(account, NASDAQ, "AAPL", 4)
    with pytest.raises(Refusal) as refused:
        check_holding(account, NASDAQ, "AAPL", 5)
    assert refused.value.reason is Reason.INSUFFICIENT_HOLDING
    desk.sell(4, "200.00")
    with pytest.raises(Refusal) as refused:
        check_holding(account, NASDAQ, "AAPL", 1)
    assert refused.value.reason is Reason.NOTHING_HELD
    desk.cancel(first)
    check_holding(account, NASDAQ, "AAPL", 6)


def test_a_reference_is_used_once_and_none_is_no_reference() -> None:
    desk = counter()
    account = desk.state.accounts[ALICE]
    desk.buy(reference="A-1")
    check_room(account, "", 9)
    check_room(account, "A-2", 9)
    with pytest.raises(Refusal) as refused:
        check_room(account, "A-1", 9)
    assert refused.value.reason is Reason.DUPLICATE_REFERENCE


def test_the_orders_of_an_account_have_a_limit_filled_ones_too() -> None:
    desk = counter()
    account = desk.state.accounts[ALICE]
    first = desk.buy(1)
    check_room(account, "", 2)
    desk.buy(1)
    desk.fill(first, 1, "100.00")
    with pytest.raises(Refusal) as refused:
        check_room(account, "", 2)
    assert refused.value.reason is Reason.TOO_MANY_ORDERS


def test_an_original_is_found_by_number_and_instrument_while_it_is_open() -> None:
    desk = counter()
    account = desk.state.accounts[ALICE]
    number = desk.buy(10)
    assert working_original(account, number, NASDAQ, "AAPL", TODAY) is account.orders[number]
    for wrong in (
        (number + 1, NASDAQ, "AAPL"),
        (0, NASDAQ, "AAPL"),
        (number, NASDAQ, "MSFT"),
        (number, Exchange.NYSE, "AAPL"),
    ):
        with pytest.raises(Refusal) as refused:
            working_original(account, *wrong, TODAY)
        assert refused.value.reason is Reason.UNKNOWN_ORIGINAL
    desk.fill(number, 10, "100.00")
    with pytest.raises(Refusal) as refused:
        working_original(account, number, NASDAQ, "AAPL", TODAY)
    assert refused.value.reason is Reason.NOTHING_LEFT


def test_a_finished_order_is_forgotten_overnight_and_an_open_one_is_not() -> None:
    desk = counter()
    account, tomorrow = desk.state.accounts[ALICE], TODAY + timedelta(days=1)
    number = desk.buy(10)
    assert working_original(account, number, NASDAQ, "AAPL", tomorrow).number == number
    desk.expire(number)
    for today, reason in ((TODAY, Reason.NOTHING_LEFT), (tomorrow, Reason.UNKNOWN_ORIGINAL)):
        with pytest.raises(Refusal) as refused:
            working_original(account, number, NASDAQ, "AAPL", today)
        assert refused.value.reason is reason


def test_a_cancellation_cannot_be_cancelled() -> None:
    desk = counter()
    number = desk.cancel(desk.buy(10))
    with pytest.raises(Refusal) as refused:
        working_original(desk.state.accounts[ALICE], number, NASDAQ, "AAPL", TODAY)
    assert refused.value.reason is Reason.NOTHING_LEFT


@pytest.mark.parametrize(
    ("shares", "quantity", "warned"), [(1000, 10, False), (1000, 11, True), (0, 10**9, False), (99, 1, True)]
)
def test_an_order_above_one_percent_of_the_company_is_marked(shares: int, quantity: int, warned: bool) -> None:
    assert bool(size_warning(listing(shares=shares), quantity)) is warned


def test_a_price_that_passes_times_the_largest_quantity_is_exact() -> None:
    """The desk multiplies with Python's 28 digits: the largest order must fit them."""
    check_price(price := Decimal("123456789.12345678"), ())
    assert price * checks.MAX_QUANTITY == Decimal(12345678912345678 * checks.MAX_QUANTITY).scaleb(-8)
