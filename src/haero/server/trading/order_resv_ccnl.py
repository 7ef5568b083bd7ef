"""해외주식 예약주문접수취소 (v1_해외주식-004): POST /uapi/overseas-stock/v1/trading/order-resv-ccnl, US only."""

from haero.desk.commands import CancelReservation
from haero.kis import catalogue, refusals, successes, texts
from haero.kis.request_types import OrderResvCcnlRequest
from haero.kis.requests import decode_body
from haero.server import door
from haero.server.call import Answer, Call
from haero.terms import US_EXCHANGES

API = catalogue.api("v1_해외주식-004")


def handle(call: Call) -> Answer:
    """Takes back a US reservation that has not been sent yet."""
    form = decode_body(API, OrderResvCcnlRequest, call.request.body)
    account = call.own_id(form.CANO, form.ACNT_PRDT_CD)
    number = texts.parse_order_number(form.OVRS_RSVN_ODNO)
    reservation = call.books.account(account).reservations.get(number or 0)
    if number is None or reservation is None or reservation.exchange not in US_EXCHANGES:
        raise refusals.UNKNOWN_ORIGINAL.of(call.environment).refuse()
    call.broker.submit(CancelReservation(account, number, door.day(form.RSVN_ORD_RCIT_DT)))
    return call.accepted(successes.RESERVATION_CANCELLED, {"OVRS_RSVN_ODNO": texts.order_number(number)})
