from datetime import timedelta
from decimal import Decimal

import pytest

from haero.desk import checks
from haero.desk.checks import (
    check_cash,
    check_holding,
    check_price,
    check_quantity,
    check_room,
    size_warning,
    working_original,
)
from haero.desk.reasons import Reason, Refusal
from haero.market.ticks import US_LADDER
from haero.terms import Exchange
from tests.makers import ALICE, NASDAQ, TODAY, D, counter, listing


@pytest.mark.parametrize("quantity", [1, 9_999_999_999])
def test_quantities_of_up_to_ten_digits_pass(quantity: int) -> None:
    check_quantity(quantity, 1)


@pytest.mark.parametrize("quantity", [0, -1, 10**10])
def test_other_quantities_do_not(quantity: int) -> None:
    with pytest.raises(Refusal) as refused:
        check_quantity(quantity, 1)
    assert refused.value.reason is Reason.BAD_QUANTITY


def test_an_order_is_a_multiple_of_the_lot() -> None:
    check_quantity(300, 100)
    for quantity in (1, 99, 101, 250):
        with pytest.raises(Refusal) as refused:
            check_quantity(quantity, 100)
        assert refused.value.reason is Reason.BAD_LOT


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
    check_room(account, "")
    check_room(account, "A-2")
    with pytest.raises(Refusal) as refused:
        check_room(account, "A-1")
    assert refused.value.reason is Reason.DUPLICATE_REFERENCE


def test_working_orders_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MAX_WORKING_ORDERS", 2)
    desk = counter()
    account = desk.state.accounts[ALICE]
    first = desk.buy(1)
    check_room(account, "")
    desk.buy(1)
    with pytest.raises(Refusal) as refused:
        check_room(account, "")
    assert refused.value.reason is Reason.TOO_MANY_ORDERS
    desk.fill(first, 1, "100.00")
    check_room(account, "")


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
