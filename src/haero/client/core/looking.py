"""Looking for an order at the broker: what its lists of today say about one that may have been received."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from haero.client.core.asking import Asker
from haero.client.core.effects import Asking
from haero.client.local.record import OrderRecord
from haero.kis import words
from haero.kis.headers import read_headers
from haero.kis.objects import BlockRow
from haero.kis.paging import NEXT
from haero.kis.replies import KisReply
from haero.kis.reply_types import (
    InquireCcnlOutput,
    InquireCcnlReply,
    InquireNccsOutput,
    InquireNccsReply,
    OrderResvListOutput,
    OrderResvListReply,
)
from haero.kis.request_types import InquireCcnlRequest, InquireNccsRequest, OrderResvListRequest
from haero.kis.texts import parse_order_number
from haero.terms import KST, Environment

R = TypeVar("R", bound=KisReply)
CCNL = "/uapi/overseas-stock/v1/trading/inquire-ccnl"
NCCS = "/uapi/overseas-stock/v1/trading/inquire-nccs"
RESERVATIONS = "/uapi/overseas-stock/v1/trading/order-resv-list"
_CCNL_TR = {Environment.REAL: "TTTS3035R", Environment.MOCK: "VTTS3035R"}
_NCCS_TR = "TTTS3018R"
_RESERVATION_TRS = {True: "TTTT3039R", False: "TTTS3014R"}
_MOST_PAGES = 500
_SLACK = timedelta(seconds=2)
"""KIS writes whole seconds, and its Date header was made a moment before."""
_OWN_CLOCK_SLACK = timedelta(minutes=5)
"""How wrong the clock of a trader's machine may be, where the broker's was never seen."""
_UNPRICED = frozenset({"market_on_open", "market_on_close"})


class Seen(NamedTuple):
    """An order, a revision, a cancellation or a reservation as the broker lists it. Numbers have ten digits."""

    number: str
    original: str
    action: str
    exchange: str
    symbol: str
    side: str
    quantity: int
    price: Decimal
    branch: str
    at: datetime | None
    cancelled: bool
    raw: BlockRow


def normal(number: str) -> str:
    """An order number in ten digits: replies write "0000042031", inquiries "42031"."""
    value = parse_order_number(number)
    return number.strip() if value is None else f"{value:010d}"


def look(asker: Asker, record: OrderRecord) -> Asking[list[Seen]]:
    """Everything at the broker that may be this order: same content, and not from before it was sent.

    Raises what a question raises.
    """
    now = yield from asker.today()
    rows: list[Seen] = []
    kind = record.content.get("kind", "")
    if "reserv" in kind:
        rows = yield from _reservations(asker, record, now)
    else:
        rows = yield from _orders(asker, record, now)
        if not any(_same(record, row) for row in rows) and asker.profile.environment is Environment.REAL:
            rows = yield from _open_orders(asker, record)
    return [row for row in rows if _same(record, row) and _not_before(record, row)]


def _same(record: OrderRecord, row: Seen) -> bool:
    """Does a row say what was asked for?"""
    content = record.content
    action = content["action"]
    if action == "cancel" and "reserv" in content["kind"]:
        return row.number == normal(content["original"]) and row.cancelled
    if row.action != action or row.symbol != content["symbol"]:
        return False
    if action != "new" and row.original != normal(content["original"]):
        return False
    if action == "cancel":
        return True
    if action == "new" and row.side != content["side"]:
        return False
    unpriced = content.get("type", "") in _UNPRICED
    return row.quantity == int(content["quantity"]) and (unpriced or row.price == Decimal(content["price"]))


def _not_before(record: OrderRecord, row: Seen) -> bool:
    if row.at is None:
        return True
    if record.server_at is not None:
        return row.at >= record.server_at - _SLACK
    return row.at >= record.sent_at - _OWN_CLOCK_SLACK


def _span(record: OrderRecord, now: datetime) -> tuple[str, str]:
    """The days in which the order can stand: the broker's lists go by dates of the exchange or of Korea, a day apart at most."""
    first = min(record.server_at or record.sent_at, now) - timedelta(days=1)
    return f"{first.astimezone(KST):%Y%m%d}", f"{now.astimezone(KST) + timedelta(days=1):%Y%m%d}"


def _orders(asker: Asker, record: OrderRecord, now: datetime) -> Asking[list[Seen]]:
    cano, product = asker.profile.account
    first, last = _span(record, now)
    mock = asker.profile.environment is Environment.MOCK
    form = InquireCcnlRequest(
        CANO=cano,
        ACNT_PRDT_CD=product,
        PDNO="" if mock else record.content["symbol"],
        ORD_STRT_DT=first,
        ORD_END_DT=last,
        SLL_BUY_DVSN="00",
        CCLD_NCCS_DVSN="00",
        OVRS_EXCG_CD="" if mock else record.content["exchange"],
        SORT_SQN="DS",
        ORD_DT="",
        ORD_GNO_BRNO="",
        ODNO="",
        CTX_AREA_FK200="",
        CTX_AREA_NK200="",
    )
    tr_id = _CCNL_TR[asker.profile.environment]
    rows = yield from every_row(asker, InquireCcnlReply, CCNL, tr_id, form, lambda reply: reply.output)
    return [_seen(row) for row in rows]


def _open_orders(asker: Asker, record: OrderRecord) -> Asking[list[Seen]]:
    cano, product = asker.profile.account
    form = InquireNccsRequest(
        CANO=cano,
        ACNT_PRDT_CD=product,
        OVRS_EXCG_CD=record.content["exchange"],
        SORT_SQN="DS",
        CTX_AREA_FK200="",
        CTX_AREA_NK200="",
    )
    rows = yield from every_row(asker, InquireNccsReply, NCCS, _NCCS_TR, form, lambda reply: reply.output)
    return [_seen(row) for row in rows]


def _reservations(asker: Asker, record: OrderRecord, now: datetime) -> Asking[list[Seen]]:
    if asker.profile.environment is Environment.MOCK:
        raise NotImplementedError("KIS's mock environment has no list of reservations")
    cano, product = asker.profile.account
    first, last = _span(record, now)
    exchange = record.content["exchange"]
    form = OrderResvListRequest(
        CANO=cano,
        ACNT_PRDT_CD=product,
        INQR_STRT_DT=record.content.get("date", first) if record.content["action"] == "cancel" else first,
        INQR_END_DT=last,
        INQR_DVSN_CD="00",
        PRDT_TYPE_CD="",
        OVRS_EXCG_CD=exchange,
        CTX_AREA_FK200="",
        CTX_AREA_NK200="",
    )
    tr_id = _RESERVATION_TRS[exchange in ("NASD", "NYSE", "AMEX")]
    rows = yield from every_row(asker, OrderResvListReply, RESERVATIONS, tr_id, form, lambda reply: reply.output)
    return [_reserved(row) for row in rows]


Row_ = TypeVar("Row_", bound=BlockRow)


def every_row(
    asker: Asker, kind: type[R], path: str, tr_id: str, form: Struct, rows_of: Callable[[R], Iterable[Row_]]
) -> Asking[list[Row_]]:
    """The rows of all pages of a list."""
    found: list[Row_] = []
    tr_cont = ""
    for _ in range(_MOST_PAGES):
        reply, wire = yield from asker.question(kind, path, tr_id, form, tr_cont=tr_cont)
        found += rows_of(reply)
        if not read_headers(wire.headers).more:
            break
        form, tr_cont = replace(form, **reply.areas), NEXT
    return found


def _seen(row: InquireCcnlOutput | InquireNccsOutput) -> Seen:
    listed = isinstance(row, InquireCcnlOutput)
    code = row.rvse_cncl_dvsn if isinstance(row, InquireCcnlOutput) else row.rvse_cncl_dvsn_cd
    side = words.SIDES_BY_CODE.get(row.sll_buy_dvsn_cd)
    action = words.ACTIONS_BY_CODE.get(code)
    return Seen(
        normal(row.odno),
        normal(row.orgn_odno) if row.orgn_odno.strip("0 ") else "",
        "" if action is None else action.value,
        row.ovrs_excg_cd,
        row.pdno,
        "" if side is None else side.value,
        _whole(row.ft_ord_qty),
        _number(row.ft_ord_unpr3),
        row.ord_gno_brno,
        _korean(row.dmst_ord_dt, row.thco_ord_tmd) if listed and isinstance(row, InquireCcnlOutput) else None,
        False,
        row,
    )


def _reserved(row: OrderResvListOutput) -> Seen:
    side = words.SIDES_BY_CODE.get(row.sll_buy_dvsn_cd)
    return Seen(
        normal(row.ovrs_rsvn_odno),
        "",
        "new",
        row.ovrs_excg_cd,
        row.pdno,
        "" if side is None else side.value,
        _whole(row.ft_ord_qty),
        _number(row.ft_ord_unpr3),
        "",
        _korean(row.rsvn_ord_rcit_dt, row.ord_rcit_tmd),
        row.cncl_yn == "Y",
        row,
    )


def _korean(day: str, time: str) -> datetime | None:
    try:
        return datetime.strptime(day + time, "%Y%m%d%H%M%S").replace(tzinfo=KST)
    except ValueError:
        return None


def _whole(text: str) -> int:
    return int(_number(text))


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text.strip() or "0")
    except InvalidOperation:
        return Decimal(-1)
    return value if value.is_finite() else Decimal(-1)
