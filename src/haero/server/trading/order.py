"""해외주식 주문 (v1_해외주식-001): POST /uapi/overseas-stock/v1/trading/order, 24 TRs, nine exchanges."""

from haero.desk.commands import PlaceOrder
from haero.kis import catalogue, matrix, successes, words
from haero.kis.request_types import OrderRequest
from haero.kis.requests import decode_body
from haero.server import door
from haero.server.call import Call, own_account
from haero.server.trading._orders import order_output
from haero.server.wire import Reply, tr_reply
from haero.terms import Side

API = catalogue.api("v1_해외주식-001")
_ACCEPTED = {Side.BUY: successes.BUY_ACCEPTED, Side.SELL: successes.SELL_ACCEPTED}


async def handle(call: Call) -> Reply:
    """Places an order. The reply leaves only when the order is on disk."""
    form = decode_body(API, OrderRequest, call.request.body)
    transaction = call.transaction
    account = own_account(call, form.CANO, form.ACNT_PRDT_CD)
    division = matrix.check_order(
        transaction,
        form.OVRS_EXCG_CD,
        form.ORD_DVSN,
        form.SLL_TYPE,
        form.START_TIME,
        form.END_TIME,
        form.ALGO_ORD_TMD_DVSN_CD,
    )
    side = words.SIDES[str(transaction.side)]
    timed = division in matrix.ALGO_DIVISIONS and form.ALGO_ORD_TMD_DVSN_CD == matrix.ALGO_TIMES_GIVEN
    receipt = call.hub.broker.submit(
        PlaceOrder(
            account,
            words.EXCHANGES[form.OVRS_EXCG_CD],
            form.PDNO,
            side,
            words.ORDER_TYPES[division],
            door.quantity(form.ORD_QTY),
            door.price(form.OVRS_ORD_UNPR),
            call.reference,
            starts=door.clock(form.START_TIME) if timed else None,
            ends=door.clock(form.END_TIME) if timed else None,
        )
    )
    event = receipt.event
    await call.hub.gate.durable(receipt.seq)
    output = order_output(call, account, event.number, receipt.at)
    body = _ACCEPTED[side].of(call.environment).reply({"output": output})
    return tr_reply(200, body, transaction.tr_id, gt_uid=call.reference)
