"""The questions about an account: orders, holdings, cash, what was traded and gained."""

from collections.abc import Iterable

from haero.client.results import parameters as give
from haero.client.results.balance import Holding, PresentHolding
from haero.client.results.money import BuyingPower, Margin, Profit, SettledHolding, Trade, WonCash
from haero.client.results.orders import AlgoFill, AlgoOrder, Fill, OpenOrder, Reservation
from haero.client.results.paging import ByArea, ByHeader
from haero.client.results.question import Question
from haero.kis import reply_types as replies
from haero.kis import request_types as requests
from haero.terms import US_EXCHANGES, Exchange, Side

_ACCOUNT = give.account()
_IN_WON = give.choice("WCRC_FRCR_DVSN_CD", {True: "01", False: "02"}, False)

FILLS = Question(
    "v1_해외주식-007",
    requests.InquireCcnlRequest,
    replies.InquireCcnlReply,
    Fill,
    {
        "account": _ACCOUNT,
        "since": give.day("ORD_STRT_DT"),
        "until": give.day("ORD_END_DT"),
        "symbol": give.text("PDNO", "%"),
        "exchange": give.order_exchange("OVRS_EXCG_CD", None, everywhere="%"),
        "side": give.side("SLL_BUY_DVSN"),
        "state": give.choice("CCLD_NCCS_DVSN", {"all": "00", "filled": "01", "open": "02"}, "all"),
        "newest_first": give.choice("SORT_SQN", {True: "AS", False: "DS"}, False),
    },
    fixed={"ORD_DT": "", "ORD_GNO_BRNO": "", "ODNO": ""},
    pager=ByArea(),
    on_mock={"PDNO": "", "OVRS_EXCG_CD": "", "SLL_BUY_DVSN": "00", "CCLD_NCCS_DVSN": "00", "SORT_SQN": "DS"},
    unheard=("symbol", "exchange", "side", "state", "newest_first"),
)
"""Orders between two dates of their exchange, with what was executed of them. Exchange NASDAQ is the whole US.

Mock answers with all of them, oldest first, whatever was asked: `sifted` does the rest.
"""


def sifted(
    rows: Iterable[Fill],
    *,
    symbol: str = "%",
    exchange: Exchange | str | None = None,
    side: Side | str | None = None,
    state: str = "all",
) -> list[Fill]:
    """The rows that FILLS would have given on real for these words: for mock, which hears none of them."""
    return [row for row in rows if is_wanted(row, symbol=symbol, exchange=exchange, side=side, state=state)]


def is_wanted(
    row: Fill,
    *,
    symbol: str = "%",
    exchange: Exchange | str | None = None,
    side: Side | str | None = None,
    state: str = "all",
) -> bool:
    """Would FILLS have given a row on real for these words? NASDAQ is the whole US."""
    if symbol not in ("", "%", row.symbol) or (side is not None and row.side != side):
        return False
    if exchange is not None:
        wanted = give.exchange_of(exchange)
        if row.exchange not in (US_EXCHANGES if wanted is Exchange.NASDAQ else {wanted}):
            return False
    return not ((state == "filled" and not row.quantity) or (state == "open" and not row.open_quantity))


OPEN_ORDERS = Question(
    "v1_해외주식-005",
    requests.InquireNccsRequest,
    replies.InquireNccsReply,
    OpenOrder,
    {
        "account": _ACCOUNT,
        "exchange": give.order_exchange("OVRS_EXCG_CD", "NASDAQ"),
        "newest_first": give.choice("SORT_SQN", {True: "AS", False: "DS"}, False),
    },
    pager=ByArea(),
    instead="ask kis.orders (inquire-ccnl) for orders whose open_quantity is not 0",
)
"""Open orders of an exchange; NASDAQ is the whole US."""

BALANCE = Question(
    "v1_해외주식-008",
    requests.InquirePresentBalanceRequest,
    replies.InquirePresentBalanceReply,
    PresentHolding,
    {
        "account": _ACCOUNT,
        "in_won": _IN_WON,
        "country": give.text("NATN_CD", "000"),
        "market": give.text("TR_MKET_CD", "00"),
        "kind": give.choice("INQR_DVSN_CD", {"all": "00", "usual": "01", "fractional": "02"}, "all"),
    },
    pager=ByHeader(),
)
"""All holdings, cash by currency (Cash) and sums (Totals): what a Balance is made of. On mock KIS fills in the sums alone: ask
HOLDINGS for the holdings, and BUYING_POWER for the cash."""

HOLDINGS = Question(
    "v1_해외주식-006",
    requests.InquireBalanceRequest,
    replies.InquireBalanceReply,
    Holding,
    {
        "account": _ACCOUNT,
        "exchange": give.order_exchange("OVRS_EXCG_CD", "NASDAQ"),
        "currency": give.currency("TR_CRCY_CD", "USD"),
    },
    pager=ByArea(),
)
"""The holdings of an exchange, and their sums (HoldingTotals). NASDAQ is the whole US on real, Nasdaq alone on mock."""

BUYING_POWER = Question(
    "v1_해외주식-014",
    requests.InquirePsamountRequest,
    replies.InquirePsamountReply,
    BuyingPower,
    {
        "account": _ACCOUNT,
        "exchange": give.order_exchange("OVRS_EXCG_CD"),
        "symbol": give.text("ITEM_CD"),
        "price": give.decimal("OVRS_ORD_UNPR"),
    },
)
"""What an order of a symbol at a price could use."""

RESERVATIONS = Question(
    "v1_해외주식-013",
    requests.OrderResvListRequest,
    replies.OrderResvListReply,
    Reservation,
    {
        "account": _ACCOUNT,
        "since": give.day("INQR_STRT_DT"),
        "until": give.day("INQR_END_DT"),
        "exchange": give.order_exchange("OVRS_EXCG_CD", None),
        "product_type": give.product_type(default=None),
        "kind": give.choice("INQR_DVSN_CD", {"all": "00", "usual": "01", "fractional": "02"}, "all"),
    },
    pager=ByArea(),
    instead="keep the numbers that the reservations were answered with",
)
"""Reservations by the Korean date on which they were taken; the TR key says where: "us" or "asia"."""

SETTLED = Question(
    "해외주식-064",
    requests.InquirePaymtStdrBalanceRequest,
    replies.InquirePaymtStdrBalanceReply,
    SettledHolding,
    {
        "account": _ACCOUNT,
        "on": give.day("BASS_DT"),
        "in_won": _IN_WON,
        "kind": give.choice("INQR_DVSN_CD", {"all": "00", "usual": "01", "fractional": "02"}, "all"),
    },
    pager=ByHeader(),
    instead="ask kis.account.holdings (inquire-balance) and kis.buying_power (inquire-psamount): they count what has not settled",
)
"""What has settled on a day: holdings, SettledCash, SettledTotals."""

TRADES = Question(
    "해외주식-063",
    requests.InquirePeriodTransRequest,
    replies.InquirePeriodTransReply,
    Trade,
    {
        "account": _ACCOUNT,
        "since": give.day("ERLM_STRT_DT"),
        "until": give.day("ERLM_END_DT"),
        "symbol": give.text("PDNO", ""),
        "exchange": give.order_exchange("OVRS_EXCG_CD", None),
        "side": give.side("SLL_BUY_DVSN_CD"),
    },
    fixed={"LOAN_DVSN_CD": ""},
    pager=ByArea(),
    instead="ask kis.orders (inquire-ccnl): it has no fees",
)
"""What was traded by day and symbol, with fees and settlement date, and the sums (TradeTotals)."""

PROFITS = Question(
    "v1_해외주식-032",
    requests.InquirePeriodProfitRequest,
    replies.InquirePeriodProfitReply,
    Profit,
    {
        "account": _ACCOUNT,
        "since": give.day("INQR_STRT_DT"),
        "until": give.day("INQR_END_DT"),
        "exchange": give.order_exchange("OVRS_EXCG_CD", None),
        "currency": give.currency("CRCY_CD", None),
        "symbol": give.text("PDNO", ""),
        "in_won": give.choice("WCRC_FRCR_DVSN_CD", {True: "02", False: "01"}, False),
    },
    fixed={"NATN_CD": ""},
    pager=ByArea(),
    instead="ask kis.account.holdings (inquire-balance): `.also(HoldingTotals)` has realized_profit",
)
"""Realised profit by day and symbol, and the sums (ProfitTotals)."""

MARGINS = Question(
    "해외주식-035",
    requests.ForeignMarginRequest,
    replies.ForeignMarginReply,
    Margin,
    {"account": _ACCOUNT},
    pager=ByHeader(),
    instead="ask kis.buying_power (inquire-psamount) for each currency",
)
"""Cash and margin by country."""

ALGO_ORDERS = Question(
    "해외주식-071",
    requests.AlgoOrdnoRequest,
    replies.AlgoOrdnoReply,
    AlgoOrder,
    {"account": _ACCOUNT, "on": give.day("TRAD_DT")},
    pager=ByArea(),
    instead="mock takes no TWAP and VWAP orders",
)
"""TWAP and VWAP orders of a trading day."""

ALGO_FILLS = Question(
    "해외주식-070",
    requests.InquireAlgoCcnlRequest,
    replies.InquireAlgoCcnlReply,
    AlgoFill,
    {
        "account": _ACCOUNT,
        "on": give.day("ORD_DT"),
        "odno": give.text("ODNO"),
        "branch": give.text("ORD_GNO_BRNO", ""),
        "with_total": give.choice("TTLZ_ICLD_YN", {True: "Y", False: "N", None: ""}, None),
    },
    pager=ByArea(),
    instead="mock takes no TWAP and VWAP orders",
)
"""The executions of one TWAP or VWAP order, and their sum (AlgoTotal)."""

WON_CASH = Question(
    "v1_국내주식-007",
    requests.InquirePsblOrderRequest,
    replies.InquirePsblOrderReply,
    WonCash,
    {
        "account": _ACCOUNT,
        "symbol": give.text("PDNO", ""),
        "price": give.decimal("ORD_UNPR", 0),
        "with_cma": give.choice("CMA_EVLU_AMT_ICLD_YN", {True: "Y", False: "N"}, False),
        "with_overseas": give.choice("OVRS_ICLD_YN", {True: "Y", False: "N"}, False),
    },
    fixed={"ORD_DVSN": "01"},
)
"""The won that orders can use."""
