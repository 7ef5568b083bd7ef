from collections.abc import Callable

import pytest

from haero.desk.accounts import Account
from haero.desk.ledger import LedgerError, audit, check_position, check_purse
from haero.terms import Currency
from tests.makers import ALICE, D, counter

USD, KEY = Currency.USD, "NASDAQ:AAPL"


def busy_account() -> Account:
    """Bought 10, sells 4 of them, buys more: everything that the books can hold."""
    desk = counter()
    desk.fill(desk.buy(10, "100.00"), 10, "100.00")
    desk.fill(desk.sell(4, "110.00"), 1, "110.00")
    desk.buy(5, "90.00")
    return desk.state.accounts[ALICE]


def test_sound_books_pass() -> None:
    account = busy_account()
    audit(account)
    check_purse(account, USD)
    check_position(account, KEY)


def _cash_appears(account: Account) -> None:
    account.cash[USD].balance += D("0.01")


def _cash_and_its_double_appear(account: Account) -> None:
    account.cash[USD].balance += D("0.01")
    account.rebuilt.cash[USD] += D("0.01")


def _cash_is_held_for_nothing(account: Account) -> None:
    account.cash[USD].reserved += D("0.01")


def _cash_is_not_held(account: Account) -> None:
    account.cash[USD].reserved -= D("0.01")


def _shares_appear(account: Account) -> None:
    account.positions[KEY].quantity += 1


def _shares_and_their_double_appear(account: Account) -> None:
    account.positions[KEY].quantity += 1
    account.rebuilt.shares[KEY] += 1


def _shares_are_held_for_nothing(account: Account) -> None:
    account.positions[KEY].reserved += 1


def _an_execution_is_lost(account: Account) -> None:
    account.executions.pop()


def _an_open_order_does_not_work(account: Account) -> None:
    del account.working[2]


def _an_order_works_that_is_not_there(account: Account) -> None:
    account.working[99] = None


def _a_finished_order_works(account: Account) -> None:
    account.working[1] = None


@pytest.mark.parametrize(
    "harm",
    [
        _cash_appears,
        _cash_and_its_double_appear,
        _cash_is_held_for_nothing,
        _cash_is_not_held,
        _shares_appear,
        _shares_and_their_double_appear,
        _shares_are_held_for_nothing,
        _an_execution_is_lost,
        _an_open_order_does_not_work,
        _an_order_works_that_is_not_there,
        _a_finished_order_works,
    ],
)
def test_the_audit_finds_any_harm_to_the_books(harm: Callable[[Account], None]) -> None:
    account = busy_account()
    harm(account)
    with pytest.raises(LedgerError):
        audit(account)


def test_money_out_of_nowhere_is_found_at_once() -> None:
    account = busy_account()
    _cash_appears(account)
    with pytest.raises(LedgerError, match="rebuilt"):
        check_purse(account, USD)


def test_more_held_than_there_is_is_found_at_once() -> None:
    account = busy_account()
    account.cash[USD].reserved = account.cash[USD].balance + D("0.01")
    with pytest.raises(LedgerError):
        check_purse(account, USD)
    account.cash[USD].reserved = D("-0.01")
    with pytest.raises(LedgerError):
        check_purse(account, USD)
    account.positions[KEY].reserved = account.positions[KEY].quantity + 1
    with pytest.raises(LedgerError):
        check_position(account, KEY)
    account.positions[KEY].reserved = -1
    with pytest.raises(LedgerError):
        check_position(account, KEY)


def test_no_customer_can_cause_it_so_it_is_an_assertion() -> None:
    assert issubclass(LedgerError, AssertionError)
