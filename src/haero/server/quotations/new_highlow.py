"""해외주식 신고/신저가 (해외주식-042, HHDFS76300000): GET /uapi/overseas-stock/v1/ranking/new-highlow. Real only.

NDAY has a table of its own here, and the real server refuses a call without it. MINX, which KIS's sample sends, is not looked at.
"""

from haero.kis import catalogue
from haero.kis.request_types import NewHighlowRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._ranking import Contender, Rank, RankingTable, against, chosen, rising
from haero.server.quotations.figures import change

API = catalogue.api("해외주식-042")
DAYS = (5, 10, 20, 30, 60, 120, 250, 250)
"""NDAY 0 to 7: 52주 and 1년 are 250 trading days."""
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols beyond the highest high (the lowest low) of the days before today, the farthest first.

    GUBN2 0: they were there today; 1: they still are.
    """
    form = decode_query(API, NewHighlowRequest, call.request.query)
    high, held = rising("GUBN", form.GUBN), rising("GUBN2", form.GUBN2)
    days = DAYS[chosen("NDAY", form.NDAY, len(DAYS))]

    def judge(contender: Contender) -> Rank | None:
        summary, last = contender.summary, contender.last
        if not contender.days or not summary.volume:
            return None
        if high:
            base = max(bar.high for bar in contender.days)
            beyond = (last if held else summary.high) > base
        else:
            base = min(bar.low for bar in contender.days)
            beyond = (last if held else summary.low) < base
        if not beyond:
            return None
        percent = change(last, base)[2]
        return Rank(percent if high else -percent, against(contender, base))

    return _table.rank(call, form, judge, days=days)
