"""매수가능조회 (v1_국내주식-007, TTTC8908R): GET /uapi/domestic-stock/v1/trading/inquire-psbl-order.

A domestic API by which programs read the won of an account. haero has no domestic stocks, substitutes, CMA or credit: what can be
ordered with is the won cash. A price that the server would have to find (market orders) is 0, and so is the quantity then.
"""

from haero.books import Valuation
from haero.kis import catalogue, successes
from haero.kis.request_types import InquirePsblOrderRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Answer, Call
from haero.terms import ZERO, Currency

API = catalogue.api("v1_국내주식-007")
_rows = RowWriter(
    API.id, "output", blank={"ord_psbl_sbst", "ruse_psbl_amt", "fund_rpch_chgs", "cma_evlu_amt", "ovrs_re_use_amt_wcrc"}
)


def handle(call: Call) -> Answer:
    """Won that a domestic buy could use, and how many shares that is at ORD_UNPR; no quantity without PDNO."""
    form = decode_query(API, InquirePsblOrderRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    view = call.books.valuation(account, call.now)
    won = max(ZERO, view.cash(Currency.KRW).available)
    asked = form.ORD_UNPR.strip()
    price = ZERO if asked in {"", "0"} else door.price(asked)
    quantity = int(won // price) if price and form.PDNO.strip() else 0
    output = _rows.row(
        {
            "ord_psbl_cash": won,
            "psbl_qty_calc_unpr": price,
            "nrcvb_buy_amt": won,
            "nrcvb_buy_qty": quantity,
            "max_buy_amt": won,
            "max_buy_qty": quantity,
            "ord_psbl_frcr_amt_wcrc": _foreign(view),
        }
    )
    return call.answered({"output": output}, success=successes.WON_DONE)


def _foreign(view: Valuation) -> int:
    """Foreign cash that orders may use, in won."""
    foreign = (currency for currency in view.account.cash if currency is not Currency.KRW)
    return int(sum((view.won(max(ZERO, view.cash(one).available), one) for one in foreign), ZERO))
