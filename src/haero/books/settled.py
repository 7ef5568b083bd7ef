"""The account as it had settled on a day: worked out backwards from now, so that only what came later is looked at."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from haero.books.view import Valuation
from haero.desk.accounts import Position, position_key
from haero.desk.trades import DayTrade, trade_key
from haero.terms import CURRENCY_OF, KST, ZERO, Currency, Side


class SettledHolding(NamedTuple):
    """Shares that had settled, at what they had cost, valued as the market stands now.

    `last_at` is the newest fill among them, `bought` and `sold` are the trades of the day itself.
    """

    position: Position
    quantity: int
    cost: Decimal
    price: Decimal
    last_at: datetime
    bought: DayTrade | None
    sold: DayTrade | None

    @property
    def value(self) -> Decimal:
        return self.price * self.quantity

    @property
    def average_price(self) -> Decimal:
        return self.cost / self.quantity


class SettledBooks:
    """Holdings and cash by the trades that settle on `basis` or before, and the payments until then (Korean date).

    A day to come shows what of the known trades will have settled by then.
    """

    def __init__(self, view: Valuation, basis: date) -> None:
        self.view = view
        self.basis = basis
        self._later = list(view.unsettled_on(basis))

    def holdings(self) -> list[SettledHolding]:
        """Every holding of which shares had settled, by the time it was first bought."""
        quantity: dict[str, int] = {}
        cost: dict[str, Decimal] = {}
        for trade in self._later:
            key = position_key(trade.exchange, trade.symbol)
            sign = -1 if trade.side is Side.BUY else 1
            quantity[key] = quantity.get(key, 0) + sign * trade.quantity
            cost[key] = cost.get(key, ZERO) + (-trade.amount if trade.side is Side.BUY else trade.cost)
        positions = self.view.account.positions
        left = {key: position.quantity + quantity.get(key, 0) for key, position in positions.items()}
        held = {key: shares for key, shares in left.items() if shares}
        newest = self._newest(held)
        return [
            self._holding(key, shares, positions[key].cost + cost.get(key, ZERO), newest[key])
            for key, shares in held.items()
        ]

    def cash(self, currency: Currency) -> Decimal:
        """What of a currency had settled."""
        purse = self.view.account.cash[currency]
        settled = purse.balance
        for movement in reversed(purse.movements):
            if movement.at.astimezone(KST).date() <= self.basis:
                break
            settled -= movement.amount
        return settled - sum((t.cash for t in self._later if CURRENCY_OF[t.exchange] is currency), ZERO)

    def _holding(self, key: str, shares: int, cost: Decimal, last_at: datetime) -> SettledHolding:
        position = self.view.account.positions[key]
        day = self.view.account.trades.get(self.basis, {})
        bought, sold = (day.get(trade_key(side, key)) for side in (Side.BUY, Side.SELL))
        price = self.view.price(position.exchange, position.symbol)
        return SettledHolding(position, shares, cost, price, last_at, bought, sold)

    def _newest(self, keys: Collection[str]) -> dict[str, datetime]:
        """The newest settled fill of each holding."""
        later = {id(trade) for trade in self._later}
        found: dict[str, datetime] = {}
        for day in sorted(self.view.account.trades, reverse=True):
            if len(found) == len(keys):
                break
            for trade in self.view.account.trades[day].values():
                key = position_key(trade.exchange, trade.symbol)
                if key in keys and id(trade) not in later and (key not in found or found[key] < trade.last_at):
                    found[key] = trade.last_at
        return found
