"""당사 해외주식담보대출 가능 종목 (해외주식-051, CTLN4050R): GET /uapi/overseas-price/v1/quotations/colable-by-company. Real only.

haero lends nothing: no symbol is accepted as collateral.
"""

from haero.kis import catalogue, successes
from haero.kis.paging import LAST, condition_text, position_text
from haero.kis.request_types import ColableByCompanyRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server.call import Answer, Call
from haero.server.quotations._asked import wrong

API = catalogue.api("해외주식-051")
WIDTH = 100
SEPARATOR = "!^"
_totals = RowWriter(API.id, "output2")


def handle(call: Call) -> Answer:
    """No symbols. Raises KisRefusal for a country or an order that means nothing."""
    form = decode_query(API, ColableByCompanyRequest, call.request.query)
    for name in ("NATN_CD", "INQR_SQN_DVSN"):
        if getattr(form, name) not in API.field(name).values:
            raise wrong(name)
    names = ("PDNO", "PRDT_TYPE_CD", "INQR_STRT_DT", "INQR_END_DT", "INQR_DVSN", "NATN_CD", "INQR_SQN_DVSN")
    areas = {
        "ctx_area_fk100": condition_text((getattr(form, name) for name in names), SEPARATOR, WIDTH),
        "ctx_area_nk100": position_text("", WIDTH),
    }
    totals = _totals.row({"loan_psbl_item_num": 0})
    return call.quoted(areas | {"output1": [], "output2": totals}, LAST, successes.QUERY_EMPTY)
