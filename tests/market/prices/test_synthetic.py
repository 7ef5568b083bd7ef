import datetime as dt
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.market.listing.instruments import Instrument, builtin
from haero.market.listing.ticks import ladder_of
from haero.market.prices.messages import Auction, Print, Quote, Summary, check_print, check_quote
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.sessions import SessionBook
from haero.rules.ticks import on_tick
from haero.terms import Exchange

SECOND = dt.timedelta(seconds=1)
BOOK = SessionBook()
LISTED = builtin()
REGULAR = dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC)


def known(exchange: Exchange, symbol: str) -> Instrument:
    found = LISTED.get(exchange, symbol)
    assert found is not None
    return found


APPLE = known(Exchange.NASDAQ, "AAPL")
instruments = st.sampled_from(list(LISTED))
seconds = st.integers(1767657600, 1798416000)
moments = seconds.map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))


def source(seed: int = 7) -> SyntheticSource:
    return SyntheticSource(seed, BOOK)


def inside(instrument: Instrument, moment: dt.datetime) -> dt.datetime:
    """The moment, or, while the exchange is closed, a moment of the next session."""
    if BOOK.at(instrument.exchange, moment) is not None:
        return moment
    return BOOK.next_boundary(instrument.exchange, moment) + dt.timedelta(seconds=moment.second * 60 + moment.minute)


def stretch(instrument: Instrument, after: dt.datetime, seconds: int, seed: int = 7) -> list[Print | Quote]:
    return list(source(seed).messages(instrument, after, after + SECOND * seconds))


@given(st.integers(0, 2**63), instruments, moments, st.lists(moments, max_size=5))
def test_same_seed_same_market_whatever_was_asked_before(
    seed: int, instrument: Instrument, moment: dt.datetime, others: list[dt.datetime]
) -> None:
    moment = inside(instrument, moment)
    used, fresh = source(seed), source(seed)
    for other in others:
        used.quote(instrument, other)
        used.summary(instrument, other)
        list(used.messages(instrument, other, other + SECOND * 3))
    assert used.quote(instrument, moment) == fresh.quote(instrument, moment) is not None
    after = moment - SECOND * 5
    assert list(used.messages(instrument, after, moment)) == list(fresh.messages(instrument, after, moment))
    assert used.summary(instrument, moment) == fresh.summary(instrument, moment)


@given(instruments, moments)
def test_different_seeds_differ(instrument: Instrument, moment: dt.datetime) -> None:
    moment = inside(instrument, moment)
    assert stretch(instrument, moment, 60, seed=1) != stretch(instrument, moment, 60, seed=2)


def test_the_same_market_in_another_process() -> None:
    code = (
        "import datetime as dt\n"
        "from haero.market.listing import instruments\nfrom haero.market.prices import synthetic\n"
        "from haero.market.time import sessions\n"
        "from haero.terms import Exchange\n"
        "apple = instruments.builtin().get(Exchange.NASDAQ, 'AAPL')\n"
        "source = synthetic.SyntheticSource(7, sessions.SessionBook())\n"
        "print(source.summary(apple, dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)))\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
    )
    assert other.stdout.strip() == str(source().summary(APPLE, REGULAR))


def test_known_answers_so_that_a_change_of_the_market_is_seen() -> None:
    assert source().quote(APPLE, REGULAR) == Quote(
        Exchange.NASDAQ, "AAPL", Decimal("232.33"), 1600, Decimal("232.35"), 700, REGULAR
    )
    assert source().summary(APPLE, REGULAR) == Summary(
        last=Decimal("232.34"),
        open=Decimal("232.35"),
        high=Decimal("233.03"),
        low=Decimal("229.02"),
        previous_close=Decimal("231.13"),
        previous_volume=1554424,
        volume=410453,
        amount=Decimal("94825068.15"),
    )


@given(instruments, moments)
def test_quotes_and_prints_make_sense(instrument: Instrument, moment: dt.datetime) -> None:
    moment = inside(instrument, moment)
    lot = instrument.lot if instrument.lot > 1 else 100
    standing: Quote | None = None
    for message in stretch(instrument, moment - SECOND, 30):
        session = BOOK.at(instrument.exchange, message.at)
        assert session is not None
        assert (message.exchange, message.symbol) == (instrument.exchange, instrument.symbol)
        if isinstance(message, Quote):
            check_quote(message)
            assert message.bid > 0
            assert message.bid_size % lot == message.ask_size % lot == 0
            assert 1 <= message.bid_size // lot <= 20
            assert 1 <= message.ask_size // lot <= 20
            standing = message
        else:
            check_print(message)
            assert standing is not None
            assert message.at == standing.at
            assert standing.bid <= message.price <= standing.ask
            assert message.size % instrument.lot == 0
        prices = (message.bid, message.ask) if isinstance(message, Quote) else (message.price,)
        assert all(on_tick(price, ladder_of(instrument)) for price in prices)
        assert all(abs(price / instrument.base_price - 1) < Decimal("0.6") for price in prices)


@given(instruments, moments, st.integers(0, 90), st.integers(0, 90))
def test_a_stretch_is_its_parts(instrument: Instrument, start: dt.datetime, one: int, two: int) -> None:
    # From shortly before a boundary, so that openings and closings are in it.
    start = BOOK.next_boundary(instrument.exchange, start) - SECOND * 60
    whole = stretch(instrument, start, one + two)
    assert whole == stretch(instrument, start, one) + stretch(instrument, start + SECOND * one, two)
    assert [m.at for m in whole] == sorted(m.at for m in whole)
    assert all(start < m.at <= start + SECOND * (one + two) for m in whole)


@given(instruments, moments)
def test_the_quote_is_the_newest_of_the_messages(instrument: Instrument, moment: dt.datetime) -> None:
    moment = inside(instrument, moment)
    second = moment.replace(microsecond=0)
    *_, newest = (m for m in source().messages(instrument, second - SECOND, moment) if isinstance(m, Quote))
    assert source().quote(instrument, moment) == newest


def test_a_quote_every_second_of_a_session_and_none_outside() -> None:
    opens, closes = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), dt.datetime(2026, 11, 20, 22, tzinfo=dt.UTC)
    start, end = opens - SECOND, closes + SECOND * 3600
    quotes = [m for m in source().messages(APPLE, start, end) if isinstance(m, Quote)]
    assert len(quotes) == 13 * 3600
    assert (quotes[0].at, quotes[-1].at) == (opens, closes - SECOND)
    assert source().quote(APPLE, closes) is None
    weekend = dt.datetime(2026, 11, 21, 6, tzinfo=dt.UTC)
    assert list(source().messages(APPLE, weekend, weekend + SECOND * 3600 * 40)) == []


def test_about_two_seconds_in_five_have_a_print_and_fewer_before_the_open() -> None:
    regular = [m for m in stretch(APPLE, REGULAR, 6000) if isinstance(m, Print)]
    early = [m for m in stretch(APPLE, REGULAR - SECOND * 4 * 3600, 6000) if isinstance(m, Print)]
    assert 0.37 < len(regular) / 6000 < 0.44
    assert 0.09 < len(early) / 6000 < 0.16


@pytest.mark.parametrize(
    "instrument", [APPLE, known(Exchange.NYSE, "F"), known(Exchange.TOKYO, "9432"), known(Exchange.HANOI, "PVS")]
)
def test_a_day_and_its_summary(instrument: Instrument) -> None:
    market = source()
    date = dt.date(2026, 11, 20)
    sessions = BOOK.on(instrument.exchange, date)
    prints = [
        m for m in market.messages(instrument, sessions[0].opens - SECOND, sessions[-1].closes) if isinstance(m, Print)
    ]
    previous = market.summary(instrument, sessions[0].opens)
    seen: list[Print] = []
    for trade in prints:
        seen.append(trade)
        if len(seen) % 97 and trade is not prints[-1]:
            continue
        summary = market.summary(instrument, trade.at)
        assert summary.volume == sum(one.size for one in seen)
        assert summary.last == trade.price
        assert summary.low <= min(one.price for one in seen)
        assert summary.high >= max(one.price for one in seen)
        assert summary.low <= summary.open <= summary.high
        assert summary.amount >= previous.amount
        assert summary.high >= previous.high
        assert summary.low <= previous.low
        previous = summary
    money = sum(one.price * one.size for one in prints)
    assert abs(previous.amount / money - 1) < Decimal("0.002")
    close = [p for p in prints if (s := BOOK.at(instrument.exchange, p.at)) is not None and s.kind == "regular"][-1]
    tomorrow = BOOK.on(instrument.exchange, BOOK.next_business_day(instrument.exchange, date))[0].opens
    following = market.summary(instrument, tomorrow)
    assert (following.previous_close, following.previous_volume) == (close.price, previous.volume)
    # High and low may lie outside the prints, but not far.
    assert previous.high <= max(one.price for one in prints) * Decimal("1.02")
    assert previous.low >= min(one.price for one in prints) * Decimal("0.98")


@given(instruments, moments)
def test_last_lies_between_low_and_high_at_any_hour(instrument: Instrument, moment: dt.datetime) -> None:
    summary = source().summary(instrument, moment)
    assert summary.last is not None
    assert 0 < summary.low <= summary.last <= summary.high
    assert summary.low <= summary.open <= summary.high
    assert summary.volume > 0
    assert summary.previous_close > 0
    assert summary.previous_volume >= summary.volume // 10


def test_the_regular_open_takes_over_from_the_pre_market() -> None:
    market = source()
    opens = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.UTC)
    first = next(iter(m for m in market.messages(APPLE, opens - SECOND, opens) if isinstance(m, Print)))
    assert market.summary(APPLE, opens).open == first.price == market.summary(APPLE, opens + SECOND * 30_000).open
    early = next(iter(m for m in stretch(APPLE, opens - SECOND * 19_801, 1) if isinstance(m, Print)))
    assert market.summary(APPLE, opens - SECOND).open == early.price


@pytest.mark.parametrize(
    ("volatility", "least", "most"), [("0.30", 0.25, 0.35), ("0.05", 0.04, 0.06), ("1.2", 1.0, 1.4)]
)
def test_a_year_is_as_wide_as_set(volatility: str, least: float, most: float) -> None:
    market = SyntheticSource(7, BOOK, Decimal(volatility))
    dates = [dt.date(2016, 1, 4)]
    while dates[-1] < dt.date(2025, 12, 30):
        dates.append(BOOK.next_business_day(Exchange.NASDAQ, dates[-1]))
    years = []
    for instrument in list(LISTED)[:5]:
        symbol = market._symbol(instrument)
        closes = [float(market._close(symbol, date)[0]) for date in dates]
        moves = [math.log(new / old) for old, new in pairwise(closes)]
        years.append(statistics.pstdev(moves) * math.sqrt(252))
    assert least < statistics.mean(years) < most


@settings(max_examples=15)
@given(instruments, moments, st.sampled_from(["0.01", "0.8", "5"]))
def test_any_volatility_makes_a_market(instrument: Instrument, moment: dt.datetime, volatility: str) -> None:
    market, moment = SyntheticSource(7, BOOK, Decimal(volatility)), inside(instrument, moment)
    for message in market.messages(instrument, moment - SECOND, moment + SECOND * 20):
        if isinstance(message, Quote):
            check_quote(message)
            assert message.bid > 0
        else:
            summary = market.summary(instrument, message.at)
            assert summary.low <= message.price <= summary.high


def test_the_us_session_opens_and_closes_with_auctions() -> None:
    """Also on a half day; their size is in the volume of the day, and no other print is marked."""
    market = source()
    for date in (dt.date(2026, 11, 20), dt.date(2026, 11, 27)):
        pre, regular, after = BOOK.on(Exchange.NASDAQ, date)
        messages = market.messages(APPLE, pre.opens - SECOND, after.closes)
        prints = [message for message in messages if isinstance(message, Print)]
        marked = {trade.at: trade for trade in prints if trade.auction}
        assert list(marked) == [regular.opens, regular.closes - SECOND]
        opening, closing = marked.values()
        assert (opening.auction, closing.auction) == (Auction.OPEN, Auction.CLOSE)
        assert min(opening.size, closing.size) > 20 * statistics.mean(trade.size for trade in prints) / 2
        assert market.summary(APPLE, after.closes).volume == sum(trade.size for trade in prints)
        assert market.summary(APPLE, after.closes).open == opening.price
        assert market.daily(APPLE, after.closes, 1)[0].close == closing.price
    assert market.marks_auctions(APPLE)


def test_elsewhere_no_print_is_marked() -> None:
    toyota = next(one for one in LISTED if one.exchange is Exchange.TOKYO)
    market = source()
    day = BOOK.on(Exchange.TOKYO, dt.date(2026, 11, 20))
    messages = list(market.messages(toyota, day[0].opens - SECOND, day[-1].closes))
    assert not any(message.auction for message in messages if isinstance(message, Print))
    assert not market.marks_auctions(toyota)


@settings(max_examples=25)
@given(st.decimals("0.0001", "100000", places=4), st.sampled_from([Exchange.NYSE, Exchange.HONG_KONG]), moments)
def test_any_base_price_makes_a_market(base: Decimal, exchange: Exchange, moment: dt.datetime) -> None:
    instrument = replace(APPLE, exchange=exchange, symbol="ANY", base_price=base)
    market = source()
    prices: list[Decimal] = []
    moment = inside(instrument, moment)
    for message in market.messages(instrument, moment - SECOND, moment + SECOND * 20):
        if isinstance(message, Quote):
            check_quote(message)
        else:
            prices.append(message.price)
            summary = market.summary(instrument, message.at)
            assert summary.low <= min(prices) <= max(prices) <= summary.high


def test_without_a_base_price_there_is_no_market() -> None:
    unknown = replace(APPLE, base_price=Decimal(0))
    assert source().quote(unknown, REGULAR) is None
    assert stretch(unknown, REGULAR, 60) == []
    assert source().summary(unknown, REGULAR).last is None


def test_another_base_price_moves_everything() -> None:
    market = source()
    market.summary(APPLE, REGULAR)
    dearer = replace(APPLE, base_price=APPLE.base_price * 2)
    assert market.summary(dearer, REGULAR) == source().summary(dearer, REGULAR)
    assert market.summary(APPLE, REGULAR) == source().summary(APPLE, REGULAR)
    assert market.summary(replace(APPLE), REGULAR) == source().summary(APPLE, REGULAR)


def test_messages_are_made_only_when_taken() -> None:
    years: Iterator[Print | Quote] = source().messages(
        APPLE, dt.datetime(2010, 1, 4, 15, tzinfo=dt.UTC), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    assert next(years).at == dt.datetime(2010, 1, 4, 15, 0, 1, tzinfo=dt.UTC)


@settings(max_examples=30)
@given(instruments, moments)
def test_daily_bars_agree_with_the_summaries(instrument: Instrument, moment: dt.datetime) -> None:
    market = source()
    *_, before, newest = market.daily(instrument, moment, 4)
    now = market.summary(instrument, moment)
    assert (newest.open, newest.high, newest.low) == (now.open, now.high, now.low)
    assert (newest.volume, newest.amount) == (now.volume, now.amount)
    assert (before.close, before.volume) == (now.previous_close, now.previous_volume)
    for bar in (before, newest):
        assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
    date = BOOK.trading_date(instrument.exchange, moment)
    end = market.summary(instrument, BOOK.day_end(instrument.exchange, date))
    (whole_day,) = market.daily(instrument, BOOK.day_end(instrument.exchange, date), 1)
    assert (whole_day.high, whole_day.low, whole_day.volume, whole_day.amount) == (
        end.high,
        end.low,
        end.volume,
        end.amount,
    )


@given(instruments, moments, st.integers(1, 40))
def test_older_days_follow_without_gap(instrument: Instrument, moment: dt.datetime, count: int) -> None:
    market = source()
    whole_list = market.daily(instrument, moment, count * 2)
    newer = market.daily(instrument, moment, count)
    assert [*market.daily(instrument, newer[0].start - SECOND, count), *newer] == whole_list
    dates = [BOOK.local_date(instrument.exchange, bar.start) for bar in whole_list]
    assert dates == sorted(set(dates))
    assert all(BOOK.next_business_day(instrument.exchange, one) == two for one, two in pairwise(dates))


def test_daily_bars_end_where_the_calendar_begins() -> None:
    early = dt.datetime(2005, 1, 6, 15, tzinfo=dt.UTC)
    bars = source().daily(APPLE, early, 100)
    assert [bar.start.day for bar in bars] == [3, 4, 5, 6]
    assert source().daily(APPLE, bars[0].start - SECOND, 100) == []
    assert len(source().minutes(APPLE, bars[0].start + SECOND * 90, 100, 1)) == 2


def test_after_the_close_the_bar_keeps_the_regular_close() -> None:
    market, closes = source(), dt.datetime(2026, 11, 20, 21, 0, tzinfo=dt.UTC)
    (at_close,) = market.daily(APPLE, closes - SECOND, 1)
    for seconds in (0, 1800, 7200):
        (later,) = market.daily(APPLE, closes + SECOND * seconds, 1)
        assert later.close == at_close.close
        assert later.volume >= at_close.volume


@given(instruments, moments)
def test_the_book_starts_with_the_quote(instrument: Instrument, moment: dt.datetime) -> None:
    moment = inside(instrument, moment)
    market = source()
    levels, quote = market.depth(instrument, moment, 10), market.quote(instrument, moment)
    assert quote is not None
    first = levels[0]
    assert (first.bid, first.bid_size, first.ask, first.ask_size) == (
        quote.bid,
        quote.bid_size,
        quote.ask,
        quote.ask_size,
    )
    assert len(levels) == 10
    assert all(one.bid > two.bid or two.bid == 0 for one, two in pairwise(levels))
    assert all(one.ask < two.ask for one, two in pairwise(levels))
    before = market.depth(instrument, moment - SECOND, 10)
    if before:
        assert [one.bid_size - two.bid_size for one, two in zip(levels, before, strict=True)] == [
            level.bid_change for level in levels
        ]
    assert market.depth(instrument, moment, 1) == levels[:1]
    assert market.depth(instrument, moment, 0) == []


def test_without_a_base_price_there_are_no_bars() -> None:
    unknown = replace(APPLE, base_price=Decimal(0))
    assert source().daily(unknown, REGULAR, 10) == source().minutes(unknown, REGULAR, 10, 1) == []
    assert source().depth(unknown, REGULAR, 10) == []


def test_another_base_price_makes_other_bars() -> None:
    market, dearer = source(), replace(APPLE, base_price=APPLE.base_price * 2)
    cheap = market.daily(APPLE, REGULAR, 3), market.minutes(APPLE, REGULAR, 3, 1)
    assert market.daily(dearer, REGULAR, 3) == source().daily(dearer, REGULAR, 3)
    assert market.minutes(dearer, REGULAR, 3, 1) == source().minutes(dearer, REGULAR, 3, 1)
    assert (market.daily(APPLE, REGULAR, 3), market.minutes(APPLE, REGULAR, 3, 1)) == cheap
