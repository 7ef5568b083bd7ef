"""해외주식 지정가체결내역조회 (해외주식-070): GET /uapi/overseas-stock/v1/trading/inquire-algo-ccnl, one page. Not on mock.

The table says output and output3 in capitals, the recorded reply output1 and output2 in small letters: all four blocks are sent,
so that either kind of client finds its own. Each row is a fill of a slice.
The executions of an order that is no algo order are listed too (guess).
"""

from bisect import bisect_left
from collections.abc import Generator

from haero.desk.accounts import Account
from haero.desk.orders import Execution, Order
from haero.kis import catalogue, texts, words
from haero.kis.paging import Page
from haero.kis.request_types import InquireAlgoCcnlRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Call, Scan
from haero.server.trading import _orders
from haero.server.trading._page import paged
from haero.server.trading.algo_ordno import span_name, trade_name
from haero.terms import ZERO

API = catalogue.api("해외주식-070")
_fills = RowWriter(API.id, "output")
_order = RowWriter(API.id, "output3")


def handle(call: Call) -> Scan:
    """The executions of one order of ORD_DT (blank: of any day), in the order in which they came, and their sum."""
    form = decode_query(API, InquireAlgoCcnlRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    number = texts.parse_order_number(form.ODNO)
    order = account.orders.get(number or 0)
    if order is not None and form.ORD_DT.strip() and order.trade_date != door.day(form.ORD_DT):
        order = None
    name = _name(call, order)
    done = (yield from _done(account, order)) if order else []
    fills = _fill_rows(order, name, done) if order else []
    totals = [_order_row(order, name, len(done))] if order else []
    lower = [{key.lower(): value for key, value in row.items()} for row in fills]
    total = {key.lower(): value for key, value in totals[0].items()} if totals else {}
    blocks: dict[str, object] = {"output": fills, "output3": totals, "output1": lower, "output2": total}
    condition = [form.ORD_DT, "", form.ODNO]
    return paged(call, Page(totals), condition, blocks)


def _name(call: Call, order: Order | None) -> str:
    found = call.books.market.instruments.get(order.exchange, order.symbol) if order else None
    return found.name_ko if found else ""


def _done(account: Account, order: Order) -> Generator[None, None, list[Execution]]:
    """The executions of an order, from its acceptance on, until all that has filled of it is found."""
    executions, found = account.executions, list[Execution]()
    place = bisect_left(executions, order.accepted_at, key=lambda execution: execution.at)
    left, taken = _orders.WALKED_AT_ONCE, 0
    while taken < order.filled and place < len(executions):
        execution = executions[place]
        place += 1
        left -= 1
        if execution.number == order.number:
            found.append(execution)
            taken += execution.quantity
        if not left:
            left = _orders.WALKED_AT_ONCE
            yield
    return found


def _fill_rows(order: Order, name: str, done: list[Execution]) -> list[dict[str, str]]:
    return [
        _fills.row(
            {
                "CCLD_SEQ": sequence,
                "CCLD_BTWN": texts.kst_time(execution.at),
                "PDNO": order.symbol,
                "ITEM_NAME": name,
                "FT_CCLD_QTY": execution.quantity,
                "FT_CCLD_UNPR3": texts.fixed(execution.price, 8),
                "FT_CCLD_AMT3": texts.fixed(execution.price * execution.quantity, 5),
            }
        )
        for sequence, execution in enumerate(done, 1)
    ]


def _order_row(order: Order, name: str, fills: int) -> dict[str, str]:
    return _order.row(
        {
            "ODNO": texts.order_number(order.number),
            "TRAD_DVSN_NAME": trade_name(order),
            "PDNO": order.symbol,
            "ITEM_NAME": name,
            "FT_ORD_QTY": order.quantity,
            "FT_ORD_UNPR3": texts.fixed(order.price, 8),
            "ORD_TMD": texts.kst_time(order.accepted_at),
            "SPLT_BUY_ATTR_NAME": span_name(order),
            "FT_CCLD_QTY": order.filled,
            "TR_CRCY": words.CODES[order.exchange].currency,
            "FT_CCLD_UNPR3": texts.fixed(order.average_price if order.filled else ZERO, 8),
            "FT_CCLD_AMT3": texts.fixed(order.amount, 5),
            "CCLD_CNT": fills,
        }
    )
