"""A halted symbol stands still, now and whenever its past is asked for."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.listing.instruments import Instrument, builtin
from haero.market.prices import halts as module
from haero.market.prices.halts import HaltError, Halts
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import Print, Quote
from haero.market.prices.source import PriceSource
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange

BOOK = SessionBook()
NASDAQ = Exchange.NASDAQ
START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def known(symbol: str) -> Instrument:
    found = builtin().get(NASDAQ, symbol)
    assert found is not None
    return found


APPLE, NVIDIA = known("AAPL"), known("NVDA")
PLAIN = SyntheticSource(7, BOOK)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def halts() -> Halts:
    return Halts(SyntheticSource(7, BOOK))


def shown(source: PriceSource, moment: datetime) -> tuple[object, ...]:
    """All that a market shows of Apple at a moment."""
    return (
        source.quote(APPLE, moment),
        source.summary(APPLE, moment),
        source.depth(APPLE, moment, 5),
        source.daily(APPLE, moment, 3),
        source.minutes(APPLE, moment, 5, 1),
    )


def test_without_a_halt_it_is_the_source(halts: Halts) -> None:
    source: PriceSource = halts
    assert (source.step, halts.last) == (timedelta(seconds=1), None)
    assert source.marks_auctions(APPLE) == PLAIN.marks_auctions(APPLE)
    assert shown(source, START) == shown(PLAIN, START)
    assert list(source.messages(APPLE, START, at(90))) == list(PLAIN.messages(APPLE, START, at(90)))


def test_it_stands_still_from_the_halt_to_the_resumption(halts: Halts) -> None:
    before = shown(PLAIN, START)
    halts.halt(NASDAQ, "AAPL", START, "news")
    assert shown(PLAIN, at(100)) != before
    assert shown(halts, START) == shown(halts, at(100)) == shown(halts, at(86_400)) == before
    assert list(halts.messages(APPLE, START, at(100))) == []
    halts.resume(NASDAQ, "AAPL", at(100))
    assert shown(halts, at(99.9)) == before, "also when it is asked for later"
    assert shown(halts, at(100)) == shown(PLAIN, at(100))
    assert list(halts.messages(APPLE, at(100), at(200))) == list(PLAIN.messages(APPLE, at(100), at(200)))


def test_other_symbols_trade_on(halts: Halts) -> None:
    halts.halt(NASDAQ, "AAPL", START)
    assert halts.quote(NVIDIA, at(60)) == PLAIN.quote(NVIDIA, at(60))
    assert list(halts.messages(NVIDIA, START, at(9))) == list(PLAIN.messages(NVIDIA, START, at(9)))


@given(
    st.lists(st.integers(0, 120), min_size=1, max_size=7, unique=True).map(sorted),
    st.integers(-5, 125),
    st.lists(st.integers(0, 40), min_size=1, max_size=4),
)
def test_no_message_comes_out_of_a_halted_span_however_it_is_asked_for(
    turns: list[int], first: int, strides: list[int]
) -> None:
    halts = Halts(PLAIN)
    for number, second in enumerate(turns):
        if number % 2:
            halts.resume(NASDAQ, "AAPL", at(second))
        else:
            halts.halt(NASDAQ, "AAPL", at(second))

    def trades(moment: datetime) -> bool:
        """Turns at or before the moment's second count, but what comes at a turn itself came before it."""
        return sum(at(turn) < moment for turn in turns) % 2 == 0

    found: list[Print | Quote] = []
    start = at(first)
    for stride in strides:
        end = start + timedelta(seconds=stride)
        found += halts.messages(APPLE, start, end)
        start = end
    wanted: Iterable[Print | Quote] = PLAIN.messages(APPLE, at(first), start)
    assert found == [message for message in wanted if trades(message.at)]


def test_what_stands(halts: Halts) -> None:
    assert halts.standing(NASDAQ, "AAPL") is None
    halts.check_trading(NASDAQ, "AAPL")
    halts.halt(NASDAQ, "NVDA", START)
    halts.halt(NASDAQ, "AAPL", at(5), "news")
    assert halts.standing(NASDAQ, "AAPL") == (at(5), None, "news")
    assert list(halts.all_standing()) == [(NASDAQ, "NVDA"), (NASDAQ, "AAPL")]
    with pytest.raises(HaltError, match="AAPL is halted: resume it"):
        halts.check_trading(NASDAQ, "AAPL")
    halts.resume(NASDAQ, "NVDA", at(6))
    assert list(halts.all_standing()) == [(NASDAQ, "AAPL")]
    halts.check_trading(NASDAQ, "NVDA")


def test_what_is_refused(halts: Halts, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HaltError, match="AAPL is not halted"):
        halts.resume(NASDAQ, "AAPL", START)
    halts.halt(NASDAQ, "AAPL", START)
    with pytest.raises(HaltError, match="halted already"):
        halts.halt(NASDAQ, "AAPL", at(1))
    halts.resume(NASDAQ, "AAPL", at(2))
    with pytest.raises(HaltError, match="not halted"):
        halts.resume(NASDAQ, "AAPL", at(3))
    monkeypatch.setattr(module, "MAX_HALTS", 1)
    with pytest.raises(HaltError, match="no more are remembered"):
        halts.halt(NASDAQ, "AAPL", at(4))
    assert halts.standing(NASDAQ, "AAPL") is None


def test_the_end_of_a_recording_is_passed_on() -> None:
    class Recording(ManualSource):
        last = at(9)

    assert Halts(Recording(BOOK)).last == at(9)
    assert Halts(ManualSource(BOOK)).last is None


def test_the_exchanges_are_those_that_the_source_says(halts: Halts) -> None:
    assert halts.exchanges == frozenset(Exchange)

    class Recorded(SyntheticSource):
        exchanges = frozenset({Exchange.TOKYO})

    assert Halts(Recorded(7, BOOK)).exchanges == {Exchange.TOKYO}
