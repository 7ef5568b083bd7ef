"""The access token in a file that only its owner can read, and the right to fetch a new one."""

import json
import os
import stat
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from haero.client.local import forks
from haero.client.local.locks import OWNER_FILE, lock, open_owned, unlock
from haero.client.local.token import AccessToken
from haero.client.local.troubles import warn

_MOST_BYTES = 64 * 1024
_LEFT_OVER = 60.0
"""Seconds after which a file that was to become the token is one whose writer died."""


class TokenFile:
    """The token of one app key, in a folder. What can't be read, is another's or open to others counts as no token.

    Where the folder can't be written to, the token works in this program alone, and one line of the log says so.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.json"
        self._lock_path, self._try_path = folder / f"{name}.lock", folder / f"{name}.tried"
        self._mutex = threading.Lock()
        self._held: int | None = None
        self._own: AccessToken | None = None
        self._own_try: datetime | None = None
        self._refused = ""
        self._complained = False
        forks.watch(self)

    def __repr__(self) -> str:
        return f"TokenFile({self._path.name})"

    def read(self) -> AccessToken | None:
        """The token that is there, whatever its age."""
        token, own = _read_token(self._path), self._own
        if token is None or token.value == self._refused:
            return own
        return own if own is not None and own.issued_at > token.issued_at else token

    def write(self, token: AccessToken) -> None:
        """Puts a token there for all, whole or not at all."""
        known = {
            "value": token.value,
            "issued_at": token.issued_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
        }
        self._own = token
        if self._write(self._path, json.dumps(known)):
            self._own = None

    def forget(self, value: str) -> None:
        """Takes the token away if it is still this one; a newer one that another program wrote meanwhile stays."""
        if self._own is not None and self._own.value == value:
            self._own = None
        token = _read_token(self._path)
        if token is None or token.value != value:
            return
        aside = self._aside(self._path)
        try:
            os.replace(self._path, aside)  # whatever it is now, nobody else changes it there
            taken = _read_token(aside)
            if taken is not None and taken.value != value:
                with suppress(FileExistsError):  # an even newer one is there
                    os.link(aside, self._path)
            aside.unlink()
        except FileNotFoundError:
            return
        except OSError as error:
            self._refused = value
            self._complain(error)

    def try_lock(self) -> bool:
        """Takes the right to fetch a token; False while another program or thread has it. A program that dies gives it back."""
        if not self._mutex.acquire(blocking=False):
            return False
        number = None
        try:
            number = open_owned(self._lock_path)
            if lock(number, wait=False):
                self._held = number
                return True
        except OSError as error:  # without a file the right is this program's own
            if number is not None:
                os.close(number)
            self._complain(error)
            return True
        os.close(number)
        self._mutex.release()
        return False

    def unlock(self) -> None:
        """Gives that right back; nothing where it is not held."""
        number, self._held = self._held, None
        if number is not None:
            unlock(number)
            os.close(number)
        if self._mutex.locked():
            self._mutex.release()

    def forked(self) -> None:
        """The right stays the parent's: a child that kept its file open would hold it beyond the parent's death."""
        self._mutex = threading.Lock()
        number, self._held = self._held, None
        if number is not None:
            os.close(number)

    def last_try(self) -> datetime | None:
        """When a program last asked for a new token, whatever came of it."""
        text = _read_owned(self._try_path)
        if text is None:
            return self._own_try
        try:
            return datetime.fromtimestamp(float(text), UTC)
        except (ValueError, OverflowError, OSError):
            return self._own_try

    def note_try(self, at: datetime) -> None:
        """Remembers, for all programs, that a new token was asked for."""
        self._own_try = at
        self._write(self._try_path, repr(at.timestamp()))

    def _aside(self, path: Path) -> Path:
        return path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")

    def _write(self, path: Path, text: str) -> bool:
        part = self._aside(path)
        try:
            part.unlink(missing_ok=True)
            number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
            try:
                with os.fdopen(number, "w") as file:
                    file.write(text)
                    file.flush()
                    written = os.fstat(number).st_mtime
                os.replace(part, path)
            except OSError:
                part.unlink(missing_ok=True)
                raise
            for other in path.parent.glob(f"{path.name}.*"):
                with suppress(OSError):
                    if other.stat().st_mtime < written - _LEFT_OVER:
                        other.unlink()
        except OSError as error:
            self._complain(error)
            return False
        return True

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            warn("the access token can't be shared with other programs: %s: %s", self._path.parent, error.strerror)


def _read_token(path: Path) -> AccessToken | None:
    text = _read_owned(path)
    if text is None:
        return None
    try:
        known = json.loads(text)
        value = known["value"]
        issued_at, expires_at = (datetime.fromisoformat(known[name]) for name in ("issued_at", "expires_at"))
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    if not isinstance(value, str) or not value or not (value.isascii() and value.isprintable()):
        return None
    if issued_at.tzinfo is None or expires_at.tzinfo is None:
        return None
    return AccessToken(value, issued_at, expires_at)


def _read_owned(path: Path) -> str | None:
    """The text of a file that is its owner's alone; None for any other. A symbolic link is another's."""
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with os.fdopen(number, "rb") as file:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            return None
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            return None
        return file.read(_MOST_BYTES).decode(errors="replace")
