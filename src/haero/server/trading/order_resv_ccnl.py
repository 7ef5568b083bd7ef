"""해외주식 예약주문접수취소 (v1_해외주식-004): POST /uapi/overseas-stock/v1/trading/order-resv-ccnl, US only."""

from haero.desk.commands import CancelReservation
from haero.kis import catalogue, refusals, successes, texts
from haero.kis.request_types import OrderResvCcnlRequest
from haero.kis.requests import decode_body
from haero.server import door
from haero.server.call import Call, own_account
from haero.server.wire import Reply, tr_reply
from haero.terms import US_EXCHANGES

API = catalogue.api("v1_해외주식-004")


async def handle(call: Call) -> Reply:
    """Takes back a US reservation that has not been sent yet."""
    form = decode_body(API, OrderResvCcnlRequest, call.request.body)
    account = own_account(call, form.CANO, form.ACNT_PRDT_CD)
    number = texts.parse_order_number(form.OVRS_RSVN_ODNO)
    reservation = call.hub.broker.desk.account(account).reservations.get(number or 0)
    if number is None or reservation is None or reservation.exchange not in US_EXCHANGES:
        raise refusals.UNKNOWN_ORIGINAL.of(call.environment).refuse()
    receipt = call.hub.broker.submit(CancelReservation(account, number, door.day(form.RSVN_ORD_RCIT_DT)))
    await call.hub.gate.durable(receipt.seq)
    output = {"OVRS_RSVN_ODNO": texts.order_number(number)}
    body = successes.RESERVATION_CANCELLED.of(call.environment).reply({"output": output})
    return tr_reply(200, body, call.transaction.tr_id)
