"""해외주식 미국주간주문 (v1_해외주식-026): POST /uapi/overseas-stock/v1/trading/daytime-order. US, limit, real only.

Orders of the daytime session (10:00-18:00 in Korea) live in it alone: they end with it, and only daytime-order-rvsecncl knows them.
"""

from haero.desk.commands import PlaceOrder
from haero.kis import catalogue, codes, refusals, successes, words
from haero.kis.request_types import DaytimeOrderRequest
from haero.kis.requests import decode_body
from haero.server import door
from haero.server.call import Call, own_account
from haero.server.trading._orders import order_output
from haero.server.wire import Reply, tr_reply
from haero.terms import OrderType, Side

API = catalogue.api("v1_해외주식-026")
LIMIT = "00"


async def handle(call: Call) -> Reply:
    """Places a daytime order. The reply leaves only when the order is on disk."""
    form = decode_body(API, DaytimeOrderRequest, call.request.body)
    account = own_account(call, form.CANO, form.ACNT_PRDT_CD)
    code = codes.by_order_code(form.OVRS_EXCG_CD)
    if code is None or code.country != call.transaction.country:
        raise refusals.UNKNOWN_SYMBOL.of(call.environment).refuse()
    if form.ORD_DVSN != LIMIT:
        raise refusals.BAD_ORDER_DIVISION.of(call.environment).refuse()
    side = words.SIDES[str(call.transaction.side)]
    quantity, price = door.quantity(form.ORD_QTY), door.price(form.OVRS_ORD_UNPR)
    exchange = words.EXCHANGES[form.OVRS_EXCG_CD]
    receipt = call.hub.broker.submit(
        PlaceOrder(account, exchange, form.PDNO, side, OrderType.LIMIT, quantity, price, call.reference, daytime=True)
    )
    event = receipt.event
    await call.hub.gate.durable(receipt.seq)
    accepted = successes.BUY_ACCEPTED if side is Side.BUY else successes.SELL_ACCEPTED
    output = order_output(call, account, event.number, receipt.at)
    body = accepted.of(call.environment).reply({"output": output})
    return tr_reply(200, body, call.transaction.tr_id, gt_uid=call.reference)
