"""해외주식 업종별코드조회 (해외주식-049, HHDFS76370100): GET /uapi/overseas-price/v1/quotations/industry-price. Real only.

Despite its path it lists codes. haero knows no industries: 000 (전체), which KIS has too, is the only one.
"""

from haero.kis import catalogue, refusals
from haero.kis.request_types import IndustryPriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server.call import Answer, Call

API = catalogue.api("해외주식-049")
EVERYTHING = "000"
_heads = RowWriter(API.id, "output1")
_rows = RowWriter(API.id, "output2")


def handle(call: Call) -> Answer:
    """The industry codes of an exchange."""
    form = decode_query(API, IndustryPriceRequest, call.request.query)
    if form.EXCD not in API.field("EXCD").values:
        raise refusals.INVALID_MARKET.refuse()
    rows = [_rows.row({"icod": EVERYTHING, "name": "전체"})]
    return call.quoted({"output1": _heads.row({"nrec": len(rows)}), "output2": rows})
