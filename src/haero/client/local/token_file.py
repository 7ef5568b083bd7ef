"""The file of an access token: one for all programs that use an app key on this machine, its owner's alone."""

import os
from datetime import datetime

from haero.client.local.locks import FileLock
from haero.client.local.private import OWNER_FILE, is_narrow, is_ours, make_folder, open_private
from haero.client.local.token import AccessToken
from haero.client.local.troubles import said

_MAX_BYTES = 65_536
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_LEFT_OVER = 60.0
"""Seconds after which a file that was to become the token is one whose writer died."""

_kept: dict[str, AccessToken] = {}
"""By path: what could not be written, for the clients of this process."""
_forgotten: dict[str, str] = {}
"""By path: what could not be taken away."""
_tried: dict[str, datetime] = {}


class TokenFile:
    """The token of one app key: FOLDER/NAME.json, and FOLDER/NAME.lock, whose holder may issue a new one.

    A file that cannot be read, is a link, is another user's or can be read by others is no token; the next `write` replaces it.
    Where nothing can be written, the token holds for this process, and the log says so once. Nothing raises because of a disk.
    """

    def __init__(self, folder: str | os.PathLike[str], name: str) -> None:
        self.path = os.path.abspath(os.path.join(os.fspath(folder), f"{name}.json"))
        self._lock_path = os.path.abspath(os.path.join(os.fspath(folder), f"{name}.lock"))
        self._lock = FileLock(self._lock_path)
        self._seen: tuple[int, ...] = ()
        self._token: AccessToken | None = None
        self._warned = False

    def __repr__(self) -> str:
        return f"TokenFile({self.path!r})"

    def read(self) -> AccessToken | None:
        """The token that is there, whatever its age. Read again only when the file is another one."""
        there = self._there()
        kept = _kept.get(self.path)
        if kept is None:
            return there
        if there is None or there.issued_at < kept.issued_at:
            return kept
        _kept.pop(self.path, None)  # another program could write, and did so later
        return there

    def write(self, token: AccessToken) -> None:
        """Puts a token there for all."""
        try:
            self._replace(_as_text(token))
        except OSError as no:
            _kept[self.path] = token
            self._warn("kept in memory: other programs will ask for their own", no)
        else:
            _kept.pop(self.path, None)
            _forgotten.pop(self.path, None)

    def forget(self, value: str) -> None:
        """Takes the token away if it is still this one; a newer one that another program wrote meanwhile stays."""
        kept = _kept.get(self.path)
        if kept is not None and kept.value == value:
            _kept.pop(self.path, None)
        there = self._there()
        if there is None or there.value != value:
            return
        aside = self._aside()
        try:
            os.rename(self.path, aside)  # whatever is there now is ours alone to look at
        except FileNotFoundError:
            return
        except OSError as no:
            _forgotten[self.path] = value
            self._warn("a token that is not valid any more cannot be taken away", no)
            return
        try:
            taken = _read(aside)
            if taken is not None and taken.value != value:
                os.link(aside, self.path)  # a newer one: back, unless there is an even newer one
        except OSError:
            pass  # a token that is gone is asked for again
        finally:
            _remove(aside)

    def try_lock(self) -> bool:
        """Takes the right to issue a token; False while another program or thread has it. Who dies gives it back."""
        return self._lock.try_lock()

    def unlock(self) -> None:
        """Gives that right back."""
        self._lock.unlock()

    def last_try(self) -> datetime | None:
        """When a program last asked for a new token, whatever came of it. It may lie in the future where the clock was set back."""
        try:
            descriptor = os.open(self._lock_path, _READ)
        except OSError:
            return _tried.get(self.path)
        try:
            text = os.read(descriptor, 64).decode("ascii").strip() if is_ours(os.fstat(descriptor)) else ""
            written = _aware(text) if text else None
        except (OSError, ValueError):
            written = None
        finally:
            os.close(descriptor)
        mine = _tried.get(self.path)
        return mine if written is None or (mine is not None and mine > written) else written

    def note_try(self, at: datetime) -> None:
        """Remembers, for all programs, that a new token was asked for."""
        _tried[self.path] = at
        text = f"{at.isoformat():<40}\n".encode("ascii")
        try:
            descriptor = open_private(self._lock_path)
            try:
                os.lseek(descriptor, 0, os.SEEK_SET)
                os.write(descriptor, text)
            finally:
                os.close(descriptor)
        except OSError as no:
            self._warn("other programs do not see when a token was asked for", no)
        else:
            _tried.pop(self.path, None)

    def close(self) -> None:
        """Gives the right to issue back where it is held, and closes the lock's file."""
        self._lock.close()

    def _there(self) -> AccessToken | None:
        """The token of the file."""
        try:
            there = os.lstat(self.path)
        except OSError:
            return None
        mark = (there.st_ino, there.st_mtime_ns, there.st_size, there.st_mode, there.st_uid)
        if mark != self._seen:
            self._token, self._seen = _read(self.path), mark
        token = self._token
        return None if token is None or token.value == _forgotten.get(self.path) else token

    def _aside(self) -> str:
        folder, name = os.path.split(self.path)
        return os.path.join(folder, f".{name}.{os.getpid()}-{os.urandom(6).hex()}")

    def _replace(self, text: str) -> None:
        folder, name = os.path.split(self.path)
        make_folder(folder)
        aside = self._aside()
        descriptor = os.open(aside, _WRITE, OWNER_FILE)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                written = os.fstat(descriptor).st_mtime
            if os.path.isdir(self.path) and not os.path.islink(self.path):
                os.rmdir(self.path)
            os.replace(aside, self.path)
        except OSError:
            _remove(aside)
            raise
        for other in os.listdir(folder):
            if other.startswith(f".{name}."):
                _remove_if_older(os.path.join(folder, other), written - _LEFT_OVER)

    def _warn(self, what: str, no: OSError) -> None:
        if not self._warned:
            self._warned = True
            said("%s cannot be written (%s); %s", self.path, no.strerror, what)


def _as_text(token: AccessToken) -> str:
    from json import dumps

    return dumps(
        {
            "value": token.value,
            "issued_at": token.issued_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
        }
    )


def _read(path: str) -> AccessToken | None:
    """The token of a file that can be trusted; None for every other one."""
    from json import loads

    try:
        descriptor = os.open(path, _READ)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        if not is_ours(found) or not is_narrow(found) or os.path.islink(path):
            return None
        fields = loads(os.read(descriptor, _MAX_BYTES))
        value = fields["value"]
        if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
            return None
        return AccessToken(value, _aware(fields["issued_at"]), _aware(fields["expires_at"]))
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return None
    finally:
        os.close(descriptor)


def _aware(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _remove_if_older(path: str, than: float) -> None:
    try:
        if os.lstat(path).st_mtime < than:
            os.unlink(path)
    except OSError:
        return
