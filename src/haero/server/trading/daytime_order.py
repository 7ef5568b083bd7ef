"""해외주식 미국주간주문 (v1_해외주식-026): POST /uapi/overseas-stock/v1/trading/daytime-order. US, limit, real only.

Orders of the daytime session (10:00-18:00 in Korea) live in it alone: they end with it, and only daytime-order-rvsecncl knows them.
"""

from haero.desk.commands import PlaceOrder
from haero.kis import catalogue, codes, refusals, successes, words
from haero.kis.request_types import DaytimeOrderRequest
from haero.kis.requests import decode_body
from haero.server import door
from haero.server.call import Answer, Call
from haero.server.trading._orders import order_output
from haero.terms import OrderType, Side

API = catalogue.api("v1_해외주식-026")
LIMIT = "00"


def handle(call: Call) -> Answer:
    """Places a daytime order."""
    form = decode_body(API, DaytimeOrderRequest, call.request.body)
    account = call.own_id(form.CANO, form.ACNT_PRDT_CD)
    code = codes.by_order_code(form.OVRS_EXCG_CD)
    if code is None or code.country != call.transaction.country:
        raise refusals.UNKNOWN_SYMBOL.of(call.environment).refuse()
    if form.ORD_DVSN != LIMIT:
        raise refusals.BAD_ORDER_DIVISION.of(call.environment).refuse()
    side = words.SIDES[str(call.transaction.side)]
    quantity, price = door.quantity(form.ORD_QTY), door.price(form.OVRS_ORD_UNPR)
    exchange = words.EXCHANGES[form.OVRS_EXCG_CD]
    receipt = call.broker.submit(
        PlaceOrder(account, exchange, form.PDNO, side, OrderType.LIMIT, quantity, price, call.reference, daytime=True)
    )
    success = successes.BUY_ACCEPTED if side is Side.BUY else successes.SELL_ACCEPTED
    return call.accepted(success, order_output(call, account, receipt), call.reference)
