"""해외주식 일별거래내역 (해외주식-063): GET /uapi/overseas-stock/v1/trading/inquire-period-trans, real only, 100 rows a page.

One row a day, side and symbol. Won amounts are cut to whole won and the totals are sums of them, as in the documented example.
The one API with 100-character CTX areas and the separator !^.
"""

from decimal import Decimal
from typing import NamedTuple

from haero.books import Valuation, floor, trades
from haero.desk.trades import DayTrade
from haero.kis import catalogue, refusals, successes, texts, words
from haero.kis.request_types import InquirePeriodTransRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Answer, Call
from haero.server.trading._orders import ALL_CODES
from haero.server.trading._page import paged
from haero.server.trading._trades import exchanges_listed, page_of
from haero.terms import CURRENCY_OF, ZERO, Side

API = catalogue.api("해외주식-063")
WIDTH, SEPARATOR = 100, "!^"
SIDES = {"": None, "00": None, "01": Side.SELL, "02": Side.BUY}
CASH_LOANS = {"", "01"}  # LOAN_DVSN_CD: 01 is 현금; haero lends nothing
_rows = RowWriter(API.id, "output1")
_totals = RowWriter(API.id, "output2")


def handle(call: Call) -> Answer:
    """Trades of a range of exchange-local dates, and their sums over all pages."""
    form = decode_query(API, InquirePeriodTransRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    first, last = door.day(form.ERLM_STRT_DT), door.day(form.ERLM_END_DT)
    if form.SLL_BUY_DVSN_CD not in SIDES:
        raise refusals.INVALID_MARKET.refuse()
    view = call.books.valuation(account, call.now)
    symbol = "" if form.PDNO in ALL_CODES else form.PDNO
    found = trades(account, first, last, exchanges_listed(form.OVRS_EXCG_CD), symbol, SIDES[form.SLL_BUY_DVSN_CD])
    if form.LOAN_DVSN_CD not in CASH_LOANS:
        found = []
    page = page_of(call, found, form.CTX_AREA_NK100)
    # The documented example's condition has these five parts, of which the last is empty.
    condition = [form.CANO, form.ACNT_PRDT_CD, form.ERLM_STRT_DT, form.ERLM_END_DT, form.PDNO]
    blocks = {
        "output1": [_row(view, trade) for trade in page.rows],
        "output2": _total(view, found),
    }
    return paged(call, page, condition, blocks, last=successes.QUERY_LAST, separator=SEPARATOR, width=WIDTH)


class _Won(NamedTuple):
    """A trade in whole won."""

    amount: Decimal
    commission: Decimal
    tax: Decimal


def _in_won(view: Valuation, trade: DayTrade) -> _Won:
    currency = CURRENCY_OF[trade.exchange]
    parts = (trade.amount, trade.fee - trade.tax, trade.tax)
    return _Won(*(floor(view.won(part, currency)) for part in parts))


def _row(view: Valuation, trade: DayTrade) -> dict[str, str]:
    currency = CURRENCY_OF[trade.exchange]
    won = _in_won(view, trade)
    sign = 1 if trade.side is Side.BUY else -1
    return _rows.row(
        {
            "trad_dt": texts.yyyymmdd(trade.trade_date),
            "sttl_dt": texts.yyyymmdd(view.settlement_date(trade.exchange, trade.trade_date)),
            "sll_buy_dvsn_cd": words.SIDE_CODES[trade.side],
            "sll_buy_dvsn_name": words.SIDE_NAMES[trade.side],
            "pdno": trade.symbol,
            "ovrs_item_name": view.market.instrument(trade.exchange, trade.symbol).name_ko,
            "ccld_qty": trade.quantity,
            "amt_unit_ccld_qty": trade.quantity,
            "ft_ccld_unpr2": trade.average_price,
            "ovrs_stck_ccld_unpr": floor(view.won(trade.average_price, currency), 4),
            "tr_frcr_amt2": trade.amount,
            "tr_amt": won.amount,
            "frcr_excc_amt_1": abs(trade.cash),
            "wcrc_excc_amt": won.amount + sign * (won.commission + won.tax),
            "dmst_frcr_fee1": trade.fee - trade.tax,
            "frcr_fee1": trade.tax,
            "dmst_wcrc_fee": won.commission,
            "ovrs_wcrc_fee": won.tax,
            "crcy_cd": currency,
            "std_pdno": trade.symbol,
            "erlm_exrt": view.rates[currency],
            "loan_dvsn_cd": "01",
            "loan_dvsn_name": "현금",
        }
    )


def _total(view: Valuation, found: list[DayTrade]) -> dict[str, str]:
    """In won, although two of the names say 외화: so are the sums of the documented example."""
    won = [(trade.side, _in_won(view, trade)) for trade in found]
    return _totals.row(
        {
            "frcr_buy_amt_smtl": sum((part.amount for side, part in won if side is Side.BUY), ZERO),
            "frcr_sll_amt_smtl": sum((part.amount for side, part in won if side is Side.SELL), ZERO),
            "dmst_fee_smtl": sum((part.commission for _, part in won), ZERO),
            "ovrs_fee_smtl": sum((part.tax for _, part in won), ZERO),
        }
    )
