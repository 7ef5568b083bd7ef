"""Rows of earlier formats, read as if today's haero had written them.

A row is never rewritten. A journal knows its eras: from which number on its rows have which format. A format is raised together
with the first batch that a newer haero writes, in the same transaction, so that a kill at any moment leaves one or the other.

FORMAT is raised when an older haero could not read a new row, or today's cannot read an old one as it stands. Then UPCASTERS gets
the step from the format before, `tools/make_golden_journal.py` writes a golden journal, and those of all earlier formats stay.

| format | since | what it is |
|---|---|---|
| 1 | 0.1.0 | the rows; a snapshot in a table of the same file |
| 2 | 0.2.0 | the same rows; the journal has a name and knows its eras; the snapshot is a file beside it |
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from haero.journal.codec import Row

FORMAT = 2


class Era(NamedTuple):
    """From event `first` on, up to the next era, rows have this format."""

    first: int
    format: int


Upcaster = Callable[[str, str], tuple[str, str]]
"""(kind, body) of a row of one format -> (kind, body) of the next format."""


def unchanged(kind: str, body: str) -> tuple[str, str]:
    """The step between two formats whose rows are the same."""
    return kind, body


UPCASTERS: Mapping[int, Upcaster] = {1: unchanged}
"""By the format that a row has: the step to the next one."""


def current(
    rows: Iterable[Row], eras: Sequence[Era], upcasters: Mapping[int, Upcaster] = UPCASTERS, newest: int = FORMAT
) -> Iterator[Row]:
    """`rows`, which must be in order, in the newest format."""
    chains = [
        (era.first, tuple(step for n in range(era.format, newest) if (step := upcasters[n]) is not unchanged))
        for era in eras
    ]
    if not any(steps for _, steps in chains):
        return iter(rows)
    return _cast(rows, chains)


def _cast(rows: Iterable[Row], chains: Sequence[tuple[int, tuple[Upcaster, ...]]]) -> Iterator[Row]:
    place = 0
    for row in rows:
        while place + 1 < len(chains) and row[0] >= chains[place + 1][0]:
            place += 1
        seq, at, account, kind, body = row
        for step in chains[place][1]:
            kind, body = step(kind, body)
        yield seq, at, account, kind, body
