"""해외주식 잔고 (v1_해외주식-006): GET /uapi/overseas-stock/v1/trading/inquire-balance, 100 rows a page.

NASD means all US on real and Nasdaq alone on mock, NAS is Nasdaq on real, as documented. (One log of 2026-05 saw mock ignore the
exchange; haero follows the document, or a client that asks three exchanges would count every holding three times.)
"""

from collections.abc import Collection
from decimal import Decimal

from haero.broker import Broker
from haero.desk.accounts import Account, Position
from haero.kis import catalogue, faults, successes
from haero.kis.messages import InquireBalanceRequest
from haero.kis.paging import NEXT, read_position
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Call, own_books
from haero.server.trading._orders import areas, exchanges_meant, page_of, tr_cont
from haero.server.wire import Reply, tr_reply
from haero.terms import Currency, Environment, Exchange

API = catalogue.api("v1_해외주식-006")
PAGE = 100
ZERO = Decimal(0)
HUNDRED = Decimal(100)
_rows = RowWriter(API.id, "output1", blank={"loan_dt", "expd_dt"})
_totals = RowWriter(API.id, "output2")


def _meant(code: str, environment: Environment) -> Collection[Exchange]:
    if code == "NAS" or (code == "NASD" and environment is Environment.MOCK):
        return frozenset({Exchange.NASDAQ})
    meant = exchanges_meant(code)
    if meant is None:
        raise faults.INVALID_MARKET.refuse()
    return meant


async def handle(call: Call) -> Reply:
    """Holdings, by the time they were first bought, and their totals over all pages."""
    form = decode_query(API, InquireBalanceRequest, call.request.query)
    account = await own_books(call, form.CANO, form.ACNT_PRDT_CD)
    meant = _meant(form.OVRS_EXCG_CD, call.environment)
    after = read_position(form.CTX_AREA_NK200) if call.request.headers.get("tr_cont", "").strip() == NEXT else ""
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    currency = form.TR_CRCY_CD
    held = [
        position
        for position in account.positions.values()
        if position.exchange in meant and (not currency or position.currency == currency)
    ]
    open_positions = [position for position in held if position.quantity]
    page, more = page_of(open_positions[start : start + PAGE + 1], PAGE)
    broker = call.hub.broker
    rows = [_row(broker, account, position) for position in page]
    condition = [form.CANO, form.ACNT_PRDT_CD, form.OVRS_EXCG_CD, form.TR_CRCY_CD]
    success = successes.QUERY_MORE if more else successes.QUERY_DONE if rows else successes.QUERY_EMPTY
    body = success.of(call.environment).reply(
        areas(condition, str(start + PAGE) if more else "")
        | {"output1": rows, "output2": _total(broker, held, call.hub.house.settings.exchange_rates)},
        envelope_last=True,
    )
    return tr_reply(200, body, call.transaction.tr_id, tr_cont(more))


def rate(profit: Decimal, cost: Decimal) -> Decimal:
    """Profit in percent of its cost; 0 where nothing was paid."""
    return profit * HUNDRED / cost if cost else ZERO


def _row(broker: Broker, account: Account, position: Position) -> dict[str, str]:
    code = door.CODES[position.exchange]
    instrument = broker.instrument(position.exchange, position.symbol)
    price = broker.last_price(position.exchange, position.symbol)
    value = price * position.quantity
    profit = value - position.cost
    return _rows.row(
        {
            "cano": account.number,
            "acnt_prdt_cd": account.product,
            "prdt_type_cd": code.product_type,
            "ovrs_pdno": position.symbol,
            "ovrs_item_name": instrument.name_ko,
            "frcr_evlu_pfls_amt": profit,
            "evlu_pfls_rt": rate(profit, position.cost),
            "pchs_avg_pric": position.average_price,
            "ovrs_cblc_qty": position.quantity,
            "ord_psbl_qty": position.available,
            "frcr_pchs_amt1": position.cost,
            "ovrs_stck_evlu_amt": value,
            "now_pric2": price,
            "tr_crcy_cd": position.currency,
            "ovrs_excg_cd": code.order_code,
            "loan_type_cd": "10",
        }
    )


def _total(broker: Broker, held: list[Position], rates: dict[Currency, Decimal]) -> dict[str, str]:
    """Sums over the holdings of one currency; over several currencies the amounts are added in won at the set rates."""
    factors = _factors(rates, {position.currency for position in held})
    cost = sum((p.cost * factors[p.currency] for p in held), ZERO)
    realised = sum((p.realised * factors[p.currency] for p in held), ZERO)
    value = ZERO
    for position in held:
        if position.quantity:
            price = broker.last_price(position.exchange, position.symbol)
            value += price * position.quantity * factors[position.currency]
    unrealised = value - cost
    sold_cost = sum((p.sold_cost * factors[p.currency] for p in held), ZERO)
    return _totals.row(
        {
            "frcr_pchs_amt1": cost,
            "ovrs_rlzt_pfls_amt": realised,
            "ovrs_tot_pfls": realised + unrealised,
            "rlzt_erng_rt": rate(realised, sold_cost),
            "tot_evlu_pfls_amt": unrealised,
            "tot_pftrt": rate(realised + unrealised, cost + sold_cost),
            "frcr_buy_amt_smtl1": cost + sold_cost,
            "ovrs_rlzt_pfls_amt2": realised,
            "frcr_buy_amt_smtl2": cost + sold_cost,
        }
    )


def _factors(rates: dict[Currency, Decimal], currencies: set[Currency]) -> dict[Currency, Decimal]:
    return dict.fromkeys(currencies, Decimal(1)) if len(currencies) < 2 else {c: rates[c] for c in currencies}
