"""해외주식 미국주간정정취소 (v1_해외주식-027): POST /uapi/overseas-stock/v1/trading/daytime-order-rvsecncl. US, real only."""

from haero.kis import catalogue
from haero.kis.request_types import DaytimeOrderRvsecnclRequest
from haero.kis.requests import decode_body
from haero.server.call import Answer, Call
from haero.server.trading.order_rvsecncl import change

API = catalogue.api("v1_해외주식-027")


def handle(call: Call) -> Answer:
    """Revises or cancels a daytime order, by the same rules as any other."""
    form = decode_body(API, DaytimeOrderRvsecnclRequest, call.request.body)
    return change(call, form, call.own_id(form.CANO, form.ACNT_PRDT_CD), daytime=True)
