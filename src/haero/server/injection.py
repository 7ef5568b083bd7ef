"""Injected failures of the REST ports: between the gateway, which carries requests out, and the adapter, which sends replies.

Here a request is kept back, lost, or refused in KIS's words, and a reply replaced. What happens to the bytes of a reply is written
on it (`Reply.fault`) for the adapter.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from haero.faults.catalogue import Calls, Spot
from haero.faults.effects import CUT, RequestEffect
from haero.faults.registry import Faults, Firing, Occasion
from haero.kis import refusals
from haero.server.auth.apps import App
from haero.server.delays import Delays
from haero.server.gateway import refused
from haero.server.wire import Handler, Reply, Request
from haero.terms import Environment

REFUSALS = {
    one.code: one
    for one in (refusals.INVALID_TOKEN, refusals.TOKEN_NOT_FOUND, refusals.EXPIRED_TOKEN, refusals.RATE_LIMIT)
}
"""What a fault can have KIS say, by its code."""
_SYMBOLS = ("PDNO", "SYMB", "ITEM_CD", "FID_INPUT_ISCD")
_LOST = RequestEffect(carried_out=False, damage=CUT)
_NOT_LOOKED_AT = Reply(0, (), b"")
_NO_FIELDS: dict[str, Any] = {}
_decode = msgspec.json.Decoder().decode


def injected(
    handler: Handler,
    faults: Faults,
    environment: Environment,
    app_of: Callable[[str], App | None],
    delays: Delays,
) -> Handler:
    """The handler of a REST port, with the faults that are armed. Without any it is the handler itself but for one look.

    `app_of` knows the app of an appkey, so that a request without an account is known by its app's. A late
    request that is overtaken by the end of haero is lost.
    """
    armed = faults.armed[Spot.REQUEST]

    def handle(request: Request) -> Awaitable[Reply]:
        return handler(request) if not armed else with_fault(request)

    async def with_fault(request: Request) -> Reply:
        firing = faults.bite(Spot.REQUEST, occasion_of(request, environment, app_of))
        if firing is None:
            return await handler(request)
        effect = firing.effect
        assert isinstance(effect, RequestEffect)
        if not await delays.wait(effect.wait):
            return msgspec.structs.replace(_NOT_LOOKED_AT, fault=Firing(firing.id, firing.name, _LOST))
        reply = await handler(request) if effect.carried_out else _NOT_LOOKED_AT
        if effect.code:
            reply = refused(REFUSALS[effect.code].refuse(), request.headers.get("tr_id", ""))
        elif effect.body is not None:
            kind = (("Content-Type", effect.content_type),) if effect.content_type else reply.headers
            reply = Reply(effect.status, kind, effect.body)
        return msgspec.structs.replace(reply, fault=firing)

    return handle


def occasion_of(request: Request, environment: Environment, app_of: Callable[[str], App | None]) -> Occasion:
    """What a filter can know of a request; of one that can't be read, its headers."""
    token_call = request.path.lstrip("/").startswith(("oauth2/", "uapi/hashkey"))
    fields: Mapping[str, Any] = _fields(request.body) if request.method == "POST" else request.query
    app = app_of(request.headers.get("appkey") or _text(fields, "appkey"))
    number, product = _text(fields, "CANO"), _text(fields, "ACNT_PRDT_CD")
    account = f"{number}-{product}" if number else app.account if app is not None else ""
    return Occasion(
        environment,
        request.headers.get("tr_id", ""),
        next((found for name in _SYMBOLS if (found := _text(fields, name))), ""),
        account,
        request.path,
        Calls.TOKENS if token_call else Calls.ORDERS if request.method == "POST" else Calls.INQUIRIES,
        bool(request.headers.get("authorization")),
    )


def _fields(body: bytes) -> dict[str, Any]:
    try:
        found = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _NO_FIELDS
    return found if isinstance(found, dict) else _NO_FIELDS


def _text(fields: Mapping[str, Any], name: str) -> str:
    found = fields.get(name, "")
    return found if isinstance(found, str) else ""
