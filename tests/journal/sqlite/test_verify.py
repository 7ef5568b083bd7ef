"""Damage of every kind, put into a copy of a journal that has everything in it: no kind may go unnoticed."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from haero.desk.state import State
from haero.house.house import House
from haero.house.settings import Settings
from haero.journal import snapshot
from haero.journal.recovery import recover
from haero.journal.sqlite.store import FILE_NAME, Store, StoreError
from haero.journal.sqlite.verify import CLEAN, DAMAGED, UNREADABLE, verify
from haero.terms import Side
from tests.makers import ALICE, NASDAQ, NOW, D, house, place

PAGE = 4096
LOG = FILE_NAME + "-wal"


def trade(opened: House, orders: int = 60) -> None:
    """Orders, fills, prices and a move of the clock: enough for several pages of every sort."""
    broker = opened.broker
    broker.post_quote(NASDAQ, "AAPL", D("99.00"), 100, D("100.00"), 50)
    for number in range(orders):
        broker.submit(place(Side.BUY, 1 + number % 7, "100.00" if number % 3 else "90.00"))
        broker.post_print(NASDAQ, "AAPL", D("98.50"), 10)
    broker.move_clock(broker.market.clock.now() + timedelta(minutes=5))


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after an orderly close: no log, a snapshot."""
    folder = tmp_path_factory.mktemp("closed") / "data"
    with house(folder) as opened:
        trade(opened)
    return folder


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a kill leaves it: a snapshot of the first run, the second run still in the log."""
    folder, dead = tmp_path_factory.mktemp("alive") / "data", tmp_path_factory.mktemp("dead") / "data"
    with house(folder) as opened:
        trade(opened, 5)
    with house(folder, at=(NOW + timedelta(hours=1)).isoformat()) as opened:
        trade(opened, 40)
        opened.journal.flush()
        shutil.copytree(folder, dead)
    return dead


def copy_of(folder: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "data"
    shutil.copytree(folder, copied)
    return copied


def flip(path: Path, at: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ bit]))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


def test_a_sound_journal_is_clean_and_counted(closed: Path) -> None:
    report = verify(closed)
    assert (report.status, report.findings) == (CLEAN, [])
    assert report.accounts == 2
    assert report.events > 120
    assert report.pages * PAGE == (closed / FILE_NAME).stat().st_size


def test_the_journal_of_a_killed_process_is_clean_before_anybody_opens_it(killed: Path, tmp_path: Path) -> None:
    folder = copy_of(killed, tmp_path)
    assert (folder / LOG).stat().st_size > PAGE
    report = verify(folder)
    assert (report.status, report.findings) == (CLEAN, [])


@pytest.mark.parametrize("which", ["closed", "killed"])
def test_verify_changes_nothing(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folder = copy_of(request.getfixturevalue(which), tmp_path)
    before = contents(folder)
    assert verify(folder).status == CLEAN
    assert {name: data for name, data in contents(folder).items() if data or name in before} == before


@pytest.mark.parametrize("which", ["closed", "killed"])
def test_a_folder_that_may_not_be_written_is_verified_without_a_trace(
    which: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_of(request.getfixturevalue(which), tmp_path)
    monkeypatch.setattr(os, "access", lambda *asked: False)  # root may write everywhere
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    report = verify(folder)
    assert (report.status, report.findings) == (CLEAN, [])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("how", ["backup", "vacuum"])
def test_a_copy_by_another_tool_is_told_from_damage(closed: Path, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "copied"
    folder.mkdir()
    with closing(sqlite3.connect(closed / FILE_NAME)) as source, closing(sqlite3.connect(folder / FILE_NAME)) as target:
        if how == "backup":
            source.backup(target)
        else:
            target.close()
            (folder / FILE_NAME).unlink()
            source.execute("VACUUM INTO ?", (str(folder / FILE_NAME),))
    report = verify(folder)
    assert report.status == DAMAGED
    assert "sound, only page checksums do not fit" in report.findings[-1]
    assert f"haero backup NEW --data {folder} --copied" in report.findings[-1]
    with pytest.raises(StoreError, match="page checksums that do not fit"):
        Store(folder / FILE_NAME)
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute("UPDATE event SET body = '{}' WHERE seq = 3")
        db.commit()
    assert not any("sound" in finding for finding in verify(folder).findings)


def test_a_flipped_bit_anywhere_in_the_file_is_found_and_located(closed: Path, tmp_path: Path) -> None:
    folder = copy_of(closed, tmp_path)
    path, chance = folder / FILE_NAME, random.Random(11)
    size = path.stat().st_size
    # Every page in eight regions, every byte of the file header, and the reserved bytes at the end of each page.
    places = [page + part * 512 + chance.randrange(512) for page in range(0, size, PAGE) for part in range(8)]
    places += [*range(100), *(page + PAGE - 1 - chance.randrange(8) for page in range(0, size, PAGE))]
    unnoticed = []
    for place_ in places:
        bit = 1 << chance.randrange(8)
        flip(path, place_, bit)
        report = verify(folder)
        if report.status != DAMAGED or not any("byte" in finding for finding in report.findings):
            unnoticed.append((place_, report))
        flip(path, place_, bit)
    assert unnoticed == []
    assert verify(folder).status == CLEAN


@pytest.mark.parametrize("lost", [1, 100, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE])
def test_a_torn_file_is_damaged(closed: Path, tmp_path: Path, lost: int) -> None:
    folder = copy_of(closed, tmp_path)
    data = (folder / FILE_NAME).read_bytes()
    (folder / FILE_NAME).write_bytes(data[:-lost])
    report = verify(folder)
    assert report.status == DAMAGED
    assert "torn" in report.findings[0]


def test_a_page_of_zeros_is_damaged(closed: Path, tmp_path: Path) -> None:
    folder = copy_of(closed, tmp_path)
    data = bytearray((folder / FILE_NAME).read_bytes())
    for page in range(1, len(data) // PAGE):
        harmed = data.copy()
        harmed[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
        (folder / FILE_NAME).write_bytes(harmed)
        assert verify(folder).status == DAMAGED, f"page {page + 1}"


def test_a_page_in_another_pages_place_is_damaged(closed: Path, tmp_path: Path) -> None:
    """Its checksum is right, its place is not."""
    folder = copy_of(closed, tmp_path)
    data = bytearray((folder / FILE_NAME).read_bytes())
    third, fourth = data[2 * PAGE : 3 * PAGE], data[3 * PAGE : 4 * PAGE]
    data[2 * PAGE : 4 * PAGE] = fourth + third
    (folder / FILE_NAME).write_bytes(data)
    assert verify(folder).status == DAMAGED


def test_a_flipped_bit_anywhere_in_the_log_of_a_killed_process_is_found(killed: Path, tmp_path: Path) -> None:
    folder = copy_of(killed, tmp_path)
    size, chance = (folder / LOG).stat().st_size, random.Random(13)
    frame = 24 + PAGE
    places = [*range(32), *(32 + start + chance.randrange(frame) for start in range(0, size - 32, frame))]
    places += [size - 1, size - frame, size - frame + 20]  # the very last frame: its page, its header, its checksum
    unnoticed = []
    for place_ in places:
        bit = 1 << chance.randrange(8)
        flip(folder / LOG, place_, bit)
        report = verify(folder)
        if report.status != DAMAGED or LOG not in report.findings[0]:
            unnoticed.append((place_, report))
        flip(folder / LOG, place_, bit)
    assert unnoticed == []
    assert verify(folder).status == CLEAN


@pytest.mark.parametrize("tail", [b"garbage" * 3, bytes(2000), random.Random(3).randbytes(9000)])
def test_the_torn_tail_of_an_unfinished_transaction_is_no_damage(killed: Path, tmp_path: Path, tail: bytes) -> None:
    folder = copy_of(killed, tmp_path)
    with (folder / LOG).open("ab") as file:
        file.write(tail)
    assert verify(folder).status == CLEAN


def test_what_is_not_there_or_not_a_journal_is_unreadable(tmp_path: Path) -> None:
    assert verify(tmp_path).status == UNREADABLE
    assert verify(tmp_path / "absent").status == UNREADABLE
    (tmp_path / FILE_NAME).mkdir()
    assert verify(tmp_path).status == UNREADABLE
    (tmp_path / FILE_NAME).rmdir()
    (tmp_path / FILE_NAME).touch()
    assert verify(tmp_path).status == UNREADABLE


@pytest.mark.parametrize("data", [b"x", b"This is a letter to my bank.\n" * 400, bytes(8192)])
def test_a_file_that_is_no_database_is_never_called_clean(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(data)
    report = verify(tmp_path)
    assert report.status in {DAMAGED, UNREADABLE}
    assert report.findings


def test_a_database_of_another_program_is_never_called_clean(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute("CREATE TABLE event(seq, at, account, kind, body)")
        db.commit()
    assert verify(tmp_path).status in {DAMAGED, UNREADABLE}


EDITS = [
    "UPDATE event SET body = replace(body, '\"100000\"', '\"900000\"') WHERE seq = 2",
    "UPDATE event SET body = '{}' WHERE kind = 'OrderExecuted'",
    "UPDATE event SET body = json_set(body, '$.quantity', 1) WHERE seq = (SELECT min(seq) FROM event WHERE kind = 'OrderExecuted')",
    "UPDATE event SET kind = 'ClockMoved' WHERE seq = 20",
    "UPDATE event SET account = '50000001-01' WHERE seq = (SELECT max(seq) FROM event WHERE kind = 'OrderAccepted')",
    "DELETE FROM event WHERE seq = 30",
    "DELETE FROM event WHERE seq = 1",
    "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
    "DELETE FROM event",
    "INSERT INTO event SELECT max(seq) + 2, at, account, kind, body FROM event",
    "UPDATE era SET format = 99",
    "UPDATE journal SET identity = 7",
    "DROP TABLE event",
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_with_any_sqlite_tool_is_found(closed: Path, tmp_path: Path, edit: str) -> None:
    """Another tool leaves the checksums of the pages it wrote as they were."""
    folder = copy_of(closed, tmp_path)
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute(edit)
        db.commit()
    assert verify(folder).status == DAMAGED


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_with_right_checksums_is_found_by_what_it_says(closed: Path, tmp_path: Path, edit: str) -> None:
    """The same edits by somebody who knows of the checksums: now only the numbers tell."""
    folder = copy_of(closed, tmp_path)
    db = apsw.Connection(str(folder / FILE_NAME), vfs="cksmvfs")
    db.execute(edit)
    db.close()
    report = verify(folder)
    assert report.status == DAMAGED
    assert all("page" not in finding for finding in report.findings)


def test_a_missing_event_is_named(closed: Path, tmp_path: Path) -> None:
    folder = copy_of(closed, tmp_path)
    db = apsw.Connection(str(folder / FILE_NAME), vfs="cksmvfs")
    db.execute("DELETE FROM event WHERE account = '' AND seq < 40")
    db.close()
    assert any("event 15 to 15: missing" in finding for finding in verify(folder).findings)


def test_findings_have_a_limit(closed: Path, tmp_path: Path) -> None:
    folder = copy_of(closed, tmp_path)
    db = apsw.Connection(str(folder / FILE_NAME), vfs="cksmvfs")
    db.execute("UPDATE event SET kind = 'Nonsense'")
    db.close()
    assert 1 < len(verify(folder).findings) <= 20


def test_a_house_starts_after_a_kill_with_all_that_verify_saw(killed: Path, tmp_path: Path) -> None:
    folder = copy_of(killed, tmp_path)
    events = verify(folder).events
    opened = House(folder, Settings(market="manual", speed=0.0, at=(NOW + timedelta(hours=2)).isoformat()), NOW)
    assert opened.recovered.seq == events
    assert ALICE in opened.broker.state.accounts
    opened.close()
    assert verify(folder).status == CLEAN


def test_pages_that_are_kept_for_later_may_be_empty(closed: Path, tmp_path: Path) -> None:
    """What a large table of an older haero leaves behind when it goes; whatever is in those pages says nothing."""
    folder = copy_of(closed, tmp_path)
    db = apsw.Connection(str(folder / FILE_NAME), vfs="cksmvfs")
    db.execute("CREATE TABLE snapshot AS SELECT zeroblob(100000) AS body")
    db.execute("DROP TABLE snapshot")
    assert int(str(db.execute("PRAGMA freelist_count").get)) > 1
    db.close()
    data = bytearray((folder / FILE_NAME).read_bytes())
    trunk = int.from_bytes(data[32:36], "big")
    leaf = int.from_bytes(data[(trunk - 1) * PAGE + 8 : (trunk - 1) * PAGE + 12], "big")
    data[(leaf - 1) * PAGE : leaf * PAGE] = bytes(PAGE)
    (folder / FILE_NAME).write_bytes(data)
    assert verify(folder).status == CLEAN


# The snapshot


def test_a_snapshot_that_is_damaged_is_found_and_the_journal_is_said_to_need_none(closed: Path, tmp_path: Path) -> None:
    folder = copy_of(closed, tmp_path)
    flip(folder / snapshot.FILE_NAME, 700, 4)
    report = verify(folder)
    assert report.status == DAMAGED
    assert report.findings == [
        "haero.snapshot: it is damaged. It is only a short cut: without it, a start reads all events"
    ]
    (folder / snapshot.FILE_NAME).unlink()
    assert verify(folder).status == CLEAN


def resaved(folder: Path, change: Callable[[State], int]) -> None:
    """Puts another snapshot in place, which says of itself that it is sound."""
    store = Store(folder / FILE_NAME)
    found = recover(store)
    seq = change(found.state)
    (folder / snapshot.FILE_NAME).unlink()
    assert snapshot.save(folder, store, found.state, seq)
    store.close()


def test_a_snapshot_that_says_something_else_than_the_events_is_found(closed: Path, tmp_path: Path) -> None:
    folder = copy_of(closed, tmp_path)

    def richer(state: State) -> int:
        state.accounts[ALICE].orders[1].price += 1
        return verify(folder).events

    resaved(folder, richer)
    assert "the snapshot says something else" in verify(folder).findings[0]


def test_a_snapshot_of_an_earlier_moment_is_not_that_of_now(closed: Path, tmp_path: Path) -> None:
    folder = copy_of(closed, tmp_path)
    resaved(folder, lambda state: 20)
    assert "event 20: the snapshot says something else" in verify(folder).findings[0]


def test_a_snapshot_of_another_journal_or_version_says_nothing(closed: Path, killed: Path, tmp_path: Path) -> None:
    folder = copy_of(closed, tmp_path)
    shutil.copy(killed / snapshot.FILE_NAME, folder)
    assert verify(folder).status == CLEAN
