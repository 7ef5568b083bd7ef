"""The US daytime session (주간거래), and the orders of it from placing to the end."""

from decimal import Decimal

import pytest

import haero
from haero.client.orders.plan import PlanKind
from tests.client.stage import House


def test_ordered_revised_and_cancelled(seoul: House) -> None:
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        order = kis.daytime.buy("AAPL", 10, "100")
        assert (order.kind, order.daytime, order.price) == (PlanKind.DAYTIME, True, Decimal(100))
        revised = order.revise("101.5")
        assert (revised.kind, revised.daytime) == (PlanKind.DAYTIME_REVISE, True)
        assert seoul.held(keys).orders[2].price == Decimal("101.5")
        assert [row.odno for row in kis.open_orders()] == [revised.odno]
        kis.cancel(revised)
        assert not kis.open_orders()
    endings = [one.path.rsplit("/", 1)[-1] for one in seoul.asked(keys) if one.method == "POST"]
    assert endings == ["daytime-order", "daytime-order-rvsecncl", "daytime-order-rvsecncl"]


def test_bought_and_sold(seoul: House) -> None:
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        kis.daytime.buy("AAPL", 10, haero.Limit("185"))
        kis.daytime.sell("AAPL", 4, "184.9")
        assert [(row.side, row.quantity) for row in kis.fills()] == [("buy", 10), ("sell", 4)]
        assert kis.daytime.sell("AAPL", 6, "184.9", dry_run=True).kind is PlanKind.DAYTIME
    assert seoul.held(keys).positions["NASDAQ:AAPL"].quantity == 6


def test_what_it_does_not_take(seoul: House, new_york: House) -> None:
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        for symbol, kind in (("AAPL", haero.LimitOnClose("185")), ("TKSE:7203", haero.Limit("2800"))):
            with pytest.raises(haero.BadOrder):
                kis.daytime.buy(symbol, 100, kind)
    assert seoul.asked(keys) == []
    with seoul.client(seoul.keys("mock")) as kis, pytest.raises(haero.BadOrder, match="on the real account only"):
        kis.daytime.buy("AAPL", 10, "100")
    with new_york.client(new_york.keys()) as kis, pytest.raises(haero.OrderRejected):
        kis.daytime.buy("AAPL", 10, "100")  # at midnight
