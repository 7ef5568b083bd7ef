"""Exchanges that block: a pool of connections to one server, for any number of threads."""

import errno
import os
import select
import socket
import threading
from time import monotonic
from typing import TYPE_CHECKING, Self
from weakref import WeakSet

from haero.client.transport import forks
from haero.client.transport.address import Address
from haero.client.transport.link import Link, new_socket
from haero.client.transport.opening import Opening
from haero.client.transport.reasons import late, no_connection, no_name, words
from haero.client.transport.wire import Departure, ReplyLimits, Timeouts, Unreached, WireReply, WireRequest

if TYPE_CHECKING:
    import ssl

_IN = select.POLLIN
_BOTH = select.POLLIN | select.POLLOUT
_PIECE = 64 * 1024


class _Wait:
    """Waits for one socket."""

    __slots__ = ("_poll", "_wanted", "number")

    def __init__(self, number: int) -> None:
        self.number, self._wanted = number, _IN
        self._poll = select.poll()
        self._poll.register(number, _IN)

    def until(self, seconds: float, *, writing: bool = False) -> bool:
        """Whether something came (or, if `writing`, more can go out) within that time."""
        wanted = _BOTH if writing else _IN
        if wanted != self._wanted:
            self._poll.modify(self.number, wanted)
            self._wanted = wanted
        return bool(self._poll.poll(int(seconds * 1000) + 1 if seconds > 0 else 0))


class _Line(Link):
    """A link of a pool, with what waits for it."""

    __slots__ = ("age", "wait")

    def __init__(self, limits: ReplyLimits, age: int) -> None:
        super().__init__(limits)
        self.age = age
        self.wait: _Wait


class Connections:
    """Connections to one server, kept open and used again. Safe for threads; a forked child opens its own.

    At most `most` are open; who finds all of them at work waits. One that was idle for `idle_seconds`, that the server closed, or
    on which something came unasked is not used again. After `close` it can be used again, and opens new connections.
    """

    def __init__(
        self,
        address: Address,
        timeouts: Timeouts = Timeouts(),  # noqa: B008
        *,
        idle_seconds: float = 30.0,
        most: int = 16,
        limits: ReplyLimits = ReplyLimits(),  # noqa: B008
    ) -> None:
        if most < 1:
            raise ValueError("at least one connection is needed")
        self._address, self._timeouts, self._limits = address, timeouts, limits
        self._idle_seconds, self._most = idle_seconds, most
        self._writer = address.writer()
        self._context: ssl.SSLContext | None = None
        self._age = 0
        self._start()
        forks.watch(self)

    def _start(self) -> None:
        self._freed = threading.Condition(threading.Lock())
        self._idle: list[_Line] = []
        self._lines: WeakSet[_Line] = WeakSet()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Connections({self._address.authority})"

    def close(self) -> None:
        """Closes what is idle now, and what is at work once its exchange is over."""
        with self._freed:
            self._age += 1
            idle, self._idle = self._idle, []
            for line in idle:
                self._lines.discard(line)
            self._freed.notify_all()
        for line in idle:
            line.close()

    def forked(self) -> None:
        """In a child process: lets go of the parent's connections, without a word on them."""
        for line in list(self._lines):
            line.close()
        self._start()

    def exchange(self, request: WireRequest, departure: Departure | None = None) -> WireReply:
        """Sends a request once and gives its reply. `departure` says, at any moment, whether a byte may have left.

        A connection that turns out to be dead before the first byte is replaced. Redirects are replies like others. The look-up of
        a name has no time limit of its own: the system's resolver has.

        Raises:
            Unreached: no byte of the request left.
            Broken: a byte may have left, and no whole reply came (in time).
            ValueError: the request can't be written; nothing left.
        """
        data = self._writer.write(request)
        if departure is None:
            departure = Departure()
        started = monotonic()
        deadline = started + self._timeouts.total
        while True:
            line = self._take(started, deadline)
            kept = False
            fresh = not line.is_open
            try:
                if fresh:
                    self._dial(line, deadline)
                reply = self._converse(line, data, departure, deadline)
                kept = line.is_reusable
                return reply
            except Unreached:
                if fresh or monotonic() >= deadline:
                    raise
            finally:
                self._give_back(line, kept)

    def _converse(self, line: _Line, data: bytes, departure: Departure, deadline: float) -> WireReply:
        line.send(data, departure)
        timeouts = self._timeouts
        while True:
            writing = line.is_writing
            step = timeouts.write if writing else timeouts.read
            left = deadline - monotonic()
            if not line.wait.until(step if step < left else left, writing=writing):
                raise line.failure(late(timeouts, writing=writing, total=left <= step))
            if writing:
                line.push()
            reply = line.receive()
            if reply is not None:
                return reply
            if monotonic() >= deadline:
                raise line.failure(late(timeouts, writing=writing, total=True))

    def _take(self, now: float, deadline: float) -> _Line:
        """An idle connection that is fit for use, or one that is yet to be dialled."""
        while True:
            with self._freed:
                while not self._idle and len(self._lines) >= self._most:
                    left = deadline - monotonic()
                    if left <= 0:
                        raise Unreached(f"all {self._most} connections were at work for {self._timeouts.total:g} s")
                    self._freed.wait(left)
                if not self._idle:
                    line = _Line(self._limits, self._age)
                    self._lines.add(line)
                    return line
                line = self._idle.pop()
            if now - line.idle_since < self._idle_seconds and line.is_quiet():
                return line
            self._give_back(line, False)

    def _give_back(self, line: _Line, kept: bool) -> None:
        if kept:
            line.idle_since = monotonic()
        with self._freed:
            kept = kept and line.age == self._age
            if kept:
                self._idle.append(line)
            else:
                self._lines.discard(line)
            self._freed.notify()
        if not kept:
            line.close()

    def _dial(self, line: _Line, deadline: float) -> None:
        started = monotonic()
        limit = min(deadline, started + self._timeouts.connect)
        sock = _connected(self._address, limit, self._timeouts)
        try:
            wait = _Wait(sock.fileno())
            opening = Opening(self._address, self._trusted() if self._address.tls else None)
            _send_all(sock, wait, opening.begin(), limit, self._timeouts)
            while not opening.done:
                came = _receive(sock, wait, limit, self._timeouts)
                _send_all(sock, wait, opening.take(came), limit, self._timeouts)
            line.wait = wait
            line.attach(sock, opening.tls)
        except BaseException:
            sock.close()
            raise

    def _trusted(self) -> "ssl.SSLContext":
        from haero.client.transport.tls import context_for

        if self._context is None:
            self._context = context_for(self._address)
        return self._context


def _connected(address: Address, limit: float, timeouts: Timeouts) -> socket.socket:
    """A socket connected to the first address of the name that takes it. Each has its share of the time that is left."""
    host, port = address.peer
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise no_connection(address, no_name(error)) from None
    why = "the name has no address"
    for index, (family, _, _, _, target) in enumerate(found):
        left = limit - monotonic()
        if left <= 0:
            break
        try:
            return _try(family, target, left / (len(found) - index))
        except TimeoutError:
            why = f"no answer within {timeouts.connect:g} s"
        except OSError as error:
            why = words(error)
    raise no_connection(address, why)


def _try(family: int, target: object, seconds: float) -> socket.socket:
    sock = new_socket(family)
    try:
        code = sock.connect_ex(target)  # type: ignore[arg-type]  # what getaddrinfo gave
        if code in (errno.EINPROGRESS, errno.EINTR):
            poll = select.poll()
            poll.register(sock.fileno(), select.POLLOUT)
            if not poll.poll(int(seconds * 1000) + 1):
                raise TimeoutError
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
    except BaseException:
        sock.close()
        raise
    return sock


def _send_all(sock: socket.socket, wait: _Wait, data: bytes, limit: float, timeouts: Timeouts) -> None:
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[sock.send(rest) :]
        except BlockingIOError:
            _wait_on(wait, limit, timeouts, writing=True)
        except OSError as error:
            raise Unreached(f"the connection broke before a request was sent ({words(error)})") from None


def _receive(sock: socket.socket, wait: _Wait, limit: float, timeouts: Timeouts) -> bytes:
    while True:
        _wait_on(wait, limit, timeouts, writing=False)
        try:
            return sock.recv(_PIECE)
        except BlockingIOError:
            continue
        except OSError as error:
            raise Unreached(f"the connection broke before a request was sent ({words(error)})") from None


def _wait_on(wait: _Wait, limit: float, timeouts: Timeouts, *, writing: bool) -> None:
    left = limit - monotonic()
    if left <= 0 or not wait.until(left, writing=writing):
        raise Unreached(f"the connection did not stand within {timeouts.connect:g} s")
