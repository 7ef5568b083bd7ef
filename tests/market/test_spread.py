from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.spread import bands_of, bounds, ceil_to, floor_to, inside, is_us, step_above, step_below, touch
from haero.market.ticks import US_LADDER, on_tick
from haero.terms import US_EXCHANGES, Exchange

exchanges = st.sampled_from(list(Exchange))
mids = st.floats(0.0001, 200_000)
draws = st.integers(0, 255)


def stands(price: Decimal, exchange: Exchange) -> bool:
    """Whether the price is a multiple of the step that holds there."""
    if exchange in US_EXCHANGES:
        return on_tick(price, US_LADDER)
    unit = next(band.unit for band in bands_of(exchange) if price >= Decimal(str(band.start)))
    return price > 0 and price % unit == 0


@given(exchanges, mids, draws, st.booleans())
def test_bid_below_ask_and_both_on_the_steps(exchange: Exchange, mid: float, draw: int, thin: bool) -> None:
    bands = bands_of(exchange)
    best = touch(mid, bands, draw, is_us(exchange), thin)
    between = inside(best, bands)
    assert 0 < best.bid < best.ask
    assert best.bid <= between <= best.ask
    assert all(stands(price, exchange) for price in (best.bid, best.ask, between)), best


@given(exchanges, mids, st.floats(0, 0.1), st.floats(0, 1), draws, st.booleans())
def test_bounds_hold_every_touch(
    exchange: Exchange, low: float, width: float, place: float, draw: int, thin: bool
) -> None:
    bands, us = bands_of(exchange), is_us(exchange)
    high = low * (1 + width)
    down, up = bounds(low, high, bands, us, thin)
    best = touch(min(max(low + (high - low) * place, low), high), bands, draw, us, thin)
    assert floor_to(down, bands) <= best.bid
    assert best.ask <= ceil_to(up, bands)


@given(st.floats(1.1, 10_000), draws)
def test_us_spreads_are_one_to_three_cents_and_wider_outside_the_regular_session(mid: float, draw: int) -> None:
    bands = bands_of(Exchange.NYSE)
    best, thin = touch(mid, bands, draw, True, False), touch(mid, bands, draw, True, True)
    assert best.ask - best.bid in (Decimal("0.01"), Decimal("0.02"), Decimal("0.03"))
    assert thin.ask - thin.bid == 3 * (best.ask - best.bid)
    assert abs(float(best.bid + best.ask) / 2 - mid) <= 0.0101


@pytest.mark.parametrize(
    ("exchange", "mid", "unit"),
    [
        (Exchange.TOKYO, 2800.4, "1"),
        (Exchange.SHANGHAI, 1450.123, "0.01"),
        (Exchange.HO_CHI_MINH, 60_050, "100"),
        (Exchange.HONG_KONG, 7.005, "0.01"),
        (Exchange.HONG_KONG, 600.3, "0.5"),
        (Exchange.NASDAQ, 0.5, "0.0001"),
    ],
)
def test_decimals_that_make_sense(exchange: Exchange, mid: float, unit: str) -> None:
    best = touch(mid, bands_of(exchange), 0, is_us(exchange), False)
    assert best.bid.as_tuple().exponent == Decimal(unit).as_tuple().exponent
    assert best.bid % Decimal(unit) == 0


def test_an_ask_that_crosses_the_dollar_stands_on_cents() -> None:
    best = touch(0.99995, bands_of(Exchange.NYSE), 7, True, False)
    assert (best.bid, best.ask) == (Decimal("0.9998"), Decimal("1.01"))


@pytest.mark.parametrize(
    ("exchange", "price", "below", "above"),
    [
        (Exchange.NYSE, "1.01", "1.00", "1.02"),
        (Exchange.NYSE, "1.00", "0.9999", "1.01"),
        (Exchange.NYSE, "0.9999", "0.9998", "1.0000"),
        (Exchange.NYSE, "0.0001", "0", "0.0002"),
        (Exchange.HONG_KONG, "10.00", "9.99", "10.02"),
        (Exchange.HONG_KONG, "10.02", "10.00", "10.04"),
        (Exchange.TOKYO, "1", "0", "2"),
        (Exchange.HANOI, "100", "0", "200"),
    ],
)
def test_the_next_price_down_and_up(exchange: Exchange, price: str, below: str, above: str) -> None:
    bands = bands_of(exchange)
    assert step_below(Decimal(price), bands) == Decimal(below)
    assert step_above(Decimal(price), bands) == Decimal(above)
