import datetime as dt
from decimal import Decimal

import pytest

from haero.market.day import Day, Run, cents, runs_of, shares_of, symbol_of, whole
from haero.market.instruments import builtin
from haero.market.sessions import SessionBook, SessionKind
from haero.market.tape import Tape
from haero.market.walk import Walk
from haero.terms import Exchange

KEY = b"0123456789abcdef"
DATE = dt.date(2026, 11, 20)


def day(exchange: Exchange, symbol: str) -> Day:
    instrument = builtin().get(exchange, symbol)
    assert instrument is not None
    runs = runs_of(SessionBook().on(exchange, DATE))
    return Day(symbol_of(KEY, instrument), runs, Walk(), Tape())


def test_runs_are_the_sessions_in_minutes() -> None:
    pre, regular, after = runs_of(SessionBook().on(Exchange.NYSE, DATE))
    assert [run.kind for run in (pre, regular, after)] == list(SessionKind)
    assert (pre.closes - pre.opens, regular.closes - regular.opens, after.closes - after.opens) == (330, 390, 60)
    assert (pre.thin, regular.thin, after.thin) == (True, False, True)
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
    assert shares_of(symbol_of(KEY, instrument), one.runs, Tape()) == total.volume
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
    totals = whole(symbol_of(KEY, instrument), one.runs, Walk(), Tape())
    assert totals == one.totals(one.runs[-1].closes * 60 - 1)
