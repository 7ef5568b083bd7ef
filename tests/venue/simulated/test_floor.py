"""How orders of each type meet the market, through a broker: auctions, TWAP and VWAP, order latency."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haero.broker.broker import Broker
from haero.desk.commands import CancelOrder, PlaceOrder, ReviseOrder
from haero.desk.events import ChildSent, Event, OrderExecuted, OrderExpired
from haero.desk.orders import Order, OrderStatus
from haero.desk.reasons import Reason, Refusal
from haero.house.house import House
from haero.market.prices.messages import Auction
from haero.terms import Currency, Exchange, OrderType, Side
from tests.makers import ALICE, CLOSE, NASDAQ, OPEN, D, Ear, house
from tests.recordings import written

T = OrderType
BUY, SELL = Side.BUY, Side.SELL
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
BEFORE = OPEN - timedelta(minutes=30)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[House]:
    """A manual market, half an hour before the open; ALICE holds 1,000 AAPL bought at 100."""
    with house(tmp_path / "d", at=BEFORE.isoformat(), cash={Currency.USD: D(1_000_000)}) as made:
        show(made.broker, "99.99", "100.00")
        send(made.broker, T.LIMIT, BUY, 900, "100.00")
        yield made


@pytest.fixture
def broker(opened: House) -> Broker:
    return opened.broker


def show(broker: Broker, bid: str, ask: str, size: int = 1000) -> None:
    broker.post_quote(NASDAQ, "AAPL", D(bid), size, D(ask), size)


def trade(broker: Broker, price: str, size: int = 1000, auction: Auction | None = None) -> None:
    broker.post_print(NASDAQ, "AAPL", D(price), size, *([auction] if auction else []))


def send(broker: Broker, kind: OrderType, side: Side, quantity: int, price: str, **more: Any) -> int:
    receipt = broker.submit(PlaceOrder(ALICE, NASDAQ, "AAPL", side, kind, quantity, D(price), **more))
    number = receipt.event.number
    assert isinstance(number, int)
    return number


def order(broker: Broker, number: int) -> Order:
    return broker.desk.account(ALICE).orders[number]


def fills(broker: Broker, number: int) -> list[tuple[int, Decimal]]:
    return [(done.quantity, done.price) for done in broker.desk.account(ALICE).executions if done.number == number]


def recorded(broker: Broker) -> list[tuple[datetime, Event]]:
    happened: list[tuple[datetime, Event]] = []
    Ear(broker, lambda at, account, event: happened.append((at, event)))
    return happened


def ended(broker: Broker, number: int) -> tuple[int, OrderStatus]:
    found = order(broker, number)
    return found.filled, found.status


# Auctions


def test_the_first_regular_print_of_a_market_that_marks_none_is_the_opening(broker: Broker) -> None:
    moo = send(broker, T.MARKET_ON_OPEN, SELL, 100, "0")
    loo = send(broker, T.LIMIT_ON_OPEN, SELL, 100, "101.01")
    trade(broker, "99.00")  # pre-market: not the opening
    assert order(broker, moo).open == 100
    broker.move_clock(OPEN + SECOND)
    trade(broker, "101.00", size=500)
    assert fills(broker, moo) == [(100, D("101.00"))]
    assert ended(broker, loo) == (0, OrderStatus.EXPIRED)


def test_a_marked_print_is_the_opening_at_any_moment(broker: Broker) -> None:
    loo = send(broker, T.LIMIT_ON_OPEN, BUY, 100, "101.00")
    trade(broker, "100.50", auction=Auction.OPEN)
    assert fills(broker, loo) == [(100, D("100.50"))]


def test_the_last_regular_print_of_a_market_that_marks_none_is_the_closing(broker: Broker) -> None:
    moc = send(broker, T.MARKET_ON_CLOSE, SELL, 100, "0")
    at, above = (send(broker, T.LIMIT_ON_CLOSE, SELL, 100, price) for price in ("101.00", "101.01"))
    broker.move_clock(CLOSE - MINUTE)
    trade(broker, "105.00", size=500)
    broker.move_clock(CLOSE - SECOND)
    trade(broker, "101.00", size=500)
    assert order(broker, moc).open == 100
    happened = recorded(broker)
    broker.move_clock(CLOSE + MINUTE)
    assert fills(broker, moc) == [(100, D("101.00"))] == fills(broker, at)
    assert ended(broker, above) == (0, OrderStatus.EXPIRED)
    assert [(at, type(event)) for at, event in happened[:3]] == [
        (CLOSE, OrderExecuted), (CLOSE, OrderExecuted), (CLOSE, OrderExpired),
    ]  # fmt: skip
    assert {done.session for done in broker.desk.account(ALICE).executions if done.number in (moc, at)} == {"regular"}


def test_without_a_print_there_is_no_auction(broker: Broker) -> None:
    moo, moc = send(broker, T.MARKET_ON_OPEN, SELL, 10, "0"), send(broker, T.MARKET_ON_CLOSE, SELL, 10, "0")
    broker.move_clock(CLOSE + MINUTE)
    assert ended(broker, moo) == ended(broker, moc) == (0, OrderStatus.EXPIRED)
    assert broker.desk.account(ALICE).positions["NASDAQ:AAPL"].reserved == 0


def test_an_auction_gives_no_more_than_it_printed_and_the_rest_expires(broker: Broker) -> None:
    moo = send(broker, T.MARKET_ON_OPEN, SELL, 900, "0")
    broker.move_clock(OPEN)
    trade(broker, "101.00", size=300)
    assert fills(broker, moo) == [(300, D("101.00"))]
    assert ended(broker, moo) == (300, OrderStatus.EXPIRED)


def test_resting_orders_take_part_at_the_auctions_price_behind_those_that_came_for_it(broker: Broker) -> None:
    resting = send(broker, T.LIMIT, BUY, 100, "99.50")
    loo = send(broker, T.LIMIT_ON_OPEN, BUY, 60, "99.20")
    broker.move_clock(OPEN)
    trade(broker, "99.10", size=100, auction=Auction.OPEN)
    assert fills(broker, loo) == [(60, D("99.10"))]
    assert fills(broker, resting) == [(40, D("99.10"))]


def test_an_auction_order_meets_no_other_price(broker: Broker) -> None:
    loc = send(broker, T.LIMIT_ON_CLOSE, BUY, 10, "120.00")
    broker.move_clock(OPEN)
    show(broker, "99.00", "99.01")
    trade(broker, "99.00")
    assert order(broker, loc).open == 10


def test_cut_offs(broker: Broker) -> None:
    loo, loc = send(broker, T.LIMIT_ON_OPEN, BUY, 10, "90.00"), send(broker, T.LIMIT_ON_CLOSE, BUY, 10, "90.00")
    broker.move_clock(OPEN - SECOND)
    for ask in (
        lambda: send(broker, T.MARKET_ON_OPEN, SELL, 10, "0"),
        lambda: broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", loo, 0)),
        lambda: broker.submit(ReviseOrder(ALICE, NASDAQ, "AAPL", loo, 10, D("91.00"))),
    ):
        with pytest.raises(Refusal) as caught:
            ask()
        assert caught.value.reason is Reason.ENTRY_CLOSED
    revised = broker.submit(ReviseOrder(ALICE, NASDAQ, "AAPL", loc, 10, D("91.00"))).event.number
    assert order(broker, revised).expires > CLOSE
    broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", revised, 4))
    broker.move_clock(CLOSE - SECOND)
    trade(broker, "91.00")
    for ask in (
        lambda: send(broker, T.LIMIT_ON_CLOSE, BUY, 10, "90.00"),
        lambda: broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", revised, 0)),
    ):
        with pytest.raises(Refusal) as caught:
            ask()
        assert caught.value.reason is Reason.ENTRY_CLOSED
    broker.move_clock(CLOSE)
    assert fills(broker, revised) == [(6, D("91.00"))]


def test_an_auction_order_waits_on_after_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    with house(folder, at=BEFORE.isoformat()) as first:
        loo = send(first.broker, T.LIMIT_ON_OPEN, BUY, 10, "101.00")
        loc = send(first.broker, T.LIMIT_ON_CLOSE, BUY, 10, "101.00")
    with house(folder, at=BEFORE.isoformat()) as second:
        broker = second.broker
        broker.move_clock(OPEN)
        trade(broker, "100.00")
        assert fills(broker, loo) == [(10, D("100.00"))]
        broker.move_clock(CLOSE)
        assert fills(broker, loc) == [(10, D("100.00"))]


def test_the_closing_of_a_market_that_marks_none_is_known_after_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    with house(folder, at=(CLOSE - 30 * MINUTE).isoformat()) as first:
        loc = send(first.broker, T.LIMIT_ON_CLOSE, BUY, 10, "101.00")
        trade(first.broker, "100.50")
    with house(folder, at=(CLOSE - MINUTE).isoformat()) as second:
        second.broker.move_clock(CLOSE)
        assert fills(second.broker, loc) == [(10, D("100.50"))]


def test_the_print_of_another_day_is_no_closing(broker: Broker) -> None:
    gone = send(broker, T.LIMIT_ON_CLOSE, BUY, 10, "101.00")
    broker.move_clock(OPEN)
    trade(broker, "100.00")
    broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", gone, 0))
    broker.move_clock(OPEN + timedelta(days=3))
    loc = send(broker, T.LIMIT_ON_CLOSE, BUY, 10, "101.00")
    broker.move_clock(OPEN + timedelta(days=4))
    assert ended(broker, loc) == (0, OrderStatus.EXPIRED)


def test_a_symbol_that_is_halted_at_the_close_has_no_closing_auction(broker: Broker) -> None:
    moc = send(broker, T.MARKET_ON_CLOSE, SELL, 10, "0")
    broker.move_clock(OPEN)
    trade(broker, "100.00")
    broker.halt(NASDAQ, "AAPL")
    broker.move_clock(CLOSE)
    assert ended(broker, moc) == (0, OrderStatus.EXPIRED)


def test_what_an_unmarked_opening_leaves_over_is_all_that_resting_orders_get(broker: Broker) -> None:
    loo = send(broker, T.LIMIT_ON_OPEN, BUY, 60, "99.20")
    resting = send(broker, T.LIMIT, BUY, 100, "99.50")
    broker.move_clock(OPEN)
    trade(broker, "99.10", size=100)
    assert (fills(broker, loo), fills(broker, resting)) == ([(60, D("99.10"))], [(40, D("99.50"))])


def test_what_an_account_had_of_the_last_minute_is_not_in_its_closing(broker: Broker) -> None:
    resting = send(broker, T.LIMIT, BUY, 70, "99.50")
    loc = send(broker, T.LIMIT_ON_CLOSE, BUY, 100, "99.50")
    broker.move_clock(CLOSE - SECOND)
    trade(broker, "99.10", size=100)
    broker.move_clock(CLOSE)
    assert (fills(broker, resting), fills(broker, loc)) == ([(70, D("99.50"))], [(30, D("99.10"))])
    assert ended(broker, loc) == (30, OrderStatus.EXPIRED)


def test_what_is_overdue_after_a_restart_in_another_market_happens_then(tmp_path: Path) -> None:
    """A market that marks its auctions lets an order wait for the print behind the close, one that does not does not."""
    folder, later = tmp_path / "d", CLOSE + 10 * MINUTE
    with house(folder, market="synthetic", at=(CLOSE - 30 * MINUTE).isoformat()) as first:
        loc = send(first.broker, T.LIMIT_ON_CLOSE, BUY, 10, "900.00")
        first.broker.halt(NASDAQ, "AAPL")
        first.broker.move_clock(later)
        assert order(first.broker, loc).open == 10
    with house(folder, at=later.isoformat()) as second:
        happened = recorded(second.broker)
        second.broker.move_clock(later + SECOND)
        assert ended(second.broker, loc) == (0, OrderStatus.EXPIRED)
        assert [at for at, event in happened if isinstance(event, OrderExpired)] == [later]


# TWAP and VWAP


def test_a_twap_takes_the_offered_price_once_a_minute(broker: Broker) -> None:
    broker.move_clock(OPEN)
    show(broker, "99.99", "100.01")
    twap = send(broker, T.TWAP, BUY, 100, "100.50", starts=time(23, 40), ends=time(23, 50))
    happened = recorded(broker)
    broker.move_clock(OPEN + 20 * MINUTE)
    sent = [(at, event.child, event.quantity, event.price) for at, event in happened if isinstance(event, ChildSent)]
    assert sent == [(OPEN + (10 + n) * MINUTE, n + 1, 10, D("100.01")) for n in range(10)]
    assert fills(broker, twap) == [(10, D("100.01"))] * 10
    assert ended(broker, twap) == (100, OrderStatus.FILLED)


def test_a_slice_never_goes_beyond_the_limit_and_catches_up_later(broker: Broker) -> None:
    broker.move_clock(OPEN)
    show(broker, "100.10", "100.12")
    twap = send(broker, T.TWAP, BUY, 100, "100.00", starts=time(23, 31), ends=time(23, 41))
    broker.move_clock(OPEN + 5 * MINUTE + SECOND)
    assert order(broker, twap).filled == 0
    show(broker, "99.90", "99.95")  # through the slice that waits at the limit: five minutes' worth of it
    assert fills(broker, twap) == [(50, D("100.00"))]
    broker.move_clock(OPEN + 6 * MINUTE)
    assert fills(broker, twap)[1:] == [(10, D("99.95"))]
    show(broker, "100.10", "100.12")
    broker.move_clock(OPEN + 12 * MINUTE)
    assert ended(broker, twap) == (60, OrderStatus.EXPIRED)
    purse = broker.desk.account(ALICE).cash[broker.market.instrument(NASDAQ, "AAPL").currency]
    assert purse.reserved == 0


def test_an_algo_order_takes_part_in_the_volume_and_no_more(broker: Broker) -> None:
    """A fifth of what traded in the minute before."""
    broker.move_clock(OPEN)
    show(broker, "99.99", "100.01", size=10_000)
    twap = send(broker, T.TWAP, SELL, 900, "99.00")
    first = order(broker, twap).filled  # nothing had traded yet: what the schedule says
    assert first == 900 // 390
    trade(broker, "100.00", size=20)
    broker.move_clock(OPEN + 100 * MINUTE)
    trade(broker, "100.00", size=50)
    before = order(broker, twap).filled
    broker.move_clock(OPEN + 101 * MINUTE)
    assert order(broker, twap).filled - before <= 10


def test_a_thin_market_gives_an_algo_order_its_share_in_the_end(broker: Broker) -> None:
    """A fifth of 4 shares is none, of 8 shares it is one."""
    broker.move_clock(OPEN)
    show(broker, "99.99", "100.01", size=10_000)
    twap = send(broker, T.TWAP, SELL, 900, "99.00")
    trade(broker, "100.00", size=1)
    first = order(broker, twap).filled
    done = []
    for minutes in range(1, 8):
        trade(broker, "100.00", size=4)
        broker.move_clock(OPEN + minutes * MINUTE)
        done.append(order(broker, twap).filled - first)
    assert done == [1, 1, 2, 2, 3, 3, 4]


def test_where_nothing_traded_a_slice_is_no_more_than_is_shown(broker: Broker) -> None:
    broker.move_clock(OPEN)
    show(broker, "99.99", "100.01", size=3)
    twap = send(broker, T.TWAP, BUY, 100, "100.50", starts=time(23, 31), ends=time(23, 41))
    broker.move_clock(OPEN + MINUTE)
    assert fills(broker, twap) == [(3, D("100.01"))]
    trade(broker, "100.00", size=1000)
    assert order(broker, twap).filled == 3


def test_a_vwap_whose_symbol_was_taken_away_works_on_evenly(tmp_path: Path) -> None:
    folder, at = tmp_path / "d", OPEN.isoformat()
    rows = [f"2026-11-20T14:{minute}:00.000Z,ZZZZ,NASDAQ,trade,100.00,1000" for minute in (10, 40)]
    recorded_day = written(tmp_path / "day.csv", rows)
    with house(folder, market=f"replay:{recorded_day}", at=(OPEN - MINUTE).isoformat()) as first:
        command = PlaceOrder(ALICE, NASDAQ, "ZZZZ", BUY, T.VWAP, 390, D("99.00"))
        number = first.broker.submit(command).event.number
    with house(folder, at=at) as second:
        second.broker.move_clock(OPEN + 10 * MINUTE)
        assert order(second.broker, number).children > 0
        second.broker.move_clock(CLOSE)
        assert ended(second.broker, number) == (0, OrderStatus.EXPIRED)


def test_a_vwap_of_a_market_without_a_past_follows_a_u(broker: Broker) -> None:
    broker.move_clock(OPEN)
    show(broker, "99.99", "100.01", size=10_000)
    vwap = send(broker, T.VWAP, SELL, 900, "99.00")
    done = []
    for half_hours in range(1, 14):
        broker.move_clock(OPEN + timedelta(minutes=30 * half_hours) - SECOND)
        done.append(order(broker, vwap).filled)
        show(broker, "99.99", f"100.{half_hours:02d}", size=10_000)
    parts = [now - then for then, now in zip([0, *done], done, strict=False)]
    assert sum(parts) == 900
    assert parts[0] > parts[3] > parts[6] < parts[9] < parts[12]
    assert parts[0] == pytest.approx(900 / 13 * 1.65, abs=3)  # mean of 0.6 + 1.2 x² around the first bucket's middle


def test_an_algo_order_cannot_be_revised_but_cancelled(broker: Broker) -> None:
    broker.move_clock(OPEN)
    show(broker, "99.99", "100.01")
    twap = send(broker, T.TWAP, BUY, 100, "99.99", starts=time(23, 31), ends=time(23, 41))
    with pytest.raises(Refusal) as caught:
        broker.submit(ReviseOrder(ALICE, NASDAQ, "AAPL", twap, 10, D("101.00")))
    assert caught.value.reason is Reason.NOT_REVISABLE
    broker.move_clock(OPEN + 3 * MINUTE + SECOND)
    trade(broker, "99.98", size=7)
    assert order(broker, twap).filled == 7
    broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", twap, 0))
    trade(broker, "99.00", size=1000)
    broker.move_clock(OPEN + 15 * MINUTE)
    assert ended(broker, twap) == (7, OrderStatus.CANCELLED)


def test_a_part_of_an_algo_order_can_be_cancelled(broker: Broker) -> None:
    broker.move_clock(OPEN)
    show(broker, "99.99", "100.01")
    twap = send(broker, T.TWAP, BUY, 100, "100.01", starts=time(23, 31), ends=time(23, 41))
    broker.move_clock(OPEN + MINUTE)
    assert order(broker, twap).filled == 10
    broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", twap, 50))
    broker.move_clock(OPEN + 15 * MINUTE)
    assert ended(broker, twap) == (50, OrderStatus.FILLED)


def test_an_algo_order_works_on_after_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    with house(folder, at=OPEN.isoformat()) as first:
        show(first.broker, "99.99", "100.01")
        twap = send(first.broker, T.TWAP, BUY, 100, "100.50", starts=time(23, 30), ends=time(23, 40))
        first.broker.move_clock(OPEN + 4 * MINUTE + SECOND)
        assert order(first.broker, twap).filled == 50
    with house(folder, at=(OPEN + 4 * MINUTE + SECOND).isoformat()) as second:
        second.broker.move_clock(OPEN + 10 * MINUTE)
        assert ended(second.broker, twap) == (100, OrderStatus.FILLED)
        assert order(second.broker, twap).children == 10


def test_an_algo_order_before_the_open_begins_with_it(broker: Broker) -> None:
    twap = send(broker, T.TWAP, BUY, 390, "100.00")
    assert order(broker, twap).starts == OPEN
    broker.move_clock(OPEN - SECOND)
    assert order(broker, twap).children == 0
    broker.move_clock(OPEN)
    assert order(broker, twap).children == 1


# Hong Kong's odd lots, order latency


def test_an_odd_lot_trades_at_its_own_limit(tmp_path: Path) -> None:
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in Hong Kong
    hong_kong = Exchange.HONG_KONG
    with house(tmp_path / "d", at=at.isoformat()) as made:
        broker = made.broker
        lot = broker.market.instrument(hong_kong, "00700").lot
        broker.post_quote(hong_kong, "00700", D("299.8"), 10 * lot, D("300"), 10 * lot)
        broker.submit(PlaceOrder(ALICE, hong_kong, "00700", BUY, T.LIMIT, lot, D("300")))
        odd = PlaceOrder(ALICE, hong_kong, "00700", SELL, T.ODD_LOT_LIMIT, lot - 1, D("299.6"))
        number = broker.submit(odd).event.number
        assert fills(broker, number) == [(lot - 1, D("299.6"))]


def test_an_order_on_its_way_meets_the_market_when_it_arrives(tmp_path: Path) -> None:
    with house(tmp_path / "d", at=OPEN.isoformat(), order_latency_ms=250) as made:
        broker = made.broker
        show(broker, "99.99", "100.00")
        late, gone = send(broker, T.LIMIT, BUY, 10, "100.00"), send(broker, T.LIMIT, BUY, 10, "100.00")
        broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", gone, 4))
        assert (order(broker, late).open, order(broker, gone).open) == (10, 6)
        show(broker, "99.89", "99.90")
        happened = recorded(broker)
        broker.move_clock(OPEN + timedelta(milliseconds=249))
        assert order(broker, late).open == 10
        broker.move_clock(OPEN + timedelta(milliseconds=250))
        assert fills(broker, late) == [(10, D("99.90"))]
        assert fills(broker, gone) == [(6, D("99.90"))]
        assert [at for at, event in happened if isinstance(event, OrderExecuted)] == [
            OPEN + timedelta(milliseconds=250)
        ] * 2  # fmt: skip


def test_an_order_that_comes_too_late_for_its_auction_is_refused_by_the_exchange(tmp_path: Path) -> None:
    """NYSE takes orders on the open until 9:30:00; the desk took these two before, and they are on their way."""
    nyse = Exchange.NYSE
    with house(tmp_path / "d", at=BEFORE.isoformat(), order_latency_ms=500) as made:
        broker = made.broker

        def buy() -> int:
            command = PlaceOrder(ALICE, nyse, "IBM", BUY, T.LIMIT_ON_OPEN, 10, D("100.00"))
            number = broker.submit(command).event.number
            assert isinstance(number, int)
            return number

        kept, changed = buy(), buy()
        broker.move_clock(OPEN - timedelta(milliseconds=200))
        late = buy()
        revised = broker.submit(ReviseOrder(ALICE, nyse, "IBM", changed, 10, D("101.00"))).event.number
        broker.move_clock(OPEN)
        broker.post_print(nyse, "IBM", D("99.00"), 1000)
        broker.move_clock(OPEN + SECOND)
        broker.post_print(nyse, "IBM", D("98.00"), 1000)
        assert fills(broker, kept) == [(10, D("99.00"))]
        assert ended(broker, late) == ended(broker, revised) == (0, OrderStatus.REJECTED)
        assert order(broker, late).reason == Reason.ENTRY_CLOSED
        assert broker.desk.account(ALICE).cash[Currency.USD].reserved == 0


def test_an_order_on_its_way_is_still_on_its_way_after_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    with house(folder, at=OPEN.isoformat(), order_latency_ms=250) as first:
        show(first.broker, "99.99", "100.00")
        number = send(first.broker, T.LIMIT, BUY, 10, "100.00")
    with house(folder, at=OPEN.isoformat(), order_latency_ms=250) as second:
        broker = second.broker
        trade(broker, "90.00")
        assert order(broker, number).open == 10
        broker.move_clock(OPEN + timedelta(milliseconds=250))
        assert fills(broker, number) == [(10, D("100.00"))]


def test_the_rest_of_a_marketable_order_goes_on_at_the_markets_price_after_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    with house(folder, at=OPEN.isoformat()) as first:
        show(first.broker, "99.99", "100.00", size=10)
        number = send(first.broker, T.LIMIT, BUY, 30, "105.00")
        assert fills(first.broker, number) == [(10, D("100.00"))]
    with house(folder, at=OPEN.isoformat()) as second:
        assert order(second.broker, number).open == 20
        show(second.broker, "100.00", "100.01", size=20)
        assert fills(second.broker, number)[1:] == [(20, D("100.01"))]
