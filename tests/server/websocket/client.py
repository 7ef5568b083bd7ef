"""A plain KIS WebSocket client: asks, and reads acks, quotes and decrypted notices."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import aiohttp

from haero.kis import notice
from haero.kis.notice import NoticeKey
from tests.support import Caller

PATIENCE = 5.0


class Data(NamedTuple):
    """A data frame: whether it came encrypted, its TR, and its records by field."""

    encrypted: bool
    tr_id: str
    number: int
    payload: str


class Listener:
    """One connection of one app. `ears` decides what a text frame means."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, approval: str, caller: Caller) -> None:
        self.ws, self.approval, self.caller = ws, approval, caller
        self.keys: dict[str, NoticeKey] = {}

    def question(self, tr_id: str, tr_key: str, tr_type: str = "1", **header: Any) -> dict[str, Any]:
        head = {"approval_key": self.approval, "custtype": "P", "tr_type": tr_type, "content-type": "utf-8"} | header
        return {"header": head, "body": {"input": {"tr_id": tr_id, "tr_key": tr_key}}}

    async def say(self, message: Any) -> dict[str, Any]:
        """Sends a message and returns the next JSON answer."""
        await self.ws.send_str(message if isinstance(message, str) else json.dumps(message))
        return await self.answer()

    async def ask(self, tr_id: str, tr_key: str, tr_type: str = "1") -> dict[str, Any]:
        found = await self.say(self.question(tr_id, tr_key, tr_type))
        if output := found["body"].get("output"):
            self.keys[tr_id] = NoticeKey(output["key"], output["iv"])
        return found

    async def notices(self) -> None:
        """Registers the account's own notices."""
        tr_id = self.caller.tr(notice.REAL_TR, notice.MOCK_TR)
        assert code(await self.ask(tr_id, self.caller.app.hts_id)) == "OPSP0000"

    async def text(self, patience: float = PATIENCE) -> str:
        message = await self.ws.receive(patience)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return str(message.data)

    async def answer(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(await self.text())
        return found

    async def data(self, patience: float = PATIENCE) -> Data:
        flag, tr_id, count, payload = (await self.text(patience)).split("|", 3)
        return Data(flag == "1", tr_id, int(count), payload)

    async def notice(self, patience: float = PATIENCE) -> dict[str, str]:
        """The next notice, decrypted, by field names."""
        found = await self.data(patience)
        assert (found.encrypted, found.number) == (True, 1), found
        return notice.read(notice.decrypt(found.payload, self.keys[found.tr_id]))

    async def quiet(self, seconds: float = 0.1) -> None:
        """Nothing comes for a moment."""
        with contextlib.suppress(TimeoutError):
            message = await self.ws.receive(seconds)
            raise AssertionError(f"not quiet: {message}")

    async def closed(self) -> int | None:
        """Waits for the end; returns the close code."""
        while True:
            message = await self.ws.receive(PATIENCE)
            if message.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR}:
                return self.ws.close_code


def code(answer: dict[str, Any]) -> str:
    return str(answer["body"]["msg_cd"])


async def approval_of(caller: Caller, base: str = "") -> str:
    keys = {"grant_type": "client_credentials", "appkey": caller.app.appkey, "secretkey": caller.app.appsecret}
    url = (base or caller.base) + "/oauth2/Approval"
    async with caller.http.post(url, data=json.dumps(keys).encode()) as reply:
        found: dict[str, Any] = await reply.json()
        return str(found["approval_key"])


@contextlib.asynccontextmanager
async def listening(
    caller: Caller, path: str = "/tryitout", environment: str = "", **options: Any
) -> AsyncIterator[Listener]:
    """A connection to the WebSocket port of the caller's environment (or another one)."""
    url = caller.urls[f"ws_{environment or caller.app.environment}"] + path
    async with caller.http.ws_connect(url, timeout=aiohttp.ClientWSTimeout(ws_close=1.0), **options) as ws:
        yield Listener(ws, await approval_of(caller), caller)


async def until(condition: Any, seconds: float = PATIENCE) -> None:
    """Waits until the condition holds."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it never came to that"
        await asyncio.sleep(0.002)
