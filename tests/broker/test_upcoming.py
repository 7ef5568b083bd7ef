"""Which instruments have market data when: those that somebody waits in, each once, none too late."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from haero.broker.upcoming import Upcoming
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange, Side
from tests.makers import ALICE, NASDAQ, NOW, house, place

SECOND = timedelta(seconds=1)
CLOSED = datetime.fromisoformat("2026-11-21T12:00:00-05:00")  # a Saturday


def test_only_what_somebody_waits_in_is_looked_at(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        upcoming = Upcoming(broker.market, broker.floor.venue)
        assert upcoming.first(NOW) is None
        broker.submit(place(price="1.00"))
        broker.submit(place(price="1.00", symbol="NVDA"))
        assert upcoming.first(NOW) == NOW + SECOND
        assert upcoming.take(NOW) == []
        due = upcoming.take(NOW + SECOND)
        assert [instrument.symbol for instrument in due] == ["AAPL", "NVDA"]
        assert upcoming.first(NOW) is None
        upcoming.put_back(due, NOW + SECOND)
        assert upcoming.first(NOW + SECOND) == NOW + 2 * SECOND
        account = broker.state.accounts[ALICE]
        broker.floor.withdraw(ALICE, account.orders[1], 10)
        assert [instrument.symbol for instrument in upcoming.take(NOW + 9 * SECOND)] == ["NVDA"]


def test_an_instrument_that_comes_back_is_there_once(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        upcoming = Upcoming(broker.market, broker.floor.venue)
        for number in (1, 2, 3):
            broker.submit(place(price="1.00"))
            upcoming.first(NOW)
            broker.floor.withdraw(ALICE, broker.state.accounts[ALICE].orders[number], 10)
        broker.submit(place(price="1.00"))
        upcoming.first(NOW)
        assert len(upcoming.take(NOW + SECOND)) == 1


def test_a_market_that_is_told_has_nothing_upcoming(tmp_path: Path) -> None:
    with house(tmp_path, market="manual") as opened:
        opened.broker.submit(place(price="1.00"))
        assert Upcoming(opened.broker.market, opened.broker.floor.venue).first(NOW) is None


@pytest.mark.parametrize("exchange", list(Exchange))
def test_nothing_comes_before_the_moment_that_the_synthetic_market_names(tmp_path: Path, exchange: Exchange) -> None:
    """Held against the messages themselves, over a weekend and an ordinary day of each exchange."""
    with house(tmp_path, market="synthetic") as opened:
        market = opened.broker.market
        instrument = next(iter(market.instruments.on(exchange)))
        for hours in range(0, 72, 5):
            after = CLOSED + timedelta(hours=hours, microseconds=250_000)
            first = market.source.upcoming(instrument, after)
            assert first is not None
            assert first > after
            assert list(market.source.messages(instrument, after, first - timedelta(microseconds=1))) == []
            assert SessionBook().covers(exchange)[1] >= first.date()


def test_sells_wait_too(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker = opened.broker
        quote = broker.market.quote(NASDAQ, "AAPL", NOW)
        assert quote is not None
        broker.submit(place(price=str(quote.ask), quantity=1))
        broker.submit(place(Side.SELL, 1, "9999.00"))
        assert broker.floor.venue.waits((NASDAQ, "AAPL"))
