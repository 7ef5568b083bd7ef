"""What kinds of order there are where, and how long one works that comes now."""

from datetime import datetime
from typing import NamedTuple

from haero.desk.algos import ALGO_TYPES, moment_of, span_of
from haero.desk.auctions import AUCTION_TYPES, MARKET_TYPES, check_change, check_entry, expiry
from haero.desk.checks import check_price
from haero.desk.commands import PlaceOrder, ReserveOrder
from haero.desk.hours import Hours
from haero.desk.listing import Listing
from haero.desk.orders import Order
from haero.desk.reasons import Reason, Refusal
from haero.terms import Exchange, OrderType, Side


class Working(NamedTuple):
    """Until when an order works; from when, and whether to the regular close, for TWAP and VWAP."""

    expires: datetime
    starts: datetime | None = None
    to_close: bool = False


def check_type(command: PlaceOrder | ReserveOrder) -> None:
    """Raises TYPE_NOT_OFFERED: orders without a limit only sell; odd lots are sold in Hong Kong."""
    kind, sells = command.type, command.side is Side.SELL
    if kind in MARKET_TYPES and not sells:
        raise Refusal(Reason.TYPE_NOT_OFFERED, kind)
    if kind is OrderType.ODD_LOT_LIMIT and not (sells and command.exchange is Exchange.HONG_KONG):
        raise Refusal(Reason.TYPE_NOT_OFFERED, kind)


def check_limit(command: PlaceOrder | ReserveOrder, listing: Listing) -> None:
    """The price rules of the type. A price where there must be none is refused: its owner believes in a limit that is not there."""
    if command.type not in MARKET_TYPES:
        check_price(command.price, listing.ladder)
    elif command.price:
        raise Refusal(Reason.BAD_PRICE, f"{command.type} has no limit: {command.price}")


def working_time(command: PlaceOrder, hours: Hours, now: datetime) -> Working:
    """How long the order works. Raises ENTRY_CLOSED, TYPE_NOT_OFFERED, BAD_START or BAD_END."""
    kind = command.type
    if kind in AUCTION_TYPES:
        return Working(expiry(kind, check_entry(kind, hours.auctions, now)))
    if kind in ALGO_TYPES:
        starts, ends = (moment_of(at, hours) if at is not None else None for at in (command.starts, command.ends))
        span = span_of(hours, now, starts, ends)
        return Working(span.ends, span.starts, span.to_close)
    return Working(hours.expires)


def check_revision(order: Order, hours: Hours, now: datetime) -> None:
    """Raises NOT_REVISABLE for TWAP and VWAP (v1_해외주식-001) and for orders without a limit, ENTRY_CLOSED behind a cut-off."""
    if order.type in ALGO_TYPES or order.type in MARKET_TYPES:
        raise Refusal(Reason.NOT_REVISABLE, order.type)
    check_change(order.type, hours.auctions, now)
