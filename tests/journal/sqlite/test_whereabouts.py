"""A database whose files were taken away below it."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from haero.journal.sqlite.whereabouts import JournalMoved, Whereabouts


@pytest.fixture
def db(tmp_path: Path) -> Iterator[apsw.Connection]:
    opened = apsw.Connection(str(tmp_path / "a.db"))
    opened.execute("PRAGMA journal_mode=WAL")
    opened.execute("CREATE TABLE t(x)")
    yield opened
    opened.close()


@pytest.mark.parametrize("name", ["a.db", "a.db-wal"])
def test_a_file_that_is_gone_or_another_is_noticed_and_one_that_is_back_is_good(
    db: apsw.Connection, tmp_path: Path, name: str
) -> None:
    whereabouts = Whereabouts(db, tmp_path / "a.db")
    whereabouts.check()
    (tmp_path / name).rename(tmp_path / "kept")
    for _ in range(2):
        with pytest.raises(JournalMoved, match=f"{name} was moved, renamed or deleted"):
            whereabouts.check()
        (tmp_path / name).write_bytes(b"another file of that name")
    (tmp_path / "kept").replace(tmp_path / name)
    whereabouts.check()


def test_a_log_that_was_never_there_is_no_good_either(db: apsw.Connection, tmp_path: Path) -> None:
    (tmp_path / "a.db-wal").unlink()
    with pytest.raises(JournalMoved, match="a\\.db-wal"):
        Whereabouts(db, tmp_path / "a.db").check()
