from pathlib import Path

from haero.journal.log import Log, RowStore
from haero.journal.sqlite.store import FILE_NAME, Store
from tests.makers import rows_of, story


def test_the_embedded_store_is_a_log(tmp_path: Path) -> None:
    """mypy holds the types against one another; this holds what the port promises."""
    rows = rows_of(story(6))
    log: Log = Store(tmp_path / FILE_NAME)
    narrow: RowStore = log
    assert (narrow.last_seq(), list(log.rows()), log.row(1), log.read(0, 5)) == (0, [], None, [])
    narrow.write(rows)
    assert narrow.last_seq() == len(rows)
    assert list(log.rows(3)) == rows[3:] == log.read(3, 100)
    assert list(log.market_rows(8)) == []
    assert log.row(2) == rows[1]
    assert log.identity
    log.close()


def test_recovery_snapshot_and_journal_know_no_database() -> None:
    folder = Path(__file__).parents[2] / "src" / "haero" / "journal"
    free = (
        "log",
        "journal",
        "gate",
        "codec",
        "sharing",
        "upcast",
        "recovery",
        "snapshot",
        "columns",
        "collector",
        "snapshotter",
    )
    for name in free:
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        assert "import apsw" not in text
        assert "haero.journal.sqlite" not in text
