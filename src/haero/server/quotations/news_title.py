"""해외뉴스종합(제목) (해외주식-053, HHPSTH60100C1): GET /uapi/overseas-price/v1/quotations/news-title. Real only.

haero has no news: there is never a row.
"""

from haero.kis import catalogue
from haero.kis.request_types import NewsTitleRequest
from haero.kis.requests import decode_query
from haero.server.call import Answer, Call

API = catalogue.api("해외주식-053")


def handle(call: Call) -> Answer:
    """No titles. The block is called outblock1."""
    decode_query(API, NewsTitleRequest, call.request.query)
    return call.quoted({"outblock1": []})
