"""A day's trade: all that an account bought, or sold, of one instrument on one trading day.

Kept as the fills come, so that a question about last year costs as much as it has days, not fills.
"""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from haero.terms import ZERO, Exchange, Side


class DayTrade(msgspec.Struct, gc=False):
    """The fills of one instrument, side and day, added up; money in the exchange's currency.

    `amount` is price times shares, `fee` all that was charged, `tax` the part of it that is tax. `cost` is what sold shares had
    cost by the average-cost rule, at each sale (0 for buys). `last_at` is the newest fill.
    """

    trade_date: date
    exchange: Exchange
    symbol: str
    side: Side
    last_at: datetime
    quantity: int = 0
    amount: Decimal = ZERO
    fee: Decimal = ZERO
    tax: Decimal = ZERO
    cost: Decimal = ZERO

    @property
    def average_price(self) -> Decimal:
        return self.amount / self.quantity

    @property
    def cash(self) -> Decimal:
        """What it does to the cash: negative for buys, the fee included."""
        return self.amount - self.fee if self.side is Side.SELL else -self.amount - self.fee

    @property
    def profit(self) -> Decimal:
        """What the sales brought, less their fee, less what the shares had cost. Only sales realise anything."""
        return self.amount - self.fee - self.cost if self.side is Side.SELL else ZERO


Trades = dict[date, dict[str, DayTrade]]
"""By trading day, then by side and instrument (`trade_key`)."""


def trade_key(side: Side, position: str) -> str:
    """The key within a day; text, so that a snapshot can hold it."""
    return f"{side}:{position}"
