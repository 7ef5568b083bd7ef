"""What sends orders: a change of whatever a program has at hand of an order."""

import pytest

import haero
from haero.client.orders.plan import PlanKind
from tests.client.stage import House

HALVES = ("real", "mock")


@pytest.mark.parametrize("half", HALVES)
def test_revised_and_cancelled_by_whatever_is_at_hand(new_york: House, half: str) -> None:
    """What `buy` gave, a row of either list, or a number: also from a program that was started later."""
    keys = new_york.keys(half)
    with new_york.client(keys) as kis:
        odno = kis.buy("AAPL", 10, "150").odno
    with new_york.client(keys) as kis:
        revised = kis.revise(kis.find_order(odno), "151")
        again = kis.revise(kis.open_orders()[0], "152")
        once_more = kis.revise(kis.orders()[-1], "153", 10)
        assert [one.original for one in (revised, again, once_more)] == [odno, revised.odno, again.odno]
        gone = kis.cancel(kis.find_order(once_more.odno.lstrip("0"), "AAPL"))
        assert gone.original == once_more.odno
        with pytest.raises(KeyError):
            kis.find_order("77")
        for number in (odno, 1):
            with pytest.raises(TypeError, match=r"kis\.find_order"):
                kis.cancel(number)  # type: ignore[call-overload]
        assert not kis.open_orders()
    assert [(int(one.price), one.open) for one in new_york.held(keys).orders.values()][:4] == [
        (150, 0), (151, 0), (152, 0), (153, 0),
    ]  # fmt: skip


def test_every_service_by_what_the_order_is(seoul: House) -> None:
    """An order, one of the daytime session and a reservation, each by the call that KIS has for it."""
    keys = seoul.keys()
    with seoul.client(keys) as kis:
        kis.cancel(kis.buy("TKSE:7203", 100, "2700"))
        kis.cancel(kis.daytime.buy("AAPL", 10, "100"))
        assert kis.cancel(kis.reserve.buy("AAPL", 10, "90")).kind is PlanKind.CANCEL_RESERVATION
        plan = kis.revise(kis.daytime.buy("AAPL", 10, "100"), "101", dry_run=True)
        assert isinstance(plan, haero.Plan)
        assert plan.kind is PlanKind.DAYTIME_REVISE
    endings = [one.path.rsplit("/", 1)[-1] for one in seoul.asked(keys) if one.method == "POST"]
    assert endings == [
        "order", "order-rvsecncl", "daytime-order", "daytime-order-rvsecncl", "order-resv", "order-resv-ccnl", "daytime-order",
    ]  # fmt: skip
