"""State and journal stay together, or nothing is recorded any more."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from haero.broker.feed import Feed, Observer
from haero.broker.recorder import BrokerStopped, Recorder
from haero.desk.events import CashMoved, Event
from haero.desk.state import State
from haero.journal.journal import Journal
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.terms import Currency
from tests.makers import ALICE, NOW, D, account_opened, event_rows

USD = Currency.USD


class Ear(Observer):
    """Calls a function with the number and the account of every event."""

    def __init__(self, told: Callable[[int, str], None]) -> None:
        self._told = told

    def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
        self._told(seq, account)


def hear(recorder: Recorder, told: Callable[[int, str], None]) -> None:
    recorder.feed.follow(Ear(told))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    store = Store(tmp_path / FILE_NAME)
    journal = Journal(store)
    yield journal
    journal.close()
    store.close()


def test_an_event_is_applied_written_and_told_in_this_order(journal: Journal, tmp_path: Path) -> None:
    recorder = Recorder(State(), journal, Feed())
    told: list[tuple[int, int]] = []
    hear(recorder, lambda seq, account: told.append((len(recorder.state.accounts), seq)))
    first = recorder.record(NOW, ALICE, account_opened())
    second = recorder.record(NOW, ALICE, CashMoved(USD, D(5), "gift"))
    assert (first.seq, second.seq, second.at) == (1, 2, NOW)
    assert told == [(1, 1), (1, 2)]
    journal.flush()
    assert [row[3] for row in event_rows(tmp_path)] == ["AccountOpened", "CashMoved"]


def test_an_event_that_cannot_be_applied_is_not_written_and_is_the_last(journal: Journal, tmp_path: Path) -> None:
    recorder = Recorder(State(), journal, Feed())
    told: list[str] = []
    hear(recorder, lambda seq, account: told.append(account))
    with pytest.raises(BrokerStopped, match="KeyError"):
        recorder.record(NOW, "nobody", CashMoved(USD, D(5), "gift"))
    assert isinstance(recorder.failure, KeyError)
    with pytest.raises(BrokerStopped):
        recorder.record(NOW, ALICE, account_opened())
    journal.flush()
    assert event_rows(tmp_path) == []
    assert told == []
