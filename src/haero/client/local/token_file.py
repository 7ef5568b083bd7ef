"""The access token in a file that only its owner can read, and the right to fetch a new one."""

import json
import os
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

from haero.client.local.locks import OWNER_FILE, lock, open_owned, unlock
from haero.client.local.token import AccessToken

_MOST_BYTES = 64 * 1024


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
        self._complained = False

    def __repr__(self) -> str:
        return f"TokenFile({self._path.name})"

    def read(self) -> AccessToken | None:
        """The token that is there, whatever its age."""
        text = _read_owned(self._path)
        if text is None:
            return self._own
        try:
            known = json.loads(text)
            token = AccessToken(
                str(known["value"]),
                datetime.fromisoformat(known["issued_at"]),
                datetime.fromisoformat(known["expires_at"]),
            )
            if token.issued_at.tzinfo is None or token.expires_at.tzinfo is None or not token.value:
                return self._own
        except (ValueError, KeyError, TypeError):
            return self._own
        return token

    def write(self, token: AccessToken) -> None:
        """Puts a token there for all, whole or not at all."""
        self._own = token
        known = {
            "value": token.value,
            "issued_at": token.issued_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
        }
        if self._write(self._path, json.dumps(known)):
            self._own = None

    def forget(self, value: str) -> None:
        """Takes the token away if it is still this one."""
        if self._own is not None and self._own.value == value:
            self._own = None
        token = self.read()
        if token is not None and token.value == value:
            try:
                self._path.unlink(missing_ok=True)
            except OSError as error:
                self._complain(error)

    def try_lock(self) -> bool:
        """Takes the right to fetch a token; False while another program or thread has it. A program that dies gives it back."""
        if not self._mutex.acquire(blocking=False):
            return False
        try:
            number = open_owned(self._lock_path)
        except OSError as error:  # without a file the right is this program's own
            self._complain(error)
            return True
        if lock(number, wait=False):
            self._held = number
            return True
        os.close(number)
        self._mutex.release()
        return False

    def unlock(self) -> None:
        """Gives that right back."""
        number, self._held = self._held, None
        if number is not None:
            unlock(number)
            os.close(number)
        self._mutex.release()

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

    def _write(self, path: Path, text: str) -> bool:
        part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            part.unlink(missing_ok=True)
            number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
            with os.fdopen(number, "w") as file:
                file.write(text)
            os.replace(part, path)
        except OSError as error:
            self._complain(error)
            return False
        return True

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            import logging  # here, for those whose folder is as it should be

            self._complained = True
            logging.getLogger("haero.client").warning(
                "the access token can't be shared with other programs: %s: %s", self._path.parent, error.strerror
            )


def _read_owned(path: Path) -> str | None:
    """The text of a file that is its owner's alone; None for any other. A symbolic link is another's."""
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    with os.fdopen(number, "rb") as file:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            return None
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            return None
        return file.read(_MOST_BYTES).decode(errors="replace")
