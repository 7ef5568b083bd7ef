"""Reads the examples of docs/fills.md, so that the page and the tests cannot drift apart."""

import re
from pathlib import Path
from typing import NamedTuple

from haero.terms import Side
from haero.venue.simulated.book import Book, Fill
from tests.makers import ALICE, D

TEXT = (Path(__file__).parents[2] / "docs" / "fills.md").read_text(encoding="utf-8")
QUOTE = re.compile(r"quote (\d+) at ([\d.]+), (\d+) at ([\d.]+)")
PRINT = re.compile(r"print (\d+) at ([\d.]+)")
ORDER = re.compile(r"(buy|sell) (odd lot )?(\d+) at ([\d.]+) as #(\d+)")
CANCEL = re.compile(r"cancel (\d+) of #(\d+)")
FILL = re.compile(r"#(\d+): (\d+) at ([\d.]+)")


class Difference(NamedTuple):
    """A row of the table that compares two engines."""

    name: str
    model: str
    messages: list[str]
    haero: list[Fill]
    nautilus: list[Fill]


def fills_of(cell: str) -> list[Fill]:
    """The fills of a cell: nothing, or a list such as #1: 50 at 10.00, #2: 10 at 10.00."""
    found = [Fill(ALICE, int(number), int(quantity), D(price)) for number, quantity, price in FILL.findall(cell)]
    assert cell == ", ".join(f"#{one.number}: {one.quantity} at {one.price}" for one in found), cell
    return found


def examples() -> dict[str, list[tuple[str, list[Fill]]]]:
    """The messages and fills of each section that has an example, by its heading."""
    found = {}
    for section in re.split(r"^##? ", TEXT, flags=re.MULTILINE)[1:]:
        rows = re.findall(
            r"^\| *((?:quote|print|buy|sell|cancel) [^|]*?) *\| *([^|]*?) *\|[^|]*\|$", section, re.MULTILINE
        )
        if rows:
            found[section.split("\n")[0].strip("`")] = [(message, fills_of(fills)) for message, fills in rows]
    return found


def differences() -> list[Difference]:
    """What NautilusTrader answers otherwise."""
    rows = re.findall(r"^\| ([A-Z][^|]*?) \| (\w+) \| ([^|]*;[^|]*?) \| ([^|]*?) ?\| ([^|]*?) ?\|$", TEXT, re.MULTILINE)
    return [
        Difference(name, model, messages.split("; "), fills_of(a), fills_of(b)) for name, model, messages, a, b in rows
    ]


def obey(book: Book, message: str) -> list[Fill]:
    """Tells a book one message of the page."""
    if found := QUOTE.fullmatch(message):
        bid_size, bid, ask_size, ask = found.groups()
        return book.on_quote(D(bid), int(bid_size), D(ask), int(ask_size))
    if found := PRINT.fullmatch(message):
        return book.on_print(D(found[2]), int(found[1]))
    if found := ORDER.fullmatch(message):
        side, odd, quantity, price, number = found.groups()
        return book.submit(int(number), Side(side), D(price), int(quantity), at_limit=bool(odd))
    found = CANCEL.fullmatch(message)
    assert found, f"not a message: {message}"
    book.reduce(int(found[2]), int(found[1]))
    return []
