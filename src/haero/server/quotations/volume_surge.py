"""해외주식 거래량급증 (해외주식-039, HHDFS76270000): GET /uapi/overseas-stock/v1/ranking/volume-surge. Real only."""

from decimal import Decimal

from haero.kis import catalogue, texts
from haero.kis.request_types import VolumeSurgeRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._asked import minx_query
from haero.server.quotations._ranking import MINUTES, Contender, Rank, RankingTable, chosen
from haero.server.quotations.figures import change

API = catalogue.api("해외주식-039")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols by how much the day's volume has grown against what it was MINX minutes ago (n_tvol), in percent."""
    form = decode_query(API, VolumeSurgeRequest, minx_query(call))
    return _table.rank(call, form, _judge, minutes=MINUTES[chosen("MINX", form.MINX, len(MINUTES))])


def _judge(contender: Contender) -> Rank | None:
    today = contender.summary.volume
    more = sum(bar.volume for bar in contender.minutes)
    before = today - more
    if before <= 0 or more <= 0:  # the day began since: there is nothing to compare with
        return None
    percent = change(Decimal(today), Decimal(before))[2]
    return Rank(percent, {"n_tvol": before, "n_diff": more, "n_rate": texts.signed_rate(percent)})
