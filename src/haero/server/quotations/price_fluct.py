"""해외주식 가격급등락 (해외주식-038, HHDFS76260000): GET /uapi/overseas-stock/v1/ranking/price-fluct. Real only."""

from datetime import timedelta

from haero.kis import catalogue
from haero.kis.request_types import PriceFluctRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._asked import minx_query
from haero.server.quotations._ranking import MINUTES, Contender, Rank, RankingTable, against, chosen, rising
from haero.server.quotations.figures import change

API = catalogue.api("해외주식-038")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols that rose (GUBN 1) or fell (0) against their price MINX minutes ago, the most first."""
    form = decode_query(API, PriceFluctRequest, minx_query(call))
    up = rising("GUBN", form.GUBN)
    ago = timedelta(minutes=MINUTES[chosen("MINX", form.MINX, len(MINUTES))])

    def judge(contender: Contender) -> Rank | None:
        found = contender.found
        then = call.books.market.source.minutes(found.instrument, found.now - ago, 1, 1)
        if not then:
            return None
        percent = change(contender.last, then[0].close)[2]
        key = percent if up else -percent
        return Rank(key, against(contender, then[0].close)) if key > 0 else None

    return _table.rank(call, form, judge)
