"""The store's file: what is a store, what is none, and how a record stands in it."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.client.errors import NotSent, StoreUnusable
from haero.client.local import rows
from haero.client.local.record import Fate, OrderRecord, Settled
from haero.client.local.store import Store

AT = datetime(2026, 11, 27, 15, 0, 0, 123456, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TIMES = st.builds(
    lambda micros, hours: (AT + timedelta(microseconds=micros)).astimezone(timezone(timedelta(hours=hours))),
    st.integers(-(10**15), 10**15),
    st.integers(-12, 12),
)


@given(
    content=st.dictionaries(TEXTS, TEXTS, max_size=5),
    outcome=st.dictionaries(TEXTS, TEXTS, max_size=5),
    texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    sent_at=TIMES,
    server_at=st.none() | TIMES,
)
def test_what_is_written_is_read(
    content: dict[str, str],
    outcome: dict[str, str],
    texts: tuple[str, str, str, str, str],
    sent_at: datetime,
    server_at: datetime | None,
) -> None:
    scope, key, tr_id, number, branch = texts
    record = OrderRecord(scope, key, content, tr_id, sent_at, server_at)
    store = Store(":memory:")
    assert store.enter(record) == (True, record)
    assert store.find(scope, key) == record
    assert store.settle(scope, key, Settled(Fate.ACCEPTED, number, branch, outcome))
    assert store.find(scope, key) == record._replace(fate=Fate.ACCEPTED, number=number, branch=branch, outcome=outcome)
    store.close()


def test_a_time_without_a_zone_is_refused() -> None:
    assert rows.microseconds(AT) == rows.microseconds(AT.astimezone(timezone(timedelta(hours=9)))) == 1795791600123456
    with pytest.raises(TypeError):
        rows.microseconds(AT.replace(tzinfo=None))


def test_the_file_says_whose_it_is_and_any_tool_can_read_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "orders.db")
    store.enter(OrderRecord("scope", "key", {"symbol": "AAPL", "note": "살 것"}, "TTTT1002U", AT, None))
    store.close()
    with sqlite3.connect(tmp_path / "orders.db") as database:
        assert database.execute("pragma application_id").fetchone() == (int.from_bytes(b"haer", "big"),)
        assert database.execute("pragma user_version").fetchone() == (1,)
        assert database.execute("select key, content, fate from sending").fetchall() == [
            ("key", '{"note":"살 것","symbol":"AAPL"}', "sending")
        ]
    database.close()


def damaged(path: Path) -> None:
    store = Store(path)
    for number in range(200):
        store.enter(OrderRecord("scope", f"{number}", {"symbol": "AAPL"}, "TTTT1002U", AT, None))
    store.close()
    content = bytearray(path.read_bytes())
    content[rows.PAGE :] = b"\x07" * (len(content) - rows.PAGE)
    path.write_bytes(content)


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("create table mine (a)")
    database.close()


def newer(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as database:
        database.execute("pragma user_version = 2")
    database.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (damaged, "damaged.*move it away"),
        (foreign, "not an order store"),
        (newer, "newer haero"),
        (lambda path: path.write_text("my shopping list, which is longer than a header" * 9), "not an order store"),
        (lambda path: path.mkdir(), "cannot be opened"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do_and_stays_as_it_is(
    tmp_path: Path, make: object, words: str
) -> None:
    path = tmp_path / "orders.db"
    assert callable(make)
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreUnusable, match=words) as caught:
        Store(path).enter(OrderRecord("scope", "7", {}, "TTTT1002U", AT, None))
    assert isinstance(caught.value, NotSent)
    assert str(path) in str(caught.value)
    assert path.is_dir() or len(path.read_bytes()) == len(before)


@pytest.mark.parametrize(
    "change",
    ["content = '{'", "content = '[]'", "content = '1'", "outcome = 'null'", "outcome = ''", "fate = 'maybe'", "sent_at = 'now'",
     "sent_at = 9223372036854775807", "server_at = 'then'", "content = x'ff'"],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_damage(tmp_path: Path, change: str) -> None:
    store = Store(tmp_path / "orders.db")
    store.enter(OrderRecord("scope", "7", {}, "TTTT1002U", AT, None))
    with sqlite3.connect(tmp_path / "orders.db") as database:
        database.execute(f"update sending set {change}")
    database.close()
    with pytest.raises(StoreUnusable, match="damaged"):
        store.find("scope", "7")


def test_a_place_where_nothing_can_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="HAERO_STATE"):
        Store(tmp_path / "file" / "orders.db")
