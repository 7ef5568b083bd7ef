"""The faults of the matrix: every one of a request, in all the forms that may make a difference, and what it must come to."""

from typing import Any, NamedTuple

from haero.faults.catalogue import BODIES, NEEDS_TOKEN

DONE, NO, UNKNOWN = "done", "no", "unknown"
"""What a program is told: its order, a no that is proven, or that nobody knows."""


class Bite(NamedTuple):
    """One fault as it is armed. `told` is what a program must hear at once; `received`: the order is at the broker then or later.

    `timeout` is the client's where the fault is about time, `settling` how long after its end absence begins to count.
    """

    fault: str
    params: dict[str, Any]
    told: str
    received: bool
    timeout: float = 0.0
    settling: float = 0.0

    @property
    def id(self) -> str:
        return "-".join((self.fault, *(str(value) for value in self.params.values())))


def _errors(fault: str, *, received: bool) -> list[Bite]:
    forms = [("500", body) for body in BODIES] + [(status, "html") for status in ("502", "503", "504")]
    return [Bite(fault, {"status": status, "body": body}, UNKNOWN, received) for status, body in forms]


AT_ORDERS = (
    Bite("request-lost", {}, UNKNOWN, False),
    Bite("request-late", {"seconds": 0.05}, DONE, True),
    Bite("request-late", {"seconds": 1.6}, UNKNOWN, True, timeout=1.0, settling=1.0),
    Bite("reply-lost", {}, UNKNOWN, True),
    Bite("reply-late", {"seconds": 0.05}, DONE, True),
    Bite("reply-late", {"seconds": 1.0}, UNKNOWN, True, timeout=0.5),
    *(Bite("reply-truncated", {"at": "body", "bytes": count}, UNKNOWN, True) for count in (0, 1)),
    *(Bite("reply-truncated", {"at": "body", "share": share}, UNKNOWN, True) for share in (0.5, 1)),
    *(Bite("reply-truncated", {"at": "head", "share": share}, UNKNOWN, True) for share in (0.1, 0.5, 1)),
    Bite("reply-doubled", {}, DONE, True),
    *(Bite("reply-garbled", {"body": body}, UNKNOWN, True) for body in BODIES),
    *_errors("error-500-before", received=False),
    *_errors("error-500-after", received=True),
    Bite("connection-reset", {"when": "after"}, UNKNOWN, True),
    Bite("connection-reset", {"when": "before"}, UNKNOWN, False),
    *(Bite("token-expired", {"code": code}, DONE, True) for code in ("EGW00123", "EGW00121", "EGW00122")),
    Bite("rate-limited", {}, NO, False),
)
"""At the call that orders."""

_FORMS = {"reply-truncated-body-0.5", "reply-truncated-head-0.5", "reply-garbled-html", "reply-garbled-empty"}


def _at_questions() -> list[Bite]:
    """One form of each, where the order showed that forms don't matter; and nothing for which a question waits long."""
    found: dict[str, Bite] = {}
    for bite in AT_ORDERS:
        forms = bite.fault in ("reply-truncated", "reply-garbled")
        if not bite.timeout and (not forms or bite.id in _FORMS):
            found.setdefault(bite.id if forms else bite.fault, bite)
    return list(found.values())


AT_QUESTIONS = _at_questions()
"""At a question: the same faults. How long a question waits is the business of its transport's tests."""
ON_THE_SIDE = [bite for bite in AT_QUESTIONS if bite.fault != "request-late"]
"""What of them is played on mock as well, whose codes are others and lists fewer; and in the daytime session with its own TRs."""
AT_TOKENS = [bite for bite in AT_QUESTIONS if bite.fault not in NEEDS_TOKEN]
"""At the call that fetches the token, which shows none."""
