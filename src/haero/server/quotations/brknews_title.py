"""해외속보(제목) (해외주식-055, FHKST01011801): GET /uapi/overseas-price/v1/quotations/brknews-title. Real only.

haero has no news: there is never a row.
"""

from haero.kis import catalogue
from haero.kis.request_types import BrknewsTitleRequest
from haero.kis.requests import decode_query
from haero.server.call import Answer, Call

API = catalogue.api("해외주식-055")


def handle(call: Call) -> Answer:
    """No titles."""
    decode_query(API, BrknewsTitleRequest, call.request.query)
    return call.quoted({"output": []})
