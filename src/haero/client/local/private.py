"""Files and folders that are their owner's alone: folders of mode 700, files of mode 600, nothing through a link."""

import os
import stat

OWNER_FILE, OWNER_FOLDER = 0o600, 0o700
_OPEN = (
    os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def make_folder(path: str) -> None:
    """Makes a folder and those above it; those that it makes are their owner's alone. Raises OSError."""
    if path and not os.path.isdir(path):
        make_folder(os.path.dirname(path))
        try:
            os.mkdir(path, OWNER_FOLDER)
        except FileExistsError:
            if not os.path.isdir(path):
                raise


def is_ours(found: os.stat_result) -> bool:
    """A regular file of this user. On Windows: a regular file."""
    return stat.S_ISREG(found.st_mode) and (not hasattr(os, "geteuid") or found.st_uid == os.geteuid())


def is_narrow(found: os.stat_result) -> bool:
    """Nobody but its owner can read or write it. On Windows always: its modes say nothing."""
    return os.name == "nt" or not found.st_mode & 0o077


def open_private(path: str) -> int:
    """Opens a file for reading and writing, or makes it. A link, or what is not ours, is replaced. Raises OSError."""
    make_folder(os.path.dirname(path))
    for _ in range(3):
        try:
            found: os.stat_result | None = os.lstat(path)
        except FileNotFoundError:
            found = None
        if found is not None and not is_ours(found):
            os.unlink(path)
        try:
            descriptor = os.open(path, _OPEN, OWNER_FILE)
        except FileNotFoundError:
            continue
        opened = os.fstat(descriptor)
        if is_ours(opened):
            if not is_narrow(opened):
                os.chmod(path, OWNER_FILE)
            return descriptor
        os.close(descriptor)
    raise OSError(f"{path} is changed by others all the time")
