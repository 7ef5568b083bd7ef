"""What an account has and did, as the client tells it: equal to what the broker's books hold."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

import pytest

import haero
from haero.client.results.balance import HoldingTotals
from haero.client.results.money import ProfitTotals, SettledCash, SettledTotals, TradeTotals
from haero.client.results.orders import AlgoTotal
from haero.terms import KST
from tests.client.results.classes import wrong_types
from tests.client.stage import House, Keys

FIRST, SECOND = date(2026, 11, 19), date(2026, 11, 20)
USD = haero.Currency.USD


class Days(NamedTuple):
    """A house in its second day, and an account of each environment that traded on the first."""

    house: House
    real: Keys
    mock: Keys


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    """Thursday 00:00 in Korea: bought 100, sold 50 of them, and a TWAP; then Saturday 00:05, when Friday's US session runs."""
    with House(tmp_path_factory.mktemp("days"), "2026-11-19T10:00:00-05:00") as house:
        house.quote_all()
        found = Days(house, house.keys("real"), house.keys("mock"))
        for keys in found[1:]:
            with house.client(keys) as kis:
                kis.buy("AAPL", 100, "185")
                kis.sell("AAPL", 50, "184.90")
                kis.buy("AAPL", 5, "150")
        house.control("clock", to="2026-11-21T00:05:00+09:00")
        house.quote_all()
        yield found


@pytest.mark.parametrize("half", ["real", "mock"])
def test_holdings(days: Days, half: str) -> None:
    keys = days.real if half == "real" else days.mock
    with days.house.client(keys) as kis:
        rows = kis.account.holdings()
        (row,), (sums,) = rows, rows.also(HoldingTotals)
    (position,) = days.house.held(keys).positions.values()
    assert wrong_types(row) == wrong_types(sums) == []
    assert (row.symbol, row.exchange, row.currency) == ("AAPL", haero.Exchange.NASDAQ, USD)
    assert (row.quantity, row.sellable, row.cost) == (
        position.quantity,
        position.quantity - position.reserved,
        position.cost,
    )
    assert (row.average_price, row.value) == (Decimal(185), row.last_price * row.quantity)
    assert row.profit == row.value - row.cost == sums.profit
    assert (sums.realized_profit, sums.cost) == (position.realised, position.cost)


def test_holdings_of_one_exchange(seoul: House) -> None:
    for half in ("real", "mock"):
        with seoul.client(seoul.keys(half)) as kis:
            kis.buy("TKSE:7203", 100, "2800")
            assert [row.symbol for row in kis.account.holdings("TKSE")] == ["7203"]
            assert kis.account.holdings(haero.Exchange.TOKYO)[0].currency is haero.Currency.JPY
            assert not kis.account.holdings()


def test_settled(days: Days) -> None:
    purse = days.house.held(days.real).cash[USD]
    with days.house.client(days.real) as kis:
        rows = kis.account.settled()
        (row,) = rows
        assert (row.quantity, row.average_price, row.bought, row.sold) == (50, Decimal(185), 0, 0)
        assert wrong_types(row) == []
        cash = {line.currency: line.amount for line in rows.also(SettledCash)}
        assert cash[USD] == purse.balance
        assert wrong_types(rows.also(SettledTotals)[0]) == []
        assert kis.account.settled("2026-11-18").all() == []
        assert kis.account.settled(in_won=True)[0].cost == row.cost * row.exchange_rate


def test_trades(days: Days) -> None:
    with days.house.client(days.real) as kis:
        rows = kis.account.trades()
        assert all(wrong_types(row) == [] for row in rows)
        known = {order.side: order for order in days.house.held(days.real).orders.values() if order.filled}
        assert {row.side for row in rows} == known.keys() == {haero.Side.BUY, haero.Side.SELL}
        for row in rows:
            order = known[row.side]
            assert (row.trade_date, row.quantity, row.amount) == (FIRST, order.filled, order.amount)
            sign = 1 if row.side is haero.Side.BUY else -1
            assert row.settled_amount == order.amount + sign * row.commission
            assert row.settlement_date == SECOND
        (sums,) = rows.also(TradeTotals)
        assert sums.bought == sum(row.won_amount for row in rows if row.side is haero.Side.BUY)
        assert len(kis.account.trades(FIRST, "20261119", symbol="AAPL", side="sell")) == 1
        assert len(kis.account.trades("2026-11-20")) == 0


def test_profits(days: Days) -> None:
    (position,) = days.house.held(days.real).positions.values()
    with days.house.client(days.real) as kis:
        rows = kis.account.profits()
        (row,), (sums,) = rows, rows.also(ProfitTotals)
        assert wrong_types(row) == wrong_types(sums) == []
        assert row.profit == sums.profit == position.realised
        assert (row.trade_date, row.quantity, row.price, row.average_cost) == (
            FIRST,
            50,
            Decimal("184.9"),
            Decimal(185),
        )
        assert row.profit == row.amount - row.cost - row.fees
        assert kis.account.profits(currency="USD")[0] == row
        assert kis.account.profits("2026-11-20").all() == kis.account.profits(exchange="TKSE").all() == []


def test_margins(days: Days) -> None:
    purses = days.house.held(days.real).cash
    with days.house.client(days.real) as kis:
        rows = kis.account.margins()
    assert all(wrong_types(row) == [] for row in rows)
    by_country = {row.country: row for row in rows if row.currency}
    assert by_country["미국"].usable == purses[USD].available
    assert by_country["일본"].cash == purses[haero.Currency.JPY].balance
    assert rows[-1].currency is None


def test_won_cash(days: Days) -> None:
    for keys in days[1:]:
        with days.house.client(keys) as kis:
            cash = kis.account.won_cash()
        assert wrong_types(cash) == []
        assert cash.cash == days.house.held(keys).cash[haero.Currency.KRW].available


def test_slices_of_twap_and_vwap_after_midnight_in_korea(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Their day is that of New York: at 00:10 in Korea that is yesterday's."""
    with House(tmp_path_factory.mktemp("slices"), "2026-11-20T10:00:00-05:00") as house:
        house.quote_all()
        keys = house.keys()
        with house.client(keys) as kis:
            order = kis.buy("AAPL", 100, haero.Twap("185"))
            house.control("clock", advance="PT10M")
            (row,) = kis.account.algo_orders()
            fills = kis.account.algo_fills(order)
            (total,) = fills.also(AlgoTotal)
            assert (
                wrong_types(row) == wrong_types(total) == [wrong for fill in fills for wrong in wrong_types(fill)] == []
            )
            known = house.held(keys).orders[1]
            assert (
                known.filled == row.filled_quantity == total.filled_quantity == sum(fill.quantity for fill in fills) > 0
            )
            assert (row.odno, row.type, row.branch) == (order.odno, haero.OrderType.TWAP, order.branch)
            assert total.filled_amount == known.amount == sum(fill.amount for fill in fills)
            assert (total.fills, fills[0].sequence, total.time) == (len(fills), 1, time(0, 0))
            assert kis.account.algo_fills(row) == kis.account.algo_fills(order.odno, "2026-11-20") == fills
            house.control("clock", to="2026-11-21T20:00:00+09:00")
            kis.account.won_cash()  # so that the client knows the time
            assert kis.account.algo_fills(order)[0] == fills[0]  # the order knows its day
            assert kis.account.algo_orders().all() == []


@pytest.mark.parametrize("half", ["real", "mock"])
def test_without_dates_the_running_day_and_nothing_older(days: Days, half: str) -> None:
    """00:05 in Korea: the US session of yesterday's date runs; what was traded in the one before is older."""
    keys = days.real if half == "real" else days.mock
    with days.house.client(keys) as kis:
        kis.account.won_cash()
        assert kis.orders().all() == kis.fills().all() == []
        order = kis.buy("AAPL", 1, "185")
        resting = kis.buy("AAPL", 1, "150")
        assert [row.odno for row in kis.fills()] == [order.odno]
        assert [row.odno for row in kis.orders()] == [order.odno, resting.odno]
        assert {row.trade_date for row in kis.orders()} == {SECOND}
        assert {row.trade_date for row in kis.orders("2026-11-19")} == {FIRST, SECOND}
        assert len(kis.fills(FIRST, FIRST)) == 2
        assert kis.orders()[0].at == datetime(2026, 11, 21, 0, 5, tzinfo=KST)
        assert [row.odno for row in kis.open_orders()] == [resting.odno]
        for one in kis.open_orders():
            kis.cancel(one)


@pytest.mark.parametrize("call", ["settled", "trades", "profits", "margins", "algo_orders"])
def test_what_mock_lacks_names_what_to_ask(days: Days, call: str) -> None:
    with days.house.client(days.mock) as kis:
        with pytest.raises(haero.NotOnMock, match=r"kis\.|mock takes no TWAP"):
            getattr(kis.account, call)().all()
        with pytest.raises(haero.NotOnMock):
            kis.account.algo_fills("1").all()
    assert not days.house.asked(days.mock, "algo-ordno")
