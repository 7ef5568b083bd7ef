"""Changes to an order: revise its price and quantity, or take it back. An order of the daytime session is changed there."""

from decimal import Decimal

from msgspec import Struct

from haero.client.errors import BadOrder
from haero.client.orders.checks import check_lot, check_quantity, check_tick
from haero.client.orders.draft import NO_PRICE, amount_of
from haero.client.orders.placing import DEFAULT_SERVER
from haero.client.orders.plan import Original, Plan, PlanKind
from haero.client.orders.price import Price, as_price, plain
from haero.client.orders.seat import Seat
from haero.client.orders.symbol import Ticker
from haero.client.orders.types import AnyKind, OrderKind
from haero.client.orders.ways import SELLS_ONLY, US_DIGITS, change_tr
from haero.kis.order_table import ORDER_MARKETS
from haero.kis.request_types import DaytimeOrderRvsecnclRequest, OrderRvsecnclRequest
from haero.rules.ticks import LADDERS
from haero.terms import CURRENCY_OF, US_EXCHANGES, ZERO, OrderType

REVISE, CANCEL = "01", "02"  # RVSE_CNCL_DVSN_CD
SLICED = frozenset({OrderType.TWAP, OrderType.VWAP})
REVISABLE = "revision: the exchange and the order type have it"
NOT_MORE = "quantity: no more than is open"
CANCELLABLE = "cancellation: taken for every exchange"


def plan_revise(
    seat: Seat,
    original: Original,
    price: Price | AnyKind,
    quantity: int | None = None,
    *,
    lot: int | None = None,
) -> Plan:
    """A new price for what is open of an order, or for `quantity` shares of it: the others stay at the old price.

    Raises BadOrder: exchanges that only cancel (China, Vietnam), TWAP, VWAP and orders without a limit, a price off the tick, more
    shares than are open, no whole lots.
    """
    exchange = original.exchange
    tr = change_tr(seat.environment, exchange, daytime=original.daytime, revise=True)
    new_price = _price(original, price)
    shares = _shares(original, quantity)
    code = ORDER_MARKETS[exchange].code
    checks = [REVISABLE, NOT_MORE, check_tick(new_price, code, LADDERS[exchange])]
    if shares != original.quantity and original.type is not OrderType.ODD_LOT_LIMIT:
        checks.append(check_lot(exchange, original.symbol, original.side, shares, lot))
    text = plain(new_price, US_DIGITS if exchange in US_EXCHANGES else 0)
    number = number_text(original.number)
    kind = PlanKind.DAYTIME_REVISE if original.daytime else PlanKind.REVISE
    return Plan(
        kind,
        seat.environment,
        tr.tr_id,
        tr.path,
        _body(seat, original, number, REVISE, shares, text),
        Ticker(exchange, original.symbol),
        original.side,
        original.type,
        shares,
        new_price,
        amount_of(new_price, shares),
        CURRENCY_OF[exchange],
        tuple(checks),
        _content(kind, original, number, shares) | {"price": text},
    )


def plan_cancel(seat: Seat, original: Original, quantity: int | None = None) -> Plan:
    """Takes an order back, all that is open of it or `quantity` shares. Raises BadOrder: no order number, no such quantity."""
    exchange = original.exchange
    tr = change_tr(seat.environment, exchange, daytime=original.daytime, revise=False)
    shares = _shares(original, quantity)
    number = number_text(original.number)
    kind = PlanKind.DAYTIME_CANCEL if original.daytime else PlanKind.CANCEL
    return Plan(
        kind,
        seat.environment,
        tr.tr_id,
        tr.path,
        _body(seat, original, number, CANCEL, shares, NO_PRICE),
        Ticker(exchange, original.symbol),
        original.side,
        original.type,
        shares,
        None,
        ZERO,
        CURRENCY_OF[exchange],
        (CANCELLABLE, NOT_MORE),
        _content(kind, original, number, shares),
    )


def _shares(original: Original, quantity: int | None) -> int:
    """How many shares are changed. Raises BadOrder for more than the order has."""
    shares = check_quantity(original.quantity if quantity is None else quantity)
    if shares > original.quantity:
        raise BadOrder(
            f"{shares} shares are more than the {original.quantity} of the order: a change takes no more than is open",
            rule="quantity",
            nearest=(original.quantity,),
        )
    return shares


def _price(original: Original, price: Price | AnyKind) -> Decimal:
    """The price of the revised order. Raises BadOrder where its type takes none."""
    if original.type in SLICED:
        raise BadOrder(
            "TWAP and VWAP orders can't be revised (정정 불가): cancel, and place another one", rule="revision"
        )
    if original.type in SELLS_ONLY:
        raise BadOrder(
            "an order without a limit has no price to revise: cancel, and place another one", rule="revision"
        )
    if not isinstance(price, OrderKind):
        return as_price(price)
    if price.limit is None or price.type is not (original.type or OrderType.LIMIT):
        raise BadOrder(
            f"a revision changes price and quantity, not the order type ({price!r}): give a price", rule="revision"
        )
    return price.limit


def number_text(number: str) -> str:
    """An order number as KIS wants it back: ten digits. Raises BadOrder."""
    digits = str(number).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10 and int(digits)):
        raise BadOrder(
            f"{number!r} is no order number: it has up to ten digits, such as 0000004336", rule="order number"
        )
    return digits.zfill(10)


def _content(kind: PlanKind, original: Original, number: str, shares: int) -> dict[str, str]:
    return {
        "kind": kind.value,
        "exchange": ORDER_MARKETS[original.exchange].code,
        "symbol": original.symbol,
        "original": number,
        "quantity": str(shares),
    }


def _body(seat: Seat, original: Original, number: str, what: str, shares: int, price: str) -> Struct:
    code = ORDER_MARKETS[original.exchange].code
    if original.daytime:
        return DaytimeOrderRvsecnclRequest(
            CANO=seat.account,
            ACNT_PRDT_CD=seat.product,
            OVRS_EXCG_CD=code,
            PDNO=original.symbol,
            ORGN_ODNO=number,
            RVSE_CNCL_DVSN_CD=what,
            ORD_QTY=str(shares),
            OVRS_ORD_UNPR=price,
            CTAC_TLNO=seat.phone,
            MGCO_APTM_ODNO="",
            ORD_SVR_DVSN_CD=DEFAULT_SERVER,
        )
    return OrderRvsecnclRequest(
        CANO=seat.account,
        ACNT_PRDT_CD=seat.product,
        OVRS_EXCG_CD=code,
        PDNO=original.symbol,
        ORGN_ODNO=number,
        RVSE_CNCL_DVSN_CD=what,
        ORD_QTY=str(shares),
        OVRS_ORD_UNPR=price,
        ORD_SVR_DVSN_CD=DEFAULT_SERVER,
    )
