"""Nothing that the store is asked grows with the orders that stand in it: every question finds its rows by an index, in full."""

import re
import sqlite3
from pathlib import Path

import pytest

from haero.client.local import rows
from haero.client.local.store import Store


def plan_of(path: Path, statement: str) -> str:
    Store(path).close()
    with sqlite3.connect(path) as database:
        numbered = [int(number) for number in re.findall(r"\?([0-9]+)", statement)]
        values = ("1",) * max(numbered, default=statement.count("?"))
        return " | ".join(row[-1] for row in database.execute(f"explain query plan {statement}", values))


@pytest.mark.parametrize(
    ("statement", "found_by"),
    [
        (rows.FIND, "INDEX sqlite_autoindex_sending_1 (scope=? AND key=?)"),
        (rows.SETTLE, "INDEX sqlite_autoindex_sending_1 (scope=? AND key=?)"),
        (rows.UNSETTLED, "INDEX unsettled (scope=?)"),
        (rows.OWNER, "INDEX numbered (scope=? AND number=? AND sent_at>?)"),
    ],
)
def test_each_question_has_its_index(tmp_path: Path, statement: str, found_by: str) -> None:
    assert f"SEARCH sending USING {found_by}" in plan_of(tmp_path / "orders.db", statement).replace("COVERING ", "")
