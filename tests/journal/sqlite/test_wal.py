"""The write-ahead log of a writer that was killed: copies of the files while they are in use are what a kill leaves behind."""

import random
import shutil
import struct
from pathlib import Path

import pytest

from haero.journal.recovery import recover
from haero.journal.sqlite import wal
from haero.journal.sqlite.store import FILE_NAME, Store
from tests.makers import rows_of, story

EVENTS = story(60)
LOG = FILE_NAME + "-wal"
FRAME = 24 + 4096


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a writer that was killed after 12 batches, some of one page and some of several."""
    alive, dead = tmp_path_factory.mktemp("alive"), tmp_path_factory.mktemp("dead")
    store = Store(alive / FILE_NAME)
    rows = rows_of(EVENTS)
    for start in range(0, 60, 5):
        store.write(rows[start : start + 5])
    for suffix in ("", "-wal", "-shm"):
        shutil.copy(alive / (FILE_NAME + suffix), dead)
    store.close()
    return dead


@pytest.fixture
def folder(killed: Path, tmp_path: Path) -> Path:
    shutil.copytree(killed, tmp_path / "data")
    return tmp_path / "data"


def flip(path: Path, at: int, bit: int = 0x10) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= bit
    path.write_bytes(data)


def frames(folder: Path) -> int:
    return ((folder / LOG).stat().st_size - 32) // FRAME


def test_a_sound_log_of_a_killed_writer_is_sound(folder: Path) -> None:
    found = wal.inspect(folder / LOG)
    assert found == (frames(folder), "")
    assert found.frames > 12


def test_a_missing_and_an_empty_log_are_sound(tmp_path: Path) -> None:
    assert wal.inspect(tmp_path / LOG) == (0, "")
    (tmp_path / LOG).touch()
    assert wal.inspect(tmp_path / LOG) == (0, "")


def test_every_flipped_byte_of_the_log_is_found(folder: Path) -> None:
    """Header, frame headers and pages of every frame, the last one included."""
    path = folder / LOG
    chance = random.Random(7)
    places = list(range(32))
    for number in range(frames(folder)):
        start = 32 + number * FRAME
        places += [start + place for place in range(24)] if number % 5 == 0 or number == frames(folder) - 1 else []
        places += [start + chance.randrange(FRAME) for _ in range(6)]
    sound = path.read_bytes()
    unnoticed = []
    for place in places:
        path.write_bytes(sound)
        flip(path, place, 1 << chance.randrange(8))
        if not wal.inspect(path).damage:
            unnoticed.append(place)
    assert unnoticed == []


def test_the_place_of_the_damage_is_said(folder: Path) -> None:
    flip(folder / LOG, 32 + 2 * FRAME + 100)
    assert wal.inspect(folder / LOG).damage.startswith(f"{LOG}: byte {32 + 2 * FRAME}: frame 3 is damaged")


@pytest.mark.parametrize(
    "tail", ["half a frame", "garbage", "zeros", "a frame that ends a commit, with a page that never came"]
)
def test_the_torn_tail_of_an_unfinished_transaction_is_sound(folder: Path, tail: str) -> None:
    """What a power cut leaves: bytes that no commit, and so no acknowledgement, ever covered."""
    data = (folder / LOG).read_bytes()
    salts = data[16:24]
    header = struct.pack(">2I", 1, 0) + salts
    more = {
        "half a frame": header + b"\1" * 8 + b"page" * 300,
        "garbage": random.Random(1).randbytes(3 * FRAME + 77),
        "zeros": bytes(FRAME * 2),
        "a frame that ends a commit, with a page that never came": struct.pack(">2I", 1, 99) + salts + bytes(8 + 4096),
    }[tail]
    (folder / LOG).write_bytes(data + more)
    assert wal.inspect(folder / LOG) == ((len(data) - 32) // FRAME, "")
    store = Store(folder / FILE_NAME)
    assert recover(store).seq == 60
    store.close()


@pytest.mark.parametrize("lost", [1, FRAME - 1, FRAME, 3 * FRAME])
def test_a_log_that_lost_acknowledged_frames_is_damaged(folder: Path, lost: int) -> None:
    data = (folder / LOG).read_bytes()
    (folder / LOG).write_bytes(data[:-lost])
    assert "damaged" in wal.inspect(folder / LOG).damage


@pytest.mark.parametrize("left", [None, 0, 1, 31])
def test_a_log_that_is_gone_although_the_index_knows_its_frames_is_damaged(folder: Path, left: int | None) -> None:
    if left is None:
        (folder / LOG).unlink()
    else:
        (folder / LOG).write_bytes((folder / LOG).read_bytes()[:left])
    assert wal.inspect(folder / LOG).damage


def test_without_the_index_only_the_last_transaction_can_be_taken_for_unfinished(folder: Path) -> None:
    """After a power cut the shared index is gone: damage before the last commit is still found."""
    (folder / (FILE_NAME + "-shm")).unlink()
    flip(folder / LOG, 32 + 100)
    assert "damaged" in wal.inspect(folder / LOG).damage
    flip(folder / LOG, 32 + 100)
    assert wal.inspect(folder / LOG).damage == ""
    data = (folder / LOG).read_bytes()
    commits = [n for n in range(frames(folder)) if struct.unpack_from(">I", data, 32 + n * FRAME + 4)[0]]
    flip(
        folder / LOG, 32 + commits[-2] * FRAME + 100
    )  # the last transaction but one: its own commit and one more behind it
    assert "2 committed frames behind it" in wal.inspect(folder / LOG).damage


def test_an_index_of_an_earlier_log_is_not_believed(folder: Path) -> None:
    index = folder / (FILE_NAME + "-shm")
    head = bytearray(index.read_bytes())
    head[16:20] = struct.pack("=I", 9999)
    index.write_bytes(head)
    assert wal.inspect(folder / LOG).damage  # the index of this log says there were more
    head[32] ^= 1
    index.write_bytes(head)
    assert wal.inspect(folder / LOG).damage == ""


def test_frames_of_an_earlier_round_of_the_log_do_not_count(tmp_path: Path) -> None:
    """SQLite writes the log from its start again after a checkpoint; what is left of the old round is not damage."""
    store = Store(tmp_path / FILE_NAME)
    rows = rows_of(EVENTS)
    for start in range(0, 50, 5):
        store.write(rows[start : start + 5])
    old = frames(tmp_path)
    store._db.wal_checkpoint()
    store.write(rows[50:55])
    copied = tmp_path / "copied"
    copied.mkdir()
    for suffix in ("", "-wal", "-shm"):
        shutil.copy(tmp_path / (FILE_NAME + suffix), copied)
    found = wal.inspect(copied / LOG)
    assert found.damage == ""
    assert 0 < found.frames < old
    flip(copied / LOG, 32 + (old - 1) * FRAME + 99)  # in the old round: nothing that counts
    assert wal.inspect(copied / LOG).damage == ""
    flip(copied / LOG, 32 + 99)
    assert wal.inspect(copied / LOG).damage
    store.close()
