"""Single trades, as far as the market keeps them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haero.market.prices.messages import Print
from haero.server.quotations._trades import newest_trades
from haero.terms import Exchange
from tests.makers import D, house
from tests.server.quotations.test_charts import call_of

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
OPENS = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def test_of_a_market_that_runs_by_itself(tmp_path: Path) -> None:
    with house(tmp_path / "data", market="synthetic") as opened:
        call = call_of(opened)
        apple = call.books.market.instrument(Exchange.NASDAQ, "AAPL")
        every = [
            m
            for m in call.books.market.source.messages(apple, OPENS - timedelta(seconds=1), NOW)
            if isinstance(m, Print)
        ]
        for count in (1, 7, 300, 10_000):
            assert newest_trades(call, apple, OPENS, NOW, count) == every[::-1][:count]
        assert newest_trades(call, apple, NOW, OPENS, 5) == []


def test_what_is_not_kept_is_there_by_the_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with house(tmp_path / "data", market="synthetic") as opened:
        call = call_of(opened)
        source, apple = call.books.market.source, call.books.market.instrument(Exchange.NASDAQ, "AAPL")
        whole = source.messages
        edge = NOW - timedelta(minutes=5)

        def forgetful(instrument: object, after: datetime, until: datetime) -> Iterable[object]:
            if after < edge:
                raise ValueError("not kept any more")
            return whole(apple, after, until)

        monkeypatch.setattr(source, "messages", forgetful)
        found = newest_trades(call, apple, OPENS, NOW, 1000)
        single = [trade for trade in found if trade.at > edge]
        assert single == [m for m in reversed(list(whole(apple, edge, NOW))) if isinstance(m, Print)]
        minutes = found[len(single) :]
        assert [trade.at for trade in minutes] == [edge - timedelta(minutes=n) for n in range(1, 26)]
        bars = source.minutes(apple, NOW, 100, 1)
        assert minutes[0].size == next(bar.volume for bar in bars if bar.start == minutes[0].at)


def test_of_posted_prices(tmp_path: Path) -> None:
    with house(tmp_path / "data") as opened:
        opened.broker.post_print(Exchange.NASDAQ, "AAPL", D(100), 5)
        call = call_of(opened)
        apple = call.books.market.instrument(Exchange.NASDAQ, "AAPL")
        (found,) = newest_trades(call, apple, OPENS, call.now, 5)
        assert (found.price, found.size) == (D(100), 5)
