"""The blocking connection of an app key: a thread that connects, listens and connects again."""

import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from haero.client.errors import AuthError, HaeroError
from haero.client.stream.desks import AnyDesk
from haero.client.stream.messages import Trouble, TroubleKind
from haero.client.stream.policy import LOGGER, USUAL, StreamPolicy
from haero.client.stream.registrations import Registration, Wanted
from haero.client.stream.session import Event, Session
from haero.client.stream.sockets import options

T = TypeVar("T")
log = logging.getLogger(LOGGER)


class Line:
    """The connection of one app key to the realtime server; KIS allows one. It is open while a stream is.

    `approve` fetches an approval key (실시간-000); it is asked again when KIS refuses the last one. Neither is ever shown.
    """

    def __init__(
        self,
        ws_url: str,
        approve: Callable[[], str],
        *,
        policy: StreamPolicy = USUAL,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.policy, self.clock = policy, clock
        self.changed = threading.Condition()
        self._url, self._approve, self._approval = ws_url, approve, ""
        self._wanted = Wanted()
        self.session = Session(self._wanted, policy, chance)
        self._desks: list[AnyDesk] = []
        self._watchers: dict[int, Callable[[Trouble], None]] = {}
        self._socket: Any = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def __repr__(self) -> str:
        return f"Line({self._url})"

    def attach(self, desk: AnyDesk, registrations: tuple[Registration, ...]) -> None:
        """Registers for a desk; the connection is opened for the first. Raises TooManyRegistrations."""
        with self.changed:
            new = self._wanted.add(registrations)
            if desk not in self._desks:
                self._desks.append(desk)
            self._change(new, [])
            for event in self.session.standing(registrations):
                desk.take(event, self.clock())
            if registrations and self._thread is None:
                self._stop = threading.Event()
                self._thread = threading.Thread(target=self._run, args=(self._stop,), name="haero-stream", daemon=True)
                self._thread.start()

    def forget(self, registrations: tuple[Registration, ...]) -> None:
        """Ends registrations; the connection stays."""
        with self.changed:
            gone = self._wanted.remove(registrations)
            self._change([], gone)

    def detach(self, desk: AnyDesk, registrations: tuple[Registration, ...]) -> None:
        """Ends a desk and its registrations; the connection ends with the last."""
        with self.changed:
            self.forget(registrations)
            if desk in self._desks:
                self._desks.remove(desk)
            if self._desks or self._thread is None:
                return
            thread, socket = self._thread, self._socket
            self._thread = None
            self._stop.set()
        if socket is not None:
            socket.close()
        if thread is not threading.current_thread():
            thread.join()
        with self.changed:
            if self._thread is None:
                self.session.quit()

    def watch(self, desk: AnyDesk, callback: Callable[[Trouble], None]) -> None:
        """Calls back with every trouble of a desk."""
        self._watchers[id(desk)] = callback

    def _change(self, new: list[Registration], gone: list[Registration]) -> None:
        if self._socket is not None:
            self._send(self.session.changed(new, gone))

    def _send(self, texts: list[bytes]) -> None:
        from websockets.exceptions import ConnectionClosed

        with contextlib.suppress(ConnectionClosed):  # the next connection registers anew
            for text in texts:
                self._socket.send(text.decode())

    def _run(self, stop: threading.Event) -> None:
        wait = 0.0
        while not stop.wait(wait):
            try:
                wait = self._connection(stop)
            except Exception:
                log.exception("a defect of haero, please report it")
                wait = max(self._end(was_open=True), self.policy.longest_wait)

    def _connection(self, stop: threading.Event) -> float:
        """One connection, from its approval key to its end; gives the seconds to wait for the next."""
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect

        try:
            if not self._approval or self.session.approval_is_bad:
                self._approval = self._approve()
            socket = connect(self._url, **options(connect, self._url, self.policy))
        except AuthError as error:
            self._fail(error)
            return self.policy.longest_wait
        except (HaeroError, OSError, WebSocketException) as error:
            return self._end(was_open=False, why=f"no connection: {type(error).__name__}")
        try:
            with self.changed:
                if stop.is_set():
                    return 0.0
                self._socket = socket
                self._send(self.session.opened(self._approval, self.clock()))
            self._listen(socket)
        except (OSError, WebSocketException):
            pass
        finally:
            with self.changed:
                self._socket = None
            socket.close()
        return 0.0 if stop.is_set() else self._end(was_open=True)

    def _listen(self, socket: Any) -> None:
        while True:
            patience = self.session.silence(self.clock())
            try:
                text = socket.recv(timeout=max(patience, 0.0))
            except TimeoutError:
                if self.session.silence(self.clock()) <= 0:
                    self.session.silent()
                    return
                continue
            with self.changed:
                heard = self.session.heard(text, self.clock())
                self._send(heard.texts)
                self._tell(heard.events)
            self.report()
            if heard.hang_up is not None:
                return

    def _end(self, *, was_open: bool, why: str = "") -> float:
        with self.changed:
            wait, events = self.session.closed(self.clock(), was_open=was_open)
            if why:
                events.append(Trouble(TroubleKind.DISCONNECTED, f"{why}; the next try is in {wait:.1f} s"))
            self._tell(events)
        self.report()
        return wait

    def _tell(self, events: list[Event]) -> None:
        tick = self.clock()
        for event in events:
            if isinstance(event, Trouble):
                log.warning("%s", f"{event.code} {event.text}".strip())
            for desk in tuple(self._desks):
                desk.take(event, tick)
        if events:
            self.changed.notify_all()

    def _fail(self, error: HaeroError) -> None:
        with self.changed:
            for desk in self._desks:
                desk.fail(error)
            self.changed.notify_all()

    def report(self) -> None:
        """Calls those who want to be told of troubles, outside of every lock."""
        for desk in tuple(self._desks):
            callback = self._watchers.get(id(desk))
            for trouble in desk.take_news():
                if callback is not None:
                    contained(callback, trouble)


def contained(callback: Callable[[T], None], item: T) -> None:
    try:
        callback(item)
    except Exception:
        log.exception("a callback failed; the stream goes on")
