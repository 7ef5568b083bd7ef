"""해외주식 거래대금순위 (해외주식-044, HHDFS76320010): GET /uapi/overseas-stock/v1/ranking/trade-pbmn. Real only."""

from haero.kis import catalogue
from haero.kis.request_types import TradePbmnRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._ranking import DAYS, Contender, Rank, RankingTable, average, chosen

API = catalogue.api("해외주식-044")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols by their average traded amount (a_tamt) of the last NDAY days, today included: of today alone by its amount."""
    form = decode_query(API, TradePbmnRequest, call.request.query)
    return _table.rank(call, form, _judge, days=DAYS[chosen("NDAY", form.NDAY, len(DAYS))] - 1)


def _judge(contender: Contender) -> Rank | None:
    today = contender.summary.amount
    usual = average([bar.amount for bar in contender.days] + [today])
    return Rank(usual, {"a_tamt": int(usual)}) if today else None
