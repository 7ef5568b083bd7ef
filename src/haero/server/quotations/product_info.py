"""상품기본조회 (v1_국내주식-029, CTPF1604R): GET /uapi/domestic-stock/v1/quotations/search-info, for overseas products.

A domestic path, and not in the catalogue; but KIS serves overseas symbols by it (PRDT_TYPE_CD 512 is Nasdaq), and python-kis
asks it before it revises an order. Its fields are those that clients are known to read.
"""

from haero.kis import codes, refusals, successes, words
from haero.kis.legacy import PRODUCT_INFO
from haero.server.call import Answer, Call

API_ID = PRODUCT_INFO
_BY_TYPE = {code.product_type: code for code in codes.EXCHANGES}


def handle(call: Call) -> Answer:
    """Names of a symbol. Raises KIOK0560 with rt_cd 7 where the product type does not list it, as clients rely on."""
    query = call.request.query
    for name in ("PDNO", "PRDT_TYPE_CD"):
        if name not in query:
            raise refusals.REQUIRED_FIELD.refuse(name)
    code = _BY_TYPE.get(query["PRDT_TYPE_CD"])
    instruments = call.books.market.instruments
    found = None if code is None else instruments.get(words.EXCHANGES[code.order_code], query["PDNO"])
    if found is None or code is None:
        raise refusals.NO_SUCH_PRODUCT.refuse()
    output = {
        "pdno": found.symbol,
        "prdt_type_cd": code.product_type,
        "prdt_name": found.name_ko,
        "prdt_name120": found.name_ko,
        "prdt_abrv_name": found.name_ko,
        "prdt_eng_name": found.name_en,
        "prdt_eng_name120": found.name_en,
        "prdt_eng_abrv_name": found.name_en,
        "std_pdno": found.symbol,
        "shtn_pdno": found.symbol,
    }
    return call.quoted({"output": output}, success=successes.QUERY_DONE)
