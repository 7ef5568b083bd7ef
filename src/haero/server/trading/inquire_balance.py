"""해외주식 잔고 (v1_해외주식-006): GET /uapi/overseas-stock/v1/trading/inquire-balance, 100 rows a page.

NASD means all US on real and Nasdaq alone on mock, NAS is Nasdaq on real, as documented. (One log of 2026-05 saw mock ignore the
exchange; haero follows the document, or a client that asks three exchanges would count every holding three times.)
"""

from collections.abc import Collection

from haero.books import Valuation, percent
from haero.desk.accounts import Position
from haero.kis import catalogue, refusals, words
from haero.kis.paging import Page
from haero.kis.request_types import InquireBalanceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server.call import Answer, Call
from haero.server.trading._orders import exchanges_meant
from haero.server.trading._page import paged, position_asked
from haero.terms import Environment, Exchange

API = catalogue.api("v1_해외주식-006")
SIZE = 100
_rows = RowWriter(API.id, "output1", blank={"loan_dt", "expd_dt"})
_totals = RowWriter(API.id, "output2")


def _meant(code: str, environment: Environment) -> Collection[Exchange]:
    if code == "NAS" or (code == "NASD" and environment is Environment.MOCK):
        return frozenset({Exchange.NASDAQ})
    meant = exchanges_meant(code)
    if meant is None:
        raise refusals.INVALID_MARKET.refuse()
    return meant


def handle(call: Call) -> Answer:
    """Holdings, by the time they were first bought, and their totals over all pages."""
    form = decode_query(API, InquireBalanceRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    meant = _meant(form.OVRS_EXCG_CD, call.environment)
    after = position_asked(call, form.CTX_AREA_NK200)
    currency = form.TR_CRCY_CD
    held = [
        position
        for position in account.positions.values()
        if position.exchange in meant and (not currency or position.currency == currency)
    ]
    open_positions = [position for position in held if position.quantity]
    start = _start(after, len(open_positions))
    page = Page.cut(open_positions[start : start + SIZE + 1], SIZE, lambda _: str(start + SIZE))
    view = call.books.valuation(account, call.now)
    rows = [_row(view, position) for position in page.rows]
    condition = [form.CANO, form.ACNT_PRDT_CD, form.OVRS_EXCG_CD, form.TR_CRCY_CD]
    return paged(call, page, condition, {"output1": rows, "output2": _total(view, held)})


def _start(after: str, rows: int) -> int:
    """How many rows stand before the page. Raises SYDB0050 where no page ends there, or none follows any more."""
    if not after:
        return 0
    known = after.isascii() and after.isdigit() and len(after) < 10
    if not known or int(after) not in range(SIZE, rows, SIZE):
        raise refusals.DATA_CHANGED.refuse()
    return int(after)


def _row(view: Valuation, position: Position) -> dict[str, str]:
    code = words.CODES[position.exchange]
    held = view.holding(position)
    return _rows.row(
        {
            "cano": view.account.number,
            "acnt_prdt_cd": view.account.product,
            "prdt_type_cd": code.product_type,
            "ovrs_pdno": position.symbol,
            "ovrs_item_name": view.market.instrument(position.exchange, position.symbol).name_ko,
            "frcr_evlu_pfls_amt": held.profit,
            "evlu_pfls_rt": percent(held.profit, position.cost),
            "pchs_avg_pric": position.average_price,
            "ovrs_cblc_qty": position.quantity,
            "ord_psbl_qty": position.available,
            "frcr_pchs_amt1": position.cost,
            "ovrs_stck_evlu_amt": held.value,
            "now_pric2": held.price,
            "tr_crcy_cd": position.currency,
            "ovrs_excg_cd": code.order_code,
            "loan_type_cd": "10",
        }
    )


def _total(view: Valuation, held: list[Position]) -> dict[str, str]:
    """Sums over the holdings of one currency; over several currencies the amounts are added in won at the set rates."""
    totals = view.totals(held, view.factors({position.currency for position in held}))
    bought = totals.cost + totals.sold_cost
    profit = totals.realised + totals.unrealised
    return _totals.row(
        {
            "frcr_pchs_amt1": totals.cost,
            "ovrs_rlzt_pfls_amt": totals.realised,
            "ovrs_tot_pfls": profit,
            "rlzt_erng_rt": percent(totals.realised, totals.sold_cost),
            "tot_evlu_pfls_amt": totals.unrealised,
            "tot_pftrt": percent(profit, bought),
            "frcr_buy_amt_smtl1": bought,
            "ovrs_rlzt_pfls_amt2": totals.realised,
            "frcr_buy_amt_smtl2": bought,
        }
    )
