import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.listing.instruments import builtin
from haero.market.prices.activity import Activity, Run
from haero.market.prices.day import Day, Symbol, cents, runs_of, shares_of, symbol_of, whole
from haero.market.prices.walk import BOUND, MAX_VOLATILITY, Walk
from haero.market.time.sessions import SessionBook, SessionKind
from haero.terms import Exchange

KEY = b"0123456789abcdef"
DATE = dt.date(2026, 11, 20)


def symbol(volatility: str, exchange: Exchange = Exchange.NYSE, name: str = "IBM") -> Symbol:
    instrument = builtin().get(exchange, name)
    assert instrument is not None
    return symbol_of(KEY, instrument, Decimal(volatility))


def day(exchange: Exchange, symbol: str) -> Day:
    instrument = builtin().get(exchange, symbol)
    assert instrument is not None
    runs = runs_of(SessionBook().on(exchange, DATE))
    return Day(symbol_of(KEY, instrument), runs, Walk(), Activity())


def test_runs_are_the_sessions_in_minutes() -> None:
    pre, regular, after = runs_of(SessionBook().on(Exchange.NYSE, DATE))
    assert [run.kind for run in (pre, regular, after)] == list(SessionKind)
    assert (pre.closes - pre.opens, regular.closes - regular.opens, after.closes - after.opens) == (330, 390, 60)
    assert (pre.thin, regular.thin, after.thin) == (True, False, True)
    assert (pre.auctions, regular.auctions, after.auctions) == (False, True, False)
    assert not any(run.auctions for run in runs_of(SessionBook().on(Exchange.TOKYO, DATE)))
    assert dt.datetime.fromtimestamp(regular.opens * 60, dt.UTC) == dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(("exchange", "symbol"), [(Exchange.NYSE, "IBM"), (Exchange.TOKYO, "7203")])
def test_totals_only_grow(exchange: Exchange, symbol: str) -> None:
    one = day(exchange, symbol)
    first, last = one.runs[0].opens * 60, one.runs[-1].closes * 60 + 600
    previous = one.totals(first)
    assert previous.volume > 0
    for second in range(first, last, 17):
        totals = one.totals(second)
        assert totals.volume >= previous.volume
        assert totals.amount >= previous.amount
        assert totals.high >= previous.high
        assert totals.low <= previous.low
        previous = totals


@pytest.mark.parametrize(("exchange", "symbol"), [(Exchange.NYSE, "IBM"), (Exchange.TOKYO, "7203")])
@given(st.lists(st.integers(0, 60_000), min_size=2, max_size=8))
def test_what_was_asked_before_changes_nothing(exchange: Exchange, symbol: str, seconds: list[int]) -> None:
    """A day is worked out as far as it was asked for: forward, back and across sessions it says what a fresh one says."""
    used = day(exchange, symbol)
    opens = used.runs[0].opens * 60
    for second in seconds:
        assert used.totals(opens + second) == day(exchange, symbol).totals(opens + second)


def test_the_last_second_of_a_minute_and_the_next_minute_join() -> None:
    one = day(Exchange.NYSE, "IBM")
    regular = one.runs[1]
    for minute in (regular.opens, regular.opens + 100, regular.closes - 1):
        run = one.run_at(minute * 60)
        joined = one.totals(minute * 60 + 59)
        beat = one.beat(run, minute + 1) if minute + 1 < run.closes else one.beat(one.runs[2], minute + 1)
        later = one.totals(minute * 60 + 60)
        assert later.volume >= joined.volume
        assert (later.volume == joined.volume) is (beat.mask & 1 == 0)


def test_the_whole_day_is_known_without_its_prices() -> None:
    instrument = builtin().get(Exchange.TOKYO, "7203")
    assert instrument is not None
    one = day(Exchange.TOKYO, "7203")
    total = one.totals(one.runs[-1].closes * 60 + 3600)
    assert shares_of(symbol_of(KEY, instrument), one.runs, Activity()) == total.volume
    lunch = one.totals(one.runs[0].closes * 60 + 60)
    assert 0 < lunch.volume < total.volume
    assert lunch == one.totals(one.runs[1].opens * 60 - 1)


def test_a_day_is_not_asked_about_the_night_before() -> None:
    one = day(Exchange.NYSE, "IBM")
    with pytest.raises(AssertionError):
        one.totals(one.runs[0].opens * 60 - 1)


def test_a_run_knows_where_it_is() -> None:
    one = day(Exchange.TOKYO, "7203")
    morning, afternoon = one.runs
    assert one.run_at(afternoon.opens * 60 - 1) == morning
    assert one.run_at(afternoon.opens * 60) == afternoon
    assert isinstance(morning, Run)


def test_money_has_two_digits() -> None:
    assert str(cents(1234.565)) == "1234.56"
    assert cents(0.0) == Decimal("0.00")


@pytest.mark.parametrize(
    ("exchange", "symbol"),
    [(Exchange.NYSE, "IBM"), (Exchange.TOKYO, "7203"), (Exchange.HONG_KONG, "00700"), (Exchange.HANOI, "PVS")],
)
def test_a_whole_day_is_the_day_at_its_end(exchange: Exchange, symbol: str) -> None:
    one = day(exchange, symbol)
    instrument = builtin().get(exchange, symbol)
    assert instrument is not None
    totals = whole(symbol_of(KEY, instrument), one.runs, Walk(), Activity())
    assert totals == one.totals(one.runs[-1].closes * 60 - 1)


@pytest.mark.parametrize("volatility", ["0.001", "0.1", "0.30", "0.31", "1", "5"])
def test_prices_rise_with_the_distance_and_stay_above_zero(volatility: str) -> None:
    one = symbol(volatility)
    distances = [BOUND * step / 500 for step in range(-500, 501)]
    prices = one.prices(distances)
    assert prices == [one.price(distance) for distance in distances] == sorted(prices)
    assert 0 < prices[0] < prices[250] < prices[499] < one.base == prices[500] < prices[501] < prices[-1] < 1e8


def test_the_usual_volatility_is_the_plain_sum() -> None:
    one = symbol("0.30")
    assert one.stretch == 1
    for distance in (-0.3, -0.0123, 0.0, 0.2):
        assert one.price(distance) == one.base + one.base * distance


@given(st.floats(-0.02, 0.02), st.sampled_from(["0.1", "0.6", "1", "3", str(MAX_VOLATILITY)]))
def test_a_small_move_is_as_many_times_larger_as_the_volatility(distance: float, volatility: str) -> None:
    one = symbol(volatility)
    move = distance * one.stretch
    assert one.price(distance) / one.base - 1 == pytest.approx(move, abs=move**2 + 1e-9)


@pytest.mark.parametrize("base", ["0.0001", "0.5", "700000", "90000000"])
def test_the_wildest_market_stays_within_what_a_price_may_be(base: str) -> None:
    one = symbol(str(MAX_VOLATILITY))._replace(base=float(base))
    assert 0.0001 <= one.price(-BOUND) < one.price(BOUND) <= 1e8


@pytest.mark.parametrize("volatility", ["0.05", "0.9", "5"])
def test_totals_of_any_volatility(volatility: str) -> None:
    one = symbol(volatility)
    runs = runs_of(SessionBook().on(Exchange.NYSE, DATE))
    made, usual = Day(one, runs, Walk(), Activity()), day(Exchange.NYSE, "IBM")
    end = runs[-1].closes * 60 - 1
    totals, plain = made.totals(end), usual.totals(end)
    assert whole(one, runs, Walk(), Activity()) == totals
    assert totals.volume == plain.volume
    assert 0 < totals.low < totals.amount / totals.volume < totals.high
    wider = totals.high / totals.low > plain.high / plain.low
    assert wider is (one.stretch > 1)
