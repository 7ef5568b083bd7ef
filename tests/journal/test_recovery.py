import gc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from haero.desk.events import CashMoved, ClockMoved, Event, PrintPosted
from haero.desk.ledger import LedgerError
from haero.journal import snapshot
from haero.journal.codec import UnreadableEvent
from haero.journal.recovery import RecoveryError, recover
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.terms import Currency
from tests.makers import ALICE, NASDAQ, NOW, D, accepted, rows_of, story

MARKET: list[tuple[datetime, str, Event]] = [
    (NOW, "", ClockMoved(NOW, 0.0)),
    (NOW, "", PrintPosted(NASDAQ, "AAPL", D("230.00"), 5)),
]
EVENTS = [*story(3), *MARKET, *[(NOW, ALICE, accepted(number)) for number in range(4, 9)], *MARKET]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / FILE_NAME)
    opened.write(rows_of(EVENTS))
    yield opened
    opened.close()


def test_an_empty_journal_recovers_to_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "empty.db")
    found = recover(store)
    assert (found.state.accounts, found.seq, found.at, found.replayed) == ({}, 0, None, 0)
    store.close()


def saved(store: Store, folder: Path, upto: int) -> None:
    """Leaves the snapshot that a haero left which stopped after event `upto`."""
    part = Store(folder / "part.db")
    part.write(rows_of(EVENTS[:upto]))
    assert snapshot.save(folder, store, recover(part).state, upto)
    part.close()


@pytest.mark.parametrize("upto", [1, 5, 7, len(EVENTS)])
def test_a_snapshot_and_the_rest_say_the_same_as_all_events(store: Store, upto: int, tmp_path: Path) -> None:
    whole = recover(store, tmp_path)
    assert (whole.seq, whole.at, whole.replayed) == (len(EVENTS), NOW, len(EVENTS))
    saved(store, tmp_path, upto)
    short = recover(store, tmp_path)
    assert snapshot.same(short.state, whole.state)
    assert (short.seq, short.at, short.replayed) == (len(EVENTS), NOW, len(EVENTS) - upto)
    assert snapshot.same(recover(store).state, whole.state)


@pytest.mark.parametrize("upto", [0, 6, len(EVENTS)])
def test_the_market_sees_all_its_events_once_and_in_order_with_and_without_a_snapshot(
    store: Store, upto: int, tmp_path: Path
) -> None:
    if upto:
        saved(store, tmp_path, upto)
    seen: list[tuple[datetime, Event]] = []
    assert recover(store, tmp_path, watch=lambda at, event: seen.append((at, event))).replayed == len(EVENTS) - upto
    assert seen == [(at, event) for at, account, event in EVENTS if not account]


def test_an_unusable_snapshot_is_passed_over(store: Store, tmp_path: Path) -> None:
    saved(store, tmp_path, 8)
    path = tmp_path / snapshot.FILE_NAME
    path.write_bytes(path.read_bytes()[:-1])
    assert recover(store, tmp_path).replayed == len(EVENTS)


def test_the_recovered_state_is_checked_after_every_event_again(store: Store) -> None:
    state = recover(store).state
    with pytest.raises(LedgerError):
        state.apply(NOW, ALICE, CashMoved(Currency.USD, D(-(10**12)), "theft"))


@pytest.mark.parametrize("missing", [1, 4, len(EVENTS) - 1])
def test_a_missing_number_stops_it(store: Store, missing: int) -> None:
    store._db.execute("DELETE FROM event WHERE seq = ?", (missing,))
    with pytest.raises(RecoveryError, match=f"event {missing} is missing"):
        recover(store)


def test_a_snapshot_that_knows_more_than_the_journal_stops_it(store: Store, tmp_path: Path) -> None:
    """The events at the end are gone: the next ones would take their numbers a second time."""
    saved(store, tmp_path, len(EVENTS))
    store._db.execute("DELETE FROM event WHERE seq > 8")
    with pytest.raises(RecoveryError, match=r"the snapshot knows it.* delete haero\.snapshot"):
        recover(store, tmp_path)
    (tmp_path / snapshot.FILE_NAME).unlink()
    assert recover(store, tmp_path).seq == 8


def test_a_hole_behind_the_snapshot_stops_it(store: Store, tmp_path: Path) -> None:
    saved(store, tmp_path, 5)
    store._db.execute("DELETE FROM event WHERE seq = 6")
    with pytest.raises(RecoveryError, match="event 6 is missing"):
        recover(store, tmp_path)


def test_an_unknown_kind_stops_it(store: Store) -> None:
    store._db.execute("UPDATE event SET kind = 'OrderTeleported' WHERE seq = 4")
    with pytest.raises(UnreadableEvent, match="event 4"):
        recover(store)


def test_a_broken_body_stops_it(store: Store) -> None:
    store._db.execute("UPDATE event SET body = substr(body, 1, 20) WHERE seq = 5")
    with pytest.raises(UnreadableEvent, match="event 5"):
        recover(store)


def test_money_that_does_not_add_up_stops_it(store: Store) -> None:
    store._db.execute("UPDATE event SET body = replace(body, '\"1000000000\"', '\"10\"') WHERE seq = 2")
    with pytest.raises(LedgerError):
        recover(store)


def test_the_garbage_collector_is_left_as_it_was(store: Store) -> None:
    store._db.execute("UPDATE event SET kind = 'OrderTeleported' WHERE seq = 4")
    with pytest.raises(UnreadableEvent):
        recover(store)
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(UnreadableEvent):
            recover(store)
        assert not gc.isenabled()
    finally:
        gc.enable()
