"""Days and minutes in pieces: the same bars as at once."""

from collections.abc import Generator
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from haero.server.quotations._history import bar_of, daily_bars, date_ago, end_of, last_minutes, minute_bars
from haero.terms import Exchange
from tests.makers import D, house
from tests.server.quotations.test_charts import call_of

T = TypeVar("T")


def end(pieces: Generator[None, None, T]) -> tuple[int, T]:
    """(how often it gave way, what it found)."""
    breaths = 0
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            return breaths, done.value
        breaths += 1


def test_pieces_are_the_whole(tmp_path: Path) -> None:
    with house(tmp_path / "data", market="synthetic") as opened:
        call = call_of(opened)
        source, apple = call.books.market.source, call.books.market.instrument(Exchange.NASDAQ, "AAPL")
        for count in (0, 1, 8, 9, 50):
            breaths, days = end(daily_bars(call, apple, call.now, count))
            assert days == source.daily(apple, call.now, count)
            assert breaths == max(count - 1, 0) // 2
        breaths, minutes = end(minute_bars(call, apple, call.now, 100))
        assert minutes == source.minutes(apple, call.now, 100, 1)
        assert breaths == 9
        for per in (5, 60, 1440):
            bars = end(minute_bars(call, apple, call.now, 20, per))
            assert bars == (19 // max(10 // per, 1), source.minutes(apple, call.now, 20, per))
        newest = end(last_minutes(call, apple, call.now, 10))[1]
        assert [bar.start for bar in newest] == [call.now - timedelta(minutes=n) for n in range(10, 0, -1)]


def test_posted_prices_never_give_way(tmp_path: Path) -> None:
    with house(tmp_path / "data") as opened:
        for _ in range(12):
            opened.broker.post_print(Exchange.NASDAQ, "AAPL", D(100), 5)
            opened.broker.move_clock(opened.broker.market.clock.now() + timedelta(days=7))
        call = call_of(opened)
        apple = call.books.market.instrument(Exchange.NASDAQ, "AAPL")
        breaths, days = end(daily_bars(call, apple, call.now, 100))
        assert (breaths, len(days)) == (0, 12)


def test_a_day_some_trading_days_ago(tmp_path: Path) -> None:
    with house(tmp_path / "data", market="synthetic") as opened:
        call = call_of(opened)
        sessions, apple = call.books.market.sessions, call.books.market.instrument(Exchange.NASDAQ, "AAPL")
        days = call.books.market.source.daily(apple, call.now, 30)
        for ago in (0, 1, 2, 20):
            day = date_ago(call, apple.exchange, ago)
            assert day is not None
            assert bar_of(call, apple, day) == days[-1 - ago]
        assert date_ago(call, apple.exchange, 100_000) is None
        until = end_of(call, apple, date(2026, 11, 20))
        assert sessions.local_time(apple.exchange, until).isoformat() == "2026-11-20T23:59:59-05:00"
