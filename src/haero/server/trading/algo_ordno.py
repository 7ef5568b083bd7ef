"""해외주식 지정가주문번호조회 (해외주식-071): GET /uapi/overseas-stock/v1/trading/algo-ordno, 20 rows a page. Not on mock.

The numbers of a day's TWAP and VWAP orders, and how far each has come. What its slices filled is in inquire-algo-ccnl. Each row has
its fields twice: in small letters as in the workbook, in capitals as the official sample and kis-trader read them.
"""

from bisect import bisect_right

from haero.desk.orders import Order
from haero.kis import catalogue, texts, words
from haero.kis.paging import Page
from haero.kis.request_types import AlgoOrdnoRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.server import door
from haero.server.call import Call, Scan
from haero.server.trading import _orders
from haero.server.trading._orders import cursor, cursor_text
from haero.server.trading._page import paged
from haero.terms import Action, OrderType

API = catalogue.api("해외주식-071")
SIZE = 20
ALGOS = {OrderType.TWAP: "TWAP", OrderType.VWAP: "VWAP"}
_rows = RowWriter(
    API.id,
    "output",
)


def trade_name(order: Order) -> str:
    """매매구분명, such as TWAP지정가매수."""
    return f"{ALGOS.get(order.type, '')}지정가{words.SIDE_NAMES[order.side]}"


def span_name(order: Order) -> str:
    """분할매수속성명: when the order works, in Korea. kis-trader saw 정규장 종료 or a time range, whose spelling is a guess."""
    if order.starts is None:
        return ""
    if order.to_close:
        return "정규장 종료"
    return f"{texts.kst_time(order.starts)}~{texts.kst_time(order.expires)}"


def handle(call: Call) -> Scan:
    """The algo orders of TRAD_DT, by number. Those that come while it gives way are not in it."""
    form = decode_query(API, AlgoOrdnoRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    _, after = cursor(call, account.orders, form.CTX_AREA_NK200)
    numbers = account.by_date.get(door.day(form.TRAD_DT), [])
    found: list[Order] = []
    for walked, place in enumerate(range(bisect_right(numbers, after), len(numbers)), 1):
        order = account.orders[numbers[place]]
        if order.type in ALGOS and order.action is Action.NEW:
            found.append(order)
            if len(found) > SIZE:
                break
        if walked % _orders.WALKED_AT_ONCE == 0:
            yield
    page = Page.cut(found, SIZE, cursor_text)
    instruments = call.books.market.instruments
    rows = []
    for order in page.rows:
        instrument = instruments.get(order.exchange, order.symbol)
        values: dict[str, Value] = {
            "odno": texts.order_number(order.number),
            "trad_dvsn_name": trade_name(order),
            "pdno": order.symbol,
            "item_name": instrument.name_ko if instrument else "",
            "ft_ord_qty": order.quantity,
            "ft_ord_unpr3": texts.fixed(order.price, 8),
            "splt_buy_attr_name": span_name(order),
            "ft_ccld_qty": order.filled,
            "ord_gno_brno": account.branch,
        }
        row = _rows.row(values)
        rows.append(row | {name.upper(): value for name, value in row.items()})
    condition = [form.TRAD_DT, form.CANO, form.ACNT_PRDT_CD]
    return paged(call, page, condition, {"output": rows})
