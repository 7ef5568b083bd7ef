"""해외주식 현재체결가 (v1_해외주식-009): GET /uapi/overseas-price/v1/quotations/price.

A symbol that the exchange code does not list answers rt_cd 0 with an empty `last`, as recorded.
"""

from decimal import Decimal

from haero.kis import catalogue, codes, refusals, successes, texts, words
from haero.kis.request_types import PriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.kis.texts import fixed
from haero.market.prices.messages import Summary
from haero.server.call import Call
from haero.server.wire import Reply, tr_reply

API = catalogue.api("v1_해외주식-009")
DECIMALS = {"us": 4, "hk": 3, "cn_sh": 3, "cn_sz": 3, "jp": 1, "vn": 0}
"""zdiv per country: US 4 is documented, the others are the implied decimals of the notices (guess)."""
_INDEXES = {"SHI", "SZI"}
_rows = RowWriter(API.id, "output")


async def handle(call: Call) -> Reply:
    """The last trade of a symbol, against the previous close."""
    form = decode_query(API, PriceRequest, call.request.query)
    code = codes.by_quote_code(form.EXCD)
    if code is None and form.EXCD not in _INDEXES:
        raise refusals.INVALID_MARKET.refuse()
    broker = call.hub.broker
    now = broker.market.seen(broker.advance())
    found = None if code is None else broker.market.instruments.get(words.EXCHANGES[code.order_code], form.SYMB)
    rsym = f"D{form.EXCD}{form.SYMB}"
    if found is None or code is None:
        values = _unknown(rsym)
    else:
        values = _values(rsym, DECIMALS[code.country], broker.market.source.summary(found, now))
    body = successes.QUOTE_DONE.reply({"output": _rows.row(values)}, envelope_last=True)
    return tr_reply(200, body, call.transaction.tr_id)


def change(summary: Summary) -> tuple[str, Decimal, Decimal]:
    """(sign, difference without sign, rate in percent) of the last trade against the previous close; sign 0 before the first."""
    if summary.last is None:
        return "0", Decimal(0), Decimal(0)
    difference = summary.last - summary.previous_close
    sign = "2" if difference > 0 else "5" if difference < 0 else "3"
    percent = difference * 100 / summary.previous_close if summary.previous_close else Decimal(0)
    return sign, abs(difference), percent


def _values(rsym: str, decimals: int, summary: Summary) -> dict[str, Value]:
    sign, difference, percent = change(summary)
    last = summary.last if summary.last is not None else summary.previous_close
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
