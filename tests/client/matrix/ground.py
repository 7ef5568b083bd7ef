"""Where the matrix is played: a running haero, fresh accounts on it, faults armed for one of them, and what its broker holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from haero.desk.accounts import Account
from haero.server.wire import Request
from tests.support import OPEN_TIME, Running, running

EVENING_IN_KOREA = "2026-11-20T06:00:00-05:00"
"""20:00 in Korea: the US pre-market takes orders on real, and the window for reservations is open."""
NOON_IN_KOREA = "2026-11-20T12:00:00+09:00"
"""The US daytime session (주간거래) is open."""
MOMENTS = {"evening": EVENING_IN_KOREA, "session": OPEN_TIME, "noon": NOON_IN_KOREA}


class Keys(NamedTuple):
    """An app and its account, as POST /control/accounts tells them."""

    environment: str
    account: str
    hts_id: str
    appkey: str
    appsecret: str


class Arrival(NamedTuple):
    """A request that the server saw, whether it looked at it or not."""

    method: str
    path: str
    appkey: str


class Ground:
    """A running haero, and a folder for what the programs that use it share."""

    def __init__(self, started: Running, folder: Path) -> None:
        self.started, self.folder = started, folder
        self.arrivals: list[Arrival] = []
        for name in ("rest_real", "rest_mock"):
            self._listen(name)

    def _listen(self, name: str) -> None:
        port = self.started.service._ports[name]
        handler = port._handler

        def handle(request: Request) -> Any:
            self.arrivals.append(Arrival(request.method, request.path, request.headers.get("appkey", "")))
            return handler(request)

        port._handler = handle

    async def account(self, environment: str = "real") -> Keys:
        """A fresh account with dollars, and an app of its own."""
        asked = {"environment": environment, "cash": {"USD": "100000"}}
        answer = await self.started.real.control("POST", "/control/accounts", asked)
        assert answer.status == 200, answer
        return Keys(**answer.json)

    @property
    def state(self) -> Path:
        """The folder that all programs share, whatever their account."""
        return self.folder / "state"

    def url(self, keys: Keys) -> str:
        return str(self.started.urls[f"rest_{keys.environment}"])

    async def arm(self, keys: Keys, name: str, times: int | None = 1, **params: Any) -> int:
        """Arms a fault for one account."""
        asked = {"name": name, "times": times, "account": keys.account, "params": params}
        answer = await self.started.real.control("POST", "/control/faults", asked)
        assert answer.status == 200, answer
        return int(answer.json["id"])

    def fired(self, id: int) -> int:
        """How often an armed fault bit."""
        return next(one.fired for one in self.started.service.faults.listed() if one.id == id)

    def disarm(self, id: int) -> None:
        self.started.service.faults.clear(id)

    def broker(self, keys: Keys) -> Account:
        """What the broker holds: the truth."""
        hub = self.started.service.hub
        assert hub is not None
        return hub.broker.state.accounts[keys.account]

    def asked(self, keys: Keys) -> list[Arrival]:
        """What came from one app, but for tokens: those requests name no app in their headers."""
        return [one for one in self.arrivals if one.appkey == keys.appkey]


@asynccontextmanager
async def ground(folder: Path, moment: str = "evening") -> AsyncIterator[Ground]:
    """A haero whose clock stands at one of MOMENTS, without limits."""
    async with running(folder / "data", at=MOMENTS[moment]) as started:
        yield Ground(started, folder)
