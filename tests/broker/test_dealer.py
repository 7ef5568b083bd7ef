"""Between desk and floor: what is on its way, what falls due. Whole lives are in test_broker and venue/simulated/test_floor."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from haero.desk.commands import CancelOrder
from haero.desk.events import OrderExecuted
from haero.desk.orders import OrderStatus
from haero.terms import Exchange, OrderType
from tests.makers import ALICE, NASDAQ, NOW, D, Ear, house, place

LATE = timedelta(milliseconds=400)


def test_an_order_meets_the_market_when_it_arrives(tmp_path: Path) -> None:
    with house(tmp_path, order_latency_ms=400) as opened:
        broker = opened.broker
        heard: list[object] = []
        Ear(broker, lambda at, account, event: heard.append((at, type(event))))
        broker.post_quote(NASDAQ, "AAPL", D("99.00"), 100, D("100.00"), 100)
        broker.submit(place(quantity=10, price="100.00"))
        broker.move_clock(NOW + LATE / 2)
        assert broker.state.accounts[ALICE].orders[1].filled == 0
        broker.move_clock(NOW + LATE)
        assert (NOW + LATE, OrderExecuted) in heard
        assert broker.state.accounts[ALICE].orders[1].status is OrderStatus.FILLED


def test_an_order_that_is_taken_back_on_its_way_never_arrives(tmp_path: Path) -> None:
    with house(tmp_path, order_latency_ms=400) as opened:
        broker = opened.broker
        broker.post_quote(NASDAQ, "AAPL", D("99.00"), 100, D("100.00"), 100)
        broker.submit(place(quantity=10, price="100.00"))
        broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", 1, 0))
        broker.move_clock(NOW + 2 * LATE)
        order = broker.state.accounts[ALICE].orders[1]
        assert (order.filled, order.status) == (0, OrderStatus.CANCELLED)
        assert not broker.floor.venue.waits((NASDAQ, "AAPL"))


def test_an_order_on_its_way_at_a_restart_arrives_at_its_time(tmp_path: Path) -> None:
    with house(tmp_path, order_latency_ms=400) as opened:
        opened.broker.submit(place(quantity=10, price="100.00"))
    with house(tmp_path, order_latency_ms=400) as opened:
        broker = opened.broker
        broker.post_quote(NASDAQ, "AAPL", D("99.00"), 100, D("100.00"), 100)
        assert broker.state.accounts[ALICE].orders[1].open == 10
        broker.move_clock(NOW + LATE)
        assert broker.state.accounts[ALICE].orders[1].filled == 10


@pytest.mark.parametrize("resting", [False, True])
def test_a_slice_takes_nothing_in_a_lunch_break(tmp_path: Path, resting: bool) -> None:
    """Hong Kong rests from 12:00 to 13:00: what it showed at noon is no offer at half past."""
    noon = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
    start, place_of = noon - timedelta(minutes=10), Exchange.HONG_KONG
    with house(tmp_path, market="synthetic", at=start.isoformat()) as opened:
        broker, times = opened.broker, list[datetime]()
        Ear(broker, lambda at, account, event: times.append(at) if isinstance(event, OrderExecuted) else None)
        quote = broker.market.quote(place_of, "00005", start)
        assert quote is not None
        price = str(quote.ask)
        if resting:  # the account has a book that has seen the market
            broker.submit(place(quantity=400, price="1.00", exchange=place_of, symbol="00005"))
        broker.submit(place(quantity=4_000, price=price, exchange=place_of, symbol="00005", type=OrderType.TWAP))
        broker.move_clock(noon + timedelta(minutes=59))
        assert any(at < noon for at in times)
        assert [at for at in times if at > noon + timedelta(seconds=1)] == []
