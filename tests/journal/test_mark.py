"""The high-water mark beside the journal."""

import stat
from pathlib import Path

import pytest

from haero.journal import mark as marks
from haero.journal.mark import HighWater, objection


def test_a_mark_is_read_as_it_was_written_and_replaced_whole(tmp_path: Path) -> None:
    for mark in (HighWater("a" * 32, 7), HighWater("b" * 32, 8), HighWater()):
        marks.write(tmp_path, mark)
        assert marks.read(tmp_path) == mark
    assert [path.name for path in tmp_path.iterdir()] == [marks.FILE_NAME]
    assert stat.S_IMODE((tmp_path / marks.FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"journal":1}', b"\xff"])
def test_one_that_cannot_be_read_is_none(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / marks.FILE_NAME).write_bytes(content)
    assert marks.read(tmp_path) is None


@pytest.mark.parametrize(
    ("mark", "journal", "seq", "said"),
    [
        (None, "a", 0, ""),
        (HighWater("a", 7), "a", 7, ""),
        (HighWater("a", 7), "a", 9, ""),
        (HighWater("", 7), "a", 7, ""),
        (HighWater(), "a", 0, ""),
        (HighWater("a", 7), "a", 6, "the journal ends at event 6, but it had come to 7: its end is lost"),
        (HighWater("", 7), "a", 6, "the journal ends at event 6"),
        (HighWater("a", 7), "b", 9, "this is not the journal that the folder had"),
        (HighWater("a", 7), "", 9, "this is not the journal that the folder had"),
    ],
)
def test_what_speaks_against_a_journal(mark: HighWater | None, journal: str, seq: int, said: str) -> None:
    found = objection(mark, journal, seq)
    assert found.startswith(said)
    assert bool(found) is bool(said)
