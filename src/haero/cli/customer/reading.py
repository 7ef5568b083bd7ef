"""What several commands read of an account: open orders of all its markets, and all orders of a time."""

from datetime import date
from typing import TYPE_CHECKING

from haero.cli.customer.intent import ticker_of
from haero.cli.customer.opening import profile_of
from haero.terms import Environment, Exchange

if TYPE_CHECKING:
    from haero import Client, Fill, OpenOrder

MARKETS = (
    Exchange.NASDAQ,
    Exchange.HONG_KONG,
    Exchange.SHANGHAI,
    Exchange.SHENZHEN,
    Exchange.TOKYO,
    Exchange.HANOI,
    Exchange.HO_CHI_MINH,
)
"""What KIS is asked about to see all that is open: NASDAQ stands for the whole US."""


def open_orders(kis: "Client", exchange: Exchange | None, symbol: str | None = None) -> "list[OpenOrder]":
    """Open orders, oldest first: of one exchange, or of all; of one symbol, where it is said."""
    if profile_of(kis).environment is Environment.MOCK or exchange is not None:
        rows = list(kis.open_orders(exchange))
    else:
        rows = [row for market in MARKETS for row in kis.open_orders(market)]
    if exchange is not None:
        rows = [row for row in rows if row.exchange is exchange]
    if symbol is not None:
        ticker = ticker_of(symbol)
        rows = [row for row in rows if (row.exchange, row.symbol) == ticker]
    once = {row.odno: row for row in rows}
    return sorted(once.values(), key=lambda row: (row.at, row.odno))


def all_orders(
    kis: "Client", since: date | None, until: date | None, exchange: Exchange | None, symbol: str | None
) -> "list[Fill | OpenOrder]":
    """The orders of some days, today's by default, and what is open still of days before; oldest first."""
    ticker = None if symbol is None else ticker_of(symbol)
    rows: list[Fill | OpenOrder] = list(kis.orders(since, until, symbol=ticker, exchange=exchange))
    if since is None and until is None:
        known = {row.odno for row in rows}
        rows += [row for row in open_orders(kis, exchange, symbol) if row.odno not in known]
    return sorted(rows, key=lambda row: (row.at, row.odno))
