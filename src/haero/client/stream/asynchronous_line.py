"""The asynchronous connection of an app key: a task that connects, listens and connects again."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from haero.client.errors import AuthError, HaeroError
from haero.client.stream.desks import AnyDesk
from haero.client.stream.messages import Trouble, TroubleKind
from haero.client.stream.policy import LOGGER, USUAL, StreamPolicy
from haero.client.stream.registrations import Registration, Wanted
from haero.client.stream.session import Event, Session
from haero.client.stream.sockets import options

log = logging.getLogger(LOGGER)


class Signal:
    """Wakes everybody who waits for a change."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Something changed."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def wait(self, seconds: float | None = None) -> None:
        """Returns at the next change, or after so many seconds."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait([waiter], timeout=seconds)
        finally:
            self._waiters.discard(waiter)

    async def wait_for(self, condition: Callable[[], bool], seconds: float | None) -> bool:
        """Waits until the condition holds; False where it didn't in time."""
        loop = asyncio.get_running_loop()
        deadline = None if seconds is None else loop.time() + seconds
        while not condition():
            left = None if deadline is None else deadline - loop.time()
            if left is not None and left <= 0:
                return False
            await self.wait(left)
        return True


class AsyncLine:
    """The connection of one app key to the realtime server; KIS allows one. It is open while a stream is.

    `approve` fetches an approval key (실시간-000); it is asked again when KIS refuses the last one. Neither is ever shown.
    """

    def __init__(
        self,
        ws_url: str,
        approve: Callable[[], Awaitable[str]],
        *,
        policy: StreamPolicy = USUAL,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.policy, self.clock = policy, clock
        self.changed = Signal()
        self._url, self._approve, self._approval = ws_url, approve, ""
        self._wanted = Wanted()
        self.session = Session(self._wanted, policy, chance)
        self._desks: list[AnyDesk] = []
        self._watchers: dict[int, Callable[[Trouble], None]] = {}
        self._socket: Any = None
        self._task: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"AsyncLine({self._url})"

    def attach(self, desk: AnyDesk, registrations: tuple[Registration, ...]) -> list[Registration]:
        """Takes registrations for a desk; the connection is opened for the first. Gives those that must be sent by `announce`.

        Raises TooManyRegistrations.
        """
        new = self._wanted.add(registrations)
        if desk not in self._desks:
            self._desks.append(desk)
        for event in self.session.standing(registrations):
            desk.take(event, self.clock())
        if registrations and self._task is None:
            self._task = asyncio.create_task(self._run(), name="haero-stream")
        return new

    async def announce(self, new: list[Registration]) -> None:
        """Sends what `attach` gave."""
        await self._change(new, [])

    async def forget(self, registrations: tuple[Registration, ...]) -> None:
        """Ends registrations; the connection stays."""
        await self._change([], self._wanted.remove(registrations))

    async def detach(self, desk: AnyDesk, registrations: tuple[Registration, ...]) -> None:
        """Ends a desk and its registrations; the connection ends with the last."""
        gone = self._wanted.remove(registrations)
        if desk in self._desks:
            self._desks.remove(desk)
        self._watchers.pop(id(desk), None)
        if self._desks or self._task is None:
            await self._change([], gone)
            return
        task, self._task = self._task, None
        await ended(task)
        if self._task is None:
            self.session.quit()

    def watch(self, desk: AnyDesk, callback: Callable[[Trouble], None]) -> None:
        """Calls back with every trouble of a desk."""
        self._watchers[id(desk)] = callback

    async def _change(self, new: list[Registration], gone: list[Registration]) -> None:
        if self._socket is not None:
            await self._send(self.session.changed(new, gone))

    async def _send(self, texts: list[bytes]) -> None:
        from websockets.exceptions import ConnectionClosed

        with contextlib.suppress(ConnectionClosed):  # the next connection registers anew
            for text in texts:
                await self._socket.send(text.decode())

    async def _run(self) -> None:
        while True:
            try:
                wait = await self._connection()
            except Exception:
                log.exception("a defect of haero, please report it")
                wait = max(self._end(was_open=True), self.policy.longest_wait)
            await asyncio.sleep(wait)

    async def _connection(self) -> float:
        """One connection, from its approval key to its end; gives the seconds to wait for the next."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException

        try:
            if not self._approval or self.session.approval_is_bad:
                self._approval = await self._approve()
            socket = await connect(self._url, **options(connect, self._url, self.policy))
        except AuthError as error:
            for desk in self._desks:
                desk.fail(error)
            self.changed.notify()
            return self.policy.longest_wait
        except (HaeroError, OSError, WebSocketException) as error:
            return self._end(was_open=False, why=f"no connection: {type(error).__name__}")
        try:
            self._socket = socket
            await self._send(self.session.opened(self._approval, self.clock()))
            await self._listen(socket)
        except (OSError, WebSocketException):
            pass
        finally:
            self._socket = None
            await socket.close()
        return self._end(was_open=True)

    async def _listen(self, socket: Any) -> None:
        while True:
            patience = self.session.silence(self.clock())
            try:
                async with asyncio.timeout(max(patience, 0.0)):
                    text = await socket.recv()
            except TimeoutError:
                if self.session.silence(self.clock()) <= 0:
                    self.session.silent()
                    return
                continue
            heard = self.session.heard(text, self.clock())
            self._tell(heard.events)
            await self._send(heard.texts)
            if heard.hang_up is not None:
                return

    def _end(self, *, was_open: bool, why: str = "") -> float:
        wait, events = self.session.closed(self.clock(), was_open=was_open)
        if why:
            events.append(Trouble(TroubleKind.DISCONNECTED, f"{why}; the next try is in {wait:.1f} s"))
        self._tell(events)
        return wait

    def _tell(self, events: list[Event]) -> None:
        tick = self.clock()
        for event in events:
            if isinstance(event, Trouble):
                log.warning("%s", f"{event.code} {event.text}".strip())
            for desk in self._desks:
                desk.take(event, tick)
        if events:
            self.changed.notify()
            self.report()

    def report(self) -> None:
        """Calls those who want to be told of troubles."""
        for desk in tuple(self._desks):
            callback = self._watchers.get(id(desk))
            for trouble in desk.take_news():
                if callback is not None:
                    try:
                        callback(trouble)
                    except Exception:
                        log.exception("a callback failed; the stream goes on")


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancels a task and waits for its end; from inside the task itself, only asks for it."""
    if task is asyncio.current_task():
        return
    task.cancel()
    await asyncio.wait([task])
