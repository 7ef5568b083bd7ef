"""Every fault that there is, as one row: its name, what happens, where it bites, what it can be told.

A new fault is a new row. Where it bites decides what its `effect` must give: a RequestEffect or a NoticeEffect.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from haero.faults.effects import CUT, RESET, Damage, End, NoticeEffect, ReplyPart, RequestEffect
from haero.faults.parameters import FaultError, Parameter, choice, count, path, seconds, share

Values = Mapping[str, Any]


class Spot(StrEnum):
    """Where a fault bites."""

    REQUEST = "request"  # a call of a REST port, and its reply
    NOTICE = "notice"  # a notice on its way to the sessions of its account


class Calls(StrEnum):
    """Of which kind a request is: what the parameter `of` chooses from."""

    ANY = "any"
    ORDERS = "orders"
    INQUIRIES = "inquiries"
    TOKENS = "tokens"


OF = choice(
    "of", "Which requests: any of a TR, those that order (POST), those that ask (GET), or those for a token.", *Calls
)
PATH = path("Only requests whose path ends so: /inquire-ccnl.")
AIMED = (OF, PATH)
"""Every fault of a request has these; they choose and change nothing of what happens."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `effect` makes of its values what is to be done."""

    name: str
    spot: Spot
    what: str
    parameters: tuple[Parameter, ...]
    effect: Callable[[Values], RequestEffect | NoticeEffect]


HTML = (
    b"<html>\r\n<head><title>{status}</title></head>\r\n"
    b"<body>\r\n<center><h1>{status}</h1></center>\r\n</body>\r\n</html>\r\n"
)
BODIES = {
    "html": ("text/html", HTML),
    "empty": ("text/html", b""),
    "text": ("text/plain", b"upstream connect error or disconnect/reset before headers"),
}
"""Bodies that no program expects: the page of a proxy, nothing, the text of a load balancer. With their content type."""
_STATUS = choice("status", "The HTTP status.", "500", "502", "503", "504")
_BODY = choice("body", "What stands in the reply: a page, nothing, or a line of text.", *BODIES)


def _error(values: Values, *, carried_out: bool) -> RequestEffect:
    kind, body = BODIES[values["body"]]
    status = values["status"]
    return RequestEffect(
        carried_out=carried_out,
        status=int(status),
        content_type=kind,
        body=body.replace(b"{status}", status.encode()),
    )


def _garbled(values: Values) -> RequestEffect:
    return RequestEffect(body=BODIES[values["body"]][1].replace(b"{status}", b"200"))


def _truncated(values: Values) -> RequestEffect:
    part = ReplyPart(values["at"])
    return RequestEffect(damage=Damage(part=part, count=values["bytes"], share=values["share"], end=End.CLOSE))


def _request(
    name: str, what: str, effect: Callable[[Values], RequestEffect], *parameters: Parameter
) -> tuple[str, Fault]:
    return name, Fault(name, Spot.REQUEST, what, (*parameters, *AIMED), effect)


def _notice(
    name: str, what: str, effect: Callable[[Values], NoticeEffect], *parameters: Parameter
) -> tuple[str, Fault]:
    return name, Fault(name, Spot.NOTICE, what, parameters, effect)


FAULTS: dict[str, Fault] = dict(
    (
        _request(
            "request-lost",
            "The connection is closed before the request is looked at. Nothing is carried out.",
            lambda values: RequestEffect(carried_out=False, damage=CUT),
        ),
        _request(
            "request-late",
            "The request is looked at only after a while, whether its sender still waits or not.",
            lambda values: RequestEffect(wait=values["seconds"]),
            seconds("How much later, in wall time.", 5.0),
        ),
        _request(
            "reply-lost",
            "The request is carried out and is on disk; then the connection is closed without a byte of the reply.",
            lambda values: RequestEffect(damage=CUT),
        ),
        _request(
            "reply-late",
            "The request is carried out at once; its reply leaves later, with the Date of when it was made.",
            lambda values: RequestEffect(damage=Damage(seconds=values["seconds"])),
            seconds("How much later, in wall time.", 5.0),
        ),
        _request(
            "reply-truncated",
            "The request is carried out. The reply ends too early, in its body (its headers promise all of it) or among its "
            "headers, and the connection is closed.",
            _truncated,
            choice("at", "Where it ends.", ReplyPart.BODY, ReplyPart.HEAD),
            share("How much of that part leaves.", 0.5),
            count("bytes", "How many bytes of that part leave, instead of a share; never all."),
        ),
        _request(
            "reply-doubled",
            "The request is carried out once. The same reply leaves twice: a stray one stands in front of the next.",
            lambda values: RequestEffect(damage=Damage(copies=2)),
        ),
        _request(
            "reply-garbled",
            "The request is carried out. The reply is a 200 with KIS's headers and a body that is no JSON.",
            _garbled,
            _BODY,
        ),
        _request(
            "error-500-before",
            "Nothing is carried out. The reply is an error of something in front of KIS, without KIS's headers or body.",
            lambda values: _error(values, carried_out=False),
            _STATUS,
            _BODY,
        ),
        _request(
            "error-500-after",
            "The request is carried out and is on disk. The reply is the same error as that of error-500-before.",
            lambda values: _error(values, carried_out=True),
            _STATUS,
            _BODY,
        ),
        _request(
            "connection-reset",
            "The connection is reset (RST) without a byte of a reply, after or before the request is carried out.",
            lambda values: RequestEffect(carried_out=values["when"] == "after", damage=RESET),
            choice("when", "Whether it is carried out first.", "after", "before"),
        ),
        _request(
            "token-expired",
            "A request that has a token is refused as one whose token KIS no longer takes. Nothing is carried out; the token "
            "itself stays as good as it was.",
            lambda values: RequestEffect(carried_out=False, code=values["code"]),
            choice(
                "code",
                "What KIS says: expired (EGW00123), invalid (EGW00121), not found (EGW00122).",
                "EGW00123",
                "EGW00121",
                "EGW00122",
            ),
        ),
        _request(
            "rate-limited",
            "The request is refused as one too many a second (EGW00201). Nothing is carried out.",
            lambda values: RequestEffect(carried_out=False, code="EGW00201"),
        ),
        _notice(
            "notice-lost",
            "A notice (체결통보) is never sent.",
            lambda values: NoticeEffect(copies=0),
        ),
        _notice(
            "notice-doubled",
            "A notice is sent twice, one right behind the other.",
            lambda values: NoticeEffect(copies=2),
        ),
        _notice(
            "notice-late",
            "A notice is sent later than it would be; those that come after it overtake it.",
            lambda values: NoticeEffect(seconds=values["seconds"]),
            seconds("How much later, in wall time.", 5.0),
        ),
        _notice(
            "stream-cut",
            "The WebSocket connections that listen to the account end without a goodbye, instead of the notice.",
            lambda values: NoticeEffect(cut=True),
        ),
    )
)
"""By name, in the order of the documents."""
NEEDS_TOKEN = frozenset({"token-expired"})
"""What bites only a request that shows a token."""


def fault_named(name: str) -> Fault:
    """The fault of a name. Raises FaultError."""
    found = FAULTS.get(name)
    if found is None:
        raise FaultError(f"there is no fault {name[:40]!r}; there are {', '.join(FAULTS)}")
    return found
