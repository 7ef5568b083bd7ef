"""해외주식 예약주문조회 (v1_해외주식-013): GET /uapi/overseas-stock/v1/trading/order-resv-list, 20 rows a page. Not on mock.

One TR lists the US, the other Asia; empty PRDT_TYPE_CD and OVRS_EXCG_CD mean all of the TR's region.
"""

from collections.abc import Iterator
from itertools import islice

from haero.books import Books
from haero.desk.accounts import Account
from haero.desk.reservations import Reservation, ReservationStatus
from haero.kis import catalogue, codes, texts, words
from haero.kis.paging import Page
from haero.kis.request_types import OrderResvListRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.server import door
from haero.server.call import Call, Scan
from haero.server.trading import _orders
from haero.server.trading._orders import cursor, cursor_text
from haero.server.trading._page import paged
from haero.terms import US_EXCHANGES

API = catalogue.api("v1_해외주식-013")
SIZE = 20
MINI_STOCK = "02"
_rows = RowWriter(API.id, "output", blank={"ord_stfno", "splt_buy_attr_name"})
_STATES = {
    ReservationStatus.ACCEPTED: ("01", "접수"),
    ReservationStatus.CANCELLED: ("02", "취소"),
    ReservationStatus.SENT: ("03", "전송"),
    ReservationStatus.REFUSED: ("04", "거부"),
}
"""01 접수 is documented; the other codes are guesses."""


def handle(call: Call) -> Scan:
    """Reservations by the Korean date on which they were taken, oldest first."""
    form = decode_query(API, OrderResvListRequest, call.request.query)
    account = call.own_account(form.CANO, form.ACNT_PRDT_CD)
    first, last = door.day(form.INQR_STRT_DT), door.day(form.INQR_END_DT)
    us = call.transaction.country == "us"
    _, after = cursor(call, account.reservations, form.CTX_AREA_NK200)
    found: list[Reservation] = []
    for piece in _pieces(account):
        for reservation in piece:
            code = words.CODES[reservation.exchange]
            if (
                reservation.number > after
                and first <= reservation.receipt_date <= last
                and (reservation.exchange in US_EXCHANGES) is us
                and form.PRDT_TYPE_CD in {"", code.product_type}
                and form.OVRS_EXCG_CD in {"", code.order_code}
                and form.INQR_DVSN_CD != MINI_STOCK
            ):
                found.append(reservation)
        if len(found) > SIZE:
            break
        yield
    page = Page.cut(found, SIZE, cursor_text)
    rows = [_row(call.books, account, reservation) for reservation in page.rows]
    condition = [form.CANO, form.ACNT_PRDT_CD, form.INQR_STRT_DT, form.INQR_END_DT, form.INQR_DVSN_CD]
    return paged(call, page, condition, {"output": rows})


def _pieces(account: Account) -> Iterator[list[Reservation]]:
    """The reservations that there are now, some at a time: a dict that grows can't be walked, nor a large one copied at once."""
    rows, size = account.reservations, _orders.WALKED_AT_ONCE
    there = len(rows)
    for start in range(0, there, size):
        yield list(islice(rows.values(), start, min(start + size, there)))


def _row(books: Books, account: Account, reservation: Reservation) -> dict[str, str]:
    code = words.CODES[reservation.exchange]
    state, state_name = _STATES[reservation.status]
    order = account.orders.get(reservation.order)
    instrument = books.market.instruments.get(reservation.exchange, reservation.symbol)
    sent = reservation.done_at if reservation.status is ReservationStatus.SENT else None
    return _rows.row(
        {
            "cncl_yn": "Y" if reservation.status is ReservationStatus.CANCELLED else "N",
            "rsvn_ord_rcit_dt": texts.yyyymmdd(reservation.receipt_date),
            "ovrs_rsvn_odno": texts.order_number(reservation.number),
            "ord_dt": texts.yyyymmdd(order.trade_date) if order else "",
            "ord_gno_brno": account.branch if order else "",
            "odno": texts.order_number(order.number) if order else "",
            "sll_buy_dvsn_cd": words.SIDE_CODES[reservation.side],
            "sll_buy_dvsn_cd_name": words.SIDE_NAMES[reservation.side],
            "ovrs_rsvn_ord_stat_cd": state,
            "ovrs_rsvn_ord_stat_cd_name": state_name,
            "pdno": reservation.symbol,
            "prdt_type_cd": code.product_type,
            "prdt_name": instrument.name_ko if instrument else "",
            "ord_rcit_tmd": texts.kst_time(reservation.accepted_at),
            "ord_fwdg_tmd": texts.kst_time(sent) if sent else "",
            "tr_dvsn_name": codes.ORDER_DIVISION_NAMES[words.DIVISIONS[reservation.type]],
            "ovrs_excg_cd": code.order_code,
            "tr_mket_name": code.name_ko,
            "ft_ord_qty": reservation.quantity,
            "ft_ord_unpr3": reservation.price,
            "ft_ccld_qty": order.filled if order else 0,
            "nprc_rson_text": reservation.reason,
        }
    )
