"""The print of an auction: one price, market orders first, then limits by price and time, never more than was printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.desk.orders import Order
from haero.terms import Action, OrderType, Side
from haero.venue.simulated.auction import AuctionBook
from haero.venue.simulated.book import Fill
from tests.makers import ALICE, BOB, CLOSE, NASDAQ, NOW, TODAY, D

BUY, SELL = Side.BUY, Side.SELL


def order(number: int, side: Side, price: str, quantity: int = 10) -> Order:
    return Order(
        number, Action.NEW, 0, NASDAQ, "AAPL", side, OrderType.LIMIT_ON_OPEN, quantity, D(price), NOW, TODAY, CLOSE, "pre", quantity
    )  # fmt: skip


def book(*orders: tuple[int, Side, str | None, int]) -> AuctionBook:
    made = AuctionBook()
    for number, side, price, quantity in orders:
        made.join(ALICE, order(number, side, price or "0", quantity), limited=price is not None)
    return made


def test_all_fill_at_one_price() -> None:
    found = book((1, SELL, None, 5), (2, BUY, "183.00", 7), (3, SELL, "181.00", 9)).cross(D("182.00"), 100)
    assert {(fill.number, fill.quantity, fill.price) for fill in found.fills} == {
        (1, 5, D("182.00")), (2, 7, D("182.00")), (3, 9, D("182.00")),
    }  # fmt: skip
    assert found.unfilled == []


@pytest.mark.parametrize(
    ("side", "limit", "fills"),
    [(SELL, "182.00", True), (SELL, "182.01", True), (SELL, "182.02", False), (BUY, "182.01", True), (BUY, "182.00", False)],
)  # fmt: skip
def test_a_limit_takes_part_at_the_auctions_price_or_a_better_one(side: Side, limit: str, fills: bool) -> None:
    found = book((1, side, limit, 10)).cross(D("182.01"), 100)
    assert [fill.price for fill in found.fills] == ([D("182.01")] if fills else [])
    assert found.unfilled == ([] if fills else [(ALICE, 1)])


def test_orders_without_a_limit_go_first_then_the_better_limit_then_the_earlier_order() -> None:
    orders = [(1, SELL, "181.00", 40), (2, SELL, "180.00", 40), (3, SELL, "181.00", 40), (4, SELL, None, 40)]
    found = book(*orders).cross(D("182.00"), 130)
    assert [(fill.number, fill.quantity) for fill in found.fills] == [(4, 40), (2, 40), (1, 40), (3, 10)]
    assert found.unfilled == [(ALICE, 3)]


def test_each_side_and_each_account_gets_the_whole_print() -> None:
    made = book((1, SELL, None, 80), (2, BUY, "200", 80))
    made.join(BOB, order(1, SELL, "1", 120), limited=True)
    found = made.cross(D("182.00"), 100)
    assert found.fills == [
        Fill(ALICE, 1, 80, D("182.00")), Fill(ALICE, 2, 80, D("182.00")), Fill(BOB, 1, 100, D("182.00")),
    ]  # fmt: skip
    assert found.unfilled == [(BOB, 1)]


def test_what_left_before_is_not_there() -> None:
    made = book((1, SELL, None, 80), (2, SELL, None, 20))
    made.reduce(ALICE, 1, 30)
    made.reduce(ALICE, 2, 20)
    assert len(made) == 1
    assert [(fill.number, fill.quantity) for fill in made.cross(D(1), 100).fills] == [(1, 50)]
    assert len(made) == 0


LIMITS = st.one_of(st.none(), st.integers(90, 110).map(Decimal))
ORDERS = st.lists(st.tuples(st.sampled_from(Side), LIMITS, st.integers(1, 50)), max_size=20)


@given(ORDERS, st.integers(95, 105).map(Decimal), st.integers(1, 200))
def test_the_rules_of_an_auction(orders: list[tuple[Side, Decimal | None, int]], price: Decimal, size: int) -> None:
    made = AuctionBook()
    for number, (side, limit, quantity) in enumerate(orders, 1):
        made.join(ALICE, order(number, side, str(limit or 0), quantity), limited=limit is not None)
    found = made.cross(price, size)
    got = {fill.number: fill.quantity for fill in found.fills}
    for side in Side:
        wants = [(n, limit, q) for n, (s, limit, q) in enumerate(orders, 1) if s is side]
        able = [
            (n, limit, q) for n, limit, q in wants
            if limit is None or (limit >= price if side is BUY else limit <= price)
        ]  # fmt: skip
        assert sum(got.get(n, 0) for n, _, _ in wants) == min(size, sum(q for _, _, q in able))
        # Nobody gets a share while somebody with an earlier right still wants one.
        sign = -1 if side is BUY else 1
        able.sort(key=lambda one: (one[1] is not None, sign * (one[1] or 0), one[0]))
        whole = [got.get(n, 0) == q for n, _, q in able]
        first_short = whole.index(False) if False in whole else len(whole)
        assert not any(got.get(n, 0) for n, _, _ in able[first_short + 1 :])
    assert {number for _, number in found.unfilled} == {n for n, (_, _, q) in enumerate(orders, 1) if got.get(n, 0) < q}
