"""해외주식 체결기준현재잔고 (v1_해외주식-008): GET /uapi/overseas-stock/v1/trading/inquire-present-balance, one page.

WCRC_FRCR_DVSN_CD 01 shows the holdings in won, 02 in their currency. On mock only output3 is filled.
"""

from decimal import Decimal

from haero.desk.accounts import ZERO, Position, position_key
from haero.desk.orders import Side
from haero.kis import catalogue, faults, successes
from haero.kis.messages import InquirePresentBalanceRequest
from haero.kis.paging import LAST
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.kis.texts import fixed
from haero.server import door
from haero.server.call import Call, own_books
from haero.server.trading.inquire_balance import rate
from haero.server.wire import Reply, tr_reply
from haero.terms import Currency, Environment
from haero.valuation import Valuation

API = catalogue.api("v1_해외주식-008")
WON, ALL_COUNTRIES, ALL_MARKETS, MINI_STOCK = "01", "000", {"", "00"}, "02"
_NAMES = {
    Currency.USD: "미국 달러",
    Currency.HKD: "홍콩 달러",
    Currency.CNY: "중국 위안",
    Currency.JPY: "일본 엔",
    Currency.VND: "베트남 동",
    Currency.KRW: "대한민국 원",
}
_holdings = RowWriter(API.id, "output1", blank={"loan_rmnd", "loan_dt", "loan_expd_dt"})
_currencies = RowWriter(API.id, "output2")
_totals = RowWriter(API.id, "output3")


async def handle(call: Call) -> Reply:
    """Holdings on trade date basis, cash per currency, and the whole in won."""
    form = decode_query(API, InquirePresentBalanceRequest, call.request.query)
    account = await own_books(call, form.CANO, form.ACNT_PRDT_CD)
    nations = {code.nation for code in door.CODES.values()}
    if form.NATN_CD not in nations | {ALL_COUNTRIES, ""} or form.WCRC_FRCR_DVSN_CD not in {"01", "02"}:
        raise faults.INVALID_MARKET.refuse()
    view = Valuation(call.hub.broker, account, call.hub.house.settings.exchange_rates)
    shown = []
    for position in account.positions.values():
        code = door.CODES[position.exchange]
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
    body = successes.QUERY_DONE.of(call.environment).reply(blocks, envelope_last=True)
    return tr_reply(200, body, call.transaction.tr_id, LAST)


def _holding(view: Valuation, position: Position, in_won: bool) -> dict[str, str]:
    code = door.CODES[position.exchange]
    key = position_key(position.exchange, position.symbol)
    price = view.broker.last_price(position.exchange, position.symbol)
    factor = view.rates[position.currency] if in_won else Decimal(1)
    value = price * position.quantity
    today = [d for d in view.today() if position_key(d.exchange, d.symbol) == key]
    bought = [d for d in today if d.side is Side.BUY]
    sold = [d for d in today if d.side is Side.SELL]
    per = 100 if position.currency is Currency.JPY else 1
    values: dict[str, Value] = {
        "prdt_name": view.broker.instrument(position.exchange, position.symbol).name_ko,
        "cblc_qty13": view.settled_shares(key),
        "thdt_buy_ccld_qty1": sum(d.quantity for d in bought),
        "thdt_sll_ccld_qty1": sum(d.quantity for d in sold),
        "ccld_qty_smtl1": position.quantity,
        "ord_psbl_qty1": position.available,
        "frcr_pchs_amt": position.cost * factor,
        "frcr_evlu_amt2": value * factor,
        "evlu_pfls_amt2": (value - position.cost) * factor,
        "evlu_pfls_rt1": rate(value - position.cost, position.cost),
        "pdno": position.symbol,
        "bass_exrt": view.rates[position.currency] * per,
        "buy_crcy_cd": position.currency,
        "ovrs_now_pric1": price * factor,
        "avg_unpr3": position.average_price * factor,
        "tr_mket_name": code.name_ko,
        "natn_kor_name": code.nation_ko,
        "pchs_rmnd_wcrc_amt": view.won(position.cost, position.currency),
        "thdt_buy_ccld_frcr_amt": sum((d.price * d.quantity for d in bought), ZERO),
        "thdt_sll_ccld_frcr_amt": sum((d.price * d.quantity for d in sold), ZERO),
        "unit_amt": per,
        "std_pdno": position.symbol,
        "prdt_type_cd": code.product_type,
        "scts_dvsn_name": "해외주식",
        "ovrs_excg_cd": code.order_code,
        "item_lnkg_excg_cd": code.quote_code,
    }
    return _holdings.row(values)


def _currency(view: Valuation, currency: Currency) -> dict[str, str]:
    purse = view.account.cash[currency]
    today = [d for d in view.today() if view.account.positions[position_key(d.exchange, d.symbol)].currency is currency]
    settled = purse.balance - view.unsettled_cash(currency)
    free = max(ZERO, min(purse.available, settled))
    values: dict[str, Value] = {
        "crcy_cd": currency,
        "crcy_cd_name": _NAMES[currency],
        "frcr_buy_amt_smtl": sum((d.price * d.quantity for d in today if d.side is Side.BUY), ZERO),
        "frcr_sll_amt_smtl": sum((d.price * d.quantity for d in today if d.side is Side.SELL), ZERO),
        "frcr_dncl_amt_2": settled,
        "frst_bltn_exrt": view.rates[currency],
        "frcr_buy_mgn_amt": purse.reserved,
        "frcr_etc_mgna": ZERO,
        "frcr_drwg_psbl_amt_1": free,
        "frcr_evlu_amt2": view.won(free, currency),
        "acpl_cstd_crcy_yn": "Y",
        "nxdy_frcr_drwg_psbl_amt": purse.available,
    }
    return _currencies.row({name: fixed(v, 6) if isinstance(v, Decimal) else v for name, v in values.items()})


def _total(view: Valuation) -> dict[str, str]:
    """Everything in won. Foreign cash counts at the set rate, holdings at the last price."""
    account = view.account
    cost = value = ZERO
    for position in account.positions.values():
        if position.quantity:
            price = view.broker.last_price(position.exchange, position.symbol)
            cost += view.won(position.cost, position.currency)
            value += view.won(price * position.quantity, position.currency)
    deposits = {currency: view.won(purse.balance, currency) for currency, purse in account.cash.items()}
    won_cash = deposits.get(Currency.KRW, ZERO)
    foreign_cash = sum(deposits.values(), ZERO) - won_cash
    held = sum((view.won(purse.reserved, currency) for currency, purse in account.cash.items()), ZERO)
    to_come = sum((view.won(view.unsettled_sales(currency), currency) for currency in account.cash), ZERO)
    to_go = to_come - sum((view.won(view.unsettled_cash(currency), currency) for currency in account.cash), ZERO)
    free = sum(
        (
            view.won(max(ZERO, min(purse.available, purse.balance - view.unsettled_cash(currency))), currency)
            for currency, purse in account.cash.items()
        ),
        ZERO,
    )
    foreign_free = sum(
        (view.won(p.available, currency) for currency, p in account.cash.items() if currency is not Currency.KRW), ZERO
    )
    amounts = {
        "pchs_amt_smtl": cost,
        "evlu_amt_smtl": value,
        "evlu_pfls_amt_smtl": value - cost,
        "dncl_amt": won_cash,
        "cma_evlu_amt": ZERO,
        "tot_dncl_amt": won_cash + foreign_cash,
        "etc_mgna": ZERO,
        "wdrw_psbl_tot_amt": free,
        "frcr_evlu_tota": foreign_cash,
        "pchs_amt_smtl_amt": cost,
        "evlu_amt_smtl_amt": value,
        "tot_evlu_pfls_amt": value - cost,
        "tot_asst_amt": value + won_cash + foreign_cash,
        "buy_mgn_amt": held,
        "mgna_tota": held,
        "frcr_use_psbl_amt": foreign_free,
        "ustl_sll_amt_smtl": to_come,
        "ustl_buy_amt_smtl": to_go,
        "tot_frcr_cblc_smtl": foreign_cash,
        "tot_loan_amt": ZERO,
    }
    whole: dict[str, Value] = {name: fixed(amount, 0) for name, amount in amounts.items()}
    return _totals.row(whole | {"evlu_erng_rt1": fixed(rate(value - cost, cost), 2)})
