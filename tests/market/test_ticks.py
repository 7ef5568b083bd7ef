from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.ticks import US_LADDER, ladder_of, on_tick, tick_at
from haero.terms import US_EXCHANGES, Exchange


@pytest.mark.parametrize(
    ("price", "good"),
    [
        ("1", True),
        ("1.00", True),
        ("1.000000", True),
        ("1.01", True),
        ("1.005", False),
        ("182.0001", False),
        ("0.9999", True),
        ("0.99995", False),
        ("0.0001", True),
        ("0.00005", False),
        ("0", False),
        ("-1", False),
        ("NaN", False),
        ("Infinity", False),
        ("1E+30", True),
        ("1E-30", False),
    ],
)
def test_us_prices(price: str, good: bool) -> None:
    assert on_tick(Decimal(price), US_LADDER) is good


def test_ticks_at_the_dollar() -> None:
    assert tick_at(Decimal("0.9999"), US_LADDER) == Decimal("0.0001")
    assert tick_at(Decimal("1"), US_LADDER) == Decimal("0.01")
    with pytest.raises(ValueError, match=r"prices start at 0\.0001"):
        tick_at(Decimal("0.00009"), US_LADDER)


def test_only_the_us_has_a_ladder_today() -> None:
    for exchange in Exchange:
        assert ladder_of(exchange) == (US_LADDER if exchange in US_EXCHANGES else ())
    assert on_tick(Decimal("0.123456"), ())
    assert not on_tick(Decimal(0), ())
    with pytest.raises(ValueError, match="empty"):
        tick_at(Decimal(1), ())


@given(st.integers(1, 10**13))
def test_whole_cents_from_a_dollar_up_and_hundredths_of_a_cent_below(units: int) -> None:
    price = Decimal(units) / 10_000
    assert on_tick(price, US_LADDER) is (units < 10_000 or units % 100 == 0)


@given(st.decimals(min_value="0.0001", max_value=10**9, places=8))
def test_one_tick_from_a_good_price_is_another(price: Decimal) -> None:
    tick = tick_at(price, US_LADDER)
    snapped = price // tick * tick
    assert on_tick(snapped, US_LADDER)
    assert on_tick(snapped + tick, US_LADDER)
    assert on_tick(price, US_LADDER) is (snapped == price)
