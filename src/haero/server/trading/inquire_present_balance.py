"""해외주식 체결기준현재잔고 (v1_해외주식-008): GET /uapi/overseas-stock/v1/trading/inquire-present-balance, one page.

WCRC_FRCR_DVSN_CD 01 shows the holdings in won, 02 in their currency. On mock only output3 is filled.
"""

from collections.abc import Callable
from decimal import Decimal

from haero.books import Cash, Valuation, percent
from haero.desk.accounts import Position
from haero.kis import catalogue, refusals, words
from haero.kis.paging import LAST
from haero.kis.request_types import InquirePresentBalanceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.kis.texts import fixed
from haero.server.call import Answer, Call
from haero.server.trading._money import CURRENCY_NAMES, yen_unit
from haero.terms import ZERO, Currency, Environment, Side

API = catalogue.api("v1_해외주식-008")
WON, ALL_COUNTRIES, ALL_MARKETS, MINI_STOCK = "01", "000", {"", "00"}, "02"
_holdings = RowWriter(API.id, "output1", blank={"loan_rmnd", "loan_dt", "loan_expd_dt"})
_currencies = RowWriter(API.id, "output2")
_totals = RowWriter(API.id, "output3")


def handle(call: Call) -> Answer:
    """Holdings on trade date basis, cash per currency, and the whole in won."""
    form = decode_query(API, InquirePresentBalanceRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    nations = {code.nation for code in words.CODES.values()}
    if form.NATN_CD not in nations | {ALL_COUNTRIES, ""} or form.WCRC_FRCR_DVSN_CD not in {"01", "02"}:
        raise refusals.INVALID_MARKET.refuse()
    view = call.books.valuation(account, call.now)
    shown = []
    for position in account.positions.values():
        code = words.CODES[position.exchange]
        if (
            position.quantity
            and form.NATN_CD in {code.nation, ALL_COUNTRIES, ""}
            and (form.TR_MKET_CD in ALL_MARKETS or code.market == form.TR_MKET_CD)
            and form.INQR_DVSN_CD != MINI_STOCK
        ):
            shown.append(position)
    real = call.environment is Environment.REAL
    in_won = form.WCRC_FRCR_DVSN_CD == WON
    blocks = {
        "output1": [_holding(view, position, in_won) for position in shown] if real else [],
        "output2": [_currency(view, currency) for currency in account.cash] if real else [],
        "output3": _total(view),
    }
    return call.answered(blocks, LAST)


def _holding(view: Valuation, position: Position, in_won: bool) -> dict[str, str]:
    code = words.CODES[position.exchange]
    held = view.holding(position)
    factor = view.rates[position.currency] if in_won else Decimal(1)
    per = yen_unit(position.currency)
    values: dict[str, Value] = {
        "prdt_name": view.market.instrument(position.exchange, position.symbol).name_ko,
        "cblc_qty13": held.settled,
        "thdt_buy_ccld_qty1": held.bought.quantity if held.bought else 0,
        "thdt_sll_ccld_qty1": held.sold.quantity if held.sold else 0,
        "ccld_qty_smtl1": position.quantity,
        "ord_psbl_qty1": position.available,
        "frcr_pchs_amt": position.cost * factor,
        "frcr_evlu_amt2": held.value * factor,
        "evlu_pfls_amt2": held.profit * factor,
        "evlu_pfls_rt1": percent(held.profit, position.cost),
        "pdno": position.symbol,
        "bass_exrt": view.rates[position.currency] * per,
        "buy_crcy_cd": position.currency,
        "ovrs_now_pric1": held.price * factor,
        "avg_unpr3": position.average_price * factor,
        "tr_mket_name": code.name_ko,
        "natn_kor_name": code.nation_ko,
        "pchs_rmnd_wcrc_amt": view.won(position.cost, position.currency),
        "thdt_buy_ccld_frcr_amt": held.bought.amount if held.bought else ZERO,
        "thdt_sll_ccld_frcr_amt": held.sold.amount if held.sold else ZERO,
        "unit_amt": per,
        "std_pdno": position.symbol,
        "prdt_type_cd": code.product_type,
        "scts_dvsn_name": "해외주식",
        "ovrs_excg_cd": code.order_code,
        "item_lnkg_excg_cd": code.quote_code,
    }
    return _holdings.row(values)


def _currency(view: Valuation, currency: Currency) -> dict[str, str]:
    cash = view.cash(currency)
    values: dict[str, Value] = {
        "crcy_cd": currency,
        "crcy_cd_name": CURRENCY_NAMES[currency],
        "frcr_buy_amt_smtl": view.traded_today(Side.BUY, currency),
        "frcr_sll_amt_smtl": view.traded_today(Side.SELL, currency),
        "frcr_dncl_amt_2": cash.settled,
        "frst_bltn_exrt": view.rates[currency],
        "frcr_buy_mgn_amt": cash.reserved,
        "frcr_etc_mgna": ZERO,
        "frcr_drwg_psbl_amt_1": cash.free,
        "frcr_evlu_amt2": view.won(cash.free, currency),
        "acpl_cstd_crcy_yn": "Y",
        "nxdy_frcr_drwg_psbl_amt": cash.available,
    }
    return _currencies.row({name: fixed(v, 6) if isinstance(v, Decimal) else v for name, v in values.items()})


def _total(view: Valuation) -> dict[str, str]:
    """Everything in won. Foreign cash counts at the set rate, holdings at the last price."""
    account = view.account
    holdings = view.totals((p for p in account.positions.values() if p.quantity), view.rates)
    cash = {currency: view.cash(currency) for currency in account.cash}

    def in_won(part: Callable[[Cash], Decimal]) -> Decimal:
        return sum((view.won(part(money), currency) for currency, money in cash.items()), ZERO)

    won = cash.get(Currency.KRW, Cash(ZERO, ZERO, ZERO, ZERO))
    deposits, held = in_won(lambda c: c.balance), in_won(lambda c: c.reserved)
    foreign = deposits - won.balance
    amounts = {
        "pchs_amt_smtl": holdings.cost,
        "evlu_amt_smtl": holdings.value,
        "evlu_pfls_amt_smtl": holdings.unrealised,
        "dncl_amt": won.balance,
        "cma_evlu_amt": ZERO,
        "tot_dncl_amt": deposits,
        "etc_mgna": ZERO,
        "wdrw_psbl_tot_amt": in_won(lambda c: c.free),
        "frcr_evlu_tota": foreign,
        "pchs_amt_smtl_amt": holdings.cost,
        "evlu_amt_smtl_amt": holdings.value,
        "tot_evlu_pfls_amt": holdings.unrealised,
        "tot_asst_amt": holdings.value + deposits,
        "buy_mgn_amt": held,
        "mgna_tota": held,
        "frcr_use_psbl_amt": in_won(lambda c: c.available) - won.available,
        "ustl_sll_amt_smtl": in_won(lambda c: c.to_come),
        "ustl_buy_amt_smtl": in_won(lambda c: c.to_go),
        "tot_frcr_cblc_smtl": foreign,
        "tot_loan_amt": ZERO,
    }
    whole: dict[str, Value] = {name: fixed(amount, 0) for name, amount in amounts.items()}
    return _totals.row(whole | {"evlu_erng_rt1": fixed(percent(holdings.unrealised, holdings.cost), 2)})
