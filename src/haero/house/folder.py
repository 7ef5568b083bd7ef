"""The data folder: one haero at a time, its journal opened or refused, its journal deleted."""

import fcntl
from pathlib import Path
from typing import IO

from haero.journal import snapshot
from haero.journal.sqlite import wal
from haero.journal.sqlite.store import FILE_NAME, Store


class FolderError(Exception):
    """The data folder cannot be used; the text says why and what to do."""


def lock(folder: Path) -> IO[str]:
    """One broker per folder: two writers would each believe that they are the only one. Held until it is closed.

    Raises:
        FolderError: another haero uses the folder.
    """
    file = (folder / "haero.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise FolderError(
            f"{folder} is in use by another haero: stop it, or choose another folder with --data"
        ) from error
    return file


def open_journal(folder: Path) -> Store:
    """The journal of a folder, made where there is none.

    Raises:
        FolderError: its write-ahead log is damaged. SQLite would silently drop everything behind the damage.
        StoreError: it cannot be opened, or another program or a later haero made it.
    """
    found = wal.inspect(folder / (FILE_NAME + "-wal"))
    if found.damage:
        raise FolderError(
            f"{found.damage}\nThe journal is damaged: run `haero verify --data {folder}`, restore a copy."
        )
    return Store(folder / FILE_NAME)


def erase_journal(folder: Path) -> None:
    """Deletes the journal of a folder that nobody has open, and first the snapshot, which is nothing without it."""
    for name in (snapshot.FILE_NAME, *(FILE_NAME + suffix for suffix in ("", "-wal", "-shm"))):
        (folder / name).unlink(missing_ok=True)
