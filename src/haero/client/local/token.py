"""The access token that all programs of one app key on a machine share."""

from datetime import datetime
from typing import NamedTuple


class AccessToken(NamedTuple):
    """An access token with its times (aware, local clock); the repr shows none of it."""

    value: str
    issued_at: datetime
    expires_at: datetime

    def __repr__(self) -> str:
        return f"AccessToken(…, expires_at={self.expires_at.isoformat()})"
