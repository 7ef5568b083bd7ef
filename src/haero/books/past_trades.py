"""What an account traded in a range of days: one entry a day, side and instrument."""

from collections.abc import Collection
from datetime import date

from haero.books.view import Valuation
from haero.desk.accounts import Account
from haero.desk.trades import DayTrade
from haero.terms import Exchange, Side


def trades(
    account: Account,
    first: date,
    last: date,
    exchanges: Collection[Exchange],
    symbol: str = "",
    side: Side | None = None,
) -> list[DayTrade]:
    """The day's trades from `first` to `last`, both included, by trade date; an empty symbol or no side means all of them.

    Only the days of the range are looked at.
    """
    return [
        trade
        for day, found in account.trades.items()
        if first <= day <= last
        for trade in found.values()
        if trade.exchange in exchanges and (not symbol or trade.symbol == symbol) and side in {None, trade.side}
    ]


def sales(
    view: Valuation, first: date, last: date, exchanges: Collection[Exchange], symbol: str = ""
) -> list[DayTrade]:
    """The sales of the days that are over at their exchange: what they realised is final."""
    return [t for t in trades(view.account, first, last, exchanges, symbol, Side.SELL) if view.is_over(t)]
