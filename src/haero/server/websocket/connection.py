"""One WebSocket connection: reads what the client asks, sends what waits for it, and ends it when it does not read."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable

from haero.kis.notice import NoticeKey, make_key
from haero.server.auth.apps import App
from haero.server.websocket.registration import Registration, Target
from haero.server.websocket.socket import Heard, Socket

MAX_WAITING = 2_000
"""Frames that may wait for a client. One that lets more gather is cut off: nobody else waits for it."""
_TURN = 32  # frames sent before others have the loop


class Connection:
    """A connection and what it registered. `app` is known from its first valid question on.

    Sending never waits: frames go into a queue that a task of its own empties.
    """

    def __init__(self, socket: Socket) -> None:
        self.key: NoticeKey = make_key()
        self.app: App | None = None
        self.registrations: dict[Registration, Target] = {}
        self.opened_at = self.pinged_at = 0.0
        self.unanswered_since: float | None = None
        self._socket = socket
        self._queue: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._finishing = False
        self._ended = False

    @property
    def waiting(self) -> int:
        """Frames in the queue."""
        return len(self._queue)

    @property
    def leaving(self) -> bool:
        """Whether it has ended, or is about to."""
        return self._ended or self._finishing

    async def run(self, hear: Callable[["Connection", Heard], None]) -> None:
        """Lives until the connection ends. `hear` gets everything that comes in."""
        writer = asyncio.create_task(self._write())
        try:
            while (heard := await self._socket.receive()) is not None:
                if not self._finishing:
                    hear(self, heard)
        except ConnectionError:
            pass  # gone while a ping was answered
        finally:
            self._ended = True
            self._queue.clear()
            if not self._finishing:
                writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer

    def send(self, text: bytes) -> None:
        """Queues a text frame, or cuts the connection off where too many wait already."""
        if self._ended or self._finishing:
            return
        if len(self._queue) >= MAX_WAITING:
            self.cut()
            return
        self._queue.append(text)
        self._wake.set()

    def finish(self) -> None:
        """Sends what waits, then says goodbye."""
        self._finishing = True
        self._wake.set()

    def drop(self) -> None:
        """Ends the connection without a close frame."""
        self._ended = True
        self._socket.drop()

    def cut(self) -> None:
        """Ends the connection at once."""
        self._ended = True
        self._queue.clear()
        self._socket.cut()

    async def _write(self) -> None:
        queue, send = self._queue, self._socket.send
        with contextlib.suppress(ConnectionError):
            while True:
                sent = 0
                while queue:
                    await send(queue.popleft())
                    sent += 1
                    if sent % _TURN == 0:
                        await asyncio.sleep(0)
                if self._finishing:
                    await self._socket.close()
                    return
                self._wake.clear()
                await self._wake.wait()
