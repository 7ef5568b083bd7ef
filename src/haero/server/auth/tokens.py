"""Access tokens (접근토큰): issue, check, revoke, by KIS's rules of time.

A token lives 24 hours. A second issue within a minute is refused; within six hours of its making the same token is given again;
after that a new one, and older ones stay good until they expire. A token is good only in the environment that issued it.
"""

import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from haero.kis import oauth_refusals, refusals
from haero.server.auth.apps import App
from haero.server.auth.vault import TokenRecord, Vault
from haero.server.auth.wall import WallClock
from haero.terms import Environment

LIFE = timedelta(hours=24)
RENEWAL = timedelta(hours=6)
ISSUE_INTERVAL = timedelta(seconds=60)
MAX_TOKEN_LENGTH = 350  # 접근토큰 in the catalogue

_ALGORITHM = "HS512"
_ISSUER = "unogw"  # what KIS's own tokens say
_SCHEME = "bearer"


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A token as given out. `expires_at` is UTC, whole seconds; `expires_in` the seconds until then, 86400 for a new one."""

    token: str
    expires_at: datetime
    expires_in: int

    def __repr__(self) -> str:
        return f"Issued(until {self.expires_at.isoformat()})"


@dataclass(frozen=True, slots=True, repr=False)
class _Live:
    token: str
    expires_at: datetime
    record: TokenRecord


class TokenOffice:
    """Gives out tokens and knows the good ones. Tokens are in memory only; the vault has their claims."""

    def __init__(self, vault: Vault, wall: WallClock, *, unlimited: bool = False) -> None:
        """Makes the live tokens of the vault again. `unlimited` switches off the one-a-minute rule, and nothing else."""
        self._vault = vault
        self._wall = wall
        self._unlimited = unlimited
        self._live: dict[tuple[str, Environment], list[_Live]] = {}
        now = wall.now()
        for app in vault.apps():
            for record in vault.tokens(app.appkey):
                if not record.revoked and now < record.expires_at:
                    self._remember(record)

    def issue(self, app: App, environment: Environment) -> Issued:
        """A token for `app` on the port of `environment` (인증-001). On disk when it returns.

        Raises:
            KisRefusal: EGW00133, the app was given a token there less than a minute ago. That refusal doesn't extend the wait.
        """
        now = self._wall.now()
        last = self._vault.last_issue(app.appkey, environment)
        # Measured: this check comes before the six hours. A last call in the future means that the clock was set back;
        # that must not lock the app out.
        if not self._unlimited and last is not None and timedelta(0) <= now - last < ISSUE_INTERVAL:
            raise oauth_refusals.OAUTH_TOKEN_TOO_SOON.refuse()
        live = self._newest(app, environment, now)
        if live is None or now >= live.record.issued_at + RENEWAL:
            record = self._claims(app, environment, now)
            self._vault.save_token(record, now)
            live = self._remember(record)
        else:
            self._vault.save_token(live.record, now)
        # A token that had to be dated a second ahead (`_claims`) is no better than the others.
        left = min(live.expires_at - now.replace(microsecond=0), LIFE)
        return Issued(live.token, live.expires_at, int(left.total_seconds()))

    def check(self, bearer: str | None, app: App, environment: Environment) -> None:
        """Returns if the authorization header carries a good token of `app`, issued in `environment`.

        Raises:
            KisRefusal: EGW00122 none, EGW00205 not "Bearer …", EGW00121 not a token of this app here (or revoked),
                EGW00123 expired.
        """
        token = _token_of(bearer)
        live = self._match(token, app, environment)
        if live is not None and self._wall.now() < live.expires_at:
            return
        if live is not None or self._has_expired(token, app, environment):
            raise refusals.EXPIRED_TOKEN.refuse()
        raise refusals.INVALID_TOKEN.refuse()

    def revoke(self, app: App, token: str, environment: Environment) -> bool:
        """Ends a token (인증-002). False if it isn't a live token of `app`, issued in `environment`."""
        live = self._match(token, app, environment)
        if live is None or self._wall.now() >= live.expires_at:
            return False
        self._vault.revoke(live.record)
        self._live[app.appkey, environment].remove(live)
        return True

    def _match(self, token: str, app: App, environment: Environment) -> _Live | None:
        """The token in memory that is this one; it may have expired."""
        if token.isascii():  # compare_digest takes nothing else
            for live in self._live.get((app.appkey, environment), ()):
                if hmac.compare_digest(token, live.token):
                    return live
        return None

    def _newest(self, app: App, environment: Environment, now: datetime) -> _Live | None:
        """The newest live token, if any. Forgets the expired ones, so that an app keeps five at most."""
        owner = (app.appkey, environment)
        mine = [live for live in self._live.get(owner, []) if now < live.expires_at]
        self._live[owner] = mine
        return max(mine, key=lambda live: live.record.issued_at, default=None)

    def _claims(self, app: App, environment: Environment, now: datetime) -> TokenRecord:
        """The claims of a new token: unlike any other, also when one was revoked within this very second."""
        taken = {record.issued_at for record in self._vault.tokens(app.appkey) if record.environment is environment}
        issued_at = now.replace(microsecond=0)
        while issued_at in taken:
            issued_at += timedelta(seconds=1)
        return TokenRecord(app.appkey, environment, issued_at, issued_at + LIFE)

    def _remember(self, record: TokenRecord) -> _Live:
        live = _Live(self._made(record), record.expires_at, record)
        # Newest first: the one that clients use is found at once.
        self._live.setdefault((record.appkey, record.environment), []).insert(0, live)
        return live

    def _made(self, record: TokenRecord) -> str:
        """The token of these claims: always the same one."""
        claims = {
            "sub": "token",
            "aud": _audience(record.appkey, record.environment),
            "prdt_cd": "",
            "iss": _ISSUER,
            "exp": int(record.expires_at.timestamp()),
            "iat": int(record.issued_at.timestamp()),
            "jti": record.appkey,
        }
        token = jwt.encode(claims, self._vault.signing_key, _ALGORITHM)
        assert len(token) <= MAX_TOKEN_LENGTH
        return token

    def _has_expired(self, token: str, app: App, environment: Environment) -> bool:
        """Whether it's one of ours that has had its time, although it's no longer in memory."""
        if len(token) > MAX_TOKEN_LENGTH or not token.isascii():
            return False
        try:
            claims = jwt.decode(
                token,
                self._vault.signing_key,
                [_ALGORITHM],
                # PyJWT would read the machine's clock; the time here is the wall's.
                options={"verify_exp": False, "verify_iat": False},
                audience=_audience(app.appkey, environment),
                issuer=_ISSUER,
            )
        except jwt.InvalidTokenError:
            return False
        return bool(self._wall.now().timestamp() >= claims["exp"])


def _token_of(bearer: str | None) -> str:
    """The token of an authorization header, whatever the case of the scheme and the number of spaces.

    Raises:
        KisRefusal: EGW00122, EGW00205.
    """
    parts = bearer.split(None, 1) if bearer else ()
    if not parts:
        raise refusals.TOKEN_NOT_FOUND.refuse()
    if parts[0].lower() != _SCHEME:
        raise refusals.NOT_BEARER.refuse()
    if len(parts) == 1:
        raise refusals.TOKEN_NOT_FOUND.refuse()
    return parts[1].rstrip()


def _audience(appkey: str, environment: Environment) -> str:
    """A UUID that is always the same for an app and an environment, and says nothing of either."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{environment.value}/{appkey}"))
