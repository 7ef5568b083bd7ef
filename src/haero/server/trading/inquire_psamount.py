"""해외주식 매수가능금액조회 (v1_해외주식-014): GET /uapi/overseas-stock/v1/trading/inquire-psamount.

The quantity is the largest that the desk would take at that price, fee included. haero has no integrated margin (통합증거금): the
two bases show the same.
"""

from haero.kis import catalogue, refusals, words
from haero.kis.request_types import InquirePsamountRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Answer, Call
from haero.terms import CURRENCY_OF, ZERO

API = catalogue.api("v1_해외주식-014")
_rows = RowWriter(API.id, "output")


def handle(call: Call) -> Answer:
    """Cash and shares that a new buy may use."""
    form = decode_query(API, InquirePsamountRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    exchange = words.EXCHANGES.get(form.OVRS_EXCG_CD)
    if exchange is None:
        raise refusals.INVALID_MARKET.refuse()
    instrument = call.books.market.instrument(exchange, form.ITEM_CD)
    price = door.price(form.OVRS_ORD_UNPR) if form.OVRS_ORD_UNPR else ZERO
    currency = CURRENCY_OF[exchange]
    view = call.books.valuation(account, call.now)
    money = view.cash(currency)
    cash, reusable = money.available, min(money.available, money.to_come)
    quantity = call.books.largest_buy(exchange, cash, price or view.price(exchange, form.ITEM_CD))
    quantity -= quantity % instrument.lot
    output = _rows.row(
        {
            "tr_crcy_cd": currency,
            "ord_psbl_frcr_amt": cash - reusable,
            "sll_ruse_psbl_amt": reusable,
            "ovrs_ord_psbl_amt": cash,
            "max_ord_psbl_qty": quantity,
            "echm_af_ord_psbl_amt": ZERO,
            "echm_af_ord_psbl_qty": 0,
            "ord_psbl_qty": quantity,
            "exrt": view.rates[currency],
            "frcr_ord_psbl_amt1": cash,
            "ovrs_max_ord_psbl_qty": quantity,
        }
    )
    return call.answered({"output": output})
