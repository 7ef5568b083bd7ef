"""What the order inquiries share: which exchanges a code means, and the fields that every order row has."""

from collections.abc import Collection, Mapping

from haero.broker.recorder import Receipt
from haero.desk.events import OrderAccepted, OrderCancelled, OrderRevised
from haero.desk.orders import Order
from haero.desk.reservations import Reservation
from haero.kis import refusals, texts, words
from haero.kis.rows import Value
from haero.server.call import Call
from haero.server.trading._page import position_asked
from haero.terms import US_EXCHANGES, Action, Environment, Exchange

ALL_CODES = {"", "%"}
WALKED_AT_ONCE = 2_000
"""Entries of an account that an inquiry looks at before it may give way: half a millisecond. What comes meanwhile it leaves out."""


def exchanges_meant(code: str) -> Collection[Exchange] | None:
    """The exchanges that an inquiry's OVRS_EXCG_CD means: NASD is all US, empty or % is everything. None: no such code."""
    if code in ALL_CODES:
        return frozenset(Exchange)
    if code == "NASD":
        return US_EXCHANGES
    exchange = words.EXCHANGES.get(code)
    return None if exchange is None else frozenset({exchange})


def check_traded(call: Call, symbol: str) -> None:
    """Raises 40070000 where the paper server does not trade the symbol."""
    if call.environment is Environment.MOCK and not call.settings.mock.trades(symbol):
        raise refusals.UNKNOWN_SYMBOL.of(call.environment).refuse()


def number_text(number: int, environment: Environment) -> str:
    """An order number in an inquiry: recorded without leading zeros on mock; ten digits on real (guess)."""
    return str(number) if environment is Environment.MOCK else texts.order_number(number)


def order_values(call: Call, branch: str, order: Order) -> dict[str, Value]:
    """The fields that inquire-nccs and inquire-ccnl have in common."""
    environment, code = call.environment, words.CODES[order.exchange]
    instrument = call.books.market.instruments.get(order.exchange, order.symbol)
    suffix = "" if order.action is Action.NEW else words.ACTION_NAMES[order.action]
    return {
        "ord_dt": texts.yyyymmdd(order.trade_date),
        "ord_gno_brno": branch,
        "odno": number_text(order.number, environment),
        "orgn_odno": number_text(order.original, environment) if order.original else "",
        "pdno": order.symbol,
        "prdt_name": instrument.name_ko if instrument else "",
        "sll_buy_dvsn_cd": words.SIDE_CODES[order.side],
        "sll_buy_dvsn_cd_name": words.SIDE_NAMES[order.side] + suffix,
        "rjct_rson": "",
        "rjct_rson_name": order.reason,
        "ord_tmd": texts.kst_time(order.accepted_at),
        "tr_mket_name": code.name_ko,
        "tr_crcy_cd": code.currency,
        "ft_ord_qty": order.quantity,
        "ft_ccld_qty": order.filled,
        "nccs_qty": order.open,
        "ft_ord_unpr3": order.price,
        "ft_ccld_unpr3": order.average_price,
        "ft_ccld_amt3": order.amount,
        "ovrs_excg_cd": code.order_code,
        "usa_amk_exts_rqst_yn": "N" if order.exchange in US_EXCHANGES else "",
    }


def order_output(
    call: Call, account: str, receipt: Receipt[OrderAccepted | OrderRevised | OrderCancelled]
) -> dict[str, str]:
    """The block `output` of every order reply: branch, ODNO in ten digits, time in Korea."""
    return {
        "KRX_FWDG_ORD_ORGNO": call.books.account(account).branch,
        "ODNO": texts.order_number(receipt.event.number),
        "ORD_TMD": texts.kst_time(receipt.at),
    }


def cursor(call: Call, rows: Mapping[int, Order | Reservation], area: str) -> tuple[str, int]:
    """(date, number) of the row after which this page starts; ("", 0) on a first page.

    Raises SYDB0050 where no such row is among the account's `rows`: haero gave out no such place.
    """
    position = position_asked(call, area)
    if not position:
        return "", 0
    day, _, number = position.partition("-")
    row = rows.get(texts.parse_order_number(number) or 0)
    if row is None or cursor_text(row) != position:
        raise refusals.DATA_CHANGED.refuse()
    return day, row.number


def cursor_text(row: Order | Reservation) -> str:
    """The position behind an order or a reservation, as `cursor` reads it."""
    day = row.trade_date if isinstance(row, Order) else row.receipt_date
    return f"{texts.yyyymmdd(day)}-{row.number}"
