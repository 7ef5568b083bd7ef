"""An order in the hand of a program, and what it must not be taken for."""

from decimal import Decimal

import pytest

import haero
from haero.client.orders.plan import PlanKind
from haero.terms import KST
from tests.client.stage import House

HALVES = ("real", "mock")


@pytest.mark.parametrize("half", HALVES)
def test_an_order_its_revision_and_its_cancellation(new_york: House, half: str) -> None:
    keys = new_york.keys(half)
    with new_york.client(keys) as kis:
        order = kis.buy("AAPL", 10, "150.10")
        assert (order.odno, order.symbol, order.exchange) == ("0000000001", "AAPL", haero.Exchange.NASDAQ)
        assert (order.side, order.type, order.kind) == (haero.Side.BUY, haero.OrderType.LIMIT, PlanKind.ORDER)
        assert (order.quantity, order.price, order.original) == (10, Decimal("150.10"), "")
        assert order.at.isoformat() == "2026-11-21T00:00:00+09:00"
        assert order.at.tzinfo == KST
        assert order.raw["output"]["ODNO"].zfill(10) == order.odno
        assert (order.branch, order.daytime) == (order.raw["output"]["KRX_FWDG_ORD_ORGNO"], False)

        higher = order.revise("151")
        assert (higher.odno, higher.original, higher.price) == ("0000000002", order.odno, Decimal(151))
        less = higher.revise("151.5", 10)
        held = new_york.held(keys).orders
        assert [(one.open, one.price) for one in held.values()] == [
            (0, Decimal("150.10")),
            (0, 151),
            (10, Decimal("151.5")),
        ]
        gone = less.cancel()
        assert (gone.kind, gone.original) == (PlanKind.CANCEL, less.odno)
        assert not any(one.open for one in new_york.held(keys).orders.values())
        with pytest.raises(haero.OrderRejected, match=r"APBK0927|40330000"):
            less.cancel()


def test_plans_send_nothing(new_york: House) -> None:
    keys = new_york.keys()
    with new_york.client(keys) as kis:
        order = kis.buy("AAPL", 10, "150")
        before = len(new_york.asked(keys))
        revision, cancellation = order.revise("151", dry_run=True), order.cancel(dry_run=True)
        assert isinstance(revision, haero.Plan)
        assert (revision.tr_id, cancellation.tr_id) == ("TTTT1004U", "TTTT1004U")
        assert revision.price == 151
        assert cancellation.is_cancel
        assert len(new_york.asked(keys)) == before
        assert kis.open_orders()[0].price == 150


def test_a_reservation_is_not_the_order_of_its_number(seoul: House) -> None:
    """KIS counts both from 1: what is done to one must not be done to the other."""
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        order = kis.buy("TKSE:7203", 100, "2700")
        reserved = kis.reserve.buy("AAPL", 10, "90")
        assert order.odno == reserved.odno == "0000000001"
        before = len(seoul.asked(keys))
        with pytest.raises(haero.BadOrder, match="is a reservation, which KIS does not revise"):
            reserved.revise("91")
        with pytest.raises(haero.BadOrder, match="is a reservation"):
            kis.revise(reserved, "91")
        with pytest.raises(haero.BadOrder, match="is a reservation"):
            kis.cancel(reserved, 5)
        with pytest.raises(haero.BadOrder, match="is no reservation"):
            kis.reserve.cancel(order)
        assert len(seoul.asked(keys)) == before
        cancelled = kis.cancel(reserved)
        assert cancelled.kind is PlanKind.CANCEL_RESERVATION
        with pytest.raises(haero.BadOrder, match="is a reservation"):
            cancelled.cancel()
        with pytest.raises(haero.BadOrder, match="is no reservation"):
            kis.reserve.cancel(cancelled)
        assert [one.open for one in seoul.held(keys).orders.values()] == [100]
        assert [one.cancelled for one in kis.reserve.list()] == [True]
