"""해외주식 미체결내역 (v1_해외주식-005): GET /uapi/overseas-stock/v1/trading/inquire-nccs, 40 rows a page.

Mock: the published list has no TR for it; VTTS3018R was recorded to answer with no rows while an order was open, and so it
does here.
"""

from haero.desk.orders import Order
from haero.kis import catalogue, refusals, words
from haero.kis.paging import Page
from haero.kis.request_types import InquireNccsRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server.call import Answer, Call
from haero.server.trading._orders import cursor, cursor_text, exchanges_meant, order_values
from haero.server.trading._page import paged
from haero.terms import Environment

API = catalogue.api("v1_해외주식-005")
SIZE = 40
_rows = RowWriter(API.id, "output", blank={"prcs_stat_name", "loan_dt", "splt_buy_attr_name"})


def handle(call: Call) -> Answer:
    """Open orders, by order number; SORT_SQN DS or empty ascending, anything else descending."""
    form = decode_query(API, InquireNccsRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    meant = exchanges_meant(form.OVRS_EXCG_CD)
    if meant is None:
        raise refusals.INVALID_MARKET.refuse()
    ascending = form.SORT_SQN in {"DS", ""}
    _, after = cursor(call, account.orders, form.CTX_AREA_NK200)
    found: list[Order] = []
    numbers = () if call.environment is Environment.MOCK else account.working
    for number in numbers if ascending else reversed(numbers):
        if after and (number <= after if ascending else number >= after):
            continue
        order = account.orders[number]
        if order.exchange in meant:
            found.append(order)
            if len(found) > SIZE:
                break
    page = Page.cut(found, SIZE, cursor_text)
    rows = []
    for order in page.rows:
        code = words.CODES[order.exchange]
        values = order_values(call, account.branch, order) | {
            "rvse_cncl_dvsn_cd": words.ACTION_CODES[order.action],
            "rvse_cncl_dvsn_cd_name": words.ACTION_NAMES[order.action],
            "natn_cd": code.nation,
            "natn_kor_name": code.nation_ko,
            "loan_type_cd": "10",
        }
        rows.append(_rows.row(values))
    condition = [form.CANO, form.ACNT_PRDT_CD, form.OVRS_EXCG_CD, form.SORT_SQN]
    return paged(call, page, condition, {"output": rows})
