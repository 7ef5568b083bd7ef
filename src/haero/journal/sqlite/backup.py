"""A copy of a data folder, consistent while haero runs: the journal, the keys, the master files, the certificate.

Other tools can't make one. SQLite's own (`.backup`, VACUUM INTO) leave page checksums that don't fit, and haero.db copied as a file
lacks what is still in haero.db-wal.
"""

import shutil
from pathlib import Path

import apsw

from haero.journal import mark as marks
from haero.journal.mark import HighWater
from haero.journal.private import OWNER_FOLDER, open_private
from haero.journal.sqlite.reading import reading, trace
from haero.journal.sqlite.store import FILE_NAME, PLAIN_VFS, StoreError, copy_whole

KEYS_FILE = "auth.db"
MASTERS = "master"
_CERTIFICATE = "tls-*.pem"
_MOST_TRIES = 5


class BackupError(Exception):
    """Nothing was copied; the text says why and what to do."""


def backup(folder: Path, target: Path, *, checked: bool = True) -> int:
    """Copies `folder` to `target`, which must be new or empty. Returns the number of the last event in the copy.

    Without `checked` the journal is one that another SQLite tool copied: its page checksums are not looked at, those of the copy
    are right. Whether its events are can only be said afterwards, by `verify`.

    Raises:
        BackupError: there is no journal, it cannot be read, or `target` is in the way.
    """
    if not (folder / FILE_NAME).is_file():
        raise BackupError(f"{folder}: no journal here: is this the right folder? (--data DIR)")
    try:
        target.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise BackupError(f"{target} is not empty: name a new folder")
        last = _journal(folder / FILE_NAME, target, checked)
        # Behind the journal: keys of an account that it does not know yet harm nothing, an account without keys would get new ones.
        if (folder / KEYS_FILE).is_file():
            _keys(folder / KEYS_FILE, target / KEYS_FILE)
        if (folder / MASTERS).is_dir():
            shutil.copytree(folder / MASTERS, target / MASTERS)
        for path in folder.glob(_CERTIFICATE):
            shutil.copy2(path, target)
    except (apsw.Error, StoreError) as error:
        raise BackupError(f"{error}\n`haero verify --data {folder}` says more") from error
    except FileExistsError as error:
        raise BackupError(f"{target}: is there and is no folder") from error
    except OSError as error:
        raise BackupError(f"{error.filename or target}: {error.strerror or error}") from error
    return last


def _journal(path: Path, target: Path, checked: bool) -> int:
    for _ in range(_MOST_TRIES):
        before, idle = trace(path), not path.with_name(path.name + "-wal").exists()
        with reading(path, checked=checked) as store:
            open_private(target / FILE_NAME).close()
            store.copy_to(target / FILE_NAME)
        if not idle or trace(path) == before:
            break  # else a haero has started meanwhile, whose writes were not kept out
    with reading(target / FILE_NAME) as copied:
        last, identity = copied.last_seq(), copied.identity
    marks.write(target, HighWater(identity, last))
    return last


def _keys(path: Path, target: Path) -> None:
    open_private(target).close()
    source = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=PLAIN_VFS)
    try:
        copied = apsw.Connection(str(target), vfs=PLAIN_VFS)
        try:
            copy_whole(source, copied, target)
        finally:
            copied.close()
    finally:
        source.close()
