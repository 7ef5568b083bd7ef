"""해외주식 거래량순위 (해외주식-043, HHDFS76310010): GET /uapi/overseas-stock/v1/ranking/trade-vol. Real only."""

from decimal import Decimal

from haero.kis import catalogue
from haero.kis.request_types import TradeVolRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._ranking import DAYS, Contender, Rank, RankingTable, average, chosen

API = catalogue.api("해외주식-043")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols by their average volume (a_tvol) of the last NDAY days, today included: of today alone by its volume."""
    form = decode_query(API, TradeVolRequest, call.request.query)
    return _table.rank(call, form, _judge, days=DAYS[chosen("NDAY", form.NDAY, len(DAYS))] - 1)


def _judge(contender: Contender) -> Rank | None:
    today = contender.summary.volume
    usual = average([Decimal(bar.volume) for bar in contender.days] + [Decimal(today)])
    return Rank(usual, {"a_tvol": int(usual)}) if today else None
