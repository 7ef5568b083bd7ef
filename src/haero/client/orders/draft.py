"""What all new orders have in common: what was asked, checked, and how it will read in a plan."""

from decimal import Context, Decimal
from typing import NamedTuple

from msgspec import Struct

from haero.client.orders.checks import check_quantity, check_size, check_tick
from haero.client.orders.plan import Plan, PlanKind
from haero.client.orders.price import Price, plain
from haero.client.orders.seat import Seat
from haero.client.orders.symbol import Ticker, as_ticker
from haero.client.orders.types import AnyKind, as_kind
from haero.client.orders.ways import Way, way_of
from haero.terms import Side

NO_PRICE = "0"
"""OVRS_ORD_UNPR of an order without a limit, and of a cancellation: never empty."""
_multiply = Context(prec=60).multiply


class Draft(NamedTuple):
    """A new order that keeps the rules of its way. `division` is ORD_DVSN, `price_text` the price as it is sent."""

    way: Way
    ticker: Ticker
    side: Side
    kind: AnyKind
    division: str
    quantity: int
    quantity_text: str
    price: Decimal | None
    price_text: str
    checks: tuple[str, ...]


def draft_of(
    api: str, seat: Seat, side: Side, symbol: str | Ticker, quantity: int, asked: Price | AnyKind, lot: int | None
) -> Draft:
    """The order, checked. Raises BadOrder."""
    ticker, kind = as_ticker(symbol), as_kind(asked)
    exchange, name = ticker
    if type(side) is not Side:
        side = Side(side)
    way = way_of(api, seat.environment, exchange, side)
    division = way.division(kind)
    quantity = check_quantity(quantity)
    checks = (way.checked[kind.type], *check_size(kind, exchange, name, side, quantity, lot))
    price = kind.limit
    if price is None:
        return Draft(way, ticker, side, kind, division, quantity, str(quantity), None, NO_PRICE, checks)
    checks += (check_tick(price, way.code, way.ladders),)
    return Draft(way, ticker, side, kind, division, quantity, str(quantity), price, plain(price, way.digits), checks)


def plan_of(kind: PlanKind, seat: Seat, draft: Draft, body: Struct, checks: tuple[str, ...] = ()) -> Plan:
    """The plan of a new order."""
    way, ticker, side, order, _, quantity, quantity_text, price, price_text, kept = draft
    content = {
        "kind": kind.value,
        "side": side.value,
        "exchange": way.code,
        "symbol": ticker.symbol,
        "quantity": quantity_text,
        "type": order.type.value,
        "price": price_text,
    }
    return Plan(
        kind,
        seat.environment,
        way.tr_id,
        way.path,
        body,
        ticker,
        side,
        order.type,
        quantity,
        price,
        amount_of(price, quantity),
        way.currency,
        kept + checks,
        content,
    )


def amount_of(price: Decimal | None, quantity: int) -> Decimal | None:
    """Price x quantity, exactly; None without a price."""
    return None if price is None else _multiply(price, Decimal(quantity))
