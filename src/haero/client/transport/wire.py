"""What a transport carries, and the two ways in which it can fail. Nothing here opens a socket."""

from typing import NamedTuple


class WireRequest(NamedTuple):
    """One HTTP request. `target` is the path with its query, `headers` go out in this order and this spelling."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def __repr__(self) -> str:  # headers and body hold keys
        return f"WireRequest({self.method} {self.target.partition('?')[0]})"


class WireReply(NamedTuple):
    """One whole HTTP reply. Names of headers are as the server wrote them."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Unreached(Exception):
    """No byte of the request left: no connection, or it broke before. The same request may be made again."""


class Broken(Exception):
    """At least one byte of the request may have left, and no whole reply came back."""


class Timeouts(NamedTuple):
    """Seconds: to connect (TLS and proxy with it), for a write to go on, for the next bytes of the reply, and in all."""

    connect: float = 5.0
    write: float = 5.0
    read: float = 15.0
    total: float = 20.0


class Departure:
    """Whether a byte of a request may have left this machine.

    Given to an exchange, it is right at every moment, so that it also answers after an exchange that was interrupted and can
    say nothing itself (KeyboardInterrupt, asyncio.CancelledError). One for each exchange.
    """

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = False


class ReplyLimits(NamedTuple):
    """Bytes that a reply may have: status line and headers (and everything else around a body), and the body."""

    head: int = 64 * 1024
    body: int = 16 * 1024 * 1024
