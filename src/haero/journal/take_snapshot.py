"""`python -m haero.journal.take_snapshot FOLDER`: reads the journal of a folder, which may be in use, and leaves a new snapshot.

Exit status: 0 taken, 1 not (another process takes one, or nothing could be written), 2 there is no journal that can be read.
"""

import os
import sys
from pathlib import Path

import apsw

from haero.desk.ledger import LedgerError
from haero.journal import snapshot
from haero.journal.codec import UnreadableEvent
from haero.journal.recovery import RecoveryError, recover
from haero.journal.sqlite.store import FILE_NAME, Store, StoreError

NICENESS = 19
TAKEN, NOT_TAKEN, UNREADABLE = 0, 1, 2


def take(folder: Path) -> int:
    """Takes one; returns the exit status."""
    try:
        store = Store(folder / FILE_NAME, read_only=True)
    except StoreError:
        return UNREADABLE
    try:
        with snapshot.alone(folder):
            found = recover(store, folder)
            if not _is_there(folder, store):
                return NOT_TAKEN  # haero was reset meanwhile: the folder has another journal
            return TAKEN if snapshot.save(folder, store, found.state, found.seq) else NOT_TAKEN
    except OSError:
        return NOT_TAKEN
    except (RecoveryError, UnreadableEvent, LedgerError, StoreError, apsw.Error):
        return UNREADABLE
    finally:
        store.close()


def _is_there(folder: Path, store: Store) -> bool:
    """Is the journal that was read still that of the folder? Raises StoreError where there is none."""
    there = Store(folder / FILE_NAME, read_only=True)
    try:
        return there.identity == store.identity
    finally:
        there.close()


if __name__ == "__main__":
    os.nice(NICENESS)
    sys.exit(take(Path(sys.argv[1])))
