"""A real day: IBM on 2013-10-07. Its auctions always, from a few minutes of it; the whole day where HAERO_MARKET_DATA names it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from haero.broker.broker import Broker
from haero.desk.commands import PlaceOrder
from haero.desk.orders import Order, OrderStatus
from haero.house.house import House
from haero.terms import Currency, Exchange, OrderType, Side
from tests.makers import ALICE, D, event_rows, house

NYSE = Exchange.NYSE
BUY, SELL = Side.BUY, Side.SELL
T = OrderType
MINUTES = Path(__file__).parent / "data" / "replay" / "ibm-20131007-auctions.csv.gz"
FOLDER = os.environ.get("HAERO_MARKET_DATA", "")
DAY = Path(FOLDER) / "IBM-20131007.csv.gz"
whole_day = pytest.mark.skipif(not (FOLDER and DAY.is_file()), reason="HAERO_MARKET_DATA names no folder with the day")


def utc(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2013, 10, 7, hour, minute, second, tzinfo=UTC)


@contextmanager
def replay(folder: Path, recording: Path) -> Iterator[House]:
    rich = {Currency.USD: Decimal(10**9)}
    with house(folder, market=f"replay:{recording}", at=utc(12, 31).isoformat(), cash=rich) as made:
        yield made


def send(broker: Broker, kind: OrderType, side: Side, quantity: int, price: str, **more: Any) -> int:
    receipt = broker.submit(PlaceOrder(ALICE, NYSE, "IBM", side, kind, quantity, D(price), **more))
    return int(receipt.event.number)


def orders(broker: Broker) -> dict[int, Order]:
    return broker.desk.account(ALICE).orders


def hold(broker: Broker, quantity: int) -> None:
    """Buys in pre-market at the shown price, until there is enough."""
    number = send(broker, T.LIMIT, BUY, quantity, "183.00")
    broker.move_clock(utc(12, 35))
    assert orders(broker)[number].filled == quantity


def filled_at(broker: Broker, number: int) -> tuple[int, Decimal, datetime]:
    (done,) = (done for done in broker.desk.account(ALICE).executions if done.number == number)
    return done.quantity, done.price, done.at


@pytest.mark.parametrize("recording", [MINUTES, pytest.param(DAY, marks=whole_day)], ids=["minutes", "day"])
def test_orders_fill_at_the_official_opening_and_closing_prints(tmp_path: Path, recording: Path) -> None:
    with replay(tmp_path / "d", recording) as made:
        broker = made.broker
        hold(broker, 400)
        moo, loo = send(broker, T.MARKET_ON_OPEN, SELL, 100, "0"), send(broker, T.LIMIT_ON_OPEN, BUY, 100, "182.00")
        low = send(broker, T.LIMIT_ON_OPEN, BUY, 100, "181.99")
        broker.move_clock(utc(13, 30, 30))
        opening = 100, D("182.00"), datetime(2013, 10, 7, 13, 30, 16, 893_000, tzinfo=UTC)
        assert filled_at(broker, moo) == filled_at(broker, loo) == opening
        assert orders(broker)[low].status is OrderStatus.EXPIRED
        moc, loc = send(broker, T.MARKET_ON_CLOSE, SELL, 100, "0"), send(broker, T.LIMIT_ON_CLOSE, SELL, 100, "182.00")
        high = send(broker, T.LIMIT_ON_CLOSE, SELL, 100, "182.02")
        broker.move_clock(utc(20, 1))
        assert {orders(broker)[number].open for number in (moc, loc, high)} == {100}
        broker.move_clock(utc(20, 2))
        closing = 100, D("182.01"), datetime(2013, 10, 7, 20, 1, 4, 221_000, tzinfo=UTC)
        assert filled_at(broker, moc) == filled_at(broker, loc) == closing
        assert (orders(broker)[high].status, orders(broker)[high].filled) == (OrderStatus.EXPIRED, 0)


def test_the_auctions_give_no_more_than_they_printed(tmp_path: Path) -> None:
    """138,862 shares at the open; the account asks for 200,000."""
    with replay(tmp_path / "d", MINUTES) as made:
        number = send(made.broker, T.LIMIT_ON_OPEN, BUY, 200_000, "190.00")
        made.broker.move_clock(utc(13, 31))
        assert filled_at(made.broker, number)[:2] == (138_862, D("182.00"))


@whole_day
def test_twap_and_vwap_come_close_to_the_days_own_figures(tmp_path: Path) -> None:
    """A TWAP over an hour against the mean of its minutes; a VWAP to the close against the volume-weighted price of its time."""
    with replay(tmp_path / "d", DAY) as made:
        broker = made.broker
        broker.move_clock(utc(13, 35))
        twap = send(broker, T.TWAP, BUY, 6000, "190.00", starts=time(23), ends=time(0))
        vwap = send(broker, T.VWAP, BUY, 6000, "190.00")
        broker.move_clock(utc(20, 0))
        bars = broker.market.source.minutes(broker.market.instrument(NYSE, "IBM"), utc(19, 59, 59), 400, 1)
        hour = [bar.close for bar in bars if utc(14, 0) <= bar.start < utc(15, 0)]
        rest = [bar for bar in bars if utc(13, 35) <= bar.start < utc(20, 0)]
        assert len(hour) == 60
        mean = sum(hour, D(0)) / 60
        weighted = sum((bar.amount for bar in rest), D(0)) / sum(bar.volume for bar in rest)
        found = orders(broker)
        assert found[twap].filled == found[vwap].filled == 6000
        assert abs(found[twap].average_price / mean - 1) < D("0.0003"), (found[twap].average_price, mean)
        assert abs(found[vwap].average_price / weighted - 1) < D("0.0005"), (found[vwap].average_price, weighted)


def work(folder: Path) -> list[tuple[Any, ...]]:
    """A thousand orders of every type over the whole day."""
    with replay(folder, DAY) as made:
        broker, random = made.broker, Random(7)
        hold(broker, 400)
        for number in range(1000):
            if number == 300:
                broker.move_clock(utc(13, 45))
            late = number >= 300
            kind = random.choice([T.LIMIT] * 12 + ([T.LIMIT_ON_CLOSE, T.TWAP, T.VWAP] if late else [T.LIMIT_ON_OPEN]))
            send(broker, kind, BUY, random.randrange(1, 300), str(D(random.randrange(18_000, 18_300)) / 100))
        broker.move_clock(datetime(2013, 10, 8, 0, 0, tzinfo=UTC))
        assert not broker.desk.account(ALICE).working
        assert {order.type for order in orders(broker).values()} >= {T.LIMIT, T.LIMIT_ON_OPEN, T.TWAP, T.VWAP}
        assert len(orders(broker)) == 1001
    return event_rows(folder)


@whole_day
def test_a_day_with_a_thousand_orders_is_the_same_twice(tmp_path: Path) -> None:
    first, second = work(tmp_path / "a"), work(tmp_path / "b")
    assert len(first) > 3000
    assert first == second
