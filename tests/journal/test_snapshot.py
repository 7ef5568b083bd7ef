import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haero.desk.ledger import LedgerError, audit
from haero.desk.state import State
from haero.journal import snapshot
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.terms import Currency, Environment
from tests.makers import ALICE, BOB, NOW, Counter, D, accepted, counter, rows_of, story

SEQ = 9


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A journal of nine events; what they say is nobody's business here."""
    opened = Store(tmp_path / FILE_NAME)
    opened.write(rows_of(story(7)))
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


def saved(store: Store, state: State | None = None, seq: int = SEQ) -> Path:
    """Leaves a snapshot, and returns its file."""
    folder = store.path.parent
    assert snapshot.save(folder, store, state or busy_desk().state, seq)
    return folder / snapshot.FILE_NAME


def load(store: Store) -> tuple[int, State]:
    return snapshot.load(store.path.parent, store)


def test_a_state_is_the_same_after_a_round_trip_to_the_last_digit(store: Store) -> None:
    desk = busy_desk()
    saved(store, desk.state)
    seq, state = load(store)
    assert seq == SEQ
    assert snapshot.same(state, desk.state)
    assert repr(state.accounts) == repr(desk.state.accounts)
    for account in state.accounts.values():
        audit(account)


def test_a_loaded_state_goes_on_as_the_old_one_would(store: Store) -> None:
    desk = busy_desk()
    saved(store, desk.state)
    _, state = load(store)
    state.check(True)
    number = state.accounts[ALICE].last_number + 1
    for one in (state, desk.state):
        one.apply(NOW, ALICE, accepted(number))
    assert snapshot.same(state, desk.state)
    with pytest.raises(LedgerError):
        state.apply(NOW, ALICE, accepted(number))


def test_equal_values_are_one_object_afterwards(store: Store) -> None:
    saved(store)
    orders = list(load(store)[1].accounts[ALICE].orders.values())
    assert len({id(order.symbol) for order in orders}) == len({id(order.expires) for order in orders}) == 1


def test_a_difference_of_one_digit_is_a_difference() -> None:
    one, other = busy_desk(), busy_desk()
    assert snapshot.same(one.state, other.state)
    other.state.accounts[BOB].cash[Currency.USD].balance = D("0.100")  # equal, but not the same
    assert not snapshot.same(one.state, other.state)
    del other.state.accounts[BOB]
    assert not snapshot.same(one.state, other.state)


def test_without_a_snapshot_the_state_is_empty(store: Store) -> None:
    seq, state = load(store)
    assert (seq, state.accounts) == (0, {})


def test_every_flipped_byte_makes_it_unusable(store: Store) -> None:
    path = saved(store)
    sound = path.read_bytes()
    for place in range(len(sound)):
        harmed = bytearray(sound)
        harmed[place] ^= 1 << place % 8
        path.write_bytes(harmed)
        seq, state = load(store)
        assert (seq, state.accounts) == (0, {}), f"byte {place}"
    path.write_bytes(sound)
    assert load(store)[0] == SEQ


@pytest.mark.parametrize("left", [0, 1, 17, 300, -1])
def test_a_torn_one_is_unusable(store: Store, left: int) -> None:
    path = saved(store)
    path.write_bytes(path.read_bytes()[:left])
    assert load(store)[0] == 0


def forged(path: Path, old: bytes, new: bytes, *, form: bytes = snapshot.FORM) -> None:
    """Writes a snapshot whose sums are right although its heading says something else."""
    _, heading, _, body = path.read_bytes().split(b"\n", 3)
    heading = heading.replace(old, new) + b"\n"
    path.write_bytes(form + heading + snapshot._sum(form, heading, body) + body)


def test_one_of_another_journal_another_shape_or_another_form_is_passed_over(store: Store) -> None:
    path = saved(store)
    forged(path, store.identity.encode(), b"0" * 32)
    assert load(store)[0] == 0
    path = saved(store)
    forged(path, b"Order(number: ", b"Order(count: ")
    assert load(store)[0] == 0
    path = saved(store)
    forged(path, b"", b"", form=b"haero snapshot 3\n")
    assert load(store)[0] == 0
    path = saved(store)
    forged(path, b"", b"")
    assert load(store)[0] == SEQ


def test_one_whose_last_event_is_not_the_journals_is_passed_over(store: Store) -> None:
    """A copy of the journal went on elsewhere, and came back."""
    saved(store)
    store._db.execute("UPDATE event SET body = replace(body, '1.00', '1.01') WHERE seq = ?", (SEQ,))
    assert load(store)[0] == 0


def test_accounts_that_do_not_count_what_there_is_are_no_state(store: Store) -> None:
    body = snapshot._body(busy_desk().state)
    body.counts[0] = (body.counts[0][0] - 1, body.counts[0][1])
    with pytest.raises(snapshot.Unusable, match="count"):
        snapshot.state_of(snapshot._encoder.encode(body))


def test_a_journal_without_a_name_gets_none(store: Store) -> None:
    store._identity = ""
    assert not snapshot.save(store.path.parent, store, busy_desk().state, SEQ)
    assert load(store)[0] == 0


def test_an_older_one_does_not_take_the_place_of_a_newer_one(store: Store) -> None:
    """A process that took its time, and a stop that came before it was through."""
    saved(store)
    assert not snapshot.save(store.path.parent, store, State(), SEQ - 1)
    assert load(store)[0] == SEQ
    assert snapshot.save(store.path.parent, store, busy_desk().state, SEQ)


def test_one_that_cannot_be_written_leaves_the_old_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = saved(store, seq=8).read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        snapshot.save(store.path.parent, store, State(), SEQ)
    assert (store.path.parent / snapshot.FILE_NAME).read_bytes() == sound
    assert load(store)[0] == 8


def test_what_a_killed_writer_left_behind_is_in_nobodys_way(store: Store) -> None:
    (store.path.parent / (snapshot.FILE_NAME + ".part")).write_bytes(b"half of one")
    assert load(store)[0] == 0
    saved(store)
    assert load(store)[0] == SEQ
    assert not (store.path.parent / (snapshot.FILE_NAME + ".part")).exists()


def test_two_processes_do_not_make_one_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from haero.journal import snapshot\n"
        "with snapshot.alone(Path(sys.argv[1])): pass"
    )
    with snapshot.alone(tmp_path):
        ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=False)
        assert b"BlockingIOError" in ended.stderr
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_thousand_orders_of_many_accounts_come_back(store: Store) -> None:
    """More than a column's stretch, days that change, moments that are all different."""
    desk = Counter()
    for owner in range(5):
        desk.open(f"8100000{owner}-01", Environment.REAL, {Currency.USD: D(10**9)})
    for number in range(1200):
        desk.buy(1 + number % 3, f"{1 + number % 50}.{number % 10}0", account=f"8100000{number % 5}-01")
    for account in desk.state.accounts.values():
        for order in account.orders.values():
            order.accepted_at = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(microseconds=order.number)
    saved(store, desk.state)
    _, state = load(store)
    assert repr(state.accounts) == repr(desk.state.accounts)
