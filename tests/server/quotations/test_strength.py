"""체결강도, by where a price lies between low and high."""

from datetime import datetime
from decimal import Decimal

import pytest

from haero.market.prices.bars import Bar
from haero.market.prices.messages import Summary
from haero.server.quotations._strength import bar_strength, day_strength, strength
from tests.makers import D
from tests.support import OPEN_TIME


@pytest.mark.parametrize(
    ("price", "want"), [("100", 20), ("105", 100), ("110", 500), ("107.5", 300), ("99", 20), ("111", 500)]
)
def test_between_low_and_high(price: str, want: int) -> None:
    assert round(strength(D(100), D(110), Decimal(price)), 6) == want


def test_a_single_price_is_even() -> None:
    assert strength(D(5), D(5), D(5)) == 100


def test_of_a_bar_and_of_a_day() -> None:
    bar = Bar(D(100), D(110), D(100), D(105), 1, D(105), datetime.fromisoformat(OPEN_TIME))
    assert bar_strength(bar) == 100
    day = Summary(D(110), D(100), D(110), D(100), D(99), 1, 5, D(500))
    assert round(day_strength(day), 6) == 500
    assert day_strength(Summary(None, D(0), D(0), D(0), D(99), 1, 0, D(0))) == 0
