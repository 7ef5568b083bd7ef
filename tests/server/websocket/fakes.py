"""A connection without a network, and a stream with clocks that stand still."""

import asyncio
import json
from collections import deque
from pathlib import Path
from typing import Any

from haero.server.auth.approvals import ApprovalOffice
from haero.server.auth.apps import App, make_keys
from haero.server.auth.vault import Vault
from haero.server.auth.wall import FixedWall
from haero.server.websocket.connection import Connection
from haero.server.websocket.socket import Heard
from haero.server.websocket.stream import Stream
from haero.server.websocket.subscriptions import Subscriptions
from haero.terms import Environment


class FakeSocket:
    """Remembers what was sent. `blocked` holds every send until it is set; `how` says how it ended."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.blocked: asyncio.Event | None = None
        self.how = ""
        self._incoming: asyncio.Queue[Heard | None] = asyncio.Queue()

    def says(self, text: str | None) -> None:
        self._incoming.put_nowait(Heard(text))

    async def receive(self) -> Heard | None:
        return await self._incoming.get()

    async def send(self, text: bytes) -> None:
        if self.blocked is not None:
            await self.blocked.wait()
        if self.how:
            raise ConnectionResetError
        self.sent.append(text)

    async def close(self) -> None:
        self._end("close")

    def drop(self) -> None:
        self._end("drop")

    def cut(self) -> None:
        self._end("cut")

    def leave(self) -> None:
        """The client goes away."""
        self._end("left")

    def _end(self, how: str) -> None:
        self.how = self.how or how
        self._incoming.put_nowait(None)


class Door:
    """A stream of one environment, its approvals, and the sessions that were opened through it."""

    def __init__(self, folder: Path, environment: Environment = Environment.REAL) -> None:
        self.wall = FixedWall()
        self.vault = Vault(folder)
        self.approvals = ApprovalOffice(self.vault, self.wall)
        self.subscriptions = Subscriptions()
        self.stream = Stream(environment, self.approvals, self.subscriptions)
        self._tasks: deque[asyncio.Task[None]] = deque()

    def app(self, number: int = 1, environment: Environment | None = None) -> App:
        where = environment or self.stream.environment
        app = App(*make_keys(), where, f"8100000{number}-01", f"h100000{number}")
        self.vault.add_app(app)
        return app

    def approval(self, app: App) -> str:
        return self.approvals.issue(app, app.environment)

    async def open(self) -> tuple[FakeSocket, Connection]:
        socket = FakeSocket()
        before = set(self.stream.sessions)
        self._tasks.append(asyncio.create_task(self.stream.serve(socket, self.wall.monotonic())))
        await asyncio.sleep(0)
        (session,) = set(self.stream.sessions) - before
        return socket, session

    async def ask(self, socket: FakeSocket, approval: str, tr_id: str, tr_key: str, tr_type: str = "1") -> Any:
        header = {"approval_key": approval, "custtype": "P", "tr_type": tr_type, "content-type": "utf-8"}
        socket.says(json.dumps({"header": header, "body": {"input": {"tr_id": tr_id, "tr_key": tr_key}}}))
        await settle()
        return json.loads(socket.sent[-1])["body"]["msg_cd"] if socket.sent else None

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.vault.close()


async def settle() -> None:
    """Lets everything that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)
