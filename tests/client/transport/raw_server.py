"""A server of bytes: each connection is a function that reads and writes what a test wants, however odd."""

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from typing import Self

from haero.client.transport.wire import WireRequest

BODY = b'{"rt_cd":"0","msg1":"\xec\xa0\x95\xec\x83\x81"}'
HEADERS = (
    ("Content-Type", "application/json; charset=utf-8"),
    ("authorization", "Bearer token"),
    ("appkey", "PSkey"),
    ("appsecret", "secret"),
    ("tr_id", "TTTT1002U"),
    ("custtype", "P"),
)
ORDER = WireRequest("POST", "/uapi/overseas-stock/v1/trading/order", HEADERS, b'{"PDNO":"AAPL"}')
QUESTION = WireRequest("GET", "/uapi/overseas-stock/v1/trading/inquire-ccnl?CANO=1", HEADERS)


def reply(body: bytes = BODY, *more: str, status: str = "200 OK") -> bytes:
    """A sized reply."""
    lines = [f"HTTP/1.1 {status}", "tr_id: TTTT1002U", f"Content-Length: {len(body)}", *more, "", ""]
    return "\r\n".join(lines).encode() + body


class Served:
    """One connection of the server."""

    def __init__(self, server: "RawServer", sock: socket.socket, number: int) -> None:
        self.server, self.sock, self.number = server, sock, number
        self._came = b""

    def read(self) -> bytes | None:
        """The next whole request, None if the client closed the connection instead."""
        while (end := self._whole()) < 0:
            came = self.sock.recv(65536)
            if not came:
                self.server.leftovers.append(self._came)
                return None
            self._came += came
        request, self._came = self._came[:end], self._came[end:]
        self.server.requests.append(request)
        return request

    def _whole(self) -> int:
        head, blank, rest = self._came.partition(b"\r\n\r\n")
        if not blank:
            return -1
        sized = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        size = int(sized.group(1)) if sized else 0
        return len(head) + 4 + size if len(rest) >= size else -1

    def send(self, data: bytes) -> None:
        """Writes bytes; a client that is gone is no fault of the server's."""
        with contextlib.suppress(OSError):
            self.sock.sendall(data)

    def reset(self) -> None:
        """Ends the connection with RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def until_gone(self) -> None:
        """Says nothing until the client closes."""
        with contextlib.suppress(OSError):
            while self.sock.recv(65536):
                pass


class RawServer:
    """Serves on a free port of loopback. `requests` are the whole requests that came, `opened` how many connections."""

    def __init__(self, serve: Callable[[Served], None], context: ssl.SSLContext | None = None) -> None:
        self._serve, self._context = serve, context
        self.requests: list[bytes] = []
        self.leftovers: list[bytes] = []
        self.opened = 0
        self._faults: list[BaseException] = []
        self._ending = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept)

    @property
    def url(self) -> str:
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._acceptor.join(10)
        self._listening.close()
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        if self._faults and error[0] is None:
            raise self._faults[0]

    def _accept(self) -> None:
        while True:
            sock, _ = self._listening.accept()
            if self._ending.is_set():
                sock.close()
                return
            self.opened += 1
            self._sockets.append(sock)
            thread = threading.Thread(target=self._run, args=(sock, self.opened))
            self._threads.append(thread)
            thread.start()

    def _run(self, sock: socket.socket, number: int) -> None:
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context:
                sock = self._context.wrap_socket(sock, server_side=True)
                self._sockets.append(sock)
            self._serve(Served(self, sock, number))
        except OSError:  # the client went away, or wanted no TLS with us
            pass
        except BaseException as fault:
            self._faults.append(fault)
        finally:
            sock.close()


def always(answer: bytes) -> Callable[[Served], None]:
    """Gives every request the same answer."""

    def serve(served: Served) -> None:
        while served.read() is not None:
            served.send(answer)

    return serve


def once(*pieces: bytes) -> Callable[[Served], None]:
    """Reads one request of each connection, writes these pieces, and closes."""

    def serve(served: Served) -> None:
        if served.read() is not None:
            for piece in pieces:
                served.send(piece)

    return serve
