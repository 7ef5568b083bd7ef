import subprocess
import sys
from pathlib import Path

import pytest

from haero.house.house import House
from haero.house.settings import Settings
from haero.journal import snapshot
from haero.journal.recovery import recover
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.journal.take_snapshot import NOT_TAKEN, TAKEN, UNREADABLE, take
from tests.makers import ALICE, NOW, house, place, rows_of, story


def trade(opened: House, orders: int) -> None:
    for _ in range(orders):
        opened.broker.submit(place())
    opened.journal.flush()


def test_one_is_taken_of_a_journal_that_is_in_use(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        trade(opened, 5)
        assert take(tmp_path) == TAKEN
        seq, state = snapshot.load(tmp_path, opened.store)
        assert seq == opened.journal.seq
        assert snapshot.same(state, opened.broker.state)
        trade(opened, 3)
        assert recover(opened.store, tmp_path).replayed == 3
        assert take(tmp_path) == TAKEN  # from the last one and the three events behind it
        assert recover(opened.store, tmp_path).replayed == 0


def test_it_runs_as_a_program(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "haero.journal.take_snapshot"]
    with house(tmp_path) as opened:
        trade(opened, 2)
        ended = subprocess.run([*command, str(tmp_path)], capture_output=True, check=False)
        assert (ended.returncode, ended.stdout, ended.stderr) == (TAKEN, b"", b"")
        assert recover(opened.store, tmp_path).replayed == 0
    assert subprocess.run([*command, str(tmp_path / "none")], capture_output=True, check=False).returncode == UNREADABLE


def test_only_one_is_taken_at_a_time(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        opened.journal.flush()
        with snapshot.alone(tmp_path):
            assert take(tmp_path) == NOT_TAKEN
        assert not (tmp_path / snapshot.FILE_NAME).exists()


@pytest.mark.parametrize(
    "harm", ["DELETE FROM event WHERE seq = 4", "UPDATE event SET kind = 'Nonsense'", "UPDATE event SET body = '{}'"]
)
def test_a_journal_that_cannot_be_read_gets_none(tmp_path: Path, harm: str) -> None:
    store = Store(tmp_path / FILE_NAME)
    store.write(rows_of(story(5)))
    store._db.execute(harm)
    store.close()
    assert take(tmp_path) == UNREADABLE
    assert not (tmp_path / snapshot.FILE_NAME).exists()


def test_one_of_a_journal_that_was_deleted_meanwhile_is_nobodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reset while the process works: what it leaves speaks of a journal that is not there any more."""
    whole = snapshot.save

    def late(folder: Path, *given: object) -> bool:
        opened.erase()
        return whole(folder, *given)  # type: ignore[arg-type]

    opened = House(tmp_path, Settings(market="manual", speed=0.0, at=NOW.isoformat()), NOW)
    opened.open_first_accounts()
    trade(opened, 30)
    monkeypatch.setattr(snapshot, "save", late)
    assert take(tmp_path) == TAKEN
    monkeypatch.setattr(snapshot, "save", whole)
    with house(tmp_path) as again:
        assert again.recovered.seq == 0
        assert again.broker.state.accounts[ALICE].last_number == 0


def test_none_is_taken_of_a_journal_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reset while the events were read: the folder has another journal, whose snapshot must not be replaced."""
    with house(tmp_path) as opened:
        opened.broker.submit(place())
    monkeypatch.setattr("haero.journal.take_snapshot._is_there", lambda folder, store: False)
    before = (tmp_path / snapshot.FILE_NAME).read_bytes()
    assert take(tmp_path) == NOT_TAKEN
    assert (tmp_path / snapshot.FILE_NAME).read_bytes() == before
