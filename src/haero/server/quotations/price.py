"""해외주식 현재체결가 (v1_해외주식-009): GET /uapi/overseas-price/v1/quotations/price.

A symbol that the exchange code does not list answers rt_cd 0 with an empty `last`, as recorded.
"""

from haero.kis import catalogue, codes, refusals, texts, words
from haero.kis.request_types import PriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.kis.texts import fixed
from haero.market.prices.messages import Summary
from haero.server.call import Answer, Call
from haero.server.quotations.figures import DECIMALS, day_change, last_price

API = catalogue.api("v1_해외주식-009")
_INDEXES = {"SHI", "SZI"}
_rows = RowWriter(API.id, "output")


def handle(call: Call) -> Answer:
    """The last trade of a symbol, against the previous close."""
    form = decode_query(API, PriceRequest, call.request.query)
    code = codes.by_quote_code(form.EXCD)
    if code is None and form.EXCD not in _INDEXES:
        raise refusals.INVALID_MARKET.refuse()
    market = call.books.market
    found = None if code is None else market.instruments.get(words.EXCHANGES[code.order_code], form.SYMB)
    rsym = f"D{form.EXCD}{form.SYMB}"
    if found is None or code is None:
        values = _unknown(rsym)
    else:
        values = _values(rsym, DECIMALS[code.country], market.source.summary(found, call.seen))
    return call.quoted({"output": _rows.row(values)})


def _values(rsym: str, decimals: int, summary: Summary) -> dict[str, Value]:
    sign, difference, percent = day_change(summary)
    last = last_price(summary)
    return {
        "rsym": rsym,
        "zdiv": str(decimals),
        "base": fixed(summary.previous_close, decimals),
        "pvol": summary.previous_volume,
        "last": fixed(last, decimals),
        "sign": sign,
        "diff": fixed(difference, decimals),
        "rate": texts.signed_rate(percent),
        "tvol": summary.volume,
        "tamt": int(summary.amount),
        "ordy": "매수가능",
    }


def _unknown(rsym: str) -> dict[str, Value]:
    blank: dict[str, Value] = dict.fromkeys((field.name for field in API.output("output").fields), "")
    return blank | {"rsym": rsym[:16]}
