"""Reservations (예약주문): orders that KIS keeps and sends at the open. The US has a TR a side, Asia one for all."""

from msgspec import Struct

from haero.client.errors import BadOrder
from haero.client.orders.changing import CANCELLABLE, number_text
from haero.client.orders.draft import NO_PRICE, draft_of, plan_of
from haero.client.orders.placing import DEFAULT_SERVER, TO_THE_CLOSE
from haero.client.orders.plan import Plan, PlanKind, Reserved
from haero.client.orders.price import Price, plain
from haero.client.orders.seat import Seat
from haero.client.orders.symbol import Ticker
from haero.client.orders.types import AnyKind, Twap, Vwap
from haero.client.orders.ways import CANCEL_RESERVATION, RESERVE
from haero.kis.order_table import ORDER_MARKETS, ORDER_TRS
from haero.kis.request_types import OrderResvCcnlRequest, OrderResvRequest
from haero.terms import CURRENCY_OF, US_EXCHANGES, ZERO, Side

SIDE_CODES_OF_ASIA = {Side.SELL: "01", Side.BUY: "02"}  # SLL_BUY_DVSN_CD
NEW, CANCEL = "00", "02"  # RVSE_CNCL_DVSN_CD
NOTHING = "0"


def plan_reservation(
    seat: Seat, side: Side, symbol: str | Ticker, quantity: int, kind: Price | AnyKind, *, lot: int | None = None
) -> Plan:
    """An order that KIS keeps until the open. US: Limit, Twap and Vwap to the close, for sells MarketOnOpen; Asia and mock: Limit.

    Raises BadOrder: as plan_order; and slices with times of their own.
    """
    draft = draft_of(RESERVE, seat, side, symbol, quantity, kind, lot)
    sliced = isinstance(draft.kind, Twap | Vwap)
    if isinstance(draft.kind, Twap | Vwap) and draft.kind.start is not None:
        raise BadOrder("a reserved TWAP or VWAP works to the regular close: give it no times", rule="slice times")
    is_us = draft.ticker.exchange in US_EXCHANGES
    body = OrderResvRequest(
        CANO=seat.account,
        ACNT_PRDT_CD=seat.product,
        SLL_BUY_DVSN_CD="" if is_us else SIDE_CODES_OF_ASIA[draft.side],
        RVSE_CNCL_DVSN_CD="" if is_us else NEW,
        PDNO=draft.ticker.symbol,
        PRDT_TYPE_CD="" if is_us else draft.way.product_type,
        OVRS_EXCG_CD=draft.way.code,
        FT_ORD_QTY=draft.quantity_text,
        FT_ORD_UNPR3=draft.price_text,
        ORD_SVR_DVSN_CD=DEFAULT_SERVER,
        ORD_DVSN=draft.division,
        ALGO_ORD_TMD_DVSN_CD=TO_THE_CLOSE if sliced else "",
    )
    return plan_of(PlanKind.RESERVE, seat, draft, body)


def plan_reservation_cancel(seat: Seat, reserved: Reserved) -> Plan:
    """Takes a reservation back, before it is sent. Raises BadOrder: no reservation number."""
    exchange = reserved.exchange
    market, number = ORDER_MARKETS[exchange], number_text(reserved.number)
    day = reserved.received.strftime("%Y%m%d")
    is_us = exchange in US_EXCHANGES
    tr = ORDER_TRS[
        (seat.environment.value, CANCEL_RESERVATION, "us") if is_us else (seat.environment.value, RESERVE, "asia")
    ]
    body: Struct
    if is_us:
        body = OrderResvCcnlRequest(
            CANO=seat.account, ACNT_PRDT_CD=seat.product, RSVN_ORD_RCIT_DT=day, OVRS_RSVN_ODNO=number
        )
    else:
        body = OrderResvRequest(
            CANO=seat.account,
            ACNT_PRDT_CD=seat.product,
            SLL_BUY_DVSN_CD=SIDE_CODES_OF_ASIA[reserved.side] if reserved.side else "",
            RVSE_CNCL_DVSN_CD=CANCEL,
            PDNO=reserved.symbol,
            PRDT_TYPE_CD=market.product_type,
            OVRS_EXCG_CD=market.code,
            FT_ORD_QTY=str(reserved.quantity) if reserved.quantity else NOTHING,
            FT_ORD_UNPR3=NO_PRICE if reserved.price is None else plain(reserved.price),
            ORD_SVR_DVSN_CD=DEFAULT_SERVER,
            RSVN_ORD_RCIT_DT=day,
            OVRS_RSVN_ODNO=number,
        )
    content = {
        "kind": PlanKind.CANCEL_RESERVATION.value,
        "exchange": market.code,
        "symbol": reserved.symbol,
        "original": number,
        "received": day,
    }
    return Plan(
        PlanKind.CANCEL_RESERVATION, seat.environment, tr.tr_id, tr.path, body, Ticker(exchange, reserved.symbol),
        reserved.side, None, reserved.quantity, None, ZERO, CURRENCY_OF[exchange], (CANCELLABLE,), content,
    )  # fmt: skip
