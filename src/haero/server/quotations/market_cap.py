"""해외주식 시가총액순위 (해외주식-047, HHDFS76350100): GET /uapi/overseas-stock/v1/ranking/market-cap. Real only.

CURR_GB is in no document, but the real server refuses a call without it: 0 (or empty) the exchange's currency, 1 won.
"""

from decimal import Decimal

from haero.kis import catalogue, texts
from haero.kis.request_types import MarketCapRequest
from haero.kis.requests import decode_query
from haero.kis.rows import Value
from haero.server.call import Call, Scan
from haero.server.quotations._asked import exchange_currency
from haero.server.quotations._ranking import Contender, Rank, RankingTable, rising
from haero.server.quotations.figures import day_change
from haero.terms import Currency

API = catalogue.api("해외주식-047")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Symbols by market value (tomv, whole units of the currency)."""
    form = decode_query(API, MarketCapRequest, call.request.query)
    won = rising("CURR_GB", form.CURR_GB or "0")
    currency = exchange_currency(form.EXCD)
    rate = call.books.rates[currency]
    factor = rate if won else Decimal(1)

    def judge(contender: Contender) -> Rank:
        found, last = contender.found, contender.last
        value = last * found.instrument.listed_shares
        difference = day_change(contender.summary)[1]
        shown: dict[str, Value] = {"tomv": int(value * factor), "tomv_org": int(value)}
        for name, price in (("last", last), ("diff", difference)):
            shown[f"{name}_org"] = found.price(price)
            shown[name] = str(int(price * factor)) if won else found.price(price)
        return Rank(value, shown)

    head: dict[str, Value] = {"curr": Currency.KRW if won else currency, "t_rate": texts.fixed(rate, 2)}
    return _table.rank(call, form, judge, head=head)
