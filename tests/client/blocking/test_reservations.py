"""Reservations (예약주문): placed, listed and taken back, of the US and of Asia."""

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

import haero
from haero.client.orders.plan import PlanKind
from tests.client.results.classes import wrong_types
from tests.client.stage import House

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("region", "symbol", "price", "ending"),
    [
        ("us", "AAPL", "90", "order-resv-ccnl"),
        ("us", "NYSE:IBM", "90", "order-resv-ccnl"),
        ("asia", "TKSE:7203", "2700", "order-resv"),
        ("asia", "SEHK:700", "400", "order-resv"),
    ],
)
def test_placed_listed_and_taken_back(
    seoul: House, region: Literal["us", "asia"], symbol: str, price: str, ending: str
) -> None:
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        bought = kis.reserve.buy(symbol, 100, price)
        assert (bought.kind, bought.quantity, bought.price) == (PlanKind.RESERVE, 100, Decimal(price))
        (row,) = kis.reserve.list(region=region)
        assert wrong_types(row) == []
        assert (row.number, row.exchange, row.symbol) == (bought.odno, bought.exchange, bought.symbol)
        assert (row.quantity, row.price, row.side, row.taken_on) == (100, Decimal(price), haero.Side.BUY, TODAY)
        assert (row.cancelled, row.odno, row.at, row.type) == (False, None, bought.at, haero.OrderType.LIMIT)
        assert list(kis.reserve.list("2026-11-19", "2026-11-19", region=region)) == []
        cancelled = kis.reserve.cancel(row)
        assert cancelled.kind is PlanKind.CANCEL_RESERVATION
        assert [one.cancelled for one in kis.reserve.list(region=region)] == [True]
        with pytest.raises(haero.OrderRejected):
            bought.cancel()
    assert [one for one in seoul.asked(keys) if one.method == "POST"][1].path.endswith("/" + ending)


def test_by_its_number_from_a_program_that_was_started_later(seoul: House) -> None:
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        first, second = kis.reserve.buy("AAPL", 10, "90"), kis.reserve.buy("TKSE:7203", 100, "2700")
    with seoul.client(keys) as kis:
        with pytest.raises(TypeError, match="needs its symbol and the day"):
            kis.reserve.cancel(first.odno)
        kis.reserve.cancel(first.odno, "AAPL", TODAY)
        kis.reserve.cancel(second.odno, "TKSE:7203", second.at.date())
        assert [row.cancelled for row in (*kis.reserve.list(), *kis.reserve.list(region="asia"))] == [True, True]


def test_sold_for_the_opening_auction(seoul: House) -> None:
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        kis.daytime.buy("AAPL", 10, "185")
        assert kis.reserve.sell("AAPL", 10, haero.MarketOnOpen(), dry_run=True).price is None
        order = kis.reserve.sell("AAPL", 10, haero.MarketOnOpen())
        assert (order.price, order.type, order.side) == (None, haero.OrderType.MARKET_ON_OPEN, haero.Side.SELL)
        (row,) = kis.reserve.list()
        assert (row.type, row.side) == (order.type, order.side)


def test_of_mock(seoul: House) -> None:
    """Mock has reservations, but no list of them."""
    keys = seoul.keys("mock")
    with seoul.client(keys) as kis:
        order = kis.reserve.buy("AAPL", 10, "90")
        with pytest.raises(haero.NotOnMock, match="keep the numbers"):
            kis.reserve.list().all()
        order.cancel()
        with pytest.raises(haero.OrderRejected):
            order.cancel()
