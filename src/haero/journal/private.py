"""Files that nobody but their owner may read, from their first moment on."""

import os
from pathlib import Path
from typing import IO

OWNER_FILE, OWNER_FOLDER = 0o600, 0o700


def open_private(path: Path) -> IO[bytes]:
    """Opens a file for writing, empty; one that was open to others is closed to them. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_FILE)
    os.fchmod(handle, OWNER_FILE)
    return os.fdopen(handle, "wb")


def write_private(path: Path, content: bytes) -> None:
    """Writes a whole file. Raises OSError that names it: a disk that is full says that of no file by itself."""
    try:
        with open_private(path) as file:
            file.write(content)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
