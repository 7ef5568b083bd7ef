"""해외증거금 통화별조회 (해외주식-035): GET /uapi/overseas-stock/v1/trading/foreign-margin, real only, one page.

The documented example has 50 rows: each country with its currency, countries that only settle in dollars, and empty rows. So does
haero. A deposit stands in every row of its currency; what is bought, sold and orderable only where it is traded.
"""

from typing import NamedTuple

from haero.books import Cash, Valuation
from haero.kis import catalogue
from haero.kis.paging import LAST
from haero.kis.request_types import ForeignMarginRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server.call import Answer, Call
from haero.terms import ZERO, Currency

API = catalogue.api("해외주식-035")
ROWS = 50
# haero changes no money on its own: no won stands ready for a foreign currency (frcr_ord_psbl_amt1 is 원화주문가능환산금액).
_rows = RowWriter(API.id, "output", blank={"frcr_ord_psbl_amt1"})
_empty = RowWriter(API.id, "output", blank={field.name for field in API.output("output").fields})


class _Country(NamedTuple):
    name: str
    currency: Currency
    traded: bool = False


_COUNTRIES = (
    _Country("미국", Currency.USD, True),
    _Country("홍콩", Currency.HKD, True),
    _Country("홍콩", Currency.CNY),
    _Country("중화인민공화국", Currency.CNY, True),
    _Country("일본", Currency.JPY, True),
    _Country("베트남", Currency.VND, True),
    *(_Country(name, Currency.USD) for name in ("네덜란드", "프랑스", "영국", "스위스", "싱가포르", "독일")),
)
_NOTHING = Cash(ZERO, ZERO, ZERO, ZERO)


def handle(call: Call) -> Answer:
    """Deposits, what is still to settle, and what can be ordered with, by country and currency. Rates are per 1 yen here."""
    form = decode_query(API, ForeignMarginRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    view = call.books.valuation(account, call.now)
    rows = [_row(view, country) for country in _COUNTRIES]
    rows += [_empty.row({})] * (ROWS - len(rows))
    return call.answered({"output": rows}, LAST)


def _row(view: Valuation, country: _Country) -> dict[str, str]:
    cash = view.cash(country.currency)
    here = cash if country.traded else _NOTHING
    return _rows.row(
        {
            "natn_name": country.name,
            "crcy_cd": country.currency,
            "frcr_dncl_amt1": cash.settled,
            "ustl_buy_amt": here.to_go,
            "ustl_sll_amt": here.to_come,
            "frcr_rcvb_amt": here.missing,
            "frcr_mgn_amt": here.reserved,
            "frcr_gnrl_ord_psbl_amt": here.available,
            "itgr_ord_psbl_amt": cash.available,
            "bass_exrt": view.rates[country.currency],
        }
    )
