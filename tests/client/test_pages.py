"""Lists in pages: fetched as far as somebody looks, kept, and read like a list."""

import threading
from collections.abc import Generator
from typing import Any

import pytest

from haero.client.pages import AsyncPages, Pages
from haero.client.results.orders import Fill
from haero.kis.replies import KisReply
from haero.kis.reply_types import InquireCcnlOutput, InquireCcnlReply

ROWS = [Fill(InquireCcnlOutput(odno=str(number))) for number in range(1, 8)]


class List:
    """A list of these pages."""

    def __init__(self, *pages: list[Fill]) -> None:
        self.left, self.asked, self.ended = list(pages), 0, False
        self.reply: KisReply | None = None

    def next_page(self) -> Generator[Any, Any, list[Fill]]:
        yield "effect"
        self.asked += 1
        page = self.left.pop(0)
        self.ended = not self.left
        self.reply = InquireCcnlReply(output=tuple(row.raw for row in page))
        return page


def run(operation: Generator[Any, Any, Any]) -> Any:
    try:
        while True:
            next(operation)
    except StopIteration as done:
        return done.value


async def arun(operation: Generator[Any, Any, Any]) -> Any:
    return run(operation)


def some() -> List:
    return List(ROWS[:3], [], ROWS[3:6], ROWS[6:])


def made(listing: List) -> Pages[Fill]:
    return Pages(run, listing)


@pytest.mark.parametrize(
    ("look", "asked"),
    [
        (lambda rows: None, 0),
        (lambda rows: rows[0], 1), (lambda rows: rows[2], 1), (lambda rows: rows[3], 3), (lambda rows: rows[:2], 1),
        (lambda rows: rows[:0], 0), (lambda rows: rows[1:3], 1), (lambda rows: rows.first(4), 3), (lambda rows: rows[-1], 4),
        (lambda rows: rows[:-1], 4), (lambda rows: rows[1:], 4), (len, 4), (bool, 1), (lambda rows: rows.all(), 4),
        (lambda rows: next(iter(rows)), 1), (repr, 0), (lambda rows: rows.also(Fill), 1), (lambda rows: next(rows.pages()), 1),
    ],
)  # fmt: skip
def test_no_more_is_asked_for_than_is_looked_at(look: Any, asked: int) -> None:
    listing = some()
    rows = made(listing)
    look(rows)
    assert listing.asked == asked
    look(rows)
    assert listing.asked == asked  # and it is kept


@pytest.mark.parametrize(
    "index",
    [0, 6, -1, -7, slice(None), slice(2, 5), slice(-3, None), slice(None, None, -1), slice(0, 7, 2), slice(5, 2)],
)
def test_an_index_or_a_slice_is_that_of_the_whole(index: int | slice) -> None:
    assert made(some())[index] == ROWS[index]


@pytest.mark.parametrize("index", [7, -8])
def test_no_such_row(index: int) -> None:
    with pytest.raises(IndexError):
        made(some())[index]


def test_like_a_list() -> None:
    rows = made(some())
    assert repr(rows) == "Pages(0 rows, and more)"
    assert list(rows) == list(rows) == ROWS
    assert rows == ROWS
    assert rows != ROWS[:-1]
    assert ROWS[3] in rows
    assert repr(rows) == "Pages(7 rows)"
    assert [len(page) for page in rows.pages()] == [3, 0, 3, 1]
    assert not made(List([]))
    assert len(made(List([], []))) == 0


def test_many_threads_read_one_list() -> None:
    listing = some()
    rows, found = made(listing), list[list[Fill]]()
    threads = [threading.Thread(target=lambda: found.append(list(rows))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [ROWS] * 8
    assert listing.asked == 4


async def test_the_asynchronous_twin() -> None:
    listing = some()
    rows = AsyncPages(arun, listing)
    assert listing.asked == 0
    assert await rows.first(0) == []
    assert listing.asked == 0
    assert await rows.first(2) == ROWS[:2]
    assert await rows.also(Fill) == ROWS[:3]
    assert listing.asked == 1
    assert repr(rows) == "AsyncPages(3 rows, and more)"
    assert await rows == await rows.all() == [row async for row in rows] == ROWS
    assert [len(page) async for page in rows.pages()] == [3, 0, 3, 1]
    assert listing.asked == 4
    assert repr(rows) == "AsyncPages(7 rows)"
    assert await AsyncPages(arun, some()).also(Fill) == ROWS[:3]
