from datetime import UTC, datetime
from decimal import Decimal

import pytest

from haero.market.listing.instruments import Instrument, builtin
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import MarketDataError, Print, Quote, Summary
from haero.market.prices.source import PriceSource
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange

D = Decimal


def known(exchange: Exchange, symbol: str) -> Instrument:
    found = builtin().get(exchange, symbol)
    assert found is not None
    return found


IBM = known(Exchange.NYSE, "IBM")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def trade(price: str, size: int, moment: str) -> Print:
    return Print(Exchange.NYSE, "IBM", D(price), size, at(moment))


def quote(bid: str, ask: str, moment: str) -> Quote:
    return Quote(Exchange.NYSE, "IBM", D(bid), 100, D(ask), 100, at(moment))


@pytest.fixture
def source() -> ManualSource:
    return ManualSource(SessionBook())


def test_it_is_a_price_source_that_says_nothing_by_itself(source: ManualSource) -> None:
    plain: PriceSource = source
    source.post_print(trade("260", 10, "2026-11-20T15:00"))
    assert plain.step is None
    assert list(plain.messages(IBM, at("2026-11-20T14:00"), at("2026-11-20T16:00"))) == []


def test_before_the_first_print_the_base_price_is_the_close(source: ManualSource) -> None:
    assert source.quote(IBM, at("2026-11-20T15:00")) is None
    assert source.summary(IBM, at("2026-11-20T15:00")) == Summary(None, D(0), D(0), D(0), IBM.base_price, 0, 0, D(0))


def test_the_last_quote_stands_until_the_next(source: ManualSource) -> None:
    first, second = quote("1.00", "1.01", "2026-11-20T15:00"), quote("2.00", "2.01", "2026-11-20T15:01")
    source.post_quote(first)
    assert source.quote(IBM, at("2026-11-20T14:59:59")) is None
    assert source.quote(IBM, at("2026-11-20T15:00")) == first
    source.post_quote(second)
    assert source.quote(IBM, at("2026-11-22T15:00")) == second


def test_a_day_adds_up(source: ManualSource) -> None:
    for price, size, moment in [("261", 10, "15:00"), ("265.5", 5, "15:01"), ("259", 1, "15:02"), ("260", 4, "15:03")]:
        source.post_print(trade(price, size, f"2026-11-20T{moment}"))
    summary = source.summary(IBM, at("2026-11-20T16:00"))
    assert summary == Summary(D(260), D(261), D("265.5"), D(259), IBM.base_price, 0, 20, D("5236.5"))


def test_the_day_opens_and_closes_with_the_regular_session(source: ManualSource) -> None:
    source.post_print(trade("250", 1, "2026-11-20T10:00"))
    assert source.summary(IBM, at("2026-11-20T10:00")).open == 250
    source.post_print(trade("260", 1, "2026-11-20T15:00"))
    source.post_print(trade("262", 1, "2026-11-20T20:59"))
    source.post_print(trade("270", 1, "2026-11-20T21:30"))
    today = source.summary(IBM, at("2026-11-20T21:30"))
    assert (today.open, today.last, today.low, today.volume) == (D(260), D(270), D(250), 4)
    # Monday's pre-market has opened: Friday is the day before.
    monday = source.summary(IBM, at("2026-11-23T09:00"))
    assert monday == Summary(D(270), D(0), D(0), D(0), D(262), 4, 0, D(0))
    source.post_print(trade("280", 7, "2026-11-23T15:00"))
    monday = source.summary(IBM, at("2026-11-23T15:00"))
    assert monday == Summary(D(280), D(280), D(280), D(280), D(262), 4, 7, D(1960))


def test_a_weekend_still_shows_friday(source: ManualSource) -> None:
    source.post_print(trade("260", 3, "2026-11-20T15:00"))
    assert source.summary(IBM, at("2026-11-22T15:00")).volume == 3
    # Told on Saturday, it counts for the day before.
    source.post_print(trade("266", 2, "2026-11-21T15:00"))
    assert source.summary(IBM, at("2026-11-22T15:00")).volume == 5


def test_time_does_not_go_back(source: ManualSource) -> None:
    source.post_print(trade("260", 1, "2026-11-20T15:00"))
    source.post_print(trade("261", 1, "2026-11-20T15:00"))
    with pytest.raises(MarketDataError, match="later than"):
        source.post_print(trade("260", 1, "2026-11-20T14:59"))
    source.post_quote(quote("1", "2", "2026-11-20T15:00"))
    with pytest.raises(MarketDataError, match="later than"):
        source.post_quote(quote("1", "2", "2026-11-20T14:59"))


def test_bad_data_changes_nothing(source: ManualSource) -> None:
    with pytest.raises(MarketDataError):
        source.post_print(trade("-1", 1, "2026-11-20T15:00"))
    with pytest.raises(MarketDataError):
        source.post_quote(quote("2", "1", "2026-11-20T15:00"))
    assert source.summary(IBM, at("2026-11-20T15:00")).last is None
    assert source.quote(IBM, at("2026-11-20T15:00")) is None


def test_symbols_are_bounded(source: ManualSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haero.market.prices.manual.MAX_SYMBOLS", 2)
    for name in ("A", "B", "A"):
        source.post_print(Print(Exchange.NYSE, name, D(1), 1, at("2026-11-20T15:00")))
    with pytest.raises(MarketDataError, match="at most 2 symbols"):
        source.post_print(Print(Exchange.NYSE, "C", D(1), 1, at("2026-11-20T15:00")))


def test_bars_of_what_was_posted(source: ManualSource) -> None:
    assert source.daily(IBM, at("2026-11-20T15:00"), 5) == source.minutes(IBM, at("2026-11-20T15:00"), 5, 1) == []
    source.post_print(trade("9", 1, "2026-11-19T15:00"))
    source.post_print(trade("10", 2, "2026-11-20T15:00:30"))
    source.post_print(trade("12", 3, "2026-11-20T15:03"))
    source.post_print(trade("11", 4, "2026-11-20T15:07"))
    yesterday, today = source.daily(IBM, at("2026-11-20T16:00"), 5)
    assert (yesterday.close, yesterday.volume) == (D(9), 1)
    assert (today.open, today.high, today.low, today.close, today.volume) == (D(10), D(12), D(10), D(11), 9)
    summary = source.summary(IBM, at("2026-11-20T16:00"))
    assert (summary.open, summary.high, summary.low, summary.volume) == (today.open, today.high, today.low, 9)
    assert (summary.previous_close, summary.previous_volume) == (yesterday.close, yesterday.volume)
    assert source.daily(IBM, at("2026-11-20T16:00"), 1) == [today]
    assert source.daily(IBM, at("2026-11-20T08:59"), 5) == [yesterday]
    five = source.minutes(IBM, at("2026-11-20T16:00"), 5, 5)
    assert [(bar.close, bar.volume, f"{bar.start:%d %H:%M}") for bar in five] == [
        (D(9), 1, "19 15:00"), (D(12), 5, "20 15:00"), (D(11), 4, "20 15:05"),
    ]  # fmt: skip
    assert source.minutes(IBM, at("2026-11-20T15:05"), 1, 5) == five[1:2]
    assert [bar.volume for bar in source.minutes(IBM, at("2026-11-20T16:00"), 5, 1440)] == [1, 9]
    assert sum(bar.volume for bar in source.minutes(IBM, at("2026-11-20T16:00"), 9, 1)) == 10


def test_a_bar_does_not_start_before_its_day(source: ManualSource) -> None:
    source.post_print(trade("1", 1, "2026-11-20T08:30"))  # before the first open: still yesterday's
    source.post_print(trade("2", 2, "2026-11-20T09:30"))
    bars = source.minutes(IBM, at("2026-11-20T16:00"), 5, 180)  # 03:00 to 06:00 in New York
    assert [(bar.volume, f"{bar.start:%H:%M}") for bar in bars] == [(1, "08:00"), (2, "09:00")]


def test_the_book_is_one_level_and_knows_its_change(source: ManualSource) -> None:
    moment = at("2026-11-20T15:30")
    assert source.depth(IBM, moment, 10) == []
    source.post_quote(quote("1.00", "1.01", "2026-11-20T15:00"))
    (level,) = source.depth(IBM, moment, 10)
    assert (level.bid, level.bid_size, level.bid_change, level.ask_change) == (D(1), 100, 100, 100)
    source.post_quote(Quote(Exchange.NYSE, "IBM", D("1.00"), 70, D("1.02"), 130, at("2026-11-20T15:01")))
    (level,) = source.depth(IBM, moment, 10)
    assert (level.ask, level.bid_size, level.bid_change, level.ask_change) == (D("1.02"), 70, -30, 30)
    assert source.depth(IBM, moment, 0) == []
