"""Rows about orders: orders with what was executed of them, open ones, reservations, the slices of TWAP and VWAP.

Order numbers have ten digits everywhere (`odno`), whatever KIS wrote.
"""

from enum import StrEnum

from haero.client.results import fields as read
from haero.client.results.row import Row
from haero.kis.reply_types import (
    AlgoOrdnoOutput,
    InquireAlgoCcnlOutput,
    InquireAlgoCcnlOutput3,
    InquireCcnlOutput,
    InquireNccsOutput,
    OrderResvListOutput,
)
from haero.terms import Action


class OrderStatus(StrEnum):
    """Where an order stands, as its row in an inquiry tells."""

    OPEN = "open"
    PARTLY_FILLED = "partly_filled"
    FILLED = "filled"
    REJECTED = "rejected"
    CLOSED = "closed"
    """Nothing of it is open, and not all was filled: cancelled, expired, revised into a new order; or itself a cancellation."""


def _status(ordered: int, filled: int, still_open: int) -> OrderStatus:
    if still_open > 0:
        return OrderStatus.PARTLY_FILLED if filled else OrderStatus.OPEN
    return OrderStatus.FILLED if filled and filled >= ordered else OrderStatus.CLOSED


def _status_of_fill(row: "Fill") -> OrderStatus:
    if row.reason or row.reason_code:
        return OrderStatus.REJECTED
    if row.action is Action.CANCEL:
        return OrderStatus.CLOSED
    return _status(row.order_quantity, row.quantity, row.open_quantity)


def _status_of_open(row: "OpenOrder") -> OrderStatus:
    if row.reason or row.reason_code:
        return OrderStatus.REJECTED
    return _status(row.quantity, row.filled_quantity, row.open_quantity)


class Fill(Row[InquireCcnlOutput]):
    """An order of the order history with what was executed of it: `quantity` shares at `price` on average.

    KIS counts by order, not by execution. An order of which nothing was executed has quantity 0 and price 0. `at` is when KIS took
    the order; `trade_date` the exchange's date.
    """

    __slots__ = ()

    odno = read.order_number("odno")
    symbol = read.text("pdno")
    side = read.side("sll_buy_dvsn_cd", "sll_buy_dvsn_cd_name")
    quantity = read.whole("ft_ccld_qty")
    price = read.decimal("ft_ccld_unpr3")
    amount = read.decimal("ft_ccld_amt3")
    order_quantity = read.whole("ft_ord_qty")
    order_price = read.decimal("ft_ord_unpr3")
    open_quantity = read.whole("nccs_qty")
    status = read.made_of("OrderStatus", ("nccs_qty", "ft_ccld_qty", "ft_ord_qty", "rjct_rson_name"), _status_of_fill)
    exchange = read.exchange("ovrs_excg_cd")
    currency = read.currency("tr_crcy_cd")
    at = read.either(
        read.korean_moment("dmst_ord_dt", "thco_ord_tmd"),
        read.moment_of_trading_day("ord_dt", "ord_tmd", "ovrs_excg_cd"),
    )
    trade_date = read.day("ord_dt")
    action = read.action("rvse_cncl_dvsn")
    original = read.optional(read.order_number("orgn_odno"))
    branch = read.text("ord_gno_brno")
    name = read.text("prdt_name")
    market = read.text("tr_mket_name")
    country = read.text("tr_natn_name")
    country_code = read.text("tr_natn")
    status_text = read.text("prcs_stat_name")
    reason = read.text("rjct_rson_name")
    reason_code = read.text("rjct_rson")
    side_text = read.text("sll_buy_dvsn_cd_name")
    action_text = read.text("rvse_cncl_dvsn_name")
    medium = read.text("mdia_dvsn_name")
    loan_type = read.text("loan_type_cd")
    lent_on = read.optional(read.day("loan_dt"))
    after_market = read.optional(read.flag("usa_amk_exts_rqst_yn"))
    split = read.text("splt_buy_attr_name")


class OpenOrder(Row[InquireNccsOutput]):
    """An order of which something is still open: `quantity` ordered, `filled_quantity` executed, `open_quantity` left."""

    __slots__ = ()

    odno = read.order_number("odno")
    symbol = read.text("pdno")
    side = read.side("sll_buy_dvsn_cd", "sll_buy_dvsn_cd_name")
    quantity = read.whole("ft_ord_qty")
    open_quantity = read.whole("nccs_qty")
    filled_quantity = read.whole("ft_ccld_qty")
    price = read.decimal("ft_ord_unpr3")
    filled_price = read.unless_zero(read.decimal("ft_ccld_unpr3"))
    filled_amount = read.decimal("ft_ccld_amt3")
    status = read.made_of("OrderStatus", ("nccs_qty", "ft_ccld_qty", "ft_ord_qty", "rjct_rson_name"), _status_of_open)
    exchange = read.exchange("ovrs_excg_cd")
    currency = read.currency("tr_crcy_cd")
    at = read.moment_of_trading_day("ord_dt", "ord_tmd", "ovrs_excg_cd")
    trade_date = read.day("ord_dt")
    action = read.action("rvse_cncl_dvsn_cd")
    original = read.optional(read.order_number("orgn_odno"))
    branch = read.text("ord_gno_brno")
    name = read.text("prdt_name")
    market = read.text("tr_mket_name")
    country = read.text("natn_kor_name")
    country_code = read.text("natn_cd")
    status_text = read.text("prcs_stat_name")
    reason = read.text("rjct_rson_name")
    reason_code = read.text("rjct_rson")
    side_text = read.text("sll_buy_dvsn_cd_name")
    action_text = read.text("rvse_cncl_dvsn_cd_name")
    loan_type = read.text("loan_type_cd")
    lent_on = read.optional(read.day("loan_dt"))
    after_market = read.optional(read.flag("usa_amk_exts_rqst_yn"))
    split = read.text("splt_buy_attr_name")


class Reservation(Row[OrderResvListOutput]):
    """A reserved order. `odno`, `branch`, `trade_date` and `sent_at` are there once it was sent to the exchange."""

    __slots__ = ()

    number = read.order_number("ovrs_rsvn_odno")
    symbol = read.text("pdno")
    side = read.side("sll_buy_dvsn_cd", "sll_buy_dvsn_cd_name")
    quantity = read.whole("ft_ord_qty")
    price = read.decimal("ft_ord_unpr3")
    filled_quantity = read.optional(read.whole("ft_ccld_qty"))
    exchange = read.exchange("ovrs_excg_cd")
    cancelled = read.flag("cncl_yn")
    at = read.korean_moment("rsvn_ord_rcit_dt", "ord_rcit_tmd")
    taken_on = read.day("rsvn_ord_rcit_dt")
    odno = read.optional(read.order_number("odno"))
    branch = read.text("ord_gno_brno")
    trade_date = read.optional(read.day("ord_dt"))
    sent_at = read.optional(read.moment_of_trading_day("ord_dt", "ord_fwdg_tmd", "ovrs_excg_cd"))
    status_code = read.text("ovrs_rsvn_ord_stat_cd")
    status_text = read.text("ovrs_rsvn_ord_stat_cd_name")
    type = read.order_type("tr_dvsn_name")
    type_text = read.text("tr_dvsn_name")
    reason = read.text("nprc_rson_text")
    name = read.text("prdt_name")
    market = read.text("tr_mket_name")
    product_type = read.text("prdt_type_cd")
    side_text = read.text("sll_buy_dvsn_cd_name")
    split = read.text("splt_buy_attr_name")


class AlgoOrder(Row[AlgoOrdnoOutput]):
    """A TWAP or VWAP order of a day: its number is what `AlgoFill` is asked for by."""

    __slots__ = ()

    odno = read.order_number("odno")
    symbol = read.text("pdno")
    side = read.side_by_name("trad_dvsn_name")
    type = read.order_type("trad_dvsn_name")
    quantity = read.whole("ft_ord_qty")
    price = read.decimal("ft_ord_unpr3")
    filled_quantity = read.whole("ft_ccld_qty")
    branch = read.text("ord_gno_brno")
    name = read.text("item_name")
    type_text = read.text("trad_dvsn_name")
    split = read.text("splt_buy_attr_name")


class AlgoFill(Row[InquireAlgoCcnlOutput]):
    """One execution of a TWAP or VWAP order. `time` is a Korean time of day: KIS says no date with it."""

    __slots__ = ()
    elsewhere = "output1"

    sequence = read.whole("CCLD_SEQ")
    symbol = read.text("PDNO")
    quantity = read.whole("FT_CCLD_QTY")
    price = read.decimal("FT_CCLD_UNPR3")
    amount = read.decimal("FT_CCLD_AMT3")
    time = read.clock("CCLD_BTWN")
    name = read.text("ITEM_NAME")


class AlgoTotal(Row[InquireAlgoCcnlOutput3]):
    """A TWAP or VWAP order with the sum of its executions. `time` is when KIS took it, Korean time of day."""

    __slots__ = ()
    elsewhere = "output2"

    odno = read.order_number("ODNO")
    symbol = read.text("PDNO")
    side = read.side_by_name("TRAD_DVSN_NAME")
    type = read.order_type("TRAD_DVSN_NAME")
    quantity = read.whole("FT_ORD_QTY")
    price = read.decimal("FT_ORD_UNPR3")
    filled_quantity = read.whole("FT_CCLD_QTY")
    filled_price = read.unless_zero(read.decimal("FT_CCLD_UNPR3"))
    filled_amount = read.decimal("FT_CCLD_AMT3")
    fills = read.whole("CCLD_CNT")
    currency = read.currency("TR_CRCY")
    time = read.clock("ORD_TMD")
    name = read.text("ITEM_NAME")
    type_text = read.text("TRAD_DVSN_NAME")
    split = read.text("SPLT_BUY_ATTR_NAME")
