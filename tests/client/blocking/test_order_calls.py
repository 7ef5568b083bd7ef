"""Buying, selling, revising and cancelling: every order type, every exchange, by what a program has at hand."""

from datetime import time
from decimal import Decimal

import pytest

import haero
from haero.client.orders.types import AnyKind
from haero.desk.orders import OrderStatus as Standing
from tests.client.stage import QUOTES, House

HALVES = ("real", "mock")
RICH = dict.fromkeys(("USD", "HKD", "CNY", "JPY", "VND"), "100000000")
ASIA = [symbol for symbol in QUOTES if symbol.split(":")[0] not in ("NASD", "NYSE", "AMEX")]
US = [symbol for symbol in QUOTES if symbol not in ASIA]
KINDS: list[AnyKind] = [
    haero.Limit("190"), haero.LimitOnClose("190"), haero.MarketOnClose(), haero.Twap("190"), haero.Vwap("190"),
    haero.Vwap("190", start=time(1, 0), until=time(2, 0)), haero.Twap("190", start=time(1, 0), until=time(2, 0)),
]  # fmt: skip


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("symbol", QUOTES)
def test_all_nine_exchanges(new_york: House, seoul: House, half: str, symbol: str) -> None:
    """Bought at the ask, sold at the bid: filled, and the books say the same as the client."""
    house = seoul if symbol in ASIA else new_york
    keys = house.keys(half, RICH)
    bid, ask = QUOTES[symbol]
    with house.client(keys) as kis:
        bought, sold = kis.buy(symbol, 200, ask), kis.sell(symbol, 100, bid)
        first, second = kis.fills(symbol=symbol)
        assert (first.odno, second.odno) == (bought.odno, sold.odno)
        held = house.held(keys)
        for row, order, price in ((first, bought, ask), (second, sold, bid)):
            known = held.orders[int(order.odno)]
            assert (row.quantity, row.amount, row.status) == (known.filled, known.amount, haero.OrderStatus.FILLED)
            assert (row.price, row.order_price, row.side) == (Decimal(price), known.price, known.side)
            assert (row.exchange, row.symbol, row.trade_date) == (known.exchange, known.symbol, known.trade_date)
            assert row.at == known.accepted_at.replace(microsecond=0) == order.at
        (position,) = held.positions.values()
        (holding,) = kis.account.holdings(row.exchange)
        assert (holding.symbol, holding.quantity, holding.cost) == (position.symbol, 100, position.cost)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_order_types_of_the_running_session(new_york: House, kind: AnyKind) -> None:
    keys = new_york.keys()
    with new_york.client(keys) as kis:
        kis.buy("AAPL", 30, "185")
        order = kis.sell("AAPL", 10, kind)
        known = new_york.held(keys).orders[2]
        assert (order.type, known.type, known.open) == (kind.type, kind.type, 10)
        assert order.price == kind.limit
        assert kis.open_orders()[0].odno == order.odno
        if kind.type in (haero.OrderType.TWAP, haero.OrderType.VWAP):
            with pytest.raises(haero.BadOrder, match="revise"):
                order.revise("191")
        order.cancel()
        assert new_york.held(keys).orders[2].status is Standing.CANCELLED


def test_odd_lots_of_hong_kong(seoul: House) -> None:
    """Those for the auction are of the US alone, odd lots of Hong Kong alone."""
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        kis.buy("SEHK:700", 100, "410")
        odd = kis.sell("SEHK:700", 50, haero.OddLot("409.8"))
        assert seoul.held(keys).orders[2].type is haero.OrderType.ODD_LOT_LIMIT
        assert odd.symbol == "00700"
        for wrong in (haero.LimitOnOpen("410"), haero.Twap("410")):
            with pytest.raises(haero.BadOrder, match="SEHK"):
                kis.sell("SEHK:700", 100, wrong)


@pytest.mark.parametrize("kind", [haero.LimitOnOpen("190"), haero.MarketOnOpen()], ids=repr)
def test_orders_for_the_opening_auction(before_the_open: House, kind: AnyKind) -> None:
    keys = before_the_open.keys()
    with before_the_open.client(keys) as kis:
        kis.buy("AAPL", 10, "185")
        order = kis.sell("AAPL", 10, kind)
        assert before_the_open.held(keys).orders[2].type is order.type is kind.type
        if kind.limit is None:
            with pytest.raises(haero.BadOrder):
                kis.buy("AAPL", 10, kind)


def test_mock_takes_limits_only_and_says_so(new_york: House) -> None:
    keys = new_york.keys("mock")
    with new_york.client(keys) as kis:
        for kind in (*KINDS[1:], haero.LimitOnOpen("190"), haero.MarketOnOpen(), haero.OddLot("190")):
            with pytest.raises(haero.BadOrder, match="mock account takes limit orders only"):
                kis.sell("AAPL", 10, kind)
    assert new_york.asked(keys) == []


@pytest.mark.parametrize("half", HALVES)
def test_the_same_key_is_the_same_order(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    with new_york.client(keys) as kis:
        first = kis.buy("AAPL", 10, "150", key="rebalance/AAPL")
        assert kis.buy("AAPL", 10, haero.Limit("150.00"), key="rebalance/AAPL") == first
        with pytest.raises(haero.KeyConflict):
            kis.buy("AAPL", 11, "150", key="rebalance/AAPL")
    with new_york.client(keys) as kis:  # a program that was started again
        assert kis.buy("AAPL", 10, "150", key="rebalance/AAPL").odno == first.odno
    assert len(new_york.held(keys).orders) == 1


@pytest.mark.parametrize("half", HALVES)
def test_a_dry_run_says_all_and_sends_nothing(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    with new_york.client(keys) as kis:
        plan = kis.buy("AAPL", 10, "185.20", dry_run=True)
        assert (plan.tr_id, plan.path) == (
            "TTTT1002U" if half == "real" else "VTTT1002U", "/uapi/overseas-stock/v1/trading/order",
        )  # fmt: skip
        assert (plan.cost, plan.currency, plan.quantity) == (Decimal(1852), haero.Currency.USD, 10)
        assert plan.checks
        assert keys.account[:8] not in plan.describe() + repr(plan) + str(plan.shown())
        assert keys.account[:8] in plan.encoded().decode()
    assert new_york.asked(keys) == []


def test_a_collar_on_mock_is_held_against_the_last_price(new_york: House) -> None:
    """There is no book on mock, and the refusal must not speak of one."""
    with new_york.client(new_york.keys("mock"), limits=haero.Limits(collar="0.05")) as kis:
        last = kis.quote("AAPL").last
        with pytest.raises(haero.LimitExceeded, match="over the last price"):
            kis.buy("AAPL", 1, int(last * 2))
        kis.buy("AAPL", 1, int(last))
    with new_york.client(new_york.keys(), limits=haero.Limits(collar="0.05")) as kis:
        with pytest.raises(haero.LimitExceeded, match="over the ask 185"):
            kis.buy("AAPL", 1, 300)


def test_own_limits(new_york: House) -> None:
    keys = new_york.keys()
    limits = haero.Limits(max_quantity=100, max_notional={"USD": 10_000}, collar="0.05", per_minute=3)
    with new_york.client(keys, limits=limits) as kis:
        assert kis.limits == limits
        for quantity, price, limit in ((101, "1", "max_quantity"), (100, "150", "max_notional"), (1, "195", "collar")):
            with pytest.raises(haero.LimitExceeded) as told:
                kis.buy("AAPL", quantity, price)
            assert told.value.limit == limit
            assert len(kis.open_orders()) == 0
        orders = [kis.buy("AAPL", 1, "150") for _ in range(3)]
        with pytest.raises(haero.LimitExceeded, match="per_minute"):
            kis.buy("AAPL", 1, "150")
        for order in orders:
            order.cancel()
        kis.limits = None
        kis.buy("AAPL", 101, "150")
    assert len(new_york.held(keys).orders) == 7
