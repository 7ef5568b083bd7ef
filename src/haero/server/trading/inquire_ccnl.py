"""해외주식 주문체결내역 (v1_해외주식-007): GET /uapi/overseas-stock/v1/trading/inquire-ccnl, 20 rows a page, 15 on mock.

Every order has its row: a revision and a cancellation stand beside the original, with their own odno (as recorded). On mock
the filters are not usable: everything of the date range is listed.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from haero.desk.accounts import Account
from haero.desk.orders import Order, OrderStatus
from haero.kis import catalogue, refusals, texts, words
from haero.kis.paging import Page
from haero.kis.request_types import InquireCcnlRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Call, Scan
from haero.server.trading import _orders
from haero.server.trading._orders import ALL_CODES, cursor, cursor_text, exchanges_meant, order_values
from haero.server.trading._page import paged
from haero.terms import KST, Action, Environment

API = catalogue.api("v1_해외주식-007")
SIZES = {Environment.REAL: 20, Environment.MOCK: 15}
ALL, FILLED = "00", "01"
_rows = RowWriter(API.id, "output", blank={"loan_dt", "splt_buy_attr_name"})
_STATES = {OrderStatus.REJECTED: "거부", OrderStatus.ACCEPTED: "전송", OrderStatus.PARTLY_FILLED: "전송"}


def _in_range(account: Account, first: date, last: date, after: tuple[str, int], ascending: bool) -> Iterator[Order]:
    """The orders of the dates, by date and number, behind `after`: only days and numbers that are asked for are touched."""
    stop_day, number = after
    days = sorted(day for day in account.by_date if first <= day <= last)
    for day in days if ascending else reversed(days):
        name = texts.yyyymmdd(day)
        if stop_day and (name < stop_day if ascending else name > stop_day):
            continue
        numbers = account.by_date[day]
        if ascending:
            start = bisect_left(numbers, number + 1) if name == stop_day else 0
            yield from (account.orders[numbers[i]] for i in range(start, len(numbers)))
        else:
            end = bisect_left(numbers, number) if name == stop_day else len(numbers)
            yield from (account.orders[numbers[i]] for i in range(end - 1, -1, -1))


def handle(call: Call) -> Scan:
    """Orders and fills of a range of exchange-local dates; DS by ascending number, AS descending.

    Orders that come while it gives way are not in it; those that are, are shown as they are when it is done.
    """
    form = decode_query(API, InquireCcnlRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    mock = call.environment is Environment.MOCK
    meant = exchanges_meant("" if mock else form.OVRS_EXCG_CD)
    if meant is None:
        raise refusals.INVALID_MARKET.refuse()
    symbol = "" if mock or form.PDNO in ALL_CODES else form.PDNO
    side = ALL if mock else form.SLL_BUY_DVSN or ALL
    wanted = ALL if mock else form.CCLD_NCCS_DVSN or ALL
    ascending = mock or form.SORT_SQN != "AS"
    position = cursor(call, account.orders, form.CTX_AREA_NK200)
    newest = account.last_number

    def asked(order: Order) -> bool:
        return (
            order.number <= newest
            and order.exchange in meant
            and (not symbol or order.symbol == symbol)
            and (side == ALL or words.SIDE_CODES[order.side] == side)
            and (wanted == ALL or (order.filled > 0 if wanted == FILLED else order.open > 0))
        )

    found: list[Order] = []
    size = SIZES[call.environment]
    days = door.day(form.ORD_STRT_DT), door.day(form.ORD_END_DT)
    for walked, order in enumerate(_in_range(account, *days, position, ascending), 1):
        if asked(order):
            found.append(order)
            if len(found) > size:
                break
        if walked % _orders.WALKED_AT_ONCE == 0:
            yield
            found = [order for order in found if asked(order)]
    page = Page.cut(found, size, cursor_text)
    rows = [_row(call, account, order) for order in page.rows]
    condition = [
        form.CANO, form.ACNT_PRDT_CD, form.PDNO, form.ORD_STRT_DT, form.ORD_END_DT, form.SLL_BUY_DVSN,
        form.CCLD_NCCS_DVSN, form.OVRS_EXCG_CD, form.SORT_SQN,
    ]  # fmt: skip
    return paged(call, page, condition, {"output": rows})


def _row(call: Call, account: Account, order: Order) -> dict[str, str]:
    code = words.CODES[order.exchange]
    kst = order.accepted_at.astimezone(KST)
    state = "" if call.environment is Environment.MOCK else _STATES.get(order.status, "완료")
    values = order_values(call, account.branch, order) | {
        "rvse_cncl_dvsn": words.ACTION_CODES[order.action],
        "rvse_cncl_dvsn_name": words.ACTION_NAMES[order.action],
        "prcs_stat_name": state if order.action is Action.NEW or order.open else "" if not state else "완료",
        "tr_natn": code.nation,
        "tr_natn_name": code.nation_ko,
        "dmst_ord_dt": texts.yyyymmdd(kst.date()),
        "thco_ord_tmd": texts.kst_time(order.accepted_at),
        "loan_type_cd": "10",
        "mdia_dvsn_name": "OpenAPI",
    }
    return _rows.row(values)
