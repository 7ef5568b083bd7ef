"""The file `auth.db` in the data folder: everything of auth that outlives a restart. Readable by its owner only.

Access tokens and approval keys aren't in it: a token is made again from its claims and the signing key, an approval key is
kept as SHA-256. The appsecrets are, because the owner asks for them (`haero env`).
"""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import apsw

from haero.server.auth.apps import App, masked
from haero.terms import Environment

FILE_NAME = "auth.db"
FORMAT = 1
APPLICATION_ID = 0x68616175  # "haau"
SIGNING_KEY_BYTES = 64  # as long as the hash of HS512
REVOKED_KEPT = 100  # per app and environment: only so that a token revoked a moment ago isn't made again

_SCHEMA = """
CREATE TABLE app(
  appkey TEXT PRIMARY KEY, appsecret TEXT NOT NULL, environment TEXT NOT NULL, account TEXT NOT NULL UNIQUE,
  hts_id TEXT NOT NULL
);
CREATE TABLE token(
  appkey TEXT NOT NULL, environment TEXT NOT NULL, iat INTEGER NOT NULL, exp INTEGER NOT NULL, revoked INTEGER NOT NULL,
  PRIMARY KEY(appkey, environment, iat)
) WITHOUT ROWID;
CREATE TABLE issue(
  appkey TEXT NOT NULL, environment TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(appkey, environment)
) WITHOUT ROWID;
CREATE TABLE approval(
  number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, appkey TEXT NOT NULL, environment TEXT NOT NULL,
  exp INTEGER NOT NULL
);
CREATE INDEX approval_of_app ON approval(appkey);
CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class VaultError(Exception):
    """The file can't be opened, or is not haero's."""


class VaultFailed(VaultError):
    """The disk refused a write of keys or tokens: as with a batch of the journal, nothing of it may be acknowledged."""


@dataclass(frozen=True, slots=True, repr=False)
class TokenRecord:
    """The claims of one token. `environment` is where it was issued; its jti is the appkey; times are whole seconds, UTC."""

    appkey: str
    environment: Environment
    issued_at: datetime
    expires_at: datetime
    revoked: bool = False

    def __repr__(self) -> str:
        return f"TokenRecord({masked(self.appkey)}, {self.environment.value}, until {self.expires_at.isoformat()})"


@dataclass(frozen=True, slots=True, repr=False)
class ApprovalRecord:
    """Whose an approval key is, where it was issued, and until when it's good (UTC, whole seconds)."""

    appkey: str
    environment: Environment
    expires_at: datetime

    def __repr__(self) -> str:
        return f"ApprovalRecord({masked(self.appkey)}, {self.environment.value}, until {self.expires_at.isoformat()})"


class Vault:
    """One connection to `auth.db`. Every write is on disk when its method returns. Used by one thread at a time.

    A write that fails raises VaultFailed; `failed` is told of it too, unless only somebody else's lock was in the way.
    """

    def __init__(self, folder: Path) -> None:
        """Opens the vault in `folder`, or makes it (and the folder).

        Raises:
            VaultError: the file can't be opened, or is not a vault of this version.
        """
        self.path = folder / FILE_NAME
        self.failed: Callable[[VaultFailed], None] = lambda failure: None
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _close_to_others(self.path)
            self._db = apsw.Connection(str(self.path))
        except (apsw.Error, OSError) as error:
            raise VaultError(f"{self.path}: {error}") from error
        try:
            self._prepare()
            self._apps = {app.appkey: app for app in self._read_apps()}
            self.signing_key: bytes = self._secret("signing_key", secrets.token_bytes(SIGNING_KEY_BYTES))
            self.control_token: str = self._secret("control_token", secrets.token_urlsafe(32).encode()).decode()
        except apsw.Error as error:
            self._db.close()
            raise VaultError(f"{self.path}: {error}") from error
        except VaultError:
            self._db.close()
            raise

    def __repr__(self) -> str:
        return f"Vault({self.path.name}, {len(self._apps)} apps)"

    def _prepare(self) -> None:
        self._db.set_busy_timeout(5000)
        # The schema and its number in one transaction, taken before looking: a crash leaves an empty file or a whole one, and
        # of two processes that start together one makes it.
        self._db.transaction_mode = "IMMEDIATE"
        with self._db:
            if not self._db.execute("SELECT count(*) FROM sqlite_schema").get:
                self._db.execute(_SCHEMA)
                self._db.execute(f"PRAGMA application_id={APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version={FORMAT}")
        if self._db.pragma("application_id") != APPLICATION_ID:
            raise VaultError(f"{self.path}: not a haero vault")
        if (version := self._db.pragma("user_version")) != FORMAT:
            raise VaultError(f"{self.path}: format {version}, this haero reads format {FORMAT}")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")

    def _secret(self, name: str, fresh: bytes) -> bytes:
        """The kept secret of that name; `fresh`, from now on, if there is none."""
        rows = list(self._db.execute("SELECT value FROM secret WHERE name = ?", (name,)))
        if not rows:
            self._db.execute("INSERT OR IGNORE INTO secret VALUES(?, ?)", (name, fresh))
            # Read again: a second process may have been first.
            rows = list(self._db.execute("SELECT value FROM secret WHERE name = ?", (name,)))
        value = rows[0][0]
        assert isinstance(value, bytes)
        return value

    def _read_apps(self) -> Iterable[App]:
        for row in self._db.execute("SELECT appkey, appsecret, environment, account, hts_id FROM app ORDER BY account"):
            appkey, appsecret, environment, account, hts_id = map(str, row)
            yield App(appkey, appsecret, Environment(environment), account, hts_id)

    def add_app(self, app: App) -> None:
        """Keeps a new app.

        Raises:
            ValueError: the appkey is known, or the account has an app already.
        """
        if app.appkey in self._apps or self.app_of(app.account) is not None:
            raise ValueError(f"{app}: this appkey or this account has an app already")
        values = (app.appkey, app.appsecret, app.environment.value, app.account, app.hts_id)
        with self._writing():
            self._db.execute("INSERT INTO app VALUES(?, ?, ?, ?, ?)", values)
        self._apps[app.appkey] = app

    def app(self, appkey: str) -> App | None:
        """The app of an appkey, from memory."""
        return self._apps.get(appkey)

    def apps(self) -> list[App]:
        """All apps: those of the file in the order of their accounts, then new ones as they came."""
        return list(self._apps.values())

    def app_of(self, account: str) -> App | None:
        """The app of an account ("81000001-01")."""
        return next((app for app in self._apps.values() if app.account == account), None)

    def save_token(self, record: TokenRecord, called_at: datetime) -> None:
        """Keeps a token's claims and the moment of the call that gave it out, in one transaction.

        Drops what has expired by `called_at`, and revoked ones beyond the newest 100 of that app and environment.
        """
        owner = (record.appkey, record.environment.value)
        with self._writing(), self._db:
            self._db.execute("DELETE FROM token WHERE exp <= ?", (int(called_at.timestamp()),))
            self._db.execute(
                "DELETE FROM token WHERE appkey = ? AND environment = ? AND revoked = 1 AND iat <= (SELECT iat FROM token "
                "WHERE appkey = ? AND environment = ? AND revoked = 1 ORDER BY iat DESC LIMIT 1 OFFSET ?)",
                (*owner, *owner, REVOKED_KEPT),
            )
            times = (int(record.issued_at.timestamp()), int(record.expires_at.timestamp()))
            self._db.execute("INSERT OR REPLACE INTO token VALUES(?, ?, ?, ?, ?)", (*owner, *times, record.revoked))
            self._db.execute("INSERT OR REPLACE INTO issue VALUES(?, ?, ?)", (*owner, called_at.isoformat()))

    def tokens(self, appkey: str) -> list[TokenRecord]:
        """The kept claims of an app, of both environments, oldest first; revoked ones too."""
        rows = self._db.execute(
            "SELECT environment, iat, exp, revoked FROM token WHERE appkey = ? ORDER BY iat", (appkey,)
        )
        return [
            TokenRecord(appkey, Environment(str(where)), _moment(iat), _moment(exp), bool(revoked))
            for where, iat, exp, revoked in rows
        ]

    def revoke(self, record: TokenRecord) -> None:
        """Marks a token as revoked."""
        values = (record.appkey, record.environment.value, int(record.issued_at.timestamp()))
        with self._writing():
            self._db.execute("UPDATE token SET revoked = 1 WHERE appkey = ? AND environment = ? AND iat = ?", values)

    def last_issue(self, appkey: str, environment: Environment) -> datetime | None:
        """When this app last was given a token there, new or the same again (UTC)."""
        at = self._db.execute(
            "SELECT at FROM issue WHERE appkey = ? AND environment = ?", (appkey, environment.value)
        ).get
        return None if at is None else datetime.fromisoformat(str(at))

    def save_approval(self, key: str, record: ApprovalRecord, *, now: datetime, keep: int) -> None:
        """Keeps an approval key as its SHA-256; drops expired ones, and the app's oldest beyond `keep`.

        Not synced: it outlives a kill, but perhaps not a failing power. A client then asks for another, as often as it likes.
        """
        with self._writing(synced=False), self._db:
            self._db.execute("DELETE FROM approval WHERE exp <= ?", (int(now.timestamp()),))
            values = (_digest(key), record.appkey, record.environment.value, int(record.expires_at.timestamp()))
            self._db.execute("INSERT INTO approval(digest, appkey, environment, exp) VALUES(?, ?, ?, ?)", values)
            self._db.execute(
                "DELETE FROM approval WHERE appkey = ? AND number <= "
                "(SELECT number FROM approval WHERE appkey = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                (record.appkey, record.appkey, keep),
            )

    def approval(self, key: str) -> ApprovalRecord | None:
        """What is known of an approval key; None if it was never given out, or dropped. It may have expired."""
        found = self._db.execute("SELECT appkey, environment, exp FROM approval WHERE digest = ?", (_digest(key),))
        for appkey, environment, exp in found:
            return ApprovalRecord(str(appkey), Environment(str(environment)), _moment(exp))
        return None

    @contextmanager
    def _writing(self, *, synced: bool = True) -> Iterator[None]:
        """Makes VaultFailed of what the disk says."""
        try:
            if not synced:
                self._db.execute("PRAGMA synchronous=NORMAL")
            yield
        except apsw.Error as error:
            failure = VaultFailed(f"{self.path}: {error}")
            if not isinstance(error, apsw.BusyError):
                self.failed(failure)
            raise failure from error
        finally:
            if not synced:
                self._db.execute("PRAGMA synchronous=FULL")

    def close(self) -> None:
        """Closes the file. May be called twice."""
        self._db.close()


def _close_to_others(path: Path) -> None:
    """Makes the file, if it isn't there, and lets only its owner read it. SQLite gives its side files the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


def _digest(key: str) -> bytes:
    # A client may send any text: lone surrogates too must give a digest, that nobody has.
    return sha256(key.encode("utf-8", "surrogatepass")).digest()


def _moment(seconds: object) -> datetime:
    assert isinstance(seconds, int)
    return datetime.fromtimestamp(seconds, UTC)
