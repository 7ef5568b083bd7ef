"""A request and a reply, free of any HTTP library: an adapter turns sockets into these and back."""

from collections.abc import Awaitable, Callable, Mapping

from msgspec import Struct

from haero.faults.registry import Firing


class Request(Struct, frozen=True, gc=False):
    """`headers` must look up names without regard to case. `query` holds the last value of each name. `body` is complete."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    chunked: bool = False


class Reply(Struct, frozen=True, gc=False):
    """`headers` go out in this order and this case: KIS clients depend on both.

    `fault` is the injected failure that made it what it is, and that may damage it on its way.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fault: Firing | None = None


Handler = Callable[[Request], Awaitable[Reply]]

CONTENT_TYPE = ("Content-Type", "application/json; charset=UTF-8")
"""Capitalised on purpose: the official client makes a namedtuple of every all-lower-case name and breaks on this one."""

_PLAIN = (CONTENT_TYPE,)


def json_reply(status: int, body: bytes) -> Reply:
    """A reply without TR headers: OAuth, control."""
    return Reply(status, _PLAIN, body)


def tr_reply(status: int, body: bytes, tr_id: str, tr_cont: str = "", gt_uid: str = "") -> Reply:
    """A reply of a TR. tr_cont is always there: official clients read it on every GET, paged or not."""
    return Reply(status, (CONTENT_TYPE, ("tr_id", tr_id), ("tr_cont", tr_cont), ("gt_uid", gt_uid)), body)
