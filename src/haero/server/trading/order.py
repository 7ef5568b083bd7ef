"""해외주식 주문 (v1_해외주식-001): POST /uapi/overseas-stock/v1/trading/order, 24 TRs, nine exchanges."""

from haero.desk.commands import PlaceOrder
from haero.kis import catalogue, matrix, successes, words
from haero.kis.request_types import OrderRequest
from haero.kis.requests import decode_body
from haero.server import door
from haero.server.call import Answer, Call
from haero.server.trading._orders import check_traded, order_output
from haero.terms import Side

API = catalogue.api("v1_해외주식-001")
_ACCEPTED = {Side.BUY: successes.BUY_ACCEPTED, Side.SELL: successes.SELL_ACCEPTED}


def handle(call: Call) -> Answer:
    """Places an order."""
    form = decode_body(API, OrderRequest, call.request.body)
    transaction = call.transaction
    account = call.own_id(form.CANO, form.ACNT_PRDT_CD)
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
    check_traded(call, form.PDNO)
    receipt = call.broker.submit(
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
    return call.accepted(_ACCEPTED[side], order_output(call, account, receipt), call.reference)
