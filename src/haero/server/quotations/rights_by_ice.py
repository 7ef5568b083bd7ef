"""해외주식 권리종합 (해외주식-050, HHDFS78330900): GET /uapi/overseas-price/v1/quotations/rights-by-ice. Real only.

haero knows no dividends, splits or other rights: there is never a row.
"""

from haero.kis import catalogue
from haero.kis.request_types import RightsByIceRequest
from haero.kis.requests import decode_query
from haero.server.call import Answer, Call
from haero.server.quotations._asked import read_date, wrong

API = catalogue.api("해외주식-050")


def handle(call: Call) -> Answer:
    """No rights. Raises KisRefusal for a country or a date that means nothing; empty dates are allowed."""
    form = decode_query(API, RightsByIceRequest, call.request.query)
    if form.NCOD not in API.field("NCOD").values:
        raise wrong("NCOD")
    for name in ("ST_YMD", "ED_YMD"):
        text = getattr(form, name)
        if text and read_date(text) is None:
            raise wrong(name)
    return call.quoted({"output1": []})
