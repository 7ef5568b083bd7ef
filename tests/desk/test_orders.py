from collections.abc import Callable

import pytest

from haero.desk.orders import OrderStatus
from haero.terms import Action
from tests.makers import ALICE, CLOSE, NOW, TODAY, Counter, D, counter


def test_an_accepted_order_is_whole_and_open() -> None:
    desk = counter()
    order = desk.state.accounts[ALICE].orders[desk.buy(10, "100.00")]
    assert (order.number, order.action, order.original) == (1, Action.NEW, 0)
    assert (order.quantity, order.open, order.filled, order.status) == (10, 10, 0, OrderStatus.ACCEPTED)
    assert (order.accepted_at, order.trade_date, order.expires, order.session) == (NOW, TODAY, CLOSE, "regular")
    assert (order.average_price, order.reserved) == (D(0), D("1002.50"))


def test_average_price_is_the_mean_of_the_executions() -> None:
    desk = counter()
    number = desk.buy(10, "100.00")
    desk.fill(number, 3, "99.00")
    desk.fill(number, 1, "100.00")
    order = desk.state.accounts[ALICE].orders[number]
    assert (order.amount, order.filled, order.average_price) == (D("397.00"), 4, D("99.25"))


def _fill_part(desk: Counter, number: int) -> None:
    desk.fill(number, 4, "100.00")


def _fill_rest(desk: Counter, number: int) -> None:
    desk.fill(number, desk.state.accounts[ALICE].orders[number].open, "100.00")


def _revise_part(desk: Counter, number: int) -> None:
    desk.revise(number, 1, "99.00")


def _revise_rest(desk: Counter, number: int) -> None:
    desk.revise(number, desk.state.accounts[ALICE].orders[number].open, "99.00")


def _cancel_part(desk: Counter, number: int) -> None:
    desk.cancel(number, 1)


def _cancel_rest(desk: Counter, number: int) -> None:
    desk.cancel(number)


def _expire(desk: Counter, number: int) -> None:
    desk.expire(number)


def _reject(desk: Counter, number: int) -> None:
    desk.reject(number, "halted")


Step = Callable[[Counter, int], None]


@pytest.mark.parametrize("side", ["buy", "sell"])
@pytest.mark.parametrize(
    ("steps", "status", "left", "filled"),
    [
        ([], OrderStatus.ACCEPTED, 10, 0),
        ([_fill_part], OrderStatus.PARTLY_FILLED, 6, 4),
        ([_fill_rest], OrderStatus.FILLED, 0, 10),
        ([_fill_part, _fill_rest], OrderStatus.FILLED, 0, 10),
        ([_revise_part], OrderStatus.ACCEPTED, 9, 0),
        ([_revise_rest], OrderStatus.REVISED, 0, 0),
        ([_fill_part, _revise_rest], OrderStatus.REVISED, 0, 4),
        ([_cancel_part], OrderStatus.ACCEPTED, 9, 0),
        ([_cancel_rest], OrderStatus.CANCELLED, 0, 0),
        ([_fill_part, _cancel_part], OrderStatus.PARTLY_FILLED, 5, 4),
        ([_fill_part, _cancel_rest], OrderStatus.CANCELLED, 0, 4),
        ([_cancel_part, _fill_rest], OrderStatus.FILLED, 0, 9),
        ([_expire], OrderStatus.EXPIRED, 0, 0),
        ([_fill_part, _expire], OrderStatus.EXPIRED, 0, 4),
        ([_reject], OrderStatus.REJECTED, 0, 0),
        ([_fill_part, _reject], OrderStatus.REJECTED, 0, 4),
    ],
)
def test_every_way_that_an_order_can_go(
    side: str, steps: list[Step], status: OrderStatus, left: int, filled: int
) -> None:
    desk = counter()
    if side == "sell":
        desk.fill(desk.buy(10, "100.00"), 10, "100.00")
    number = desk.buy(10, "100.00") if side == "buy" else desk.sell(10, "100.00")
    for step in steps:
        step(desk, number)
    account = desk.state.accounts[ALICE]
    order = account.orders[number]
    assert (order.status, order.open, order.filled) == (status, left, filled)
    assert (number in account.working) == (left > 0)


def test_a_revision_is_an_order_of_its_own_that_works_on() -> None:
    desk = counter()
    original = desk.buy(10, "100.00")
    number = desk.revise(original, 4, "101.00")
    order = desk.state.accounts[ALICE].orders[number]
    assert (number, order.action, order.original) == (original + 1, Action.REVISE, original)
    assert (order.quantity, order.open, order.price, order.status) == (4, 4, D("101.00"), OrderStatus.ACCEPTED)


def test_a_cancellation_is_an_order_of_its_own_that_never_works() -> None:
    desk = counter()
    original = desk.buy(10, "100.00")
    account = desk.state.accounts[ALICE]
    order = account.orders[desk.cancel(original, 4)]
    assert (order.action, order.original, order.quantity, order.open) == (Action.CANCEL, original, 4, 0)
    assert order.status is OrderStatus.CANCELLED
    assert list(account.working) == [original]


def test_a_rejected_order_says_why() -> None:
    desk = counter()
    number = desk.buy()
    desk.reject(number, "halted")
    assert desk.state.accounts[ALICE].orders[number].reason == "halted"
