"""해외주식 기간손익 (v1_해외주식-032): GET /uapi/overseas-stock/v1/trading/inquire-period-profit, real only, 100 rows a page.

One row a day and symbol that was sold, from the next day on. WCRC_FRCR_DVSN_CD is the reverse of the balance APIs: 01 외화,
02 원화.
"""

from collections.abc import Collection
from decimal import Decimal

from haero.books import Valuation, percent, sales
from haero.desk.trades import DayTrade
from haero.kis import catalogue, refusals, texts, words
from haero.kis.request_types import InquirePeriodProfitRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Answer, Call
from haero.server.trading._orders import ALL_CODES
from haero.server.trading._page import paged
from haero.server.trading._trades import page_of
from haero.terms import CURRENCY_OF, KST, ZERO, Currency, Exchange

API = catalogue.api("v1_해외주식-032")
FOREIGN, WON = "01", "02"
COUNTRY_CODES = {"NASD", "SEHK", "SHAA", "TKSE", "HASE"}  # here each means all exchanges of its country
_rows = RowWriter(API.id, "output1")
_totals = RowWriter(API.id, "output2")


def handle(call: Call) -> Answer:
    """Realised profit of a range of exchange-local dates, and its sums over all pages."""
    form = decode_query(API, InquirePeriodProfitRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    first, last = door.day(form.INQR_STRT_DT), door.day(form.INQR_END_DT)
    if form.WCRC_FRCR_DVSN_CD not in {FOREIGN, WON} or form.CRCY_CD not in {"", *Currency}:
        raise refusals.INVALID_MARKET.refuse()
    view = call.books.valuation(account, call.now)
    exchanges = _meant(form.OVRS_EXCG_CD, form.NATN_CD, form.CRCY_CD)
    found = sales(view, first, last, exchanges, "" if form.PDNO in ALL_CODES else form.PDNO)
    page = page_of(call, found, form.CTX_AREA_NK200)
    condition = [
        form.CANO, form.ACNT_PRDT_CD, form.OVRS_EXCG_CD, form.NATN_CD, form.CRCY_CD, form.PDNO, form.INQR_STRT_DT,
        form.INQR_END_DT, form.WCRC_FRCR_DVSN_CD,
    ]  # fmt: skip
    in_won = form.WCRC_FRCR_DVSN_CD == WON
    blocks = {
        "output1": [_row(view, sale, in_won) for sale in page.rows],
        "output2": _total(view, found, in_won, form.CRCY_CD),
    }
    return paged(call, page, condition, blocks)


def _meant(exchange: str, nation: str, currency: str) -> Collection[Exchange]:
    """The exchanges that all three filters leave. Raises OPSQ2001 for a code that there is not."""
    code = words.EXCHANGES.get(exchange)
    nations = {item.nation for item in words.CODES.values()}
    if (code is None and exchange not in ALL_CODES) or nation not in nations | {"", "000"}:
        raise refusals.INVALID_MARKET.refuse()
    found = set(Exchange)
    if code is not None:
        country = words.CODES[code].nation
        found = {e for e in found if words.CODES[e].nation == country} if exchange in COUNTRY_CODES else {code}
    if nation in nations:
        found = {e for e in found if words.CODES[e].nation == nation}
    return {e for e in found if currency in {"", CURRENCY_OF[e]}}


def _row(view: Valuation, sale: DayTrade, in_won: bool) -> dict[str, str]:
    rate = view.rates[CURRENCY_OF[sale.exchange]]
    factor = rate if in_won else Decimal(1)
    return _rows.row(
        {
            "trad_day": texts.yyyymmdd(sale.trade_date),
            "ovrs_pdno": sale.symbol,
            "ovrs_item_name": view.market.instrument(sale.exchange, sale.symbol).name_ko,
            "slcl_qty": sale.quantity,
            "pchs_avg_pric": sale.cost * factor / sale.quantity,
            "frcr_pchs_amt1": sale.cost * factor,
            "avg_sll_unpr": sale.average_price * factor,
            "frcr_sll_amt_smtl1": sale.amount * factor,
            "stck_sll_tlex": sale.fee * factor,
            "ovrs_rlzt_pfls_amt": sale.profit * factor,
            "pftrt": percent(sale.profit, sale.cost),
            "exrt": rate,
            "ovrs_excg_cd": words.CODES[sale.exchange].order_code,
            "frst_bltn_exrt": rate,
        }
    )


def _total(view: Valuation, found: list[DayTrade], in_won: bool, asked: str) -> dict[str, str]:
    """Sums in the currency of all rows, or in won where that is asked for or the currencies differ."""
    currencies = {CURRENCY_OF[sale.exchange] for sale in found} or ({Currency(asked)} if asked else set())
    factors = view.rates if in_won else view.factors(currencies)
    amount = cost = fee = ZERO
    for sale in found:
        factor = factors[CURRENCY_OF[sale.exchange]]
        amount += sale.amount * factor
        cost += sale.cost * factor
        fee += sale.fee * factor
    profit = amount - fee - cost
    return _totals.row(
        {
            "stck_sll_amt_smtl": amount,
            "stck_buy_amt_smtl": cost,
            "smtl_fee1": fee,
            "excc_dfrm_amt": amount - fee,
            "ovrs_rlzt_pfls_tot_amt": profit,
            "tot_pftrt": percent(profit, cost),
            "bass_dt": texts.yyyymmdd(view.now.astimezone(KST).date()),
            "exrt": view.rates[next(iter(currencies))] if len(currencies) == 1 else Decimal(1),
        }
    )
