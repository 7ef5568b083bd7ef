"""해외주식 거래회전율순위 (해외주식-046, HHDFS76340000): GET /uapi/overseas-stock/v1/ranking/trade-turnover. Real only."""

from decimal import Decimal

from haero.kis import catalogue, texts
from haero.kis.request_types import TradeTurnoverRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._ranking import DAYS, Contender, Rank, RankingTable, average, chosen

API = catalogue.api("해외주식-046")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols by the part of their listed shares (tover, percent) that changes hands on a day, an average of the last NDAY days.

    Symbols whose listed shares are not known have no place.
    """
    form = decode_query(API, TradeTurnoverRequest, call.request.query)
    return _table.rank(call, form, _judge, days=DAYS[chosen("NDAY", form.NDAY, len(DAYS))] - 1)


def _judge(contender: Contender) -> Rank | None:
    today, shares = contender.summary.volume, contender.found.instrument.listed_shares
    if not today or not shares:
        return None
    usual = average([Decimal(bar.volume) for bar in contender.days] + [Decimal(today)])
    turnover = usual * 100 / shares
    return Rank(turnover, {"tover": texts.fixed(turnover, 2)})
