from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.listing.bands import Band, band
from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.market.listing.ticks import ladder_of
from haero.market.prices.spread import (
    Rung,
    Touch,
    bounds,
    ceil_to,
    floor_to,
    inside,
    is_us,
    rungs_of,
    step_above,
    step_below,
    touch,
    within,
)
from haero.rules.ticks import on_tick
from haero.terms import CURRENCY_OF, Exchange

exchanges = st.sampled_from(list(Exchange))
mids = st.floats(0.0001, 200_000)
draws = st.integers(0, 255)


def stock(exchange: Exchange) -> Instrument:
    return Instrument(exchange, "X", "가", "x", CURRENCY_OF[exchange], InstrumentKind.STOCK, 100, 0, Decimal(100))


def steps(exchange: Exchange) -> tuple[Rung, ...]:
    return rungs_of(ladder_of(stock(exchange)))


def stands(price: Decimal, exchange: Exchange) -> bool:
    """Whether the exchange takes the price."""
    return on_tick(price, ladder_of(stock(exchange)))


@given(exchanges, mids, draws, st.booleans())
def test_bid_below_ask_and_both_on_the_steps(exchange: Exchange, mid: float, draw: int, thin: bool) -> None:
    rungs = steps(exchange)
    best = touch(mid, rungs, draw, is_us(exchange), thin)
    between = inside(best, rungs)
    assert 0 < best.bid < best.ask
    assert best.bid <= between <= best.ask
    assert all(stands(price, exchange) for price in (best.bid, best.ask, between)), best


@given(exchanges, mids, st.floats(0, 0.1), st.floats(0, 1), draws, st.booleans())
def test_bounds_hold_every_touch(
    exchange: Exchange, low: float, width: float, place: float, draw: int, thin: bool
) -> None:
    rungs, us = steps(exchange), is_us(exchange)
    high = low * (1 + width)
    down, up = bounds(low, high, rungs, us, thin)
    best = touch(min(max(low + (high - low) * place, low), high), rungs, draw, us, thin)
    assert floor_to(down, rungs) <= best.bid
    assert best.ask <= ceil_to(up, rungs)


@given(st.floats(1.1, 10_000), draws)
def test_us_spreads_are_one_to_three_cents_and_wider_outside_the_regular_session(mid: float, draw: int) -> None:
    rungs = steps(Exchange.NYSE)
    best, thin = touch(mid, rungs, draw, True, False), touch(mid, rungs, draw, True, True)
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
        (Exchange.HONG_KONG, 0.0001, "0.001"),
        (Exchange.TOKYO, 4321.0, "5"),
        (Exchange.NASDAQ, 0.5, "0.0001"),
    ],
)
def test_decimals_that_make_sense(exchange: Exchange, mid: float, unit: str) -> None:
    best = touch(mid, steps(exchange), 0, is_us(exchange), False)
    assert best.bid.as_tuple().exponent == Decimal(unit).as_tuple().exponent
    assert best.bid % Decimal(unit) == 0


def test_an_ask_that_crosses_the_dollar_stands_on_cents() -> None:
    best = touch(0.99995, steps(Exchange.NYSE), 7, True, False)
    assert (best.bid, best.ask) == (Decimal("0.9998"), Decimal("1.01"))


@pytest.mark.parametrize(
    ("exchange", "price", "below", "above"),
    [
        (Exchange.NYSE, "1.01", "1.00", "1.02"),
        (Exchange.NYSE, "1.00", "0.9999", "1.01"),
        (Exchange.NYSE, "0.9999", "0.9998", "1.0000"),
        (Exchange.NYSE, "0.0001", "0", "0.0002"),
        (Exchange.HONG_KONG, "20.00", "19.99", "20.02"),
        (Exchange.HONG_KONG, "20.02", "20.00", "20.04"),
        (Exchange.HONG_KONG, "0.010", "0", "0.011"),
        (Exchange.TOKYO, "1", "0", "2"),
        (Exchange.TOKYO, "3000", "2999", "3005"),
        (Exchange.HO_CHI_MINH, "10000", "9990", "10050"),
        (Exchange.HANOI, "100", "0", "200"),
    ],
)
def test_the_next_price_down_and_up(exchange: Exchange, price: str, below: str, above: str) -> None:
    rungs = steps(exchange)
    assert step_below(Decimal(price), rungs) == Decimal(below)
    assert step_above(Decimal(price), rungs) == Decimal(above)


@given(st.sampled_from([Exchange.TOKYO, Exchange.SHANGHAI, Exchange.HANOI, Exchange.HO_CHI_MINH]), mids, mids, draws)
def test_moved_into_the_limits_a_touch_is_still_one(exchange: Exchange, mid: float, base: float, draw: int) -> None:
    rungs = steps(exchange)
    limits = band(stock(exchange), floor_to(base, rungs))
    assert limits is not None
    if limits.low == limits.high:
        return
    free = touch(mid, rungs, draw, False, False)
    best = within(free, limits, rungs)
    assert limits.low <= best.bid < best.ask <= limits.high
    assert stands(best.bid, exchange)
    assert stands(best.ask, exchange)
    if limits.low <= free.bid and free.ask <= limits.high:
        assert best == free


def test_at_a_limit_one_side_stands_on_it() -> None:
    rungs, limits = steps(Exchange.HO_CHI_MINH), Band(Decimal(9000), Decimal(10050))
    above = Touch(Decimal(12000), Decimal(12050), 1)
    below = Touch(Decimal(5000), Decimal(5010), 1)
    assert within(above, limits, rungs)[:2] == (Decimal(10000), Decimal(10050))
    assert within(below, limits, rungs)[:2] == (Decimal(9000), Decimal(9010))
