"""An order as a program holds it: of its receipt alone."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from haero.client.core.accepted import Accepted
from haero.client.core.facts import OrderFacts
from haero.client.core.ordering import Receipt
from haero.client.errors import BadOrder
from haero.client.orders.changing import plan_cancel
from haero.client.orders.plan import Original, Plan, PlanKind
from haero.client.orders.reserving import plan_reservation
from haero.client.orders.types import MarketOnOpen
from haero.kis.replies import decode
from haero.kis.reply_types import OrderReply
from haero.terms import KST, Exchange, OrderType, Side
from tests.client.core.stage import SEAT, a_buy, taken

NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def facts(time: str = "120001", at: datetime = NOON, plan: Plan | None = None, key: str = "k") -> OrderFacts:
    content = (plan or a_buy()).content
    return OrderFacts(None, Receipt(key, content, "42", "01790", time, at, decode(OrderReply, taken().body)))


@pytest.mark.parametrize(
    ("time", "answered", "at"),
    [
        ("120001", NOON, "2026-11-20 12:00:01"),
        ("235959", datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC), "2026-11-20 23:59:59"),
        ("000001", datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC), "2026-11-21 00:00:01"),
        ("", NOON, "2026-11-20 12:00:00"),
        ("25:00", NOON, "2026-11-20 12:00:00"),
    ],
)
def test_when_it_was_taken(time: str, answered: datetime, at: str) -> None:
    """KIS says no date: the day nearest to when it answered, also about midnight."""
    found = facts(time, answered).at
    assert f"{found:%Y-%m-%d %H:%M:%S}" == at
    assert found.utcoffset() == NOON.astimezone(KST).utcoffset()


def test_what_was_asked_for() -> None:
    order = facts()
    assert (order.odno, order.branch, order.key, order.kind) == ("0000000042", "01790", "k", PlanKind.ORDER)
    assert (order.symbol, order.exchange, order.side, order.quantity) == ("AAPL", Exchange.NASDAQ, Side.BUY, 10)
    assert (order.price, order.type, order.original, order.daytime) == (Decimal("100.00"), OrderType.LIMIT, "", False)
    assert order.raw["output"]["KRX_FWDG_ORD_ORGNO"] == "01790"
    assert repr(order) == "OrderFacts(0000000042: order buy 10 AAPL 100.00, 2026-11-20 12:00:01 KST)"


def test_an_order_without_a_limit_has_no_price() -> None:
    order = facts(plan=a_buy(10, MarketOnOpen(), side=Side.SELL))
    assert order.price is None
    assert order.type is OrderType.MARKET_ON_OPEN
    assert "sell 10 AAPL," in repr(order)


def test_it_can_be_changed_and_taken_back() -> None:
    original = facts().as_original()
    assert original == Original(
        Exchange.NASDAQ, "AAPL", "0000000042", 10, Decimal("100.00"), False, Side.BUY, OrderType.LIMIT
    )
    reservation = facts(
        "000001",
        datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC),
        plan_reservation(SEAT, Side.BUY, "AAPL", 10, "100.00"),
    )
    reserved = reservation.as_reserved()
    assert (reserved.number, f"{reserved.received}") == ("0000000042", "2026-11-21")
    cancel = facts(plan=plan_cancel(SEAT, original))
    assert (cancel.kind, cancel.original) == (PlanKind.CANCEL, "0000000042")
    with pytest.raises(BadOrder):
        facts().as_reserved()
    with pytest.raises(BadOrder):
        reservation.as_original()


def test_equal_is_the_same_order() -> None:
    assert facts() == facts()
    assert hash(facts()) == hash(facts())
    assert facts() != facts(key="other")
    assert facts() != "0000000042"


def test_accepted_holds_it() -> None:
    match Accepted(facts()):
        case Accepted(order, seen):
            assert order == facts()
            assert seen is None
    assert Accepted(facts()) == Accepted(facts())
    assert Accepted(facts()) != facts()
    assert len({Accepted(facts()), Accepted(facts())}) == 1
    assert repr(Accepted(facts())).startswith("Accepted(OrderFacts(0000000042")
