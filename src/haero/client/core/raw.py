"""Any TR as KIS's page shows it. An order that goes out this way is held against your limits, kept and sent once like any other."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from msgspec.structs import asdict

from haero.client.core.effects import Asking
from haero.client.core.ordering import REPLIES
from haero.client.core.trading import Trading
from haero.client.errors import BadOrder
from haero.client.orders.plan import CANCELS, Plan, PlanKind
from haero.client.orders.symbol import Ticker
from haero.kis.forms import Form
from haero.kis.order_table import ORDER_DIVISIONS, ORDER_TRS
from haero.kis.page.header import PageHeader
from haero.kis.raw import RawCall, call_of, tr_of
from haero.kis.replies import KisReply, decode
from haero.terms import CURRENCY_OF, EXCHANGE_NAMES, ZERO, Exchange, OrderType, Side

R = TypeVar("R", bound=KisReply)

_TYPES = {code: kind for kind, code in ORDER_DIVISIONS.items()}
_SIDES = {
    (path, tr.tr_id): Side.BUY if key.endswith("_buy") else Side.SELL
    for (_, path, key), tr in ORDER_TRS.items()
    if key.endswith(("_buy", "_sell"))
}
_SIDES_OF_ASIA = {"01": Side.SELL, "02": Side.BUY}
_CANCEL = "02"
_SAID = frozenset(
    {
        "CANO",
        "ACNT_PRDT_CD",
        "PDNO",
        "OVRS_EXCG_CD",
        "ORD_QTY",
        "FT_ORD_QTY",
        "OVRS_ORD_UNPR",
        "FT_ORD_UNPR3",
        "ORD_DVSN",
    }
)


class RawPlan(Plan, frozen=True, eq=False):
    """A plan whose body is what the caller gave, unknown fields and all."""

    text: bytes = b""

    def encoded(self) -> bytes:
        """The body as it is sent."""
        return self.text


def raw(
    trading: Trading,
    tr_id: str | Form[R],
    fields: Mapping[str, Any] | Form[R] | None,
    header: PageHeader | None,
    tr_cont: str,
    key: str | None,
) -> Asking[Any]:
    """The reply to a TR."""
    profile = trading.asker.profile
    environment = profile.environment.value
    if isinstance(tr_id, Form):
        given: Mapping[str, Any] | Form[Any] = tr_id
        tr_id = tr_of(tr_id, environment, header)
    else:
        given = {} if fields is None else fields
    call: RawCall[Any] = call_of(tr_id, environment, given, profile.account)
    if call.method == "GET":
        reply, _ = yield from trading.asker.question(call.reply, call.path, tr_id, call.query(), tr_cont=tr_cont)
        return reply
    if call.path.rsplit("/", 1)[-1] not in REPLIES:
        raise ValueError(f"{tr_id} is no call for here: tokens and keys are the client's own affair")
    sent = yield from trading.carry_out(_plan(trading, call), key, False)
    receipt = sent.receipt
    assert receipt is not None
    return receipt.raw if receipt.raw is not None else _remembered(call, receipt.number, receipt.branch, receipt.time)


def _remembered(call: RawCall[Any], number: str, branch: str, time: str) -> KisReply:
    """The reply of an order whose key was used before, as far as the store kept it."""
    import json

    output = {"KRX_FWDG_ORD_ORGNO": branch, "ODNO": number, "ORD_TMD": time}
    if "order-resv" in call.path:
        output = {"ODNO": number, "OVRS_RSVN_ODNO": number}
    said = {"rt_cd": "0", "msg_cd": "", "msg1": "", "output": output}
    found: KisReply = decode(call.reply, json.dumps(said).encode())
    return found


def _plan(trading: Trading, call: RawCall[Any]) -> RawPlan:
    body: dict[str, str] = asdict(call.request) | call.extra
    name = call.path.rsplit("/", 1)[-1]
    side = _side(name, call.tr_id, body)
    kind = _kind(name, call.tr_id, body)
    code, symbol = body.get("OVRS_EXCG_CD", ""), body.get("PDNO", "")
    quantity = body.get("ORD_QTY") or body.get("FT_ORD_QTY") or ""
    price = body.get("OVRS_ORD_UNPR") or body.get("FT_ORD_UNPR3") or ""
    order_type = _TYPES.get(body.get("ORD_DVSN") or "00")
    content = {"kind": kind.value, "exchange": code, "symbol": symbol, "quantity": quantity, "price": price}
    if side is not None:
        content["side"] = side.value
    if order_type is not None and kind in (PlanKind.ORDER, PlanKind.RESERVE, PlanKind.DAYTIME):
        content["type"] = order_type.value
    original = body.get("ORGN_ODNO") or body.get("OVRS_RSVN_ODNO")
    if original:
        content["original"] = original.strip().zfill(10)
    if body.get("RSVN_ORD_RCIT_DT"):
        content["received"] = body["RSVN_ORD_RCIT_DT"]
    content |= {field: value for field, value in body.items() if value and field not in _SAID and field not in content}
    exchange = EXCHANGE_NAMES.get(code, Exchange.NASDAQ)
    limit = None if _unpriced(order_type) else _decimal(price)
    shares = int(quantity) if quantity.isascii() and quantity.isdigit() else 0
    if (
        trading.limits is not None
        and kind not in CANCELS
        and (not shares or (limit is None and not _unpriced(order_type)))
    ):
        raise BadOrder(
            "quantity and price can't be read, so that your limits can't be held against them", rule="limits"
        )
    cancels = kind in CANCELS
    return RawPlan(
        kind,
        trading.seat.environment,
        call.tr_id,
        call.path,
        call.request,
        Ticker(exchange, symbol),
        side,
        order_type,
        shares,
        None if cancels else limit,
        ZERO if cancels else None if limit is None else limit * shares,
        CURRENCY_OF[exchange],
        (),
        content,
        text=call.body(),
    )


def _unpriced(kind: OrderType | None) -> bool:
    return kind in (OrderType.MARKET_ON_OPEN, OrderType.MARKET_ON_CLOSE)


def _kind(name: str, tr_id: str, body: Mapping[str, str]) -> PlanKind:
    cancels = body.get("RVSE_CNCL_DVSN_CD") == _CANCEL
    match name:
        case "order":
            return PlanKind.ORDER
        case "daytime-order":
            return PlanKind.DAYTIME
        case "order-rvsecncl":
            return PlanKind.CANCEL if cancels else PlanKind.REVISE
        case "daytime-order-rvsecncl":
            return PlanKind.DAYTIME_CANCEL if cancels else PlanKind.DAYTIME_REVISE
        case "order-resv":
            return PlanKind.CANCEL_RESERVATION if cancels and not _has_side(name, tr_id) else PlanKind.RESERVE
        case _:
            return PlanKind.CANCEL_RESERVATION


def _has_side(name: str, tr_id: str) -> bool:
    """Does the TR say the side, and so place an order whatever its body says? (US reservations have another TR to cancel.)"""
    return (name, tr_id) in _SIDES


def _side(name: str, tr_id: str, body: Mapping[str, str]) -> Side | None:
    """The side, which the TR alone says (and for Asian reservations a field)."""
    return _SIDES.get((name, tr_id)) or _SIDES_OF_ASIA.get(body.get("SLL_BUY_DVSN_CD", ""))


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
