"""해외주식 거래증가율순위 (해외주식-045, HHDFS76330000): GET /uapi/overseas-stock/v1/ranking/trade-growth. Real only."""

from decimal import Decimal

from haero.kis import catalogue, texts
from haero.kis.request_types import TradeGrowthRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._ranking import DAYS, Contender, Rank, RankingTable, average, chosen
from haero.server.quotations.figures import change

API = catalogue.api("해외주식-045")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols by how far today's volume is above the average of the NDAY days before today (guess)."""
    form = decode_query(API, TradeGrowthRequest, call.request.query)
    return _table.rank(call, form, _judge, days=DAYS[chosen("NDAY", form.NDAY, len(DAYS))])


def _judge(contender: Contender) -> Rank | None:
    usual = average([Decimal(bar.volume) for bar in contender.days])
    if not contender.summary.volume or not usual:
        return None
    percent = change(Decimal(contender.summary.volume), usual)[2]
    return Rank(percent, {"n_tvol": int(usual), "n_rate": texts.signed_rate(percent)})
