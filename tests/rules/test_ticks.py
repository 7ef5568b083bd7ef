"""The ladders themselves; tests/market/listing/test_ticks.py holds their prices against the exchanges' own tables."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from haero.rules.ticks import LADDERS, TABLES, US_LADDER, PriceLadder, TickTable, nearest_prices, on_tick, tick_at
from haero.terms import US_EXCHANGES, Exchange


@pytest.mark.parametrize("table", TABLES)
def test_steps_rise_and_each_stands_on_the_tick_before_it(table: TickTable) -> None:
    ladder = table.ladder
    for (start, tick), (next_start, next_tick) in pairwise(ladder):
        assert start < next_start
        assert next_start % tick == 0
        assert next_start % next_tick == 0
    assert ladder[0][0] % ladder[0][1] == 0


@pytest.mark.parametrize(
    ("price", "good"),
    [
        ("1.000000", True),
        ("1.005", False),
        ("182.0001", False),
        ("0", False),
        ("-1", False),
        ("NaN", False),
        ("Infinity", False),
        ("1E+30", True),
        ("1E-30", False),
    ],
)
def test_odd_numbers(price: str, good: bool) -> None:
    assert on_tick(Decimal(price), US_LADDER) is good


def test_ticks_at_the_dollar() -> None:
    assert tick_at(Decimal("0.9999"), US_LADDER) == Decimal("0.0001")
    assert tick_at(Decimal("1"), US_LADDER) == Decimal("0.01")
    with pytest.raises(ValueError, match=r"prices start at 0\.0001"):
        tick_at(Decimal("0.00009"), US_LADDER)


def test_without_a_ladder_any_positive_price_will_do() -> None:
    assert on_tick(Decimal("0.123456"), ())
    assert not on_tick(Decimal(0), ())
    with pytest.raises(ValueError, match="empty"):
        tick_at(Decimal(1), ())


@given(st.sampled_from(TABLES), st.decimals(min_value="100", max_value=10**9, places=8))
def test_one_tick_from_a_good_price_is_another(table: TickTable, price: Decimal) -> None:
    ladder = table.ladder
    tick = tick_at(price, ladder)
    snapped = price // tick * tick
    assert on_tick(snapped, ladder)
    assert on_tick(snapped + tick, ladder)
    assert on_tick(price, ladder) is (snapped == price)


def test_every_exchange_has_the_ladders_of_its_tables() -> None:
    assert set(LADDERS) == set(Exchange)
    for exchange, ladders in LADDERS.items():
        assert ladders == tuple(table.ladder for table in TABLES if exchange in table.exchanges)
    assert all(LADDERS[exchange] == (US_LADDER,) for exchange in US_EXCHANGES)


@pytest.mark.parametrize(
    ("exchange", "price", "nearest"),
    [
        (Exchange.NASDAQ, "185.205", "185.20 185.21"),
        (Exchange.NASDAQ, "0.99995", "0.9999 1"),
        (Exchange.NASDAQ, "0.00001", "0.0001"),
        (Exchange.TOKYO, "3000.5", "3000 3001"),  # the fine ladder's steps, the standard one has 3000 and 3005
        (Exchange.TOKYO, "999.95", "999.9 1000"),
        (Exchange.HONG_KONG, "410.15", "410.1 410.2"),  # ETPs go by 0.1 there, stocks by 0.2
        (Exchange.HONG_KONG, "100.07", "100.05 100.1"),  # ETPs' 100.05, both have 100.10
        (Exchange.SHANGHAI, "9.9995", "9.999 10.000"),
        (Exchange.HO_CHI_MINH, "49995", "49990 50000"),
        (Exchange.HANOI, "0.5", "1"),
    ],
)
def test_the_nearest_prices(exchange: Exchange, price: str, nearest: str) -> None:
    assert nearest_prices(Decimal(price), LADDERS[exchange]) == tuple(Decimal(one) for one in nearest.split())


def takes(price: Decimal, ladders: tuple[PriceLadder, ...]) -> bool:
    return any(on_tick(price, ladder) for ladder in ladders)


EXCHANGES = st.sampled_from(list(Exchange))
PRICES = st.decimals(min_value="0.00001", max_value=10**8, places=5)


@given(EXCHANGES, PRICES)
def test_the_nearest_are_right_and_on_either_side(exchange: Exchange, price: Decimal) -> None:
    ladders = LADDERS[exchange]
    nearest = nearest_prices(price, ladders)
    assert 1 <= len(nearest) <= 2
    assert all(takes(one, ladders) for one in nearest)
    assert nearest == (price,) if takes(price, ladders) else nearest[-1] > price
    assert len(nearest) == 1 or nearest[0] < price < nearest[1]


@given(EXCHANGES, PRICES, st.decimals(min_value=0, max_value=1, places=5))
def test_nothing_nearer_is_right(exchange: Exchange, price: Decimal, part: Decimal) -> None:
    ladders = LADDERS[exchange]
    nearest = nearest_prices(price, ladders)
    assume(len(nearest) == 2)
    between = round(nearest[0] + (nearest[1] - nearest[0]) * part, 5)
    assume(nearest[0] < between < nearest[1])
    assert not takes(between, ladders)


@given(
    EXCHANGES,
    st.decimals(min_value="0.00001", max_value="0.1", places=5),
    st.decimals(min_value=0, max_value=1, places=5),
)
def test_one_price_alone_means_that_there_is_none_below(exchange: Exchange, price: Decimal, part: Decimal) -> None:
    ladders = LADDERS[exchange]
    assume(len(nearest_prices(price, ladders)) == 1 and not takes(price, ladders))
    assert not takes(round(price * part, 5), ladders)
