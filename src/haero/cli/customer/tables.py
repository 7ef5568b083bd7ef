"""Columns that fit a terminal: figures to the right, and what matters least goes first where there is no room."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from haero.cli.columns import width
from haero.cli.telling import output
from haero.cli.texts import text

if TYPE_CHECKING:
    from rich.text import Text

GAP = 2


class TableColumn(NamedTuple):
    """A column: the name of its heading, figures or text, and when it may go: 0 never, else the highest first."""

    heading: str
    figures: bool = False
    spare: int = 0


class TableCell(NamedTuple):
    """A text with a style of rich."""

    said: str
    style: str = ""


def lines(
    columns: Sequence[TableColumn], rows: Iterable[Sequence[str | TableCell]], room: int | None = None
) -> "list[Text]":
    """A heading and the rows. In `room` places, where it says how many, as far as columns may go; nothing is ever cut off.

    A spare column in which nothing stands is left out.
    """
    from rich.text import Text

    table = [[one if isinstance(one, TableCell) else TableCell(one) for one in row] for row in rows]
    heads = [TableCell(text(column.heading), "bold") for column in columns]
    kept = [at for at, column in enumerate(columns) if not column.spare or any(row[at].said for row in table)]
    places = [max(width(row[at].said) for row in [heads, *table]) for at in range(len(columns))]
    while room is not None and sum(places[at] + GAP for at in kept) - GAP > room:
        goes = max(kept, key=lambda at: (columns[at].spare, at))
        if not columns[goes].spare:
            break
        kept.remove(goes)
    found = []
    for row in [heads, *table]:
        line = Text(no_wrap=True)
        for at in kept:
            gap = " " * (places[at] - width(row[at].said))
            line.append(gap if columns[at].figures else "")
            line.append(row[at].said, row[at].style or None)
            line.append("" if columns[at].figures else gap)
            line.append(" " * GAP)
        line.rstrip()
        found.append(line)
    return found


def show(columns: Sequence[TableColumn], rows: Iterable[Sequence[str | TableCell]]) -> None:
    """Prints the table: all columns where no terminal shows it, as many as fit where one does."""
    console = output()
    for line in lines(columns, rows, console.width if console.is_terminal else None):
        console.print(line, soft_wrap=True)
