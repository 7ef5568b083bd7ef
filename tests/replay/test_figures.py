from decimal import Decimal

import pytest
from msgspec.structs import replace

from haero.desk.orders import Order, OrderStatus
from haero.replay.figures import FillFigures, Outcome, joint_slippage, outcome_of, share, slippage
from haero.terms import Side
from tests.makers import ALICE, counter

D = Decimal


def order(quantity: int, filled: int, open: int, status: OrderStatus) -> Order:
    desk = counter()
    made = desk.state.accounts[ALICE].orders[desk.buy(quantity)]
    return replace(made, filled=filled, open=open, status=status)


@pytest.mark.parametrize(
    ("filled", "open", "status", "outcome"),
    [
        (10, 0, OrderStatus.FILLED, Outcome.FILLED),
        (4, 0, OrderStatus.CANCELLED, Outcome.PARTLY),
        (4, 0, OrderStatus.EXPIRED, Outcome.PARTLY),
        (0, 0, OrderStatus.CANCELLED, Outcome.CANCELLED),
        (0, 0, OrderStatus.EXPIRED, Outcome.EXPIRED),
        (0, 0, OrderStatus.REVISED, Outcome.REVISED),
        (0, 0, OrderStatus.REJECTED, Outcome.REJECTED),
        (4, 6, OrderStatus.PARTLY_FILLED, Outcome.OPEN),
        (0, 10, OrderStatus.ACCEPTED, Outcome.OPEN),
    ],
)
def test_each_order_has_one_outcome(filled: int, open: int, status: OrderStatus, outcome: Outcome) -> None:
    assert outcome_of(order(10, filled, open, status)) is outcome


def test_positive_is_worse_on_both_sides() -> None:
    assert slippage(Side.BUY, D("101"), D("100")) == 100
    assert slippage(Side.SELL, D("101"), D("100")) == -100
    assert slippage(Side.BUY, D("99.5"), D("100")) == -50
    assert slippage(Side.BUY, D("99.5"), None) is None
    assert slippage(Side.BUY, D("99.5"), D(0)) is None


def test_orders_weigh_what_they_are_worth() -> None:
    # 300 at 101 for 100, 100 sold at 50 for 50: 300 worse of 30,000 + 5,000.
    dear, even = FillFigures(Side.BUY, 300, D(30_300), D(100)), FillFigures(Side.SELL, 100, D(5_000), D(50))
    assert joint_slippage([dear, even]) == D(300) / 35_000 * 10_000
    assert joint_slippage([dear]) == slippage(Side.BUY, D(101), D(100))
    assert joint_slippage([FillFigures(Side.BUY, 300, D(30_300), None), FillFigures(Side.BUY, 0, D(0), D(100))]) is None


def test_a_share_of_nothing_is_none() -> None:
    assert share(50, 200) == D("0.25")
    assert share(50, 0) is None
