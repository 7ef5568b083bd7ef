"""Moving time costs what falls due, not what exists: counted in questions to the price source, not in seconds."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from haero.broker import timeline
from haero.broker.broker import Broker
from haero.desk.orders import Order
from haero.market.listing.instruments import Instrument
from haero.market.prices.halts import Halts
from haero.market.prices.messages import Print, Quote
from haero.terms import Action, Exchange, OrderType, Side
from haero.venue.simulated.venue import Venue
from tests.makers import ALICE, CLOSE, NASDAQ, NOW, TODAY, D, house, place

SECOND = timedelta(seconds=1)


class Asked:
    """Counts what the broker asks its price source and its venue."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.messages: list[str] = []
        self.looks = 0
        messages, waits = Halts.messages, Venue.waits

        def asked(source: Halts, instrument: Instrument, after: datetime, until: datetime) -> Iterable[Print | Quote]:
            self.messages.append(instrument.symbol)
            return messages(source, instrument, after, until)

        def looked(venue: Venue, key: Any) -> bool:
            self.looks += 1
            return waits(venue, key)

        monkeypatch.setattr(Halts, "messages", asked)
        monkeypatch.setattr(Venue, "waits", looked)


def order(symbol: str, exchange: Exchange = NASDAQ) -> Order:
    return Order(
        1, Action.NEW, 0, exchange, symbol, Side.BUY, OrderType.LIMIT, 1, D("1.00"), NOW, TODAY, CLOSE, "regular", 1
    )  # fmt: skip


def tick(broker: Broker, step: timedelta) -> None:
    broker.market.clock.move_to(broker.market.clock.now() + step)
    broker.advance()


def test_who_once_traded_and_has_nothing_open_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with house(tmp_path, market="synthetic") as opened:
        venue = opened.broker.floor.venue
        for account in range(200):
            for symbol in ("AAPL", "NVDA", "MSFT", "AMZN"):
                venue.submit(f"{account}-01", order(symbol), None)
                venue.reduce(f"{account}-01", order(symbol), 1)
        asked = Asked(monkeypatch)
        for _ in range(5):
            tick(opened.broker, SECOND)
        assert asked.messages == []
        assert asked.looks <= 4  # each instrument was waited in once, and is looked at once
        assert not venue._books


def test_inside_a_second_a_market_of_seconds_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        symbols = [instrument.symbol for instrument in broker.market.instruments.on(NASDAQ) if instrument.base_price][
            :20
        ]
        for symbol in symbols:
            broker.floor.venue.submit("1-01", order(symbol), None)
        tick(broker, SECOND)
        asked = Asked(monkeypatch)
        for _ in range(50):
            tick(broker, timedelta(milliseconds=15))
        assert asked.messages == []
        assert asked.looks == 0
        tick(broker, timedelta(milliseconds=300))
        assert asked.messages == symbols  # the second is over: each is asked, once


def test_messages_of_several_symbols_are_met_in_the_order_of_time(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        met: list[datetime] = []
        meet = broker.floor.meet

        def meeting(message: Print | Quote) -> Any:
            met.append(message.at)
            return meet(message)

        for symbol in ("AAPL", "NVDA", "MSFT"):
            broker.submit(place(price="1.00", symbol=symbol))
        broker.floor.meet = meeting  # type: ignore[method-assign]
        broker.move_clock(NOW + 90 * SECOND)
        assert met == sorted(met)
        assert len(met) > 3 * 90


def test_a_source_that_fails_is_asked_again_for_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        quote = broker.market.quote(NASDAQ, "AAPL", NOW)
        assert quote is not None
        broker.submit(place(price=str(quote.bid), quantity=1))
        messages = Halts.messages

        def fail(*given: Any) -> Any:
            raise OSError("the recording is gone")

        monkeypatch.setattr(Halts, "messages", fail)
        with pytest.raises(OSError, match="gone"):
            tick(broker, 30 * SECOND)
        seen: list[tuple[datetime, datetime]] = []

        def again(source: Halts, instrument: Instrument, after: datetime, until: datetime) -> Iterable[Print | Quote]:
            seen.append((after, until))
            return messages(source, instrument, after, until)

        monkeypatch.setattr(Halts, "messages", again)
        broker.advance()
        assert seen[0] == (NOW, NOW + 30 * SECOND)


def test_who_waits_goes_on_waiting_whatever_happens_at_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that raises is not met again, the ones behind its moment are."""
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        broker.submit(place(price="1.00"))
        meet, met = broker.floor.meet, list[datetime]()

        def failing(message: Print | Quote) -> Any:
            met.append(message.at)
            if len(met) == 5:
                raise OSError("once")
            return meet(message)

        monkeypatch.setattr(broker.floor, "meet", failing)
        with pytest.raises(OSError, match="once"):
            tick(broker, 30 * SECOND)
        broker.advance()
        assert met == sorted(met)
        assert met[-1] == NOW + 30 * SECOND


def waiting_in_many(broker: Broker) -> int:
    found = [instrument for instrument in broker.market.instruments if instrument.base_price]
    for instrument in found:
        broker.floor.venue.submit("1-01", order(instrument.symbol, instrument.exchange), None)
    return len(found)


def test_a_piece_of_a_long_move_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in minutes of an instrument that are fetched, and in instruments that are asked."""
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        assert waiting_in_many(broker) > 60
        spans: list[timedelta] = []
        messages = Halts.messages

        def fetched(source: Halts, instrument: Instrument, after: datetime, until: datetime) -> Iterable[Print | Quote]:
            spans.append(until - after)
            return messages(source, instrument, after, until)

        monkeypatch.setattr(Halts, "messages", fetched)
        pieces = 0
        for _ in broker.moves(NOW + timedelta(minutes=2)):
            assert sum(spans, timedelta()) <= 1.5 * timeline.FETCH
            spans.clear()
            pieces += 1
        assert pieces >= 12


def test_a_fetch_of_many_instruments_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when somebody comes in between: then what was fetched is fetched anew, and the new order sees the market too."""
    monkeypatch.setattr(timeline, "FETCHED_AT_ONCE", 10)
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        waiting_in_many(broker)
        asked = Asked(monkeypatch)
        placed = 0
        for _ in broker.moves(NOW + 5 * SECOND):
            if len(asked.messages) == 10 and not placed:
                placed = broker.submit(place()).event.number
                assert broker.market.clock.now() < NOW + SECOND
        assert placed
        assert asked.messages.count("AAPL") == 2


def test_entries_of_one_moment_are_done_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command in between stands behind those that were done, at their moment; what an ended move left over is done later."""
    monkeypatch.setattr(timeline, "DONE_AT_ONCE", 3)
    with house(tmp_path) as opened:
        broker = opened.broker
        numbers = [broker.submit(place()).event.number for _ in range(10)]
        orders = broker.state.accounts[ALICE].orders
        left = []
        move = broker.moves(CLOSE + SECOND)
        for _ in move:
            left.append(sum(orders[number].open > 0 for number in numbers))
            if left[-1] == 4:
                assert broker.market.clock.now() == CLOSE
                break
        move.close()
        assert left[-3:] == [10, 7, 4] or left == [7, 4]
        broker.move_clock(CLOSE + SECOND)
        assert not any(orders[number].open for number in numbers)
