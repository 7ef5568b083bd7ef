"""Every price source of the house is one in the eyes of the type checker, and keeps the same small promises."""

from datetime import UTC, datetime, timedelta

import pytest

from haero.market.listing.instruments import builtin
from haero.market.prices.manual import ManualSource
from haero.market.prices.source import PriceSource
from haero.market.prices.synthetic import SyntheticSource
from haero.market.recording.replay_source import ReplaySource
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange
from tests.recordings import TICKS

CLOSED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OPEN = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
sources: list[PriceSource] = [
    ManualSource(SessionBook()),
    SyntheticSource(1, SessionBook()),
    ReplaySource([TICKS], SessionBook(), builtin()),
]


@pytest.mark.parametrize("source", sources)
def test_promises_of_a_price_source(source: PriceSource) -> None:
    apple = builtin().get(Exchange.NASDAQ, "AAPL")
    assert apple is not None
    assert source.step in (None, timedelta(seconds=1), timedelta(microseconds=1))
    assert source.quote(apple, CLOSED) is None
    assert list(source.messages(apple, OPEN, OPEN)) == []
    assert list(source.messages(apple, OPEN, OPEN - timedelta(seconds=5))) == []
    assert source.summary(apple, OPEN).previous_close > 0
    assert source.daily(apple, OPEN, 0) == source.minutes(apple, OPEN, 0, 1) == []
    assert source.depth(apple, OPEN, 0) == []
    assert source.depth(apple, CLOSED, 10) == []
