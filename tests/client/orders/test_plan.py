import json
from decimal import Decimal

import pytest

from haero.client.orders.changing import plan_cancel, plan_revise
from haero.client.orders.placing import plan_order
from haero.client.orders.plan import CANCELS, Original, Plan, PlanKind
from haero.client.orders.types import MarketOnClose
from haero.terms import Currency, Exchange, Side
from tests.client.orders.planned import ACCOUNT, MOCK, PHONE, REAL, shows_no_account

IBM = Original(Exchange.NYSE, "IBM", "4336", 5, Decimal(231), side=Side.SELL)


def plans() -> list[Plan]:
    return [
        plan_order(MOCK, Side.BUY, "AAPL", 10, "185.2"),
        plan_order(REAL, Side.SELL, "AAPL", 3, MarketOnClose()),
        plan_order(REAL, Side.BUY, "TKSE:7203", 100, 2810),
        plan_revise(REAL, IBM, "230.5"),
        plan_cancel(REAL, IBM._replace(side=None)),
    ]


def test_a_plan_tells_itself_in_one_line() -> None:
    order = "/uapi/overseas-stock/v1/trading/order"
    assert [plan.describe() for plan in plans()] == [
        f"mock: buy 10 NASD:AAPL limit 185.20 by VTTT1002U {order}, needs about 1852.00 USD",
        f"real: sell 3 NASD:AAPL market on close by TTTT1006U {order}",
        f"real: buy 100 TKSE:7203 limit 2810 by TTTS0308U {order}, needs about 281000.00 JPY",
        f"real: revise sell 5 NYSE:IBM 230.50 (order 0000004336) by TTTT1004U {order}-rvsecncl, brings about 1152.50 USD",
        f"real: cancel 5 NYSE:IBM (order 0000004336) by TTTT1004U {order}-rvsecncl",
    ]
    assert plans()[0].tag == "buy 10 NASD:AAPL limit 185.20"


def test_nothing_that_is_seen_has_the_account() -> None:
    for plan in plans():
        assert shows_no_account(plan)
        assert ACCOUNT in plan.encoded().decode()
        shown = plan.shown()
        sent = json.loads(plan.encoded())
        assert dict(shown) == sent | {name: "********" for name, text in sent.items() if text in {ACCOUNT, PHONE}}


def test_what_it_costs() -> None:
    assert [(plan.cost, plan.currency) for plan in plans()] == [
        (Decimal("1852.00"), Currency.USD),
        (None, Currency.USD),
        (Decimal(281_000), Currency.JPY),
        (Decimal("1152.5"), Currency.USD),
        (Decimal(0), Currency.USD),
    ]


def test_equal_orders_have_equal_content_and_others_do_not() -> None:
    def content(symbol: str, quantity: int, price: str, side: Side = Side.BUY) -> dict[str, str]:
        return plan_order(REAL, side, symbol, quantity, price).content

    usual = content("AAPL", 10, "185.2")
    assert usual == content("NASDAQ:aapl", 10, "185.200")
    assert usual == {
        "kind": "order", "side": "buy", "exchange": "NASD", "symbol": "AAPL", "quantity": "10", "type": "limit", "price": "185.20",
    }  # fmt: skip
    others = [
        content("AAPL", 11, "185.2"),
        content("AAPL", 10, "185.21"),
        content("NYSE:AAPL", 10, "185.2"),
        content("AAPL", 10, "185.2", Side.SELL),
        plan_order(REAL, Side.SELL, "AAPL", 10, MarketOnClose()).content,
        plan_revise(REAL, Original(Exchange.NASDAQ, "AAPL", "1", 10), "185.2").content,
        plan_cancel(REAL, Original(Exchange.NASDAQ, "AAPL", "1", 10)).content,
        plan_cancel(REAL, Original(Exchange.NASDAQ, "AAPL", "2", 10)).content,
    ]
    assert all(other != usual for other in others)
    assert len({tuple(other.items()) for other in others}) == len(others)


def test_cancellations_are_known() -> None:
    assert [plan.is_cancel for plan in plans()] == [False, False, False, False, True]
    assert {kind for kind in PlanKind if "cancel" in kind.value} == CANCELS


def test_a_plan_does_not_change() -> None:
    with pytest.raises(AttributeError):
        plans()[0].tr_id = "X"  # type: ignore[misc]
