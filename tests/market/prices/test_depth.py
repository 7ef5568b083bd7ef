import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from haero.market.listing.bands import Band
from haero.market.prices.depth import DepthLevel, book, sides
from haero.market.prices.messages import Quote
from haero.market.prices.spread import rungs_of
from haero.rules.ticks import TOKYO_STANDARD, US_LADDER
from haero.terms import Exchange

D = Decimal
AT = dt.datetime(2026, 11, 20, 15, 0, 7, tzinfo=dt.UTC)


def best(exchange: Exchange, bid: str, ask: str) -> Quote:
    return Quote(exchange, "ANY", D(bid), 300, D(ask), 500, AT)


@given(st.binary(min_size=64, max_size=64), st.integers(1, 20))
def test_levels_are_steps_away_from_each_other(draws: bytes, lots: int) -> None:
    bids, asks = sides(best(Exchange.NYSE, "1.02", "1.05"), 10, rungs_of(US_LADDER), draws, lots, 100)
    assert [str(price) for price, _ in bids[:5]] == ["1.02", "1.01", "1.00", "0.9999", "0.9998"]
    assert [price for price, _ in asks] == [D("1.05") + D("0.01") * n for n in range(10)]
    assert (bids[0][1], asks[0][1]) == (300, 500)
    assert all(size % 100 == 0 and 100 <= size <= (lots + 9) * 100 for _, size in (*bids[1:], *asks[1:]))


def test_below_the_lowest_step_is_nobody() -> None:
    bids, _ = sides(best(Exchange.TOKYO, "2", "3"), 4, rungs_of(TOKYO_STANDARD.ladder), bytes(64), 5, 100)
    assert bids == [(D(2), 300), (D(1), 100), (D(0), 0), (D(0), 0)]


def test_outside_the_limits_of_the_day_is_nobody() -> None:
    steps = rungs_of(TOKYO_STANDARD.ladder)
    bids, asks = sides(best(Exchange.TOKYO, "101", "102"), 4, steps, bytes(64), 5, 100, Band(D(100), D(103)))
    assert bids == [(D(101), 300), (D(100), 100), (D(0), 0), (D(0), 0)]
    assert asks == [(D(102), 500), (D(103), 100), (D(0), 0), (D(0), 0)]


def test_changes_are_against_the_book_before() -> None:
    now = [(D(2), 300), (D(1), 100)], [(D(3), 50), (D(4), 60)]
    assert book(now, ([(D(2), 200)], [(D(3), 80)])) == [
        DepthLevel(D(2), 300, D(3), 50, 100, -30),
        DepthLevel(D(1), 100, D(4), 60, 100, 60),
    ]
    assert book(([], []), now) == []
