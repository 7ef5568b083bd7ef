"""The data folder: one haero at a time, its journal opened or refused, its journal deleted."""

import contextlib
import fcntl
import time
from pathlib import Path
from typing import IO

from haero.house.running import LOCK_FILE
from haero.journal import mark as marks
from haero.journal import snapshot
from haero.journal.mark import HighWater
from haero.journal.private import OWNER_FILE, OWNER_FOLDER, open_private
from haero.journal.sqlite import wal
from haero.journal.sqlite.store import FILE_NAME, Store, StoreMissing

KEYS_FILE = "auth.db"
LOOKS, LOOK_SECONDS = 10, 0.01
_OURS = (
    *(name + suffix for name in (FILE_NAME, KEYS_FILE) for suffix in ("", "-wal", "-shm")),
    *(LOCK_FILE, snapshot.FILE_NAME, marks.FILE_NAME, "urls.json", "client.json"),
)


class FolderError(Exception):
    """The data folder cannot be used; the text says why and what to do."""


def close_to_others(folder: Path) -> None:
    """Makes the folder, and lets only its owner read it and haero's files in it. A full folder of somebody else's stays as it is.

    Raises OSError where it cannot be made.
    """
    folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    there = [folder / name for name in _OURS if (folder / name).exists()]
    with contextlib.suppress(PermissionError):  # another's folder, into which we may write all the same
        if there or not any(folder.iterdir()):
            folder.chmod(OWNER_FOLDER)
        for path in there:
            path.chmod(OWNER_FILE)


def lock(folder: Path) -> IO[bytes]:
    """One broker per folder: two writers would each believe that they are the only one. Held until it is closed.

    Raises:
        FolderError: another haero uses the folder.
    """
    file = open_private(folder / LOCK_FILE)
    for left in reversed(range(LOOKS)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError as error:
            if left:  # one who only looks (`is_running`) holds it for a moment
                time.sleep(LOOK_SECONDS)
                continue
            file.close()
            raise FolderError(
                f"{folder} is in use by another haero: stop it, or choose another folder with --data"
            ) from error
    return file


def open_journal(folder: Path) -> Store:
    """The journal of a folder, made where there is none.

    Raises:
        FolderError: its write-ahead log is damaged (SQLite would silently drop everything behind the damage), or it is not the
            journal that the folder had, or not all of it.
        StoreError: it cannot be opened, or another program or a later haero made it.
    """
    found = wal.inspect(folder / (FILE_NAME + "-wal"))
    if found.damage:
        raise FolderError(
            f"{found.damage}\nThe journal is damaged: run `haero verify --data {folder}`, restore a copy."
        )
    mark = marks.read(folder)
    # Keys without a journal: their accounts would begin again from nothing, and nobody would be told.
    first = not (folder / KEYS_FILE).exists() if mark is None else not mark.seq
    try:
        store = Store(folder / FILE_NAME, may_be_new=first)
    except StoreMissing as error:
        raise FolderError(
            f"{error}: this folder has had one. Put it back, with its -wal; to start again from nothing, delete "
            f"{KEYS_FILE} and {marks.FILE_NAME} or choose another folder with --data"
        ) from error
    if said := marks.objection(mark, store.identity, store.last_seq()):
        store.close()
        raise FolderError(f"{folder}: {said}")
    return store


def erase_journal(folder: Path) -> None:
    """Deletes the journal of a folder that nobody has open, and first the snapshot, which is nothing without it.

    The mark says first that nothing may be here: a kill in between leaves either journal.
    """
    marks.write(folder, HighWater())
    for name in (snapshot.FILE_NAME, *(FILE_NAME + suffix for suffix in ("", "-wal", "-shm"))):
        (folder / name).unlink(missing_ok=True)
