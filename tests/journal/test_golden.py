"""Promise 9, readable tomorrow: the journals of every released version open, are verified, say what they said, and go on."""

import gzip
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

import haero
from haero.desk.events import KINDS
from haero.house.house import House
from haero.house.settings import Settings
from haero.journal import snapshot
from haero.journal.recovery import recover
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.journal.sqlite.verify import CLEAN, verify
from haero.journal.upcast import FORMAT
from haero.terms import Side
from tests.makers import ALICE, event_rows, place
from tools import make_golden_journal

JOURNALS = Path(__file__).parents[1] / "data" / "journals"
VERSIONS = sorted(path.name for path in JOURNALS.iterdir())
FORMATS = {"0.1.0": 1, "0.2.0": 2}
"""The format that each released version writes."""


def unpacked(version: str, which: str, folder: Path) -> Path:
    folder.mkdir()
    for path in sorted((JOURNALS / version / which).iterdir()):
        (folder / path.name.removesuffix(".gz")).write_bytes(gzip.decompress(path.read_bytes()))
    return folder


def expected(version: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((JOURNALS / version / "state.json").read_text(encoding="utf-8"))
    return said


def opened(folder: Path, at: str) -> House:
    return House(folder, Settings(market="manual", speed=0.0, at=at), datetime.fromisoformat(at))


def differences(said: Any, found: Any, path: str = "") -> list[str]:
    """Where `found` is not what was said then. What a later version knows besides is no difference."""
    if isinstance(said, dict) and isinstance(found, dict):
        return [text for key in said for text in differences(said[key], found.get(key, "nothing"), f"{path}/{key}")]
    if isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        pairs = enumerate(zip(said, found, strict=True))
        return [text for number, (one, other) in pairs for text in differences(one, other, f"{path}/{number}")]
    return [] if said == found or _same_moment(said, found) else [f"{path}: {found} was {said}"]


def _same_moment(said: Any, found: Any) -> bool:
    """A moment may be told at another clock: events keep the offset that a calendar gave, a snapshot tells it in UTC."""
    try:
        return datetime.fromisoformat(said) == datetime.fromisoformat(found)
    except (TypeError, ValueError):
        return False


def test_every_version_has_its_golden_journal_and_this_one_is_among_them() -> None:
    assert set(FORMATS) == set(VERSIONS)
    assert haero.__version__ in VERSIONS
    assert FORMATS[haero.__version__] == FORMAT
    for version in VERSIONS:
        assert sum(path.stat().st_size for path in (JOURNALS / version).rglob("*") if path.is_file()) < 300_000


def test_the_golden_journal_of_this_version_has_every_kind_of_event() -> None:
    assert set(expected(haero.__version__)["kinds"]) == set(KINDS)


@pytest.mark.parametrize("which", ["closed", "killed"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_journal_of_a_released_version_opens_says_the_same_and_goes_on(
    version: str, which: str, tmp_path: Path
) -> None:
    said = expected(version)
    folder = unpacked(version, which, tmp_path / "data")
    untouched = shutil.copytree(folder, tmp_path / "untouched")
    assert (folder / (FILE_NAME + "-wal")).exists() == (which == "killed")
    report = verify(folder)
    assert (report.status, report.findings, report.events) == (CLEAN, [], said["seq"])
    before = event_rows(untouched)

    house = opened(folder, said["at"])
    accounts = msgspec.to_builtins(house.broker.state.accounts, str_keys=True)
    assert differences(said["accounts"], accounts) == []
    assert (house.recovered.seq, house.recovered.at) == (said["seq"], datetime.fromisoformat(said["at"]))
    number = house.broker.state.accounts[ALICE].last_number + 1
    house.broker.submit(place(Side.BUY, 1, "1.00", "MSFT"))
    house.close()

    assert verify(folder).findings == []
    rows = event_rows(folder)
    assert (rows[: said["seq"]], len(rows)) == (before, said["seq"] + 1)  # what was written stays as it was written
    later = (datetime.fromisoformat(said["at"]) + timedelta(minutes=1)).isoformat()
    house = opened(folder, later)
    assert house.recovered.replayed == 0
    assert house.broker.state.accounts[ALICE].orders[number].price == 1
    assert snapshot.same(recover(house.store).state, house.broker.state)
    house.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_journal_that_is_not_written_to_stays_of_its_format(version: str, tmp_path: Path) -> None:
    folder = unpacked(version, "closed", tmp_path / "data")
    house = opened(folder, expected(version)["at"])
    house.close()
    store = Store(folder / FILE_NAME, read_only=True)
    assert store._pragma("user_version") == FORMATS[version]
    assert recover(store, folder).replayed == (0 if FORMATS[version] == FORMAT else expected(version)["seq"])
    store.close()


def test_the_story_can_be_told_again(tmp_path: Path) -> None:
    """The tool works, and this version still makes of it what it made when its golden journal was written."""
    make_golden_journal.write(tmp_path / "new")
    said = json.loads((tmp_path / "new" / "state.json").read_text(encoding="utf-8"))
    assert differences(expected(haero.__version__), said) == []
