"""Orders in a symbol that is halted: they are taken, rest, and meet the market when it trades again."""

from datetime import timedelta
from pathlib import Path

import pytest

from haero.broker.broker import Broker
from haero.desk.commands import CancelOrder, PlaceOrder
from haero.desk.reasons import Refusal
from haero.market.prices.halts import HaltError
from haero.terms import OrderType, Side
from tests.makers import ALICE, NASDAQ, NOW, D, event_rows, house


def buy(broker: Broker, price: str, quantity: int = 10) -> int:
    order = PlaceOrder(ALICE, NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, quantity, D(price))
    number: int = broker.submit(order).event.number
    return number


def filled(broker: Broker, number: int) -> int:
    return broker.state.accounts[ALICE].orders[number].filled


@pytest.mark.parametrize("market", ["manual", "synthetic"])
def test_nothing_executes_while_halted(tmp_path: Path, market: str) -> None:
    with house(tmp_path, market=market) as opened:
        broker = opened.broker
        if market == "manual":
            broker.post_quote(NASDAQ, "AAPL", D("99.00"), 100, D("100.00"), 100)
        before = buy(broker, "1.00")
        broker.halt(NASDAQ, "AAPL", "news")
        marketable = buy(broker, "1000.00")
        cancelled = buy(broker, "1000.00")
        broker.move_clock(NOW + timedelta(minutes=5))
        assert [filled(broker, number) for number in (before, marketable, cancelled)] == [0, 0, 0]
        broker.submit(CancelOrder(ALICE, NASDAQ, "AAPL", cancelled, 10))
        broker.resume(NASDAQ, "AAPL")
        assert filled(broker, marketable) == 10
        assert filled(broker, cancelled) == 0
    fills = [row for row in event_rows(tmp_path) if row[3] == "OrderExecuted"]
    assert {row[1][:19] for row in fills} == {"2026-11-20T15:05:00"}, "at the time of the resumption"


def test_after_the_resumption_the_market_goes_on(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        quote = broker.market.quote(NASDAQ, "AAPL", NOW)
        assert quote is not None
        broker.halt(NASDAQ, "AAPL")
        resting = [buy(broker, str(quote.bid + D("0.10") * away), 1) for away in range(-20, 21)]
        broker.move_clock(NOW + timedelta(minutes=30))
        assert not any(filled(broker, number) for number in resting)
        broker.resume(NASDAQ, "AAPL")
        resumed = broker.market.quote(NASDAQ, "AAPL", NOW + timedelta(minutes=30))
        assert resumed is not None
        orders = broker.state.accounts[ALICE].orders
        at_once = [number for number in resting if filled(broker, number)]
        assert at_once == [number for number in resting if orders[number].price >= resumed.ask]
        broker.move_clock(NOW + timedelta(hours=5))
        assert len(at_once) < sum(filled(broker, number) for number in resting)


def test_a_halted_order_expires_with_its_day(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        broker.halt(NASDAQ, "AAPL")
        number = buy(broker, "1000.00")
        broker.move_clock(NOW + timedelta(hours=7))
        assert broker.state.accounts[ALICE].orders[number].status == "expired"


def test_a_halt_outlives_a_restart(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        opened.broker.halt(NASDAQ, "AAPL", "news")
        number = buy(opened.broker, "1000.00")
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        halt = broker.market.halts.standing(NASDAQ, "AAPL")
        assert halt == (NOW, None, "news")
        broker.move_clock(NOW + timedelta(minutes=5))
        assert filled(broker, number) == 0
        broker.resume(NASDAQ, "AAPL")
        assert filled(broker, number) == 10


def test_what_is_refused_leaves_no_event(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        broker = opened.broker
        with pytest.raises(Refusal, match="unknown_instrument"):
            broker.halt(NASDAQ, "NONE")
        with pytest.raises(HaltError, match="not halted"):
            broker.resume(NASDAQ, "AAPL")
        broker.halt(NASDAQ, "AAPL")
        before = broker.journal.seq
        with pytest.raises(HaltError, match="is halted already"):
            broker.halt(NASDAQ, "AAPL")
        with pytest.raises(HaltError, match="is halted"):
            broker.post_print(NASDAQ, "AAPL", D("100.00"), 1)
        with pytest.raises(HaltError, match="is halted"):
            broker.post_quote(NASDAQ, "AAPL", D("99.00"), 1, D("100.00"), 1)
        assert broker.journal.seq == before
