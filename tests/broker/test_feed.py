"""The feed: observers many, contained and removable, told in order, and told what they missed."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from haero.broker.feed import MOST_EVENTS, Feed, Happened, Observer
from haero.desk.events import CashMoved, Event, OrderAccepted
from haero.terms import Currency
from tests.makers import ALICE, NASDAQ, NOW, D, house, place
from tests.support import running

MOVED = CashMoved(Currency.USD, D(1), "gift")


class Listener(Observer):
    """Writes down what it is told; raises at the moments that it is told to."""

    def __init__(self, *raises: str) -> None:
        self.told: list[object] = []
        self._raises = raises

    def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
        self._take("recorded", seq)

    def durable(self, seq: int) -> None:
        self._take("durable", seq)

    def restarted(self) -> None:
        self._take("restarted", 0)

    def _take(self, what: str, seq: int) -> None:
        self.told.append((what, seq))
        if what in self._raises:
            raise RuntimeError("my monitor has a defect")


def tell(feed: Feed, seq: int) -> None:
    feed.recorded(seq, NOW, ALICE, MOVED)
    feed.durable(seq)


def test_all_are_told_in_the_order_in_which_they_came() -> None:
    feed, first, second = Feed(), Listener(), Listener()
    tell(feed, 1)
    feed.follow(first)
    tell(feed, 2)
    feed.follow(second)
    feed.follow(first)  # who follows already is not told twice
    tell(feed, 3)
    assert first.told == [("recorded", 2), ("durable", 2), ("recorded", 3), ("durable", 3)]
    assert second.told == [("recorded", 3), ("durable", 3)]
    assert feed.observers == (first, second)


def test_who_leaves_is_told_nothing_more() -> None:
    feed, one, other = Feed(), Listener(), Listener()
    feed.follow(one)
    feed.follow(other)
    feed.leave(one)
    feed.leave(one)
    tell(feed, 1)
    assert (one.told, len(other.told)) == ([], 2)


@pytest.mark.parametrize("when", ["recorded", "durable", "restarted"])
def test_one_that_raises_is_logged_and_removed_and_the_others_are_told(
    when: str, caplog: pytest.LogCaptureFixture
) -> None:
    earlier, feed, broken, sound = Feed(), Feed(), Listener(when), Listener()
    earlier.follow(broken)
    earlier.follow(sound)
    feed.take_over(earlier)
    tell(feed, 1)
    tell(feed, 2)
    assert feed.observers == (sound,)
    assert broken.told[-1][0] == when  # type: ignore[index]
    assert sound.told == [("restarted", 0), ("recorded", 1), ("durable", 1), ("recorded", 2), ("durable", 2)]
    assert "Listener" in caplog.text
    assert "my monitor has a defect" in caplog.text


def test_an_observer_may_leave_while_it_is_told() -> None:
    feed, after = Feed(), Listener()

    class Once(Listener):
        def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
            super().recorded(seq, at, account, event)
            feed.leave(self)

    once = Once()
    feed.follow(once)
    feed.follow(after)
    tell(feed, 1)
    tell(feed, 2)
    assert once.told == [("recorded", 1)]
    assert len(after.told) == 4


def test_another_broker_takes_the_observers_over() -> None:
    old, new, one = Feed(), Feed(), Listener()
    old.follow(one)
    new.take_over(old)
    tell(old, 7)
    tell(new, 1)
    assert one.told == [("restarted", 0), ("recorded", 1), ("durable", 1)]


@pytest.mark.parametrize(("asked", "given"), [(5, 5), (10**6, MOST_EVENTS), (0, 0), (-1, 0)])
def test_what_was_missed_is_asked_for_in_bounded_pieces(asked: int, given: int) -> None:
    calls: list[tuple[int, int]] = []

    def read(after: int, limit: int) -> Sequence[Happened]:
        calls.append((after, limit))
        return ()

    assert Feed(read).since(3, asked) == ()
    assert calls == [(3, given)]


def test_the_journal_answers_for_what_was_missed(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        broker = opened.broker
        broker.journal.flush()
        seen = broker.journal.seq
        broker.submit(place())
        broker.submit(place(quantity=3))
        broker.journal.flush()
        missed = broker.feed.since(seen)
        assert [(happened.seq, happened.account) for happened in missed] == [(seen + 1, ALICE), (seen + 2, ALICE)]
        assert [type(happened.event) for happened in missed] == [OrderAccepted, OrderAccepted]
        assert missed[0].at == broker.market.clock.now()
        assert [happened.seq for happened in broker.feed.since(0, 2)] == [1, 2]
        assert broker.feed.since(seen + 2) == []


async def test_a_raising_observer_harms_no_order(tmp_path: Path) -> None:
    """It is gone; the order is answered, in the journal, and rests in the market; the next one too."""
    async with running(tmp_path / "data") as haero:
        assert haero.service.hub is not None
        broker = haero.service.hub.broker
        broken = Listener("recorded")
        broker.feed.follow(broken)
        for number in (1, 2):
            answer = await haero.real.buy(ORD_QTY="1")
            assert (answer.status, answer.code) == (200, "APBK0013")
            assert broker.journal.durable == broker.journal.seq
            account = broker.state.accounts[haero.real.app.account]
            assert list(account.working) == list(range(1, number + 1))
            assert broker.floor.venue.waits((NASDAQ, "AAPL"))
        assert broken not in broker.feed.observers
        assert len(broken.told) == 1
        assert broker.failure is None
        await haero.real.print("99.00", 100)
        assert [row["ft_ccld_qty"] for row in await haero.real.orders()] == ["1", "1"]
