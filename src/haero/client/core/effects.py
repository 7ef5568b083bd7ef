"""What an operation can ask for. An operation is a generator that yields effects; a driver performs them.

Every policy of the client (token, pace, retries of questions, never again for orders, resolve, paging) is written once as such a
generator, without sockets and without a clock. Two drivers perform the same effects: one blocks, one awaits. A third one, in
the tests, is a simulated world that stops programs at any effect.

    def ask(...) -> Operation[WireReply]:
        reply = yield from call(request)
        yield from sleep(0.5)
"""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

from haero.client.transport.wire import WireReply, WireRequest

if TYPE_CHECKING:
    from haero.client.core.machine import Machine

T = TypeVar("T")
Asking = Generator["Effect", Any, T]
"""An operation of the client: yields effects, returns T, raises HaeroError."""


class Effect:
    """The base of all effects; not used itself."""

    __slots__ = ()


class Interrupted(BaseException):
    """The program was stopped while an effect was performed (Ctrl-C, a cancelled task); the driver raises it into the operation.

    `left`: a byte of the operation's last request may have left, whatever it was doing since. `given`: what local work returned
    that was finished all the same. The operation writes down what it must and lets it go on; then the driver raises
    what stopped it.
    """

    def __init__(self, *, left: bool, given: object = None) -> None:
        super().__init__()
        self.left, self.given = left, given


class Exchanging(Effect):
    """Send one request, give its WireReply. The driver raises Unreached, Broken or Interrupted into the operation."""

    __slots__ = ("request",)

    def __init__(self, request: WireRequest) -> None:
        self.request = request


class Disconnecting(Effect):
    """Close all connections that are idle: what comes over them may belong to another request."""

    __slots__ = ()


class Sleeping(Effect):
    """Let `seconds` pass."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Local(Effect):
    """Work on this machine: the store, the token file, the pace, the clock. `work` gets the machine; what it returns comes back.

    `slow` is work that waits for the disk: the asynchronous driver does it in a thread. All other work is a matter of microseconds.
    """

    __slots__ = ("slow", "work")

    def __init__(self, work: "Callable[[Machine], Any]", *, slow: bool = False) -> None:
        self.work, self.slow = work, slow


NOW: Local = Local(lambda machine: machine.now())
"""The local wall clock, UTC."""
TICK: Local = Local(lambda machine: machine.tick())
"""Seconds of a clock that only goes forward."""


def call(request: WireRequest) -> Asking[WireReply]:
    """The reply to a request. Raises Unreached or Broken."""
    reply: WireReply = yield Exchanging(request)
    return reply


def sleep(seconds: float) -> Asking[None]:
    """Lets time pass."""
    yield Sleeping(seconds)


def local(work: "Callable[[Machine], T]", *, slow: bool = False) -> Asking[T]:
    """What `work` on this machine returns."""
    found: T = yield Local(work, slow=slow)
    return found
