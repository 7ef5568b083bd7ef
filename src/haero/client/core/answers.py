"""What a reply of KIS proves: done, refused, turned away at the door, or nothing at all.

The gateway in front of KIS refuses before an order is handed on: bad keys, bad tokens, too many calls, fields that are wrong. Such
answers prove that nothing was done. A code that says "check your last transaction", a status of 5xx without a known code, a body
that can't be read: they prove nothing, and an order then may be on the market.
"""

from enum import Enum
from typing import TypeVar

from haero.client.errors import Answered, AuthError, NotFound, OrderRejected, RateLimited
from haero.client.transport.wire import WireReply
from haero.kis.errors import Unreadable
from haero.kis.headers import read_headers
from haero.kis.replies import KisReply, decode

R = TypeVar("R", bound=KisReply)

RATE_CODES = frozenset({"EGW00201", "EGW00215", "EGW00133"})
"""Too many calls a second, too many to the ledger, a token asked for twice within a minute."""
STALE_TOKEN_CODES = frozenset({"EGW00121", "EGW00122", "EGW00123"})
"""The token is not valid, not there, or expired: take a new one."""
AUTH_CODES = STALE_TOKEN_CODES | {
    *("EGW00102", "EGW00103", "EGW00104", "EGW00105", "EGW00205", "EGW00207", "EGW00208", "EGW00209", "EGW00210"),
    *("EGW00212", "EGW00304", "EGW02004", "EGW02006", "EGW02007", "IGW00002", "OPSQ2000"),
}
NOT_FOUND_CODES = frozenset(
    {"MCA00124", "OPSQ0002", "KIOK0560", "APBK0656", "40070000", "APBK0344", "40320000", "HAERO001"}
)
AMBIGUOUS_CODES = frozenset({"EGW00202", "EGW00203", "EGW00204", "EGW00301", "EGW00302", "IGW00009", "90020000"})
"""Routing failed, a time-out behind the gateway, a delayed service: what became of an order, these don't say."""
_DOOR = ("EGW001", "EGW002", "EGW00304", "EGW02", "IGW", "OPSQ", "MCA")
"""Codes of what stands in front of the ledger: whatever their HTTP status, nothing was done."""
_ADVICE = {
    "EGW00103": "the app key is unknown here: does it belong to this environment and broker?",
    "EGW00105": "the app secret does not belong to this app key",
    "EGW00133": "a token is issued once a minute: wait, or share the token that is there",
    "EGW00201": "wait a second; programs with the same app key share the calls of a second",
    "EGW02004": "an app key of the mock environment was used on the real one",
    "EGW02006": "KIS's mock environment does not offer this",
    "EGW02007": "an app key of the real environment was used on the mock one",
    "IGW00002": "the account does not belong to this app key",
    "OPSQ2000": "the account does not belong to this app key",
    "APBK0656": "no such symbol on this exchange: is the exchange right? (NASD, NYSE, AMEX, …)",
    "40070000": "no such symbol on this exchange, or it can't be traded on the mock environment",
    "APBK0918": "outside the hours in which orders are taken: a reservation may be what you want",
    "APBK0952": "more than the cash that is free: see buying_power()",
    "40250000": "more than the cash that is free: see buying_power()",
    "APBK0400": "more than is held and free",
    "40240000": "none of it is held",
    "APBK0927": "nothing is left that could be revised or cancelled",
    "40330000": "nothing is left that could be revised or cancelled",
    "APBK0344": "no order of today has this number",
    "40320000": "no order of today has this number",
    "APBK1269": "this order type is not offered for this exchange and side",
    "40650000": "KIS's mock environment takes limit orders only",
    "APBK1672": "sign up for overseas trading with KIS first",
    "SYDB0050": "the data changed between two pages: ask again from the first",
    "HAERO001": "haero does not offer this API",
}


class Verdict(Enum):
    """What is proven."""

    DONE = "done"
    REFUSED = "refused"
    """KIS looked at it, and said no."""
    TURNED_AWAY = "turned away"
    """Nobody looked at it: too many calls, or keys and tokens that are not accepted."""
    UNPROVEN = "unproven"


def read_reply(kind: type[R], reply: WireReply) -> R | None:
    """The typed reply, or None where the body is nothing that KIS sends."""
    try:
        return decode(kind, reply.body)
    except Unreadable:
        return None


def at_the_door(code: str) -> bool:
    """Is it a code of what stands in front of the ledger?"""
    return code.startswith(_DOOR) and code not in AMBIGUOUS_CODES


def verdict(reply: WireReply, read: KisReply | None) -> Verdict:
    """What the reply to an order proves."""
    if read is None:
        return Verdict.UNPROVEN
    code = read.kis_code
    if read.succeeded:
        return Verdict.DONE if reply.status == 200 else Verdict.UNPROVEN
    if not code or code in AMBIGUOUS_CODES:
        return Verdict.UNPROVEN
    if not read.rt_cd and code not in AUTH_CODES and code not in RATE_CODES:
        return Verdict.UNPROVEN  # no envelope of KIS: somebody between may write JSON too
    if code in RATE_CODES or code in AUTH_CODES:
        return Verdict.TURNED_AWAY
    if reply.status >= 500 and not at_the_door(code):
        return Verdict.UNPROVEN
    return Verdict.REFUSED


def refusal(reply: WireReply, read: KisReply | None, tr_id: str, kind: type[Answered] = Answered) -> Answered:
    """The error of a reply that is no success; of this `kind`, unless it is about limits, keys, or things that are not there."""
    headers = read_headers(reply.headers)
    code, text = (read.kis_code, read.kis_text) if read is not None else ("", "")
    if not code:
        code, text = f"HTTP {reply.status}", text or "a reply that KIS does not send"
    return refused(code, text, kind, http_status=reply.status, tr_id=tr_id, request_id=headers.gt_uid, raw=read)


def refused(
    code: str,
    text: str,
    kind: type[Answered] = Answered,
    *,
    http_status: int = 0,
    tr_id: str = "",
    request_id: str = "",
    raw: KisReply | None = None,
) -> Answered:
    """The error of a code: also for an outcome that the store has kept."""
    if code in RATE_CODES:
        kind = RateLimited
    elif code in AUTH_CODES:
        kind = AuthError
    elif code in NOT_FOUND_CODES and kind is not OrderRejected:
        kind = NotFound
    return kind(
        code, text, http_status=http_status, tr_id=tr_id, request_id=request_id, advice=_ADVICE.get(code, ""), raw=raw
    )
