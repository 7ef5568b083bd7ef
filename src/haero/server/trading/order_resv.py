"""해외주식 예약주문접수 (v1_해외주식-002): POST /uapi/overseas-stock/v1/trading/order-resv.

Two US TRs say the side; the Asian TR takes it from SLL_BUY_DVSN_CD and also cancels (RVSE_CNCL_DVSN_CD 02). A reservation is taken
in the windows of the page and becomes an order at the time of the page; cash and holdings are looked at only then.
"""

from haero.desk.commands import CancelReservation, ReserveOrder
from haero.kis import catalogue, codes, refusals, successes, texts, words
from haero.kis.errors import KisRefusal
from haero.kis.request_types import OrderResvRequest
from haero.kis.requests import decode_body
from haero.server import door
from haero.server.call import Answer, Call
from haero.server.trading._orders import check_traded
from haero.terms import Environment, OrderType, Side

API = catalogue.api("v1_해외주식-002")
NEW, CANCEL = "00", "02"
ALGO_TO_THE_CLOSE = "02"
DIVISIONS = {"us_buy": ("00", "35", "36"), "us_sell": ("00", "31", "35", "36")}
_SIDES = {"01": Side.SELL, "02": Side.BUY}


def handle(call: Call) -> Answer:
    """Takes, or for Asia cancels, a reservation."""
    form = decode_body(API, OrderResvRequest, call.request.body)
    account = call.own_id(form.CANO, form.ACNT_PRDT_CD)
    exchange = codes.by_order_code(form.OVRS_EXCG_CD)
    is_us = call.transaction.country == "us"
    if exchange is None or (exchange.country == "us") is not is_us:
        raise refusals.UNKNOWN_SYMBOL.of(call.environment).refuse()
    if not is_us and _asian_action(form, exchange) == CANCEL:
        return _cancel(call, form, account)
    side = words.SIDES[call.transaction.side] if call.transaction.side else _SIDES[form.SLL_BUY_DVSN_CD]
    check_traded(call, form.PDNO)
    receipt = call.broker.submit(
        ReserveOrder(
            account,
            words.EXCHANGES[form.OVRS_EXCG_CD],
            form.PDNO,
            side,
            _order_type(call, form),
            door.quantity(form.FT_ORD_QTY),
            door.price(form.FT_ORD_UNPR3),
        )
    )
    event = receipt.event
    number = texts.order_number(event.number)
    output = {"ODNO": number}
    if not is_us:
        output = {"RSVN_ORD_RCIT_DT": texts.yyyymmdd(event.receipt_date), "OVRS_RSVN_ODNO": number}
    return call.accepted(successes.BUY_ACCEPTED if side is Side.BUY else successes.SELL_ACCEPTED, output)


def _cancel(call: Call, form: OrderResvRequest, account: str) -> Answer:
    number = texts.parse_order_number(form.OVRS_RSVN_ODNO)
    if number is None:
        raise _check("OVRS_RSVN_ODNO")
    call.broker.submit(CancelReservation(account, number, door.day(form.RSVN_ORD_RCIT_DT)))
    output = {"RSVN_ORD_RCIT_DT": form.RSVN_ORD_RCIT_DT, "OVRS_RSVN_ODNO": texts.order_number(number)}
    return call.accepted(successes.RESERVATION_CANCELLED, output)


def _asian_action(form: OrderResvRequest, exchange: codes.ExchangeCode) -> str:
    """New or cancel, once the fields that only the Asian TR has are right. PRDT_TYPE_CD must belong to the exchange."""
    if form.RVSE_CNCL_DVSN_CD not in {NEW, CANCEL}:
        raise _check("RVSE_CNCL_DVSN_CD")
    if form.RVSE_CNCL_DVSN_CD == NEW and form.SLL_BUY_DVSN_CD not in _SIDES:
        raise _check("SLL_BUY_DVSN_CD")
    if exchange.product_type != form.PRDT_TYPE_CD:
        raise _check("PRDT_TYPE_CD")
    return form.RVSE_CNCL_DVSN_CD


def _order_type(call: Call, form: OrderResvRequest) -> OrderType:
    """ORD_DVSN of the US TRs, limit when left out; the Asian TR is limit only. Mock takes limits only, as its orders do (guess)."""
    division = form.ORD_DVSN or "00"
    known = DIVISIONS.get(call.transaction.key, ("00",)) if call.environment is Environment.REAL else ("00",)
    if division not in known:
        raise refusals.BAD_ORDER_DIVISION.of(call.environment).refuse()
    if division in {"35", "36"} and form.ALGO_ORD_TMD_DVSN_CD != ALGO_TO_THE_CLOSE:
        raise _check("ALGO_ORD_TMD_DVSN_CD")
    return words.ORDER_TYPES[division]


def _check(name: str) -> KisRefusal:
    return refusals.CHECK_FIELD.refuse(API.field(name).label_ko)
