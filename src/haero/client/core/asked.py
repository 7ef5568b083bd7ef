"""What a program leaves out when it asks: days, and the exchange of a symbol."""

from datetime import date, datetime, timedelta
from typing import Any

from haero.client.orders.symbol import Ticker, as_ticker
from haero.terms import KST, Exchange

USUAL_DAYS = 30


def korean_day(now: datetime) -> date:
    """The date in Korea at a moment."""
    return now.astimezone(KST).date()


def spans(now: datetime, since: date | str | None, until: date | str | None, days: int = USUAL_DAYS) -> dict[str, Any]:
    """From a day to a day; `days` back from the broker's today where nothing is said."""
    today = korean_day(now)
    return {"since": since or today - timedelta(days=days), "until": until or today}


def stock(symbol: str | Ticker) -> dict[str, Any]:
    """A symbol as a quote is asked for."""
    ticker = as_ticker(symbol)
    return {"exchange": ticker.exchange, "symbol": ticker.symbol}


def within(symbol: str | Ticker | None, exchange: Exchange | str | None) -> dict[str, Any]:
    """A symbol, an exchange, both or neither, as a list is asked for."""
    if symbol is None:
        return {} if exchange is None else {"exchange": exchange}
    return stock(symbol) if exchange is None else {"exchange": exchange, "symbol": as_ticker(symbol).symbol}
