import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from haero.house.house import House
from haero.journal import snapshot
from haero.journal.recovery import recover
from haero.journal.snapshotter import Snapshotter
from tests.makers import house, place


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as made:
        for _ in range(5):
            made.broker.submit(place())
        made.journal.flush()
        yield made


def ended(taking: Snapshotter) -> int:
    """The exit status, waited for."""
    deadline = time.monotonic() + 30
    while (status := taking.finished()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return status


def test_one_is_due_after_so_many_events_and_never_two_at_once(opened: House) -> None:
    taking = Snapshotter(opened.folder, since=10, every=15)
    assert [taking.due(durable) for durable in (10, 24, 25, 90)] == [False, False, True, True]
    taking.start(25)
    assert not taking.due(90)
    assert ended(taking) == 0
    assert taking.finished() is None
    assert [taking.due(durable) for durable in (39, 40)] == [False, True]
    assert recover(opened.store, opened.folder).replayed == 0


def test_one_that_is_stopped_leaves_what_was_there(opened: House) -> None:
    taking = Snapshotter(opened.folder, since=0, every=1)
    taking.stop()
    taking.start(5)
    taking.stop()
    assert taking.finished() is None
    taking.start(6)
    assert ended(taking) == 0
    assert recover(opened.store, opened.folder).replayed == 0


def test_a_process_that_is_killed_is_told_and_the_next_one_comes_later(
    opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = subprocess.Popen
    endless = [sys.executable, "-c", "import time\nwhile True: time.sleep(0.1)"]
    monkeypatch.setattr(subprocess, "Popen", lambda command, **given: whole(endless, **given))
    taking = Snapshotter(opened.folder, since=0, every=10)
    taking.start(10)
    assert taking.finished() is None
    assert taking._child is not None
    taking._child.kill()
    assert ended(taking) == -signal.SIGKILL
    assert [taking.due(durable) for durable in (19, 20)] == [False, True]
    assert not (opened.folder / snapshot.FILE_NAME).exists()


def test_a_file_of_the_user_s_does_not_stand_for_a_module(opened: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """haero may be started in a folder that has a secrets.py of somebody's strategy."""
    folder = opened.folder / "strategy"
    folder.mkdir()
    (folder / "secrets.py").write_text("raise SystemExit(7)\n")
    monkeypatch.chdir(folder)
    taking = Snapshotter(opened.folder, since=0, every=1)
    taking.start(5)
    assert ended(taking) == 0
    assert recover(opened.store, opened.folder).replayed == 0
