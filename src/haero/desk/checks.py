"""The rules that an order must pass before the desk takes it. Each either returns or raises a Refusal."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from haero.desk.accounts import Account, position_key
from haero.desk.hours import DAYTIME
from haero.desk.listing import Ladder, Listing
from haero.desk.orders import Order
from haero.desk.reasons import Reason, Refusal
from haero.terms import Exchange, OrderType, Side

MAX_QUANTITY = 9_999_999_999  # ORD_QTY has ten digits
MAX_PRICE = Decimal(1_000_000_000)
MAX_FRACTION_DIGITS = 8
ONE_PERCENT = 100


def check_size(kind: OrderType, side: Side, quantity: int, listing: Listing, available: int) -> None:
    """The order unit (매매단위). `available` are the shares that the account could sell: they say what odd rest there is.

    Raises BAD_QUANTITY outside 1..9999999999, BAD_LOT where the exchange takes no such number of shares.
    """
    if not 0 < quantity <= MAX_QUANTITY:
        raise Refusal(Reason.BAD_QUANTITY, str(quantity))
    lot, least = listing.lot, listing.least or listing.lot
    if kind is OrderType.ODD_LOT_LIMIT:
        if quantity >= lot:
            raise Refusal(Reason.BAD_LOT, f"{quantity} is no odd lot: a lot is {lot}")
        return
    if quantity >= least and quantity % lot == 0:
        return
    if side is Side.SELL and listing.rests:
        rest = available if available < least else available % lot
        others = quantity - rest
        if rest and (others == 0 or (others >= least and others % lot == 0)):
            return
    raise Refusal(Reason.BAD_LOT, f"{quantity}: at least {least}, in steps of {lot}")


def check_price(price: Decimal, ladder: Ladder) -> None:
    """Raises BAD_PRICE where the price is not positive or not a sane number, BAD_TICK off the exchange's tick."""
    if not price.is_finite() or not 0 < price <= MAX_PRICE:
        raise Refusal(Reason.BAD_PRICE, str(price))
    if not ladder:
        if price != round(price, MAX_FRACTION_DIGITS):
            raise Refusal(Reason.BAD_TICK, str(price))
        return
    tick = None
    for floor, size in ladder:
        if price < floor:
            break
        tick = size
    if tick is None:
        raise Refusal(Reason.BAD_PRICE, f"{price} is below {ladder[0][0]}")
    if price % tick:
        raise Refusal(Reason.BAD_TICK, f"{price} is not a multiple of {tick}")


def check_band(price: Decimal, listing: Listing) -> None:
    """Raises OUTSIDE_BAND for a limit beyond the day's limits. An order without a limit has the price 0."""
    if listing.high and price and not listing.low <= price <= listing.high:
        raise Refusal(Reason.OUTSIDE_BAND, f"{price} is not from {listing.low} to {listing.high}")


def check_cash(available: Decimal, needed: Decimal) -> None:
    if needed > available:
        raise Refusal(Reason.INSUFFICIENT_CASH, f"needs {needed}, has {available}")


def sellable(account: Account, exchange: Exchange, symbol: str) -> int:
    """Shares that a new sale could take."""
    position = account.positions.get(position_key(exchange, symbol))
    return position.available if position else 0


def check_holding(account: Account, exchange: Exchange, symbol: str, quantity: int) -> None:
    """Raises NOTHING_HELD where nothing can be sold, INSUFFICIENT_HOLDING where less can be sold than asked."""
    position = account.positions.get(position_key(exchange, symbol))
    if position is None or position.available <= 0:
        raise Refusal(Reason.NOTHING_HELD, symbol)
    if quantity > position.available:
        raise Refusal(Reason.INSUFFICIENT_HOLDING, f"{quantity} of {position.available}")


class OrderRoom(NamedTuple):
    """How many orders are taken, in an account and in all, revisions and cancellations among them: each is kept for ever."""

    per_account: int = 1_000_000
    in_all: int = 5_000_000


def check_room(account: Account, reference: str, most: int) -> None:
    """Raises TOO_MANY_ORDERS at `most` orders, or DUPLICATE_REFERENCE where the customer's own number was used before."""
    if len(account.orders) >= most:
        raise Refusal(Reason.TOO_MANY_ORDERS, f"{account.id} has {len(account.orders)}")
    if reference and reference in account.references:
        raise Refusal(Reason.DUPLICATE_REFERENCE, reference)


def working_original(
    account: Account, number: int, exchange: Exchange, symbol: str, today: date, *, daytime: bool = False
) -> Order:
    """The order to be changed.

    Raises UNKNOWN_ORIGINAL where the account has no such order for that instrument, or had it on an earlier day and nothing of it
    is open (recorded: KIS forgets it overnight); NOTHING_LEFT where nothing of an order of today is open.
    """
    order = account.orders.get(number)
    if order is None or order.symbol != symbol or order.exchange != exchange:
        raise Refusal(Reason.UNKNOWN_ORIGINAL, str(number))
    if (order.session == DAYTIME) is not daytime:  # the two sessions do not know each other's orders
        raise Refusal(Reason.UNKNOWN_ORIGINAL, str(number))
    if order.open <= 0 and order.trade_date < today:
        raise Refusal(Reason.UNKNOWN_ORIGINAL, str(number))
    if order.open <= 0:
        raise Refusal(Reason.NOTHING_LEFT, str(number))
    return order


def size_warning(listing: Listing, quantity: int) -> str:
    """KIS takes orders above 1 % of the listed shares since 2025-08-14; haero takes them too, and says so on the order."""
    if listing.listed_shares and quantity * ONE_PERCENT > listing.listed_shares:
        return "over_one_percent_of_listed_shares"
    return ""
