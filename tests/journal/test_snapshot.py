from collections.abc import Iterator
from pathlib import Path

import pytest

from haero.desk.ledger import LedgerError
from haero.journal import snapshot
from haero.journal.sqlite.store import FILE_NAME, FORMAT, Store
from haero.terms import Currency, Environment
from tests.makers import ALICE, BOB, NOW, Counter, D, accepted, counter


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / FILE_NAME)
    yield opened
    opened.close()


def busy_desk() -> Counter:
    """Two accounts with everything in them: fills, a revision, a cancellation, an expiry, a rejection, references."""
    desk = counter()
    desk.open(BOB, Environment.MOCK, {Currency.USD: D("0.10"), Currency.JPY: D(5)})
    desk.fill(desk.buy(10, "100.00", reference="mine"), 7, "99.99")
    desk.fill(desk.sell(3, "120.00"), 1, "120.00")
    number = desk.revise(desk.buy(10, "90.00"), 4, "91.00")
    desk.cancel(number, 2)
    desk.expire(desk.buy(1, "1.00"))
    desk.reject(desk.buy(1, "0.9999"), "거래정지")
    return desk


def test_a_state_is_the_same_after_a_round_trip_to_the_last_digit(store: Store) -> None:
    desk = busy_desk()
    assert snapshot.save(store, desk.state, len(desk.events))
    seq, state = snapshot.load(store)
    assert seq == len(desk.events)
    assert snapshot.same(state, desk.state)
    assert repr(state.accounts) == repr(desk.state.accounts)


def test_a_loaded_state_goes_on_as_the_old_one_would(store: Store) -> None:
    desk = busy_desk()
    snapshot.save(store, desk.state, 1)
    _, state = snapshot.load(store)
    state.check(True)
    number = state.accounts[ALICE].last_number + 1
    for one in (state, desk.state):
        one.apply(NOW, ALICE, accepted(number))
    assert snapshot.same(state, desk.state)
    with pytest.raises(LedgerError):
        state.apply(NOW, ALICE, accepted(number))


def test_a_difference_of_one_digit_is_a_difference() -> None:
    one, other = busy_desk(), busy_desk()
    assert snapshot.same(one.state, other.state)
    other.state.accounts[BOB].cash[Currency.USD].balance = D("0.100")  # equal, but not the same
    assert not snapshot.same(one.state, other.state)
    del other.state.accounts[BOB]
    assert not snapshot.same(one.state, other.state)


def test_without_a_snapshot_the_state_is_empty(store: Store) -> None:
    seq, state = snapshot.load(store)
    assert (seq, state.accounts) == (0, {})


def test_a_snapshot_of_another_format_is_passed_over(store: Store) -> None:
    snapshot.save(store, busy_desk().state, 9)
    store._db.execute("UPDATE snapshot SET format = ?", (FORMAT + 1,))
    assert snapshot.load(store)[0] == 0


@pytest.mark.parametrize("body", [b"", b"\xc1", b"\x80", b'{"json": 1}'])
def test_a_snapshot_that_cannot_be_read_is_passed_over_whole(store: Store, body: bytes) -> None:
    snapshot.save(store, busy_desk().state, 9)
    store._db.execute("UPDATE snapshot SET body = ? WHERE part = 1", (body,))
    seq, state = snapshot.load(store)
    assert (seq, state.accounts) == (0, {})


def test_an_account_too_large_for_one_value_leaves_the_old_snapshot(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = busy_desk()
    assert snapshot.save(store, desk.state, 9)
    monkeypatch.setattr(snapshot, "MAX_PART", 100)
    assert not snapshot.save(store, desk.state, 10)
    assert snapshot.load(store)[0] == 9
