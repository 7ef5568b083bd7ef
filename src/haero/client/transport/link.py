"""One connection: bytes out and in without ever waiting. Who uses it waits, by blocking or by awaiting."""

import select
import socket
from typing import TYPE_CHECKING

from haero.client.transport.http1 import ReplyReader
from haero.client.transport.reasons import lost, words
from haero.client.transport.wire import Broken, Departure, ReplyLimits, Unreached, WireReply

if TYPE_CHECKING:
    from haero.client.transport.tls import Tls

_PIECE = 64 * 1024


class Link:
    """A connection that carries one exchange at a time. Empty at first: `attach` gives it its socket, which doesn't block.

    Used by whoever took it, so without locks.
    """

    __slots__ = ("__weakref__", "_departure", "_limits", "_look", "_reader", "_rest", "_sock", "_tls", "idle_since")

    def __init__(self, limits: ReplyLimits) -> None:
        self._limits = limits
        self._reader: ReplyReader | None = None
        self._sock: socket.socket | None = None
        self._tls: Tls | None = None
        self._look: select.poll | None = None
        self._rest = memoryview(b"")
        self._departure = Departure()
        self.idle_since = 0.0

    def attach(self, sock: socket.socket, tls: "Tls | None") -> None:
        """Takes over a socket on which the next thing is a request."""
        self._sock, self._tls = sock, tls
        self._look = select.poll()
        self._look.register(sock.fileno(), select.POLLIN)
        self._reader = ReplyReader(self._limits)

    @property
    def is_open(self) -> bool:
        """Whether there is a socket."""
        return self._sock is not None

    @property
    def is_reusable(self) -> bool:
        """Whether another request may follow the last one: it went out whole, and the server keeps the connection open."""
        return self._reader is not None and self._reader.reusable and not self._rest

    @property
    def is_writing(self) -> bool:
        """Whether a part of the request waits to be sent."""
        return bool(self._rest)

    def close(self) -> None:
        """Closes the socket. Does nothing the second time."""
        sock, self._sock, self._tls = self._sock, None, None
        reader, self._reader = self._reader, None
        self._look = None
        if reader is not None:
            reader.release()
        if sock is not None:
            sock.close()

    def __del__(self) -> None:  # an interrupt can lose a link between two lines: its socket goes with it
        Link.close(self)

    def send(self, data: bytes, departure: Departure) -> None:
        """Begins an exchange: sends as much of the request as can go out at once.

        Raises:
            Unreached: the connection is dead, and no byte went out.
        """
        assert self._sock is not None, "a link without a socket"
        assert self._reader is not None
        self._reader.expect()
        self._departure = departure
        if self._tls is not None:
            data = self._tls.seal(data)
        departure.left = True  # before the fact: an interrupt right after it finds the truth
        try:
            sent = self._sock.send(data)
        except BlockingIOError:
            departure.left = False
            sent = 0
        except OSError as error:
            departure.left = False
            raise Unreached(f"the connection was gone before the request ({words(error)})") from None
        self._rest = memoryview(data)[sent:]

    def push(self) -> None:
        """Sends more of the request. Does nothing if nothing can go out.

        Raises:
            Unreached: the connection is dead, and no byte went out.
        """
        assert self._sock is not None
        assert self._reader is not None
        before, self._departure.left = self._departure.left, True
        try:
            self._rest = self._rest[self._sock.send(self._rest) :]
        except BlockingIOError:
            self._departure.left = before
        except OSError as error:
            self._departure.left = before
            if not before:
                raise Unreached(f"the connection was gone before the request ({words(error)})") from None
            self._rest = memoryview(b"")  # what the server said before it closed may still be there to read
            self._reader.reusable = False

    def receive(self) -> WireReply | None:
        """Reads what came and takes it. Does nothing if nothing came."""
        assert self._sock is not None
        try:
            data = self._sock.recv(_PIECE)
        except BlockingIOError:
            return None
        except OSError as error:
            raise self.failure(lost(error)) from None
        return self.take(data)

    def take(self, data: bytes | memoryview) -> WireReply | None:
        """Takes what came (b"": the server closed the connection); the reply once it is whole.

        Raises:
            Broken: no whole reply will come.
            Unreached: nor did a byte of the request leave.
        """
        assert self._reader is not None
        if self._tls is not None and data:
            return self._take_sealed(data)
        if data:
            return self._reader.feed(data)
        if self._tls is not None:  # TLS says goodbye before it closes: without that, anybody on the way may have cut it
            raise self.failure("the connection was cut before the reply was whole")
        return self._end()

    def _take_sealed(self, data: bytes | memoryview) -> WireReply | None:
        assert self._tls is not None
        assert self._reader is not None
        plain = self._tls.open(data)
        reply = self._reader.feed(plain) if plain else None
        if self._tls.closed:
            if reply is None:
                return self._end()
            self._reader.reusable = False
        return reply

    def _end(self) -> WireReply:
        assert self._reader is not None
        if not self._departure.left:
            raise Unreached("the server closed the connection before the request was sent")
        return self._reader.end()

    def failure(self, why: str) -> Unreached | Broken:
        """The error for an exchange that ends here: by whether a byte of the request may have left."""
        return Broken(why) if self._departure.left else Unreached(why)

    def is_quiet(self) -> bool:
        """Whether nothing came while nobody asked. What can be read then is the connection's end, or an answer to nothing."""
        if self._sock is None or self._look is None:
            return False
        if not self._look.poll(0):
            return True
        if self._tls is None:
            return False
        try:
            return self.is_of_tls(self._sock.recv(_PIECE))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def is_of_tls(self, data: bytes | memoryview) -> bool:
        """Takes what came while nobody asked: whether it is TLS's own (tickets for later sessions come after the handshake)."""
        if self._tls is None or not data:
            return False
        try:
            return not self._tls.open(data) and not self._tls.closed
        except Broken:
            return False

    def fileno(self) -> int:
        """The socket's number, for those who wait for it."""
        assert self._sock is not None, "a link without a socket"
        return self._sock.fileno()


def new_socket(family: int) -> socket.socket:
    """A TCP socket that doesn't block, and sends small requests at once."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock
