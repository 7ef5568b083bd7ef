"""Which orders there are, at which price, and how long they work."""

from datetime import time, timedelta

import pytest

from haero.desk.entry import Working, check_limit, check_revision, check_type, working_time
from haero.desk.orders import Order
from haero.desk.reasons import Reason, Refusal
from haero.terms import Action, Exchange, OrderType, Side
from tests.makers import AUCTIONS, CLOSE, NASDAQ, NOW, OPEN, TODAY, D, hours, listing, place

BUY, SELL = Side.BUY, Side.SELL
T = OrderType
BEFORE = OPEN - timedelta(minutes=30)


def order(kind: OrderType) -> Order:
    return Order(1, Action.NEW, 0, NASDAQ, "AAPL", BUY, kind, 10, D(1), NOW, TODAY, CLOSE, "regular", 10)


@pytest.mark.parametrize(
    ("kind", "side", "exchange", "offered"),
    [
        (T.LIMIT, BUY, Exchange.TOKYO, True),
        (T.LIMIT_ON_OPEN, BUY, NASDAQ, True),
        (T.LIMIT_ON_CLOSE, BUY, NASDAQ, True),
        (T.MARKET_ON_OPEN, BUY, NASDAQ, False),
        (T.MARKET_ON_CLOSE, BUY, NASDAQ, False),
        (T.MARKET_ON_OPEN, SELL, NASDAQ, True),
        (T.MARKET_ON_CLOSE, SELL, NASDAQ, True),
        (T.ODD_LOT_LIMIT, SELL, Exchange.HONG_KONG, True),
        (T.ODD_LOT_LIMIT, BUY, Exchange.HONG_KONG, False),
        (T.ODD_LOT_LIMIT, SELL, Exchange.TOKYO, False),
    ],
)
def test_what_is_offered_where(kind: OrderType, side: Side, exchange: Exchange, offered: bool) -> None:
    command = place(side, type=kind, exchange=exchange)
    if offered:
        check_type(command)
        return
    with pytest.raises(Refusal) as caught:
        check_type(command)
    assert caught.value.reason is Reason.TYPE_NOT_OFFERED


def test_an_order_without_a_limit_has_no_price() -> None:
    check_limit(place(SELL, type=T.MARKET_ON_OPEN, price="0"), listing())
    for kind, price in ((T.MARKET_ON_OPEN, "100.00"), (T.LIMIT_ON_OPEN, "0"), (T.TWAP, "0")):
        with pytest.raises(Refusal) as caught:
            check_limit(place(SELL, type=kind, price=price), listing())
        assert caught.value.reason is Reason.BAD_PRICE


def test_how_long_an_order_works() -> None:
    pre = hours(session="pre")
    assert working_time(place(), pre, BEFORE) == Working(CLOSE)
    assert working_time(place(type=T.LIMIT_ON_OPEN), pre, BEFORE) == Working(CLOSE)
    assert working_time(place(type=T.LIMIT_ON_CLOSE), pre, BEFORE) == Working(AUCTIONS.close_deadline)
    assert working_time(place(type=T.TWAP), pre, BEFORE) == Working(CLOSE, OPEN, True)
    timed = place(type=T.VWAP, starts=time(0), ends=time(1))
    half = timedelta(minutes=30)
    assert working_time(timed, pre, BEFORE) == Working(OPEN + 3 * half, OPEN + half, False)


def test_what_comes_too_late() -> None:
    for kind, now in ((T.LIMIT_ON_OPEN, OPEN), (T.MARKET_ON_CLOSE, CLOSE), (T.TWAP, CLOSE)):
        with pytest.raises(Refusal) as caught:
            working_time(place(type=kind), hours(), now)
        assert caught.value.reason is Reason.ENTRY_CLOSED


def test_what_can_be_revised() -> None:
    check_revision(order(T.LIMIT), hours(), CLOSE)
    check_revision(order(T.LIMIT_ON_CLOSE), hours(), NOW)
    for kind in (T.TWAP, T.VWAP, T.MARKET_ON_OPEN, T.MARKET_ON_CLOSE):
        with pytest.raises(Refusal) as caught:
            check_revision(order(kind), hours(), NOW)
        assert caught.value.reason is Reason.NOT_REVISABLE
    with pytest.raises(Refusal) as caught:
        check_revision(order(T.LIMIT_ON_CLOSE), hours(), AUCTIONS.close_cancel)
    assert caught.value.reason is Reason.ENTRY_CLOSED
