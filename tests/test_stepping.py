"""However time gets from one moment to another, in one jump, in steps, or at speed, the same things happen in it."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.desk.commands import PlaceOrder, ReserveOrder
from haero.house.house import House
from haero.market.time.clock import FASTEST, FASTEST_STRIDE, STRIDE, MarketClock
from haero.market.time.sessions import CalendarError
from haero.terms import Exchange, OrderType, Side
from tests.makers import ALICE, BOB, NASDAQ, NOW, D, event_rows, house

NYSE = Exchange.NYSE
CLOSE = datetime.fromisoformat("2026-11-20T16:00:00-05:00")
START = CLOSE - timedelta(minutes=12)
END = CLOSE + timedelta(minutes=3)


class Timer:
    """A timer that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def rows(folder: Path) -> list[tuple[Any, ...]]:
    """The journal without what says how the clock was moved."""
    return [row[1:] for row in event_rows(folder) if row[3] != "ClockMoved"]


def place(opened: House) -> None:
    """Two accounts, three symbols, orders near the market, and one of each that needs an auction or the clock."""
    broker = opened.broker
    for number, (exchange, symbol) in enumerate([(NASDAQ, "AAPL"), (NASDAQ, "NVDA"), (NYSE, "IBM")]):
        quote = broker.market.quote(exchange, symbol, START)
        assert quote is not None
        for account in (ALICE, BOB):
            for away in range(-4, 2):
                price = quote.bid + D("0.02") * away
                broker.submit(PlaceOrder(account, exchange, symbol, Side.BUY, OrderType.LIMIT, 5 + number, price))
    broker.submit(PlaceOrder(ALICE, NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT_ON_CLOSE, 5, D("400.00")))
    for kind in (OrderType.TWAP, OrderType.VWAP):
        quote = broker.market.quote(NASDAQ, "NVDA", START)
        assert quote is not None
        broker.submit(PlaceOrder(BOB, NASDAQ, "NVDA", Side.BUY, kind, 60, quote.bid))


@contextmanager
def placed(folder: Path) -> Iterator[House]:
    with house(folder, market="synthetic", at=START.isoformat()) as opened:
        place(opened)
        yield opened


def jumped(move: Callable[[House], object]) -> list[tuple[Any, ...]]:
    with tempfile.TemporaryDirectory() as name:
        with placed(Path(name)) as opened:
            move(opened)
        return rows(Path(name))


@pytest.fixture(scope="module")
def one_jump() -> list[tuple[Any, ...]]:
    return jumped(lambda opened: opened.broker.move_clock(END))


def test_the_jump_is_worth_comparing(one_jump: list[tuple[Any, ...]]) -> None:
    kinds = [row[2] for row in one_jump]
    assert kinds.count("OrderExecuted") > 5
    assert kinds.count("OrderExpired") > 1
    assert kinds.count("ChildSent") > 12
    assert len({row[1] for row in one_jump if row[2] == "OrderExecuted"}) == 2


steps = st.one_of(
    st.integers(1, 10**6).map(lambda n: timedelta(microseconds=n)),
    st.integers(1, 200).map(lambda n: timedelta(seconds=n)),
    st.floats(0.1, 400).map(lambda n: timedelta(seconds=n)),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(steps, max_size=15))
def test_steps_of_any_size_do_what_one_jump_does(one_jump: list[tuple[Any, ...]], sizes: list[timedelta]) -> None:
    def walk(opened: House) -> None:
        broker, now = opened.broker, START
        for size in sizes:
            now = min(now + size, END)
            broker.move_clock(now)
        broker.move_clock(END)

    assert jumped(walk) == one_jump


def test_slices_do_what_one_jump_does(one_jump: list[tuple[Any, ...]]) -> None:
    """Although each leaves the clock where it came to, and looks at it do not move it."""
    seen = []

    def slices(opened: House) -> None:
        broker = opened.broker
        for _ in broker.moves(END):
            seen.append(broker.advance())
            assert broker.market.clock.now() == seen[-1]

    assert jumped(slices) == one_jump
    assert seen == sorted(seen)
    assert len(set(seen)) > 10


def test_what_comes_in_between_slices_happens_at_the_moment_reached() -> None:
    """As if the clock had been moved there, then the command had come, then it had been moved on."""
    order = PlaceOrder(ALICE, NASDAQ, "MSFT", Side.BUY, OrderType.LIMIT, 7, D("900.00"))
    found: list[datetime] = []

    def slices(opened: House) -> None:
        for number, _ in enumerate(opened.broker.moves(END)):
            if number % 4 == 3 and len(found) < 3:
                found.append(opened.broker.submit(order).at)

    def steps(opened: House) -> None:
        for at in found:
            opened.broker.move_clock(at)
            opened.broker.submit(order)
        opened.broker.move_clock(END)

    assert jumped(slices) == jumped(steps)
    assert START < found[0] < found[1] < found[2] < END


def test_a_move_that_is_ended_early_leaves_the_clock_where_it_came_to(
    tmp_path: Path, one_jump: list[tuple[Any, ...]]
) -> None:
    with placed(tmp_path) as opened:
        broker = opened.broker
        move = broker.moves(END)
        for _ in range(9):
            next(move)
        with pytest.raises(ValueError, match="is being moved"):
            broker.move_clock(END)
        with pytest.raises(ValueError, match="is being moved"):
            broker.set_speed(60)
        move.close()
        reached = broker.market.clock.now()
        assert START < reached == broker.advance() < END
        assert not broker.market.clock.held
        broker.move_clock(END)
    assert rows(tmp_path) == one_jump


@pytest.mark.parametrize("speed", [60.0, 3600.0, FASTEST])
def test_a_fast_clock_does_what_one_jump_does(one_jump: list[tuple[Any, ...]], speed: float) -> None:
    """With a timer that stands for a slow machine: it stops for long between two looks, and the market waits."""

    def run(opened: House) -> None:
        broker, timer = opened.broker, Timer()
        broker.market.clock = MarketClock(START, speed, timer)
        while broker.advance() < END:
            timer.seconds += 7.3
        assert broker.market.clock.now() < END + timedelta(minutes=1)

    assert jumped(run) == one_jump


def test_a_fast_clock_never_runs_away_from_the_broker(tmp_path: Path) -> None:
    with house(tmp_path, market="synthetic") as opened:
        broker, timer = opened.broker, Timer()
        broker.market.clock = MarketClock(NOW, 60, timer)
        timer.seconds += 3600
        assert broker.market.clock.now() == NOW
        assert broker.advance() == broker.market.clock.now() == NOW + STRIDE
        broker.set_speed(FASTEST)
        assert broker.market.clock.now() == NOW + STRIDE
        assert broker.advance() == NOW + STRIDE + FASTEST_STRIDE


def test_events_are_in_the_order_of_their_times_when_a_fast_clock_is_moved(tmp_path: Path) -> None:
    with placed(tmp_path) as opened:
        opened.broker.set_speed(FASTEST)
        opened.broker.move_clock(CLOSE - timedelta(milliseconds=500))
    times = [row[1] for row in event_rows(tmp_path)]
    assert times == sorted(times)


@pytest.mark.parametrize("speed", [0.0, 60.0, FASTEST])
def test_where_a_calendar_ends_the_clock_stands_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speed: float, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is lost: what was reached stays, and the broker goes on from there."""
    with placed(tmp_path) as opened:
        broker, timer = opened.broker, Timer()
        broker.market.clock = MarketClock(START, speed, timer)
        source = broker.market.source
        end, messages = START + timedelta(minutes=2), source.messages

        def until_the_end(instrument: Any, after: datetime, until: datetime) -> Any:
            if until > end:
                raise CalendarError("no days after this")
            return messages(instrument, after, until)

        monkeypatch.setattr(source, "messages", until_the_end)

        def go_on() -> None:
            if not speed:
                broker.move_clock(END)
            for _ in range(200):
                timer.seconds += 0.05
                broker.advance()

        with pytest.raises(CalendarError):
            go_on()
        stopped = broker.market.clock.now()
        assert end - timedelta(minutes=1) < stopped <= end
        assert broker.market.clock.speed == 0
        assert broker.failure is None
        assert broker.advance() == stopped
        broker.submit(PlaceOrder(ALICE, NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, 1, D("1.00")))
    assert "the market clock stands still" in caplog.text


def test_a_reservation_is_sent_on_time_at_full_speed(tmp_path: Path) -> None:
    """What a jump sends at 9:30 sharp, the fastest clock sends then too."""
    found = []
    for speed in (0.0, FASTEST):
        folder = tmp_path / str(speed)
        with house(folder, market="synthetic", at="2026-11-20T09:00:00-05:00") as opened:
            broker = opened.broker
            broker.submit(ReserveOrder(ALICE, NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, 3, D("1.00")))
            if speed:
                broker.set_speed(speed)
                while broker.advance() < NOW:
                    pass
            else:
                broker.move_clock(NOW)
        found.append(rows(folder))
    assert found[0] == found[1]
    assert "OrderAccepted" in {row[2] for row in found[0]}
