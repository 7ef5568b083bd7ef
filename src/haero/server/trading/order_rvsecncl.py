"""해외주식 정정취소주문 (v1_해외주식-003): POST /uapi/overseas-stock/v1/trading/order-rvsecncl.

A revision (01) takes ORD_QTY of the original's open shares to a new price under its own ODNO; a cancellation (02) takes out all
that is open whatever ORD_QTY says, or up to ORD_QTY, 0 meaning all, as the setting `cancel` says. Shanghai, Shenzhen and Vietnam
only cancel.
"""

from typing import Protocol

from haero.broker.recorder import Receipt
from haero.desk.commands import CancelOrder, ReviseOrder
from haero.desk.events import OrderCancelled, OrderRevised
from haero.desk.reasons import Reason, Refusal
from haero.kis import catalogue, codes, refusals, successes, texts, words
from haero.kis.request_types import OrderRvsecnclRequest
from haero.kis.requests import decode_body
from haero.server import door
from haero.server.call import Answer, Call
from haero.server.trading._orders import order_output

API = catalogue.api("v1_해외주식-003")
REVISE, CANCEL = "01", "02"


class ChangeForm(Protocol):
    """What the two requests that change an order, of the exchange's hours and of daytime, have in common."""

    @property
    def OVRS_EXCG_CD(self) -> str: ...
    @property
    def PDNO(self) -> str: ...
    @property
    def ORGN_ODNO(self) -> str: ...
    @property
    def RVSE_CNCL_DVSN_CD(self) -> str: ...
    @property
    def ORD_QTY(self) -> str: ...
    @property
    def OVRS_ORD_UNPR(self) -> str: ...


def handle(call: Call) -> Answer:
    """Revises or cancels."""
    form = decode_body(API, OrderRvsecnclRequest, call.request.body)
    return change(call, form, call.own_id(form.CANO, form.ACNT_PRDT_CD))


def change(call: Call, form: ChangeForm, account: str, *, daytime: bool = False) -> Answer:
    """Carries out a revision or cancellation of an order of the exchange's hours, or of the daytime session."""
    _check(call, form)
    broker, exchange = call.broker, words.EXCHANGES[form.OVRS_EXCG_CD]
    number = texts.parse_order_number(form.ORGN_ODNO)
    if number is None:
        raise Refusal(Reason.UNKNOWN_ORIGINAL, form.ORGN_ODNO)
    quantity, reference = door.quantity(form.ORD_QTY), call.reference
    receipt: Receipt[OrderRevised | OrderCancelled]
    if form.RVSE_CNCL_DVSN_CD == CANCEL:
        part = quantity if call.settings.cancel == "quantity" else 0
        receipt = broker.submit(CancelOrder(account, exchange, form.PDNO, number, part, reference, daytime))
        success = successes.CANCEL_ACCEPTED
    else:
        price = door.price(form.OVRS_ORD_UNPR)
        receipt = broker.submit(ReviseOrder(account, exchange, form.PDNO, number, quantity, price, reference, daytime))
        success = successes.REVISE_ACCEPTED
    return call.accepted(success, order_output(call, account, receipt), call.reference)


def _check(call: Call, form: ChangeForm) -> None:
    """The exchange must belong to the TR, and the TR must do what is asked."""
    code = codes.by_order_code(form.OVRS_EXCG_CD)
    if code is None or code.country != call.transaction.country:
        raise refusals.UNKNOWN_SYMBOL.of(call.environment).refuse()
    known = {CANCEL} if call.transaction.key.endswith("_cancel") else {REVISE, CANCEL}
    if form.RVSE_CNCL_DVSN_CD not in known:
        raise refusals.CHECK_FIELD.refuse(API.field("RVSE_CNCL_DVSN_CD").label_ko)
