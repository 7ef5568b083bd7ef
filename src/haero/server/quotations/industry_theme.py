"""해외주식 업종별시세 (해외주식-048, HHDFS76370000): GET /uapi/overseas-price/v1/quotations/industry-theme. Real only.

haero knows no industries: 000 (전체) is every symbol of the exchange, any other code none. By market value (guess).
"""

from haero.kis import catalogue
from haero.kis.request_types import IndustryThemeRequest
from haero.kis.requests import decode_query
from haero.server.call import Call, Scan
from haero.server.quotations._ranking import Contender, Rank, RankingTable
from haero.server.quotations.industry_price import EVERYTHING

API = catalogue.api("해외주식-048")
_table = RankingTable(API)


def handle(call: Call) -> Scan:
    """Prices of the members of an industry."""
    form = decode_query(API, IndustryThemeRequest, call.request.query)
    return _table.rank(call, form, _by_value if form.ICOD == EVERYTHING else _nobody)


def _by_value(contender: Contender) -> Rank:
    return Rank(contender.last * contender.found.instrument.listed_shares, {})


def _nobody(contender: Contender) -> None:
    return None
