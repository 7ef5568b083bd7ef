"""해외주식 미체결내역 (v1_해외주식-005): GET /uapi/overseas-stock/v1/trading/inquire-nccs, 40 rows a page.

Mock: the published list has no TR for it; VTTS3018R was recorded to answer with no rows while an order was open, and so it
does here.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from heapq import merge

from haero.desk.accounts import Account
from haero.desk.orders import Order
from haero.kis import catalogue, refusals, words
from haero.kis.paging import Page
from haero.kis.request_types import InquireNccsRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server.call import Call, Scan
from haero.server.trading import _orders
from haero.server.trading._orders import cursor, cursor_text, exchanges_meant, order_values
from haero.server.trading._page import paged
from haero.terms import Environment

API = catalogue.api("v1_해외주식-005")
SIZE = 40
_rows = RowWriter(API.id, "output", blank={"prcs_stat_name", "loan_dt", "splt_buy_attr_name"})


def handle(call: Call) -> Scan:
    """Open orders, by order number; SORT_SQN DS or empty ascending, anything else descending.

    Orders that come while it gives way are not in it; those that are, are open when it is done.
    """
    form = decode_query(API, InquireNccsRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    meant = exchanges_meant(form.OVRS_EXCG_CD)
    if meant is None:
        raise refusals.INVALID_MARKET.refuse()
    ascending = form.SORT_SQN in {"DS", ""}
    _, after = cursor(call, account.orders, form.CTX_AREA_NK200)
    found: list[Order] = []
    numbers = iter(()) if call.environment is Environment.MOCK else _open_numbers(account, after, ascending)
    for walked, number in enumerate(numbers, 1):
        if number in account.working and account.orders[number].exchange in meant:
            found.append(account.orders[number])
            if len(found) > SIZE:
                break
        if walked % _orders.WALKED_AT_ONCE == 0:
            yield
            found = [order for order in found if order.open]
    page = Page.cut(found, SIZE, cursor_text)
    rows = []
    for order in page.rows:
        code = words.CODES[order.exchange]
        values = order_values(call, account.branch, order) | {
            "rvse_cncl_dvsn_cd": words.ACTION_CODES[order.action],
            "rvse_cncl_dvsn_cd_name": words.ACTION_NAMES[order.action],
            "natn_cd": code.nation,
            "natn_kor_name": code.nation_ko,
            "loan_type_cd": "10",
        }
        rows.append(_rows.row(values))
    condition = [form.CANO, form.ACNT_PRDT_CD, form.OVRS_EXCG_CD, form.SORT_SQN]
    return paged(call, page, condition, {"output": rows})


def _open_numbers(account: Account, after: int, ascending: bool) -> Iterator[int]:
    """The numbers behind `after` that are open, in the order asked for; where they are too many to copy, others of their days too.

    The account may change meanwhile: what is copied stays, and the lists of the days only grow.
    """
    working = account.working
    if not working:
        return iter(())
    low, high = next(iter(working)), next(reversed(working))
    if after:
        low, high = (max(low, after + 1), high) if ascending else (low, min(high, after - 1))
    if len(working) <= _orders.WALKED_AT_ONCE:
        numbers = [number for number in working if low <= number <= high]
        return iter(numbers if ascending else reversed(numbers))
    days = [_between(numbers, low, high, ascending) for numbers in account.by_date.values()]
    return merge(*days, reverse=not ascending)


def _between(numbers: list[int], low: int, high: int, ascending: bool) -> Iterator[int]:
    """Those from `low` to `high`; ascending, or descending."""
    first, end = bisect_left(numbers, low), bisect_right(numbers, high)
    return (numbers[place] for place in (range(first, end) if ascending else range(end - 1, first - 1, -1)))
