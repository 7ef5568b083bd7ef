"""Every fill is told exactly once: a model of a broker, a wire that loses, repeats and delays, and questions that fail."""

from collections import deque
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haero.client.stream.desks import NoticeDesk
from haero.client.stream.ledger import Step
from haero.client.stream.messages import (
    ACCEPTED,
    CANCELLED,
    EXPIRED,
    FILLED,
    REJECTED,
    Notice,
    OrderRow,
    RowStatus,
    TroubleKind,
)
from haero.client.stream.policy import StreamPolicy
from haero.client.stream.registrations import notices_of
from haero.client.stream.session import Down, Opened, Registered, Spoiled
from haero.kis import notice
from haero.kis.records import WireRecord, split
from haero.terms import Action, Environment, Exchange, Side
from tests.client.stream.wire import HTS, fill, record

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
POLICY = StreamPolicy(audit=0.0)
HERE = notices_of(Environment.REAL, HTS)


def wired(text: str) -> WireRecord:
    return split(text, notice.FIELDS, 1, 21)[0]


class Placed:
    """An order of the model broker."""

    def __init__(self, number: int, ordered: int) -> None:
        self.number, self.ordered = number, ordered
        self.filled = self.taken = 0
        self.money = Decimal(0)

    @property
    def open(self) -> int:
        return self.ordered - self.filled - self.taken

    def row(self) -> OrderRow:
        average = (self.money / self.filled).quantize(Decimal("1e-8")) if self.filled else Decimal(0)
        done = RowStatus.WORKING if self.open else RowStatus.DONE
        return OrderRow(
            str(self.number), "", "AAPL", Exchange.NASDAQ, Side.BUY, Action.NEW, self.ordered, self.filled, self.open, Decimal(100),
            average, done, NOW,
        )  # fmt: skip


class Coming(NamedTuple):
    """A text on the wire and when it arrives."""

    due: float
    text: str


class World:
    """A broker, a wire and a desk on one clock. A notice is never later than `settle`."""

    def __init__(self, since: datetime | None = NOW, *, can_ask: bool = True) -> None:
        self.desk = NoticeDesk(HERE, POLICY, lambda: NOW, can_ask=can_ask, since=since)
        self.orders: list[Placed] = []
        self.cancels: list[OrderRow] = []
        self.tick = 0.0
        self.connected = False
        self.wire: deque[Coming] = deque()
        self.sent: list[str] = []
        self.reply: tuple[float, list[OrderRow] | None] | None = None
        self.latency, self.delay = 0.2, 0.1
        self.failing = 0
        self.before = 0

    def connect(self) -> None:
        if not self.connected:
            self.connected = True
            self.desk.take(Registered(HERE), self.tick)

    def cut(self) -> None:
        if self.connected:
            self.connected = False
            self.wire.clear()
            self.desk.take(Down(), self.tick)

    def tell(self, text: str) -> None:
        if self.connected:
            self.sent.append(text)
            due = max(self.tick + self.delay, self.wire[-1].due if self.wire else 0.0)
            self.wire.append(Coming(due, text))

    def place(self, quantity: int) -> None:
        self.orders.append(Placed(len(self.orders) + 1, quantity))
        self.tell(record(ODER_NO=str(len(self.orders)), CNTG_QTY=notice.quantity_text(quantity)))

    def execute(self, which: int, quantity: int, price: str) -> None:
        working = [one for one in self.orders if one.open]
        if working:
            order = working[which % len(working)]
            quantity = min(quantity, order.open)
            order.filled += quantity
            order.money += quantity * Decimal(price)
            self.tell(fill(order.number, quantity, price, ordered=order.ordered))

    def repeat(self, which: int) -> None:
        if self.sent and self.connected:
            self.tell(self.sent[which % len(self.sent)])

    def spoil(self) -> None:
        """The next notice on the wire can't be read."""
        if self.wire:
            self.wire.popleft()
            self.desk.take(Spoiled(notice.REAL_TR), self.tick)

    def step(self) -> bool:
        """The next thing that is due; False where nothing is."""
        due = self.desk.ledger.due()
        moments = [self.wire[0].due] if self.wire else []
        moments += [self.reply[0]] if self.reply else []
        moments += [due[0]] if due else []
        if not moments:
            return False
        self.tick = max(self.tick, min(moments))
        if self.wire and self.wire[0].due <= self.tick:
            self.desk.take(Opened(notice.REAL_TR, (wired(self.wire.popleft().text),)), self.tick)
        elif self.reply and self.reply[0] <= self.tick:
            rows, self.reply = self.reply[1], None
            if rows is None:
                self.desk.failed(TimeoutError(), self.tick)
            else:
                self.desk.answered(rows, self.tick)
        elif due and due[0] <= self.tick:
            if due[1] is Step.SETTLE:
                self.desk.settle(self.tick)
            else:
                self.desk.ledger.begin(self.tick)
                self.failing, fails = max(self.failing - 1, 0), self.failing > 0
                rows = None if fails else [one.row() for one in self.orders] + self.cancels
                self.reply = self.tick + self.latency, rows
        self.check()
        return True

    def run(self, seconds: float) -> None:
        until = self.tick + seconds
        for _ in range(500):
            due = self.desk.ledger.due()
            moments = [self.wire[0].due] if self.wire else []
            moments += [self.reply[0]] if self.reply else []
            moments += [due[0]] if due else []
            if not moments or min(moments) > until:
                break
            self.step()
        self.tick = max(self.tick, until)

    def rest(self) -> None:
        for _ in range(2_000):
            if not self.step():
                return
        raise AssertionError("it never comes to rest")

    def fills(self, number: int) -> list[Notice]:
        odno = f"{number:010d}"
        return [one for one in self.desk.history if one.kind is FILLED and one.odno == odno]

    def told(self, number: int) -> int:
        return sum(one.quantity for one in self.fills(number))

    def check(self) -> None:
        """Never more than happened, unless it says that it is not sure."""
        for order in self.orders:
            sure = sum(one.quantity for one in self.fills(order.number) if not one.doubtful)
            assert sure <= order.filled


ACTIONS = st.one_of(
    st.tuples(st.just("place"), st.integers(1, 12)),
    st.tuples(st.just("execute"), st.integers(0, 3), st.integers(1, 3), st.sampled_from(["100", "99.5"])),
    st.tuples(st.just("execute"), st.integers(0, 3), st.just(1), st.just("100")),
    st.tuples(st.just("repeat"), st.integers(0, 5)),
    st.tuples(st.just("spoil")),
    st.tuples(st.just("cut")),
    st.tuples(st.just("connect")),
    st.tuples(st.just("run"), st.sampled_from([0.0, 0.05, 0.3, 1.0, 2.0, 40.0])),
)


def play(world: World, actions: list[tuple[object, ...]]) -> None:
    for name, *given_ in actions:
        getattr(world, str(name))(*given_)


@settings(max_examples=300, deadline=None)
@given(st.lists(ACTIONS, max_size=40), st.sampled_from([0.01, 0.2, 3.0]), st.sampled_from([0.0, 0.1, 0.9]))
def test_every_fill_is_told_exactly_once(actions: list[tuple[object, ...]], latency: float, delay: float) -> None:
    world = World()
    world.latency, world.delay = latency, delay
    world.connect()
    play(world, actions)
    world.connect()
    world.rest()
    for order in world.orders:
        fills = world.fills(order.number)
        assert sum(one.quantity for one in fills) == order.filled
        assert not any(one.doubtful for one in fills)
        if fills:
            assert fills[-1].filled == order.filled
            assert fills[-1].ordered == order.ordered
    kinds = [(one.odno, one.kind) for one in world.desk.history if one.kind is not FILLED]
    assert len(kinds) == len(set(kinds)) == len(world.orders)


@settings(max_examples=100, deadline=None)
@given(st.lists(ACTIONS, max_size=30), st.integers(0, 8))
def test_questions_that_fail_lose_no_fill(actions: list[tuple[object, ...]], failing: int) -> None:
    """What could not be checked is told as doubtful, never dropped."""
    world = World()
    world.connect()
    world.failing = failing
    play(world, actions)
    world.connect()
    world.rest()
    for order in world.orders:
        assert world.told(order.number) >= order.filled


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=3), st.lists(ACTIONS, max_size=25)
)
def test_what_was_before_is_not_told(before: list[tuple[int, int]], actions: list[tuple[object, ...]]) -> None:
    world = World(since=None)
    for ordered, filled in before:
        world.place(ordered)
        world.orders[-1].filled = min(ordered, filled)
        world.orders[-1].money = world.orders[-1].filled * Decimal(100)
    base = [one.filled for one in world.orders]
    world.connect()
    world.rest()
    play(world, actions)
    world.connect()
    world.rest()
    for order, already in zip(world.orders, base + [0] * len(world.orders), strict=False):
        assert world.told(order.number) == order.filled - already


def test_fills_around_the_first_question_are_told_once() -> None:
    """An order from before fills while the stream asks what was before."""
    for executed_at in (0.0, 0.05, 0.15, 0.25, 0.9, 1.15, 1.3):
        world = World(since=None)
        world.place(10)
        world.orders[0].filled, world.orders[0].money = 4, Decimal(400)
        world.connect()
        world.run(executed_at)
        world.execute(0, 2, "100")
        world.rest()
        assert world.told(1) == 2, executed_at


def test_a_hole_right_behind_the_first_question_is_no_ground() -> None:
    """The first question met a fill, and the connection is lost before the second one could confirm what was before."""
    world = World(since=None)
    world.place(10)
    world.orders[0].filled, world.orders[0].money = 4, Decimal(400)
    world.connect()
    world.run(0.05)
    world.execute(0, 2, "100")
    world.run(1.2)
    world.cut()
    world.execute(0, 3, "100")
    world.connect()
    world.rest()
    assert [(one.quantity, one.gap) for one in world.fills(1)] == [(2, False), (3, True)]


def opened(ordered: int = 20) -> World:
    """A world with one order of which all is known."""
    world = World()
    world.connect()
    world.place(ordered)
    world.rest()
    world.run(200.0)
    return world


def test_a_fill_on_its_way_is_not_called_missed() -> None:
    world = opened()
    world.latency, world.delay = 0.01, 0.9
    world.execute(0, 2, "100")
    world.desk.take(Spoiled(notice.REAL_TR), world.tick)
    world.rest()
    assert [(one.quantity, one.gap) for one in world.fills(1)] == [(2, False)]


def test_equal_fills_on_their_way_are_told_as_heard() -> None:
    """Both are counted when the second is heard, but its question has not been asked yet."""
    world = opened()
    world.latency, world.delay = 0.01, 0.5
    world.execute(0, 2, "100")
    world.execute(0, 2, "100")
    world.desk.take(Spoiled(notice.REAL_TR), world.tick)
    world.rest()
    assert [(one.quantity, one.gap) for one in world.fills(1)] == [(2, False)] * 2
    assert world.desk.dropped == 0


def test_a_missed_fill_behind_those_of_the_moment_is_found_later() -> None:
    """Fills around the question hide it from the first one."""
    world = opened()
    world.cut()
    world.execute(0, 2, "100")
    world.connect()
    world.run(0.05)
    world.execute(0, 2, "99.5")
    world.rest()
    assert [(one.quantity, one.gap) for one in world.fills(1)] == [(2, False), (2, True)]


def test_an_equal_fill_of_a_busy_order_waits_and_is_not_dropped() -> None:
    """Every question meets another fill: none of them can decide."""
    world = opened(100)
    world.execute(0, 2, "100")
    world.run(0.5)
    world.execute(0, 2, "100")
    for turn in range(40):
        world.run(0.5)
        world.execute(0, 1, f"{90 + turn}")
    world.rest()
    assert world.told(1) == world.orders[0].filled == 44
    assert world.desk.dropped == 0
    assert not any(one.gap for one in world.fills(1))


def test_two_gaps_have_their_own_prices() -> None:
    world = opened()
    for price in ("99.5", "98"):
        world.cut()
        world.execute(0, 2, price)
        world.connect()
        world.rest()
    assert [one.price for one in world.fills(1)] == [Decimal("99.5"), Decimal(98)]


def test_without_questions_a_repeated_fill_is_told_as_doubtful() -> None:
    world = World(since=None, can_ask=False)
    world.connect()
    world.place(10)
    world.execute(0, 2, "100")
    world.repeat(1)
    world.rest()
    assert [(one.quantity, one.doubtful) for one in world.fills(1)] == [(2, False), (2, True)]


def test_a_stream_is_ready_once_it_knows_what_was_before() -> None:
    """What is placed after that is told, even if the connection is lost at once."""
    world = World(since=None)
    world.place(5)
    assert not world.desk.ready
    world.connect()
    world.run(0.1)
    assert not world.desk.ready
    world.run(0.2)
    assert world.desk.ready
    world.cut()
    assert not world.desk.ready
    world.place(3)
    world.execute(1, 3, "100")
    world.connect()
    world.rest()
    assert [(int(one.odno), one.kind, one.gap) for one in world.desk.history] == [
        (2, ACCEPTED, True),
        (2, FILLED, True),
    ]


def test_a_repeated_fill_is_dropped_and_said_so() -> None:
    world = World()
    world.connect()
    world.place(10)
    world.execute(0, 2, "100")
    world.repeat(1)
    world.repeat(0)
    world.rest()
    assert [one.kind for one in world.desk.history] == [ACCEPTED, FILLED]
    assert [one.kind for one in world.desk.troubles] == [TroubleKind.DROPPED]
    assert world.desk.dropped == 2


def test_a_missed_fill_has_the_price_that_makes_the_average_true() -> None:
    world = World()
    world.connect()
    world.place(10)
    world.execute(0, 3, "100")
    world.run(0.2)
    world.cut()
    world.execute(0, 1, "99.5")
    world.execute(0, 2, "99.8")
    world.connect()
    world.rest()
    missed = world.fills(1)[-1]
    assert (missed.quantity, missed.price, missed.gap) == (3, Decimal("99.7000"), True)
    assert sum(one.quantity * one.price for one in world.fills(1)) == world.orders[0].money


def test_a_late_notice_of_a_fill_that_a_question_found() -> None:
    """It comes twenty seconds late: the broker's count says that it was told."""
    world = World()
    world.connect()
    world.place(10)
    world.run(3.0)
    world.delay = 20.0
    world.execute(0, 2, "100")
    world.desk.take(Spoiled(notice.REAL_TR), world.tick)
    world.rest()
    assert [(one.quantity, one.gap) for one in world.fills(1)] == [(2, True)]
    world.delay = 0.1
    world.execute(0, 3, "99")
    world.rest()
    assert [(one.quantity, one.gap) for one in world.fills(1)] == [(2, True), (3, False)]


def test_a_notice_that_was_never_sent_is_found_within_a_minute() -> None:
    world = World()
    world.desk.ledger._policy = StreamPolicy()
    world.connect()
    world.place(10)
    world.run(30.0)
    world.connected = False  # for the wire alone: nobody says that the connection is gone
    world.execute(0, 4, "100")
    world.connected = True
    world.run(30.0)
    assert world.told(1) == 0
    world.run(35.0)
    assert [(one.quantity, one.gap) for one in world.fills(1)] == [(4, True)]
    assert world.desk.ledger.due() is not None


@pytest.mark.parametrize("status", [RowStatus.DONE, RowStatus.REJECTED])
def test_the_ends_of_orders_in_a_gap(status: RowStatus) -> None:
    world = World()
    world.connect()
    for quantity in (5, 6, 7):
        world.place(quantity)
    world.run(5.0)
    world.cut()
    ended, cancelled, _ = world.orders
    world.execute(0, 2, "100")
    ended.taken = 3
    cancelled.taken = 6
    row = cancelled.row()
    world.cancels.append(row._replace(odno="9", original="2", change=Action.CANCEL, filled=0, open=0, status=status))
    world.connect()
    world.rest()
    told = [(int(one.odno), one.kind, one.quantity) for one in world.desk.history if one.gap]
    if status is RowStatus.DONE:
        assert told == [(1, FILLED, 2), (9, CANCELLED, 6), (1, EXPIRED, 3)]
    else:  # the cancellation was refused: order 2 is over for another reason
        assert told == [(1, FILLED, 2), (9, REJECTED, 6), (1, EXPIRED, 3), (2, EXPIRED, 6)]


def test_an_order_number_that_comes_again_is_another_order() -> None:
    world = World(since=None, can_ask=False)
    world.connect()
    for _ in range(2):
        world.tell(record())
        world.tell(fill(1, 10, ordered=10))
        world.rest()
        world.tick += 86_400
    assert [(one.kind, one.filled) for one in world.desk.history] == [(ACCEPTED, 0), (FILLED, 10)] * 2
