"""The port that journal, recovery, snapshot and verify stand on: rows in order, a log that only grows and survives a crash.

`journal/sqlite` is the one implementation there is. Nothing above it may know how a log keeps its rows.
"""

from collections.abc import Iterator
from typing import Protocol

from haero.journal.codec import Row


class RowStore(Protocol):
    """Where batches go. The seam at which tests let the disk fail."""

    def write(self, rows: list[Row]) -> None:
        """Puts a batch on disk, whole or not at all: when it returns, the batch survives a crash of process or machine."""

    def last_seq(self) -> int:
        """The number of the newest row; 0 where there is none."""


class Log(RowStore, Protocol):
    """All rows of one journal. Every row that is read has today's form, whatever haero wrote it (journal/upcast.py).

    One thread at a time uses it, `read` excepted: another thread may call that while a batch is being written.
    """

    @property
    def identity(self) -> str:
        """The journal's own name, which no other journal has; empty in one that was never written to since it has names."""

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The rows behind `after`, in order. Holds up no writer, however long the reader takes."""

    def market_rows(self, until: int) -> Iterator[Row]:
        """The rows of the market (no account) up to `until`, in order."""

    def row(self, seq: int) -> Row | None:
        """One row, or None."""

    def read(self, after: int, limit: int) -> list[Row]:
        """Up to `limit` rows behind `after`, in order, from any one thread; only such as are on disk."""

    def hurry(self) -> None:
        """A batch that waits for somebody else waits no longer: haero is about to end. From any thread."""

    def close(self) -> None:
        """Ends it; nothing may be asked any more."""
