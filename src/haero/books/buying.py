"""How many shares a sum of money buys."""

from decimal import Decimal

from haero.desk.checks import MAX_QUANTITY
from haero.desk.fees import FeeSchedule
from haero.terms import CURRENCY_OF, Exchange, Side


def largest_buy(fees: FeeSchedule, exchange: Exchange, cash: Decimal, price: Decimal) -> int:
    """The most shares whose price and highest fee fit into `cash`."""
    if not 0 < price <= cash:
        return 0
    currency = CURRENCY_OF[exchange]

    def cost(shares: int) -> Decimal:
        return price * shares + fees.ceiling(exchange, currency, Side.BUY, price * shares)

    low, high = 0, MAX_QUANTITY  # no division: a client may name a price so small that its quotient has no end
    while low < high:
        middle = (low + high + 1) // 2
        if cost(middle) <= cash:
            low = middle
        else:
            high = middle - 1
    return low
