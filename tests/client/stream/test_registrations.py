"""Keys of quotes and notices, and the limit of 41."""

import pytest

from haero.client.stream.failures import TooManyRegistrations
from haero.client.stream.messages import Feed
from haero.client.stream.registrations import MOST, Registration, Wanted, book_of, notices_of, quotes_of, trades_of
from haero.kis import frames
from haero.server.websocket.registration import MAX_REGISTRATIONS
from haero.terms import Environment, Exchange


@pytest.mark.parametrize(
    ("exchange", "symbol", "feed", "trades", "book"),
    [
        (Exchange.NASDAQ, "aapl", Feed.FREE, "DNASAAPL", ("HDFSASP0", "DNASAAPL")),
        (Exchange.NYSE, "BRK/B", Feed.REALTIME, "RNYSBRK/B", ("HDFSASP0", "RNYSBRK/B")),
        (Exchange.AMEX, "SPY", Feed.DAYTIME, "RBAASPY", ("HDFSASP0", "RBAASPY")),
        (Exchange.TOKYO, "7203", Feed.FREE, "DTSE7203", ("HDFSASP1", "DTSE7203")),
        (Exchange.HONG_KONG, "00700", Feed.REALTIME, "RHKS00700", ("HDFSASP0", "RHKS00700")),
    ],
)
def test_keys(exchange: Exchange, symbol: str, feed: Feed, trades: str, book: tuple[str, str]) -> None:
    assert trades_of(exchange, symbol, feed) == ("HDFSCNT0", trades)
    assert book_of(exchange, symbol, feed) == book
    assert quotes_of(exchange, symbol, feed) == (trades_of(exchange, symbol, feed), book_of(exchange, symbol, feed))
    assert quotes_of(exchange, symbol, feed, book=False) == (trades_of(exchange, symbol, feed),)


def test_keys_that_there_are_not() -> None:
    with pytest.raises(ValueError, match="daytime"):
        trades_of(Exchange.TOKYO, "7203", Feed.DAYTIME)
    with pytest.raises(ValueError, match="symbol"):
        trades_of(Exchange.NASDAQ, "no such^symbol")
    with pytest.raises(ValueError, match="HTS"):
        notices_of(Environment.REAL, "")


def test_notices() -> None:
    assert notices_of(Environment.REAL, "me") == ("H0GSCNI0", "me")
    assert notices_of(Environment.MOCK, "me") == ("H0GSCNI9", "me")
    assert "me" not in repr(notices_of(Environment.MOCK, "me"))


def test_the_limit_takes_all_or_none() -> None:
    assert MOST == MAX_REGISTRATIONS
    wanted = Wanted()
    many = tuple(Registration(frames.TRADES_TR, f"DNASX{number}") for number in range(MOST + 1))
    assert wanted.add(many[:40]) == list(many[:40])
    with pytest.raises(TooManyRegistrations, match="40 registrations of 41"):
        wanted.add(many[40:])
    assert len(wanted) == 40
    assert wanted.add(many[:41]) == [many[40]]
    assert wanted.remove(many[:40]) == []
    assert wanted.remove(many) == list(many[:41])
    assert len(wanted) == 0
