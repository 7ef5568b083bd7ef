"""해외주식 상승율/하락율 (해외주식-041, HHDFS76290000): GET /uapi/overseas-stock/v1/ranking/updown-rate. Real only."""

from functools import cache

from haero.kis import catalogue
from haero.kis.request_types import UpdownRateRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._history import bar_of, date_ago
from haero.server.quotations._ranking import DAYS, Contender, Rank, RankingTable, against, chosen, rising
from haero.server.quotations.figures import change

API = catalogue.api("해외주식-041")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols that rose (GUBN 1) or fell (0) against the close NDAY trading days ago (당일: the close before), the most first."""
    form = decode_query(API, UpdownRateRequest, call.request.query)
    up = rising("GUBN", form.GUBN)
    days = DAYS[chosen("NDAY", form.NDAY, len(DAYS))]

    date = cache(lambda exchange: date_ago(call, exchange, days))  # one walk for all symbols: they are of one exchange

    def judge(contender: Contender) -> Rank | None:
        base = contender.summary.previous_close
        if days > 1:
            instrument = contender.found.instrument
            day = date(instrument.exchange)
            then = None if day is None else bar_of(call, instrument, day)
            if then is None:
                return None
            base = then.close
        percent = change(contender.last, base)[2]
        key = percent if up else -percent
        return Rank(key, against(contender, base)) if key > 0 else None

    return _table.rank(call, form, judge)
