"""New orders: in the exchange's own hours, and in the US daytime session."""

from datetime import datetime

from haero.client.orders.checks import check_times, hhmmss
from haero.client.orders.draft import draft_of, plan_of
from haero.client.orders.plan import Plan, PlanKind
from haero.client.orders.price import Price
from haero.client.orders.seat import Seat
from haero.client.orders.symbol import Ticker
from haero.client.orders.types import AnyKind, Twap, Vwap
from haero.client.orders.ways import DAYTIME, ORDER
from haero.kis.request_types import DaytimeOrderRequest, OrderRequest
from haero.terms import Side

DEFAULT_SERVER = "0"  # ORD_SVR_DVSN_CD
SELL_TYPE = "00"  # SLL_TYPE
TIMES_GIVEN, TO_THE_CLOSE = "00", "02"  # ALGO_ORD_TMD_DVSN_CD


def plan_order(
    seat: Seat,
    side: Side,
    symbol: str | Ticker,
    quantity: int,
    kind: Price | AnyKind,
    *,
    now: datetime | None = None,
    lot: int | None = None,
) -> Plan:
    """A new order. A plain price is a Limit; `now` is the broker's clock, `lot` the stock's own lot, where they are known.

    Raises BadOrder: order type x exchange x side x environment, quantity, lot, tick, least of VWAP, times of the slices.
    """
    draft = draft_of(ORDER, seat, side, symbol, quantity, kind, lot)
    start = end = algo = ""
    checks: tuple[str, ...] = ()
    if isinstance(draft.kind, Twap | Vwap):
        checks = check_times(draft.kind, now)
        algo, start, end = _times(draft.kind)
    body = OrderRequest(
        CANO=seat.account,
        ACNT_PRDT_CD=seat.product,
        OVRS_EXCG_CD=draft.way.code,
        PDNO=draft.ticker.symbol,
        ORD_QTY=draft.quantity_text,
        OVRS_ORD_UNPR=draft.price_text,
        CTAC_TLNO=seat.phone,
        SLL_TYPE=SELL_TYPE if draft.side is Side.SELL else "",
        ORD_SVR_DVSN_CD=DEFAULT_SERVER,
        ORD_DVSN=draft.division,
        START_TIME=start,
        END_TIME=end,
        ALGO_ORD_TMD_DVSN_CD=algo,
    )
    plan = plan_of(PlanKind.ORDER, seat, draft, body, checks)
    if algo:
        plan.content.update(start=start or "now", until=end or "close")
    return plan


def _times(kind: Twap | Vwap) -> tuple[str, str, str]:
    """ALGO_ORD_TMD_DVSN_CD, START_TIME and END_TIME."""
    if kind.start is None or kind.until == "close":
        return TO_THE_CLOSE, "", ""
    return TIMES_GIVEN, hhmmss(kind.start), hhmmss(kind.until)


def plan_daytime(
    seat: Seat, side: Side, symbol: str | Ticker, quantity: int, kind: Price | AnyKind, *, lot: int | None = None
) -> Plan:
    """A new order of the US daytime session (주간거래): real account, limit only. Raises BadOrder."""
    draft = draft_of(DAYTIME, seat, side, symbol, quantity, kind, lot)
    body = DaytimeOrderRequest(
        CANO=seat.account,
        ACNT_PRDT_CD=seat.product,
        OVRS_EXCG_CD=draft.way.code,
        PDNO=draft.ticker.symbol,
        ORD_QTY=draft.quantity_text,
        OVRS_ORD_UNPR=draft.price_text,
        CTAC_TLNO=seat.phone,
        ORD_SVR_DVSN_CD=DEFAULT_SERVER,
        ORD_DVSN=draft.division,
    )
    return plan_of(PlanKind.DAYTIME, seat, draft, body)
