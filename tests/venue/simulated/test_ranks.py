"""The levels of one side: the best price through any storm, what is forgotten, and who learns its place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.venue.simulated.ranks import FEW_EMPTY_LEVELS, UNKNOWN_QUEUE, Level, Ranks, Resting
from tests.makers import D

BOTH_SIDES = pytest.mark.parametrize("buys", [True, False])


@given(st.booleans(), st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 30)), max_size=150))
def test_the_best_price_is_known_through_any_storm(buys: bool, storm: list[tuple[bool, bool, int]]) -> None:
    ranks, alive = Ranks(buys=buys), list[tuple[Resting, Level]]()
    for number, (add, odd, value) in enumerate(storm):
        if add or not alive:
            order = Resting(number, buys, D(value), 1, 0, odd)
            alive.append((order, ranks.add(order)))
        else:
            ranks.remove(*alive.pop(value % len(alive)))
        empty = [level for level in ranks.levels.values() if not (level.orders or level.odd_lots)]
        assert ranks._empty == len(empty)  # else they are forgotten too late, or for nothing
        prices = [order.price for order, _ in alive]
        if prices:
            assert ranks.best == (max(prices) if buys else min(prices))
            assert ranks.top is ranks.levels[ranks.best]
        else:
            assert ranks.top is None
            assert not ranks.better(ranks.best, D("0.01" if buys else "1E9"))
        for order, level in alive:
            assert ranks.levels[order.price] is level
            assert order.number in (level.odd_lots or () if order.at_limit else level.orders)


@BOTH_SIDES
def test_with_nobody_no_price_is_reached(buys: bool) -> None:
    ranks = Ranks(buys=buys)
    assert not ranks.better(ranks.best, Decimal(0))
    assert ranks.better(D("1E9") if buys else Decimal(0), ranks.best)


@BOTH_SIDES
def test_emptied_prices_are_not_kept_for_ever(buys: bool) -> None:
    """Prices that come and go behind a standing order leave little behind, on either side of it."""
    ranks = Ranks(buys=buys)
    ranks.add(Resting(0, True, D(5_000), 1))
    for cents in range(1, 10_000):
        order = Resting(cents, True, D(cents), 1, UNKNOWN_QUEUE)
        level = ranks.add(order)
        if cents != 5_000:
            ranks.unknown[order.price] = level
        ranks.remove(order, level)
        assert len(ranks.levels) <= FEW_EMPTY_LEVELS * 2 + 2
        assert not ranks.unknown
    assert (ranks.best, len(ranks.levels[D(5_000)].orders)) == (D(5_000), 1)


def test_an_emptied_price_may_be_used_again_and_goes_when_it_would_be_the_best() -> None:
    ranks = Ranks(buys=True)
    best, second, third = (Resting(number, True, D(price), 1) for number, price in enumerate((10, 9, 8)))
    top = ranks.add(best)
    ranks.remove(second, ranks.add(second))
    assert ranks._empty == 1
    again = ranks.add(second)
    assert ranks._empty == 0
    ranks.add(third)
    ranks.remove(second, again)
    ranks.remove(best, top)
    assert (ranks.best, list(ranks.levels), ranks._empty) == (D(8), [D(8)], 0)


def test_the_newest_orders_of_a_level_learn_together_and_the_older_ones_keep_their_place() -> None:
    ranks = Ranks(buys=True)
    orders = [
        Resting(1, True, D(10), 1, 70),
        Resting(2, True, D(10), 1, UNKNOWN_QUEUE),
        Resting(3, True, D(10), 1, UNKNOWN_QUEUE),
    ]
    for order in orders:
        level = ranks.add(order)
    level.traded = 30
    ranks.unknown[level.price] = level
    ranks.learn(level, 100)
    assert [order.threshold for order in orders] == [70, 130, 130]
    assert not ranks.unknown
