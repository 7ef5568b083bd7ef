"""해외주식 매수체결강도상위 (해외주식-040, HHDFS76280000): GET /uapi/overseas-stock/v1/ranking/volume-power. Real only.

NDAY means minutes, as the document's table has it; the sample reads days. Names are `name` and `ename`, as the real server sends.
"""

from haero.kis import catalogue, texts
from haero.kis.request_types import VolumePowerRequest
from haero.kis.requests import decode_query
from haero.market.prices.bars import joined
from haero.server.call import Call, Scan
from haero.server.quotations._ranking import MINUTES, Contender, Rank, RankingTable, chosen
from haero.server.quotations._strength import bar_strength, day_strength

API = catalogue.api("해외주식-040")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols by the strength (powx) of the last minutes; tpow is that of the day."""
    form = decode_query(API, VolumePowerRequest, call.request.query)
    return _table.rank(call, form, _judge, minutes=MINUTES[chosen("NDAY", form.NDAY, len(MINUTES))])


def _judge(contender: Contender) -> Rank | None:
    if not contender.minutes:
        return None
    power = bar_strength(joined(contender.minutes))
    day = day_strength(contender.summary)
    return Rank(power, {"powx": texts.fixed(power, 2), "tpow": texts.fixed(day, 2)})
