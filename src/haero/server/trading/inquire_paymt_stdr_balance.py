"""해외주식 결제기준잔고 (해외주식-064): GET /uapi/overseas-stock/v1/trading/inquire-paymt-stdr-balance, real only, one page.

What had settled on BASS_DT, at today's prices. WCRC_FRCR_DVSN_CD 01 shows the holdings in whole won, 02 in their currency.
"""

from decimal import Decimal

from haero.books import SettledBooks, SettledHolding, Valuation, floor, percent
from haero.kis import catalogue, refusals, words
from haero.kis.paging import LAST
from haero.kis.request_types import InquirePaymtStdrBalanceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Answer, Call
from haero.server.trading._money import CURRENCY_NAMES, yen_unit
from haero.terms import KST, ZERO, Currency

API = catalogue.api("해외주식-064")
WON, FOREIGN = "01", "02"
KINDS, MINI_STOCK = {"", "00", "01", "02"}, "02"
RATE_DECIMALS = 2  # of evlu_pfls_rt1, as in the documented example: 134.03000000
_holdings = RowWriter(API.id, "output1", blank={"mgge_qty", "loan_rmnd", "ldng_cblc_qty"})
_currencies = RowWriter(API.id, "output2")
_totals = RowWriter(API.id, "output3", blank={"tot_loan_amt", "tot_ldng_evlu_amt"})


def handle(call: Call) -> Answer:
    """Settled holdings, settled cash per currency, and the whole in won."""
    form = decode_query(API, InquirePaymtStdrBalanceRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    basis = door.day(form.BASS_DT)
    if form.WCRC_FRCR_DVSN_CD not in {WON, FOREIGN} or form.INQR_DVSN_CD not in KINDS:
        raise refusals.INVALID_MARKET.refuse()
    view = call.books.valuation(account, call.now)
    books = SettledBooks(view, basis)
    held = books.holdings()
    cash = {currency: books.cash(currency) for currency in account.cash}
    shown = [] if form.INQR_DVSN_CD == MINI_STOCK else held
    blocks = {
        "output1": [_holding(view, one, form.WCRC_FRCR_DVSN_CD == WON) for one in shown],
        "output2": [_currency(view, currency, amount) for currency, amount in cash.items()],
        "output3": _total(view, held, cash),
    }
    return call.answered(blocks, LAST)


def _holding(view: Valuation, held: SettledHolding, in_won: bool) -> dict[str, str]:
    position = held.position
    code = words.CODES[position.exchange]
    rate = view.rates[position.currency]
    price, cost, value = held.price, held.cost, held.value
    if in_won:
        price, cost, value = price * rate, floor(cost * rate), floor(value * rate)
    last = held.last_at.astimezone(KST)
    return _holdings.row(
        {
            "pdno": position.symbol,
            "prdt_name": view.market.instrument(position.exchange, position.symbol).name_ko,
            "cblc_qty13": held.quantity,
            "ord_psbl_qty1": position.available,
            "avg_unpr3": cost / held.quantity,
            "ovrs_now_pric1": price,
            "frcr_pchs_amt": cost,
            "frcr_evlu_amt2": value,
            "evlu_pfls_amt2": value - cost,
            "bass_exrt": rate * yen_unit(position.currency),
            "oprt_dtl_dtime": f"{last:%Y%m%d%H%M%S}{last.microsecond // 1000:03d}",
            "buy_crcy_cd": position.currency,
            "thdt_sll_ccld_qty1": held.sold.quantity if held.sold else 0,
            "thdt_buy_ccld_qty1": held.bought.quantity if held.bought else 0,
            "evlu_pfls_rt1": floor(percent(value - cost, cost), RATE_DECIMALS),
            "tr_mket_name": code.name_ko,
            "natn_kor_name": code.nation_ko,
            "std_pdno": position.symbol,
            "prdt_type_cd": code.product_type,
            "ovrs_excg_cd": code.order_code,
            "scts_dvsn_name": "현금",
        }
    )


def _currency(view: Valuation, currency: Currency, amount: Decimal) -> dict[str, str]:
    return _currencies.row(
        {
            "crcy_cd": currency,
            "crcy_cd_name": CURRENCY_NAMES[currency],
            "frcr_dncl_amt_2": amount,
            "frst_bltn_exrt": view.rates[currency],
            "frcr_evlu_amt2": view.won(amount, currency),
        }
    )


def _total(view: Valuation, held: list[SettledHolding], cash: dict[Currency, Decimal]) -> dict[str, str]:
    """Everything in won, whatever was asked for."""
    cost = sum((view.won(one.cost, one.position.currency) for one in held), ZERO)
    value = sum((view.won(one.value, one.position.currency) for one in held), ZERO)
    deposits = sum((view.won(amount, currency) for currency, amount in cash.items()), ZERO)
    return _totals.row(
        {
            "pchs_amt_smtl_amt": cost,
            "tot_evlu_pfls_amt": value - cost,
            "evlu_erng_rt1": percent(value - cost, cost),
            "tot_dncl_amt": deposits,
            "wcrc_evlu_amt_smtl": value,
            "tot_asst_amt2": value + deposits,
            "frcr_cblc_wcrc_evlu_amt_smtl": deposits - cash.get(Currency.KRW, ZERO),
        }
    )
