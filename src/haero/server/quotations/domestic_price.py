"""주식현재가 시세 (v1_국내주식-008, FHKST01010100): GET /uapi/domestic-stock/v1/quotations/inquire-price, for symbols it lacks.

haero has no domestic stocks. python-kis asks this first, to learn whether a symbol is one: a price of 0 says no, as KIS does for a
code that it does not know. Whoever sends a Korean code gets the same truth.
"""

from haero.kis import refusals, successes
from haero.kis.legacy import DOMESTIC_PRICE
from haero.server.call import Call
from haero.server.wire import Reply, tr_reply

API_ID = DOMESTIC_PRICE


async def handle(call: Call) -> Reply:
    """No price: the symbol is not a domestic one."""
    for name in ("FID_COND_MRKT_DIV_CODE", "FID_INPUT_ISCD"):
        if name not in call.request.query:
            raise refusals.QUOTE_FIELD_MISSING.refuse(name)
    body = successes.QUOTE_DONE.reply({"output": {"stck_prpr": "0"}}, envelope_last=True)
    return tr_reply(200, body, call.transaction.tr_id)
