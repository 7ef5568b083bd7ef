"""A journal opened to be read, without a trace: also from a folder that may not be written, and beside a running haero."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from haero.journal.sqlite.store import Store


@contextmanager
def reading(path: Path, *, checked: bool = True) -> Iterator[Store]:
    """The journal at `path`. Without `checked`, page checksums are not looked at.

    Where its log is empty the file stands for itself: it is read as it lies, no lock and no index is made. Else SQLite joins the
    two; where it may not make its index there, it does so in a copy.

    Raises:
        StoreError: it cannot be opened.
    """
    log = path.with_name(path.name + "-wal")
    if not log.exists() or not log.stat().st_size:
        store = Store(path, read_only=True, alone=True, checked=checked)
        try:
            yield store
        finally:
            store.close()
        return
    with TemporaryDirectory(prefix="haero-") as folder:
        if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
            store = Store(path, read_only=True, checked=checked)
        else:
            for file in (path, log):
                shutil.copyfile(file, Path(folder) / file.name)
            store = Store(Path(folder) / path.name, read_only=True, checked=checked)
        try:
            yield store
        finally:
            store.close()


def trace(path: Path) -> tuple[int, ...]:
    """What changes when somebody writes to the journal."""
    log = path.with_name(path.name + "-wal")
    known = [file.stat() for file in (path, log) if file.exists()]
    return tuple(number for one in known for number in (one.st_ino, one.st_mtime_ns, one.st_size))
