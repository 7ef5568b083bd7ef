"""해외주식 기간별권리조회 (해외주식-052, CTRGT011R): GET /uapi/overseas-price/v1/quotations/period-rights. Real only.

haero knows no dividends, splits or other rights: there is never a row.
"""

from haero.kis import catalogue, successes
from haero.kis.paging import LAST, condition_text, position_text
from haero.kis.request_types import PeriodRightsRequest
from haero.kis.requests import decode_query
from haero.server.call import Answer, Call
from haero.server.quotations._asked import read_date, wrong

API = catalogue.api("해외주식-052")
WIDTH = 50
SEPARATOR = "!^"


def handle(call: Call) -> Answer:
    """No rights. Raises KisRefusal for a code or a date that means nothing."""
    form = decode_query(API, PeriodRightsRequest, call.request.query)
    for name in ("RGHT_TYPE_CD", "INQR_DVSN_CD"):
        if getattr(form, name) not in API.field(name).values:
            raise wrong(name)
    for name in ("INQR_STRT_DT", "INQR_END_DT"):
        if read_date(getattr(form, name)) is None:
            raise wrong(name)
    condition = (
        form.RGHT_TYPE_CD,
        form.INQR_DVSN_CD,
        form.INQR_STRT_DT,
        form.INQR_END_DT,
        form.PDNO,
        form.PRDT_TYPE_CD,
    )
    areas = {
        "ctx_area_nk50": position_text("", WIDTH),
        "ctx_area_fk50": condition_text(condition, SEPARATOR, WIDTH),
    }
    return call.quoted(areas | {"output": []}, LAST, successes.QUERY_EMPTY)
