"""Cut-offs and ends of orders on the open and on the close."""

from datetime import timedelta

import pytest

from haero.desk.auctions import AUCTION_TYPES, ON_CLOSE, ON_OPEN, check_change, check_entry, expiry
from haero.desk.reasons import Reason, Refusal
from haero.terms import OrderType
from tests.makers import AUCTIONS

INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize("kind", sorted(AUCTION_TYPES))
def test_an_order_comes_before_its_auctions_cut_off(kind: OrderType) -> None:
    cut_off = AUCTIONS.open_entry if kind in ON_OPEN else AUCTIONS.close_entry
    assert check_entry(kind, AUCTIONS, cut_off - INSTANT) is AUCTIONS
    with pytest.raises(Refusal) as caught:
        check_entry(kind, AUCTIONS, cut_off)
    assert caught.value.reason is Reason.ENTRY_CLOSED


@pytest.mark.parametrize("kind", sorted(AUCTION_TYPES))
def test_an_order_is_changed_before_its_auctions_cut_off(kind: OrderType) -> None:
    cut_off = AUCTIONS.open_cancel if kind in ON_OPEN else AUCTIONS.close_cancel
    check_change(kind, AUCTIONS, cut_off - INSTANT)
    with pytest.raises(Refusal) as caught:
        check_change(kind, AUCTIONS, cut_off)
    assert caught.value.reason is Reason.ENTRY_CLOSED


def test_other_orders_know_no_cut_off() -> None:
    check_change(OrderType.LIMIT, AUCTIONS, AUCTIONS.close_deadline)
    check_change(OrderType.TWAP, None, AUCTIONS.close_deadline)


def test_an_exchange_without_auctions_offers_no_such_order() -> None:
    with pytest.raises(Refusal) as caught:
        check_entry(OrderType.LIMIT_ON_CLOSE, None, AUCTIONS.opens)
    assert caught.value.reason is Reason.TYPE_NOT_OFFERED


def test_an_order_waits_for_a_print_that_is_late() -> None:
    for kind in ON_OPEN:
        assert expiry(kind, AUCTIONS) == AUCTIONS.closes
    for kind in ON_CLOSE:
        assert expiry(kind, AUCTIONS) == AUCTIONS.close_deadline > AUCTIONS.closes
