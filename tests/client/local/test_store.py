"""The order store, against a model, between threads and processes, and when things break."""

import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from haero.client.errors import StoreUnusable
from haero.client.local.locks import FileLock
from haero.client.local.record import OPEN_FATES, Fate, OrderRecord, Settled
from haero.client.local.rows import may_follow
from haero.client.local.store import Store
from tests.client.local.programs import running, said, together

AT = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
SCOPES, KEYS, CONTENTS = ("mine", "other"), ("1", "2", "3"), ({"symbol": "AAPL"}, {"symbol": "MSFT"})
ACCEPTED = Settled(Fate.ACCEPTED, "0000004336", "01790", {"code": "APBK0013"})


def record(key: str = "key", content: dict[str, str] = CONTENTS[0], at: datetime = AT) -> OrderRecord:
    return OrderRecord("mine", key, content, "TTTT1002U", at, None)


class StoreModel(RuleBasedStateMachine):
    """Two stores on one file, opened again now and then, against a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "orders.db"
        self.stores = [Store(self.path), Store(self.path)]
        self.rows: dict[tuple[str, str], OrderRecord] = {}
        self.at = AT

    @rule(
        who=st.integers(0, 1),
        scope=st.sampled_from(SCOPES),
        key=st.sampled_from(KEYS),
        content=st.sampled_from(CONTENTS),
    )
    def enter(self, who: int, scope: str, key: str, content: dict[str, str]) -> None:
        self.at += timedelta(microseconds=1)
        asked = OrderRecord(scope, key, content, "TTTT1002U", self.at, self.at)
        there = self.rows.get((scope, key))
        free = there is None or (there.fate in (Fate.UNSENT, Fate.ABSENT) and there.content == content)
        assert self.stores[who].enter(asked) == (free, asked if free else there)
        if free:
            self.rows[scope, key] = asked

    @rule(
        who=st.integers(0, 1), scope=st.sampled_from(SCOPES), key=st.sampled_from(KEYS),
        fate=st.sampled_from([fate for fate in Fate if fate is not Fate.SENDING]), number=st.sampled_from(["", "7", "8"]),
    )  # fmt: skip
    def settle(self, who: int, scope: str, key: str, fate: Fate, number: str) -> None:
        there, settled = self.rows.get((scope, key)), Settled(fate, number, "01790", {"code": fate.value})
        if there is None:
            with pytest.raises(KeyError):
                self.stores[who].settle(scope, key, settled)
            return
        changes = may_follow(there.fate, fate)
        assert self.stores[who].settle(scope, key, settled) is changes
        if changes:
            self.rows[scope, key] = there._replace(
                fate=fate, number=number, branch="01790", outcome={"code": fate.value}
            )

    @rule(who=st.integers(0, 1))
    def opened_again(self, who: int) -> None:
        self.stores[who].close()
        self.stores[who] = Store(self.path)

    @rule(who=st.integers(0, 1), back=st.integers(0, 30))
    def forget(self, who: int, back: int) -> None:
        before = self.at - timedelta(microseconds=back)
        old = [name for name, row in self.rows.items() if row.sent_at < before and row.fate not in OPEN_FATES]
        assert self.stores[who].forget_before(before) == len(old)
        for name in old:
            del self.rows[name]

    @rule(who=st.integers(0, 1), scope=st.sampled_from(SCOPES), back=st.integers(0, 30))
    def owners(self, who: int, scope: str, back: int) -> None:
        since = self.at - timedelta(microseconds=back)
        mine = sorted((row for row in self.rows.values() if row.scope == scope), key=lambda row: row.sent_at)
        expected = {row.number: row.key for row in mine if row.number and row.sent_at >= since}
        assert self.stores[who].owners(scope, ["7", "8", "9", ""], since) == expected

    @invariant()
    def all_is_there(self) -> None:
        for store in self.stores:
            assert store.count() == len(self.rows)
            for scope in SCOPES:
                mine = sorted((row for row in self.rows.values() if row.scope == scope), key=lambda row: row.sent_at)
                assert store.unsettled(scope) == [row for row in mine if row.fate in OPEN_FATES]
                for key in KEYS:
                    assert store.find(scope, key) == self.rows.get((scope, key))

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.folder.cleanup()


TestStoreModel = StoreModel.TestCase
TestStoreModel.settings = settings(max_examples=12, stateful_step_count=25)


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "state" / "orders.db")
    store.enter(record())
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "state").iterdir()}
    assert modes == {f"orders.db{end}": "0o600" for end in ("", "-wal", "-shm", "-lock")}
    store.close()
    (tmp_path / "state" / "orders.db").chmod(0o644)
    store = Store(tmp_path / "state" / "orders.db")
    assert oct((tmp_path / "state" / "orders.db").stat().st_mode & 0o777) == "0o600"
    assert store.find("mine", "key") == record()
    assert "mine" not in repr(store)


def test_an_order_waits_for_the_disk_and_a_settlement_does_not(tmp_path: Path) -> None:
    store, full, normal = Store(tmp_path / "orders.db"), 2, 1
    for number in range(3):
        store.enter(record(f"{number}"))
        assert synchronous(store) == full
        store.settle("mine", f"{number}", ACCEPTED)
        assert synchronous(store) == normal


def synchronous(store: Store) -> int:
    assert store._connection is not None
    level: int = store._connection.execute("pragma synchronous").fetchone()[0]
    return level


def test_a_settlement_is_never_into_sending() -> None:
    with pytest.raises(ValueError, match="enter"):
        Store(":memory:").settle("mine", "key", Settled(Fate.SENDING))


def test_after_its_close_it_opens_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "orders.db")
    store.enter(record())
    store.close()
    store.close()
    assert store.find("mine", "key") == record()


def test_each_key_is_given_once_to_all_programs_and_threads(tmp_path: Path) -> None:
    script = """
store, fresh = Store(where + "/orders.db"), []
def enters(first):
    for number in range(60):
        key = str((number + first) % 60)
        if store.enter(record(key)).fresh:
            fresh.append(key)
        elif number % 3 == 0:
            store.settle("scope", key, Settled(Fate.UNKNOWN))
threads = [threading.Thread(target=enters, args=(20 * number,)) for number in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
told(" ".join(fresh))
"""
    given = Counter(key for lines in together(script, tmp_path, 3) for key in lines[0].split())
    assert given == Counter(str(number) for number in range(60))
    store = Store(tmp_path / "orders.db")
    assert store.count() == len(store.unsettled("scope")) == 60


def test_a_program_that_is_killed_inside_leaves_whole_rows_and_a_free_lock(tmp_path: Path) -> None:
    script = "store = Store(where)\nfor number in range(10**6):\n    store.enter(record(f'{mine}-{number}'))\n    told(number)"
    path, chance = tmp_path / "orders.db", random.Random(7)
    for life in range(4):
        with running(script, path, f"{life}") as program:
            seen = [int(said(program)) for _ in range(chance.randrange(1, 30))][-1]
            program.kill()
            assert program.stdout is not None
            rest = program.stdout.read().split()
            last = max([seen, *map(int, rest[-1:])])
        store = Store(path)
        assert store.enter(record(f"after-{life}")).fresh
        there = {row.key for row in store.unsettled("scope") if row.key.startswith(f"{life}-")}
        assert {f"{life}-{number}" for number in range(last + 1)} <= there
        assert there <= {f"{life}-{number}" for number in range(last + 2)}
        with store._reading() as database:
            assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        store.close()


def test_a_store_that_another_program_holds_sends_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "orders.db", patience=0.0)
    script = "lock = FileLock(where)\ntold(lock.try_lock())\nwaits()"
    with running(script, f"{tmp_path / 'orders.db'}-lock") as program:
        assert said(program) == "True"
        with pytest.raises(StoreUnusable, match="another program"):
            store.enter(record())
        assert store.find("mine", "key") is None
    assert store.enter(record()).fresh


def test_a_program_that_knows_nothing_of_the_lock_is_waited_for_too(tmp_path: Path) -> None:
    """Any tool for SQLite that writes to the file."""
    import sqlite3

    store = Store(tmp_path / "orders.db", patience=0.01)
    other = sqlite3.connect(tmp_path / "orders.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StoreUnusable, match="another program"):
        store.enter(record())
    other.execute("rollback")
    other.close()
    assert store.enter(record()).fresh


def test_an_outcome_that_cannot_be_written_is_no_error_is_known_and_is_written_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store, other = Store(tmp_path / "orders.db", patience=0.0), Store(tmp_path / "orders.db", patience=0.0)
    for key in ("1", "2"):
        store.enter(record(key))
    lock = FileLock(f"{tmp_path / 'orders.db'}-lock")
    assert lock.try_lock()
    assert store.settle("mine", "1", ACCEPTED)
    assert store.settle("mine", "1", Settled(Fate.UNKNOWN))  # what KIS said stays
    assert store.settle("mine", "2", Settled(Fate.UNKNOWN))
    found = store.find("mine", "1")
    assert found == record("1")._replace(
        fate=Fate.ACCEPTED, number="0000004336", branch="01790", outcome=ACCEPTED.outcome
    )
    assert [row.key for row in store.unsettled("mine")] == ["2"]
    assert store.owners("mine", ["0000004336"], AT) == {"0000004336": "1"}
    assert store.owners("mine", ["0000004336"], AT + timedelta(seconds=1)) == {}
    assert other.find("mine", "1") == record("1")
    assert len(caplog.records) == 1
    lock.unlock()
    assert store.enter(record("3")).fresh
    assert other.find("mine", "1") == found
    assert [row.key for row in other.unsettled("mine")] == ["2", "3"]


def test_a_full_disk_stops_orders_and_keeps_outcomes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path / "orders.db")
    assert store.enter(record("1")).fresh
    assert store._connection is not None
    store._connection.execute("pragma max_page_count = 1")
    big = {"note": "x" * 100_000}
    with pytest.raises(StoreUnusable, match="disk is full"):
        store.enter(record("2", big))
    store.settle("mine", "1", Settled(Fate.ACCEPTED, "7", "01790", {"text": "x" * 100_000}))
    assert store.unsettled("mine") == []
    assert "kept in memory" in caplog.text
    with pytest.raises(StoreUnusable, match="disk is full"):
        store.enter(record("2", big))
    store._connection.execute("pragma max_page_count = 100000")
    assert store.enter(record("more")).fresh
    store.close()
    again = Store(tmp_path / "orders.db").find("mine", "1")
    assert again is not None
    assert again.fate is Fate.ACCEPTED


def test_a_store_that_was_removed_while_in_use_sends_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "orders.db")
    assert store.enter(record("1")).fresh
    kept = tmp_path / "kept.db"
    (tmp_path / "orders.db").rename(kept)
    with pytest.raises(StoreUnusable, match="removed"):
        store.enter(record("2"))
    Store(tmp_path / "orders.db").close()
    with pytest.raises(StoreUnusable, match="removed"):
        store.enter(record("2"))


def test_threads_of_one_store(tmp_path: Path) -> None:
    store, fresh = Store(tmp_path / "orders.db"), Counter[str]()

    def enters() -> None:
        for number in range(30):
            if store.enter(record(f"{number}")).fresh:
                fresh[f"{number}"] += 1
                store.settle("mine", f"{number}", ACCEPTED)

    threads = [threading.Thread(target=enters) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fresh == Counter(f"{number}" for number in range(30))
    assert store.unsettled("mine") == []


def test_many_old_orders_are_forgotten_and_open_ones_are_not(tmp_path: Path) -> None:
    store = Store(":memory:")
    for number in range(1200):
        store.enter(record(f"{number}", at=AT + timedelta(seconds=number)))
        if number % 100:
            store.settle("mine", f"{number}", ACCEPTED)
    assert store.forget_before(AT + timedelta(seconds=1100)) == 1089
    assert store.count() == 111
    assert len(store.unsettled("mine")) == 12
    assert store.enter(record("1")).fresh


def test_who_comes_by_a_link_waits_for_the_same_lock(tmp_path: Path) -> None:
    path, link = tmp_path / "orders.db", tmp_path / "elsewhere.db"
    store = Store(path)
    link.symlink_to(path)
    holder = FileLock(f"{path}-lock")
    by_link = Store(link, patience=0.01)
    assert holder.try_lock()
    with pytest.raises(StoreUnusable, match="another program"):
        by_link.enter(record("1"))
    holder.close()
    assert by_link.enter(record("1")).fresh
    assert not store.enter(record("1")).fresh
