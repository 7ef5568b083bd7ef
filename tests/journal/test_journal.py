import threading
from pathlib import Path

import pytest

from haero.desk.events import CashMoved
from haero.journal import journal as journal_module
from haero.journal.codec import Row
from haero.journal.journal import Journal, JournalFailed
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.terms import Currency
from tests.makers import ALICE, NOW, D, event_rows, rows_of, story

EVENTS = story(20)


class Slow:
    """A store whose disk waits until it is told to go on, and fails at a chosen batch."""

    def __init__(self, *, fail_at: int = 0, free: bool = True) -> None:
        self.batches: list[list[Row]] = []
        self.calls = 0
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(10**6 if free else 0)
        self._fail_at = fail_at

    def write(self, rows: list[Row]) -> None:
        self.begun.release()
        assert self.go.acquire(timeout=10)
        self.calls += 1
        if self.calls == self._fail_at:
            raise OSError(28, "No space left on device")
        self.batches.append(rows)

    def last_seq(self) -> int:
        return 0


def test_what_was_flushed_is_there_after_a_reopening_and_numbers_go_on(tmp_path: Path) -> None:
    for start in (0, 7):
        store = Store(tmp_path / FILE_NAME)
        journal = Journal(store)
        assert journal.seq == journal.durable == start
        assert [journal.append(*event) for event in EVENTS[start : start + 7]] == list(range(start + 1, start + 8))
        journal.flush()
        assert journal.durable == start + 7
        assert list(store.rows(start)) == rows_of(EVENTS[start : start + 7], start + 1)
        journal.close()
        store.close()
    assert event_rows(tmp_path) == rows_of(EVENTS[:14])


def test_closing_writes_what_is_pending(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE_NAME)
    journal = Journal(store)
    journal.nudge = lambda: None  # nobody wakes the committer
    for event in EVENTS:
        journal.append(*event)
    journal.close()
    store.close()
    assert len(event_rows(tmp_path)) == len(EVENTS)


def test_what_gathers_while_the_disk_is_busy_is_one_batch() -> None:
    store = Slow(free=False)
    journal = Journal(store)
    journal.append(*EVENTS[0])
    assert store.begun.acquire(timeout=10)  # the first batch is on its way with one event
    for event in EVENTS[1:]:
        journal.append(*event)
    store.go.release(10**6)
    journal.flush()
    assert [len(batch) for batch in store.batches] == [1, len(EVENTS) - 1]
    assert [row[0] for batch in store.batches for row in batch] == list(range(1, len(EVENTS) + 1))
    journal.close()


def test_a_batch_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "MAX_BATCH", 8)
    store = Slow()
    journal = Journal(store)
    journal.nudge = lambda: None
    for event in EVENTS:
        journal.append(*event)
    journal.flush()
    assert [len(batch) for batch in store.batches] == [8, 8, 6]
    journal.close()


def test_what_waits_for_the_disk_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """An appender that is faster than the disk waits for it rather than fill the memory."""
    monkeypatch.setattr(journal_module, "MAX_PENDING", 5)
    store = Slow()
    journal = Journal(store)
    journal.nudge = lambda: None
    for event in EVENTS[:6]:
        journal.append(*event)
    assert journal.durable == 6
    journal.close()


def test_nothing_is_durable_before_the_disk_says_so() -> None:
    store = Slow(free=False)
    journal = Journal(store)
    journal.append(*EVENTS[0])
    assert store.begun.acquire(timeout=10)
    assert (journal.seq, journal.durable) == (1, 0)
    with pytest.raises(JournalFailed, match="not on disk after"):
        journal.flush(timeout=0.01)
    store.go.release(10)
    journal.flush()
    assert journal.durable == 1
    journal.close()


def test_a_flush_of_nothing_returns_at_once() -> None:
    journal = Journal(Slow())
    journal.flush()
    journal.close()


def test_after_a_failed_batch_nothing_is_taken_and_nothing_is_written() -> None:
    store = Slow(fail_at=3)
    journal = Journal(store)
    told: list[int] = []
    journal.on_commit = lambda: told.append(journal.durable)
    for event in EVENTS[:2]:
        journal.append(*event)
        journal.flush()
    journal.append(*EVENTS[2])
    with pytest.raises(JournalFailed, match="No space left"):
        journal.flush()
    with pytest.raises(JournalFailed, match="No space left"):
        journal.append(*EVENTS[3])
    journal.close()
    assert isinstance(journal.failure, OSError)
    assert journal.durable == 2
    assert [len(batch) for batch in store.batches] == [1, 1]
    assert told == [1, 2, 2]  # once for every batch, and once for the failure


def test_what_was_pending_behind_a_failed_batch_is_never_written() -> None:
    """A disk that fails once may work again: a hole in the journal would be worse than its end."""
    store = Slow(fail_at=1, free=False)
    journal = Journal(store)
    journal.append(*EVENTS[0])
    assert store.begun.acquire(timeout=10)
    for event in EVENTS[1:5]:
        journal.append(*event)
    store.go.release(10**6)
    with pytest.raises(JournalFailed):
        journal.flush()
    journal.close()
    assert store.batches == []
    assert store.calls == 1
    assert journal.durable == 0


@pytest.mark.parametrize("fail_at", [0, 1])
def test_closing_never_hangs_and_never_raises(fail_at: int) -> None:
    journal = Journal(Slow(fail_at=fail_at))
    for event in EVENTS:
        if journal.failure is None:
            journal.append(*event)
    closer = threading.Thread(target=journal.close)
    closer.start()
    closer.join(10)
    assert not closer.is_alive()
    assert (journal.failure is None) == (fail_at == 0)


def test_an_event_that_cannot_be_written_uses_no_number_up() -> None:
    """Half a character, as a hostile header may bring it: a hole in the numbers would make the whole journal unreadable."""
    store = Slow()
    journal = Journal(store)
    journal.append(*EVENTS[0])
    with pytest.raises(UnicodeEncodeError):
        journal.append(NOW, ALICE, CashMoved(Currency.USD, D(1), "\udc80"))
    journal.append(*EVENTS[1])
    journal.flush()
    assert [row[0] for batch in store.batches for row in batch] == [1, 2]
    journal.close()


def test_a_nudge_comes_once_until_the_committer_has_taken_what_waits() -> None:
    store = Slow()
    journal = Journal(store)
    nudges: list[int] = []
    journal.nudge = lambda: nudges.append(journal.seq)
    for event in EVENTS[:5]:
        journal.append(*event)
    assert nudges == [1]
    journal.flush()
    journal.append(*EVENTS[5])
    assert nudges == [1, 6]
    journal.close()
