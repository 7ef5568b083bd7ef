"""Is a database file that is open still where its name says? Whatever is written to one that was deleted dies with us."""

import os
from array import array
from pathlib import Path

import apsw


class JournalMoved(Exception):
    """The file, or its write-ahead log, was moved, renamed or deleted while it is open."""


class Whereabouts:
    """Watches the files below a connection in WAL mode, by name. A look costs 3 to 4 us and no I/O."""

    def __init__(self, db: apsw.Connection, path: Path) -> None:
        self._db = db
        self._path = path
        self._log = f"{path}-wal"
        self._log_inode = 0
        self._answer = array("i", [0])
        self._address = self._answer.buffer_info()[0]

    def check(self) -> None:
        """To be called when a transaction is written, before anybody is told.

        Raises:
            JournalMoved: what was written may be lost when the process ends.
        """
        # SQLite compares the inode of its descriptor with that of the name; it does not look after the log's.
        self._db.file_control("main", apsw.SQLITE_FCNTL_HAS_MOVED, self._address)
        if self._answer[0]:
            raise JournalMoved(self._text(self._path.name))
        try:
            inode = os.stat(self._log).st_ino
        except OSError:
            raise JournalMoved(self._text(f"{self._path.name}-wal")) from None
        if inode != self._log_inode:
            if self._log_inode:
                raise JournalMoved(self._text(f"{self._path.name}-wal"))
            self._log_inode = inode

    def _text(self, name: str) -> str:
        return (
            f"{self._path.parent}: {name} was moved, renamed or deleted while haero wrote to it. "
            f"Put it back where it was, with the files beside it"
        )
