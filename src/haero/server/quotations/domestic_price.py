"""주식현재가 시세 (v1_국내주식-008, FHKST01010100): GET /uapi/domestic-stock/v1/quotations/inquire-price, for symbols it lacks.

haero has no domestic stocks. python-kis asks this first, to learn whether a symbol is one: a price of 0 says no, as KIS does for a
code that it does not know. Whoever sends a Korean code gets the same truth.
"""

from haero.kis import refusals
from haero.kis.legacy import DOMESTIC_PRICE
from haero.server.call import Answer, Call

API_ID = DOMESTIC_PRICE


def handle(call: Call) -> Answer:
    """No price: the symbol is not a domestic one."""
    for name in ("FID_COND_MRKT_DIV_CODE", "FID_INPUT_ISCD"):
        if name not in call.request.query:
            raise refusals.QUOTE_FIELD_MISSING.refuse(name)
    return call.quoted({"output": {"stck_prpr": "0"}})
