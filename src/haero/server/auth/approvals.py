"""Approval keys (웹소켓 접속키): what a WebSocket session shows instead of a token (실시간-000)."""

import uuid
from datetime import timedelta

from haero.kis import refusals
from haero.server.auth.apps import App
from haero.server.auth.throttle import RateLimiter
from haero.server.auth.vault import ApprovalRecord, Vault
from haero.server.auth.wall import WallClock
from haero.terms import Environment

LIFE = timedelta(hours=24)
KEEP_PER_APP = 1000
PER_SECOND = 20
"""Keys an app may ask for in a second (guess): each is written down, and a program that asks without end would slow all others."""


class ApprovalOffice:
    """Gives out approval keys and knows the good ones. All is in the vault, so a restart changes nothing."""

    def __init__(self, vault: Vault, wall: WallClock, *, unlimited: bool = False) -> None:
        self._vault = vault
        self._wall = wall
        self._limiter = None if unlimited else RateLimiter(PER_SECOND, wall)

    def issue(self, app: App, environment: Environment) -> str:
        """A new key, 36 characters of UUID shape, good for 24 hours. It outlives a kill (`Vault.save_approval`).

        Raises:
            KisRefusal: EGW00201 where the app asks too often.
        """
        if self._limiter is not None and not self._limiter.allow(app.appkey):
            raise refusals.RATE_LIMIT.refuse()
        key = str(uuid.uuid4())
        now = self._wall.now().replace(microsecond=0)
        record = ApprovalRecord(app.appkey, environment, now + LIFE)
        self._vault.save_approval(key, record, now=now, keep=KEEP_PER_APP)
        return key

    def check(self, key: str) -> tuple[App, Environment] | None:
        """Whose a key is and on which port it was issued; None if it's unknown or expired.

        The port may be the other one than the app's own: a client may fetch the key of a real app from the mock host.
        """
        record = self._vault.approval(key)
        if record is None or self._wall.now() >= record.expires_at:
            return None
        app = self._vault.app(record.appkey)
        return None if app is None else (app, record.environment)
