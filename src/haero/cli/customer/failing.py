"""What the client raises, told to a person or to a program."""

import re
from typing import Any

from haero.cli.customer import words
from haero.cli.customer.options import Destination
from haero.cli.customer.values import plain_value
from haero.cli.telling import complain, tell_json
from haero.cli.texts import text
from haero.cli.translation import advice, reason
from haero.client.errors import (
    Answered,
    BadOrder,
    BadProfile,
    HaeroError,
    LimitExceeded,
    NotSent,
    OrderOutcomeUnknown,
    StoreUnusable,
)

NO, WRONG_USE = 1, 2
_TYPED = {
    "LimitOnOpen": "loo",
    "MarketOnOpen": "moo",
    "LimitOnClose": "loc",
    "MarketOnClose": "moc",
    "OddLot": "odd-lot",
    "Limit": "limit",
    "Twap": "twap",
    "Vwap": "vwap",
}
"""Order types as programs name them, and as they are typed."""
_CLASS = re.compile("|".join(rf"\b{name}\b" for name in _TYPED))


def status_of(error: HaeroError) -> int:
    """The exit status: a profile or a store that can't be used is 2, as is a command that can't be; everything else is a no."""
    return WRONG_USE if isinstance(error, BadProfile | StoreUnusable) else NO


def tell(error: HaeroError, target: Destination, *, as_json: bool) -> None:
    """Says it where a person reads what went wrong, and with JSON also where a program reads."""
    if as_json:
        tell_json({"error": facts_of(error, target)})
    complain(said(error, target))


def said(error: HaeroError, target: Destination) -> str:
    """The error in words of this language. What KIS says stays as KIS says it, with its code."""
    if isinstance(error, OrderOutcomeUnknown):
        return unknown(error, target)
    if isinstance(error, Answered):
        told = advice(error.code, error.advice)
        return text("kis_said", code=error.code, said=error.text) + (f"\n{told}" if told else "")
    told = reason(str(error))
    if isinstance(error, BadOrder):
        told = _CLASS.sub(lambda found: _TYPED[found[0]], told)
    if isinstance(error, NotSent) and not isinstance(error, BadProfile):
        return text("not_sent", why=told)
    return f"haero: {told}"


def unknown(error: OrderOutcomeUnknown, target: Destination) -> str:
    """An order that may be on the market, and what finds out."""
    return text(
        "outcome_unknown",
        order=words.order(error.request),
        at=words.moment(error.sent_at),
        why=reason(error.why),
        command=target.command(["resolve", error.key]),
    )


def facts_of(error: HaeroError, target: Destination) -> dict[str, Any]:
    """The error for a program: `kind` is its class; the rest as the class has it."""
    facts: dict[str, Any] = {"kind": type(error).__name__, "text": str(error)}
    if isinstance(error, Answered):
        facts |= {"code": error.code, "text": error.text, "advice": error.advice, "tr_id": error.tr_id}
        facts |= {"http_status": error.http_status, "request_id": error.request_id}
    elif isinstance(error, OrderOutcomeUnknown):
        facts |= unknown_facts(error, target)
    elif isinstance(error, BadOrder):
        facts |= {"rule": error.rule, "nearest": error.nearest}
    elif isinstance(error, LimitExceeded):
        facts |= {"limit": error.limit, "asked": error.asked, "allowed": error.allowed}
    if key := getattr(error, "key", ""):
        facts["key"] = key
    found: dict[str, Any] = plain_value(facts)
    return found


def unknown_facts(error: OrderOutcomeUnknown, target: Destination) -> dict[str, Any]:
    """An unknown outcome for a program: what was asked for, when, why nobody knows, and the command that finds out."""
    found: dict[str, Any] = plain_value(
        {
            "key": error.key,
            "request": error.request,
            "sent_at": error.sent_at,
            "why": error.why,
            "resolve": target.command(["resolve", error.key]),
        }
    )
    return found
