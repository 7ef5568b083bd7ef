"""KIS codes and the shared words: one table each way, for the server and for a client alike."""

from haero.kis import codes, notice
from haero.terms import EXCHANGE_NAMES, Action, Exchange, OrderType, Side

EXCHANGES = EXCHANGE_NAMES
"""OVRS_EXCG_CD to exchange."""

CODES: dict[Exchange, codes.ExchangeCode] = {
    exchange: code for name, exchange in EXCHANGES.items() if (code := codes.by_order_code(name)) is not None
}
"""Exchange to all its KIS codes and names."""

ORDER_TYPES: dict[str, OrderType] = {
    "00": OrderType.LIMIT,
    "31": OrderType.MARKET_ON_OPEN,
    "32": OrderType.LIMIT_ON_OPEN,
    "33": OrderType.MARKET_ON_CLOSE,
    "34": OrderType.LIMIT_ON_CLOSE,
    "35": OrderType.TWAP,
    "36": OrderType.VWAP,
    "50": OrderType.ODD_LOT_LIMIT,
}
"""ORD_DVSN to order type."""

DIVISIONS: dict[OrderType, str] = {kind: code for code, kind in ORDER_TYPES.items()}

SIDES = {"buy": Side.BUY, "sell": Side.SELL}
SIDE_CODES = {Side.SELL: "01", Side.BUY: "02"}
SIDES_BY_CODE = {code: side for side, code in SIDE_CODES.items()}
SIDE_NAMES = {Side.SELL: "매도", Side.BUY: "매수"}
ACTION_CODES = {Action.NEW: "00", Action.REVISE: "01", Action.CANCEL: "02"}
ACTIONS_BY_CODE = {code: action for action, code in ACTION_CODES.items()}
ACTION_NAMES = {Action.NEW: "보통", Action.REVISE: "정정", Action.CANCEL: "취소"}

NOTICE_KINDS: dict[OrderType, str] = {
    OrderType.LIMIT: notice.LIMIT,
    OrderType.MARKET_ON_OPEN: notice.MARKET_ON_OPEN,
    OrderType.LIMIT_ON_OPEN: notice.LIMIT_ON_OPEN,
    OrderType.MARKET_ON_CLOSE: notice.MARKET_ON_CLOSE,
    OrderType.LIMIT_ON_CLOSE: notice.LIMIT_ON_CLOSE,
    OrderType.ODD_LOT_LIMIT: notice.ODD_LOT_LIMIT,
    # No code is documented for these two; their slices are limit orders (guess).
    OrderType.TWAP: notice.LIMIT,
    OrderType.VWAP: notice.LIMIT,
}
"""ODER_KIND2 per order type."""
