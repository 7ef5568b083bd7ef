"""What the two inquiries about past trades share: their order, which exchanges are meant, and the place where a page ends."""

from collections.abc import Collection, Iterable

from haero.desk.trades import DayTrade
from haero.kis import codes, refusals, texts, words
from haero.kis.paging import Page
from haero.server.call import Call
from haero.server.trading._orders import exchanges_meant
from haero.server.trading._page import position_asked
from haero.terms import Exchange

SIZE = 100
"""Rows a page; KIS does not say (guess: as inquire-balance)."""

Place = tuple[str, str, str, str]


def place_of(trade: DayTrade) -> Place:
    """Where a day's trade stands in a list: by day, sales first, then by exchange and symbol. It never changes."""
    exchange = words.CODES[trade.exchange].order_code
    return texts.yyyymmdd(trade.trade_date), words.SIDE_CODES[trade.side], exchange, trade.symbol


def page_of(call: Call, trades: Iterable[DayTrade], area: str) -> Page[DayTrade]:
    """The page of the trades that is asked for. Raises SYDB0050 where no trade stands at the place that the client goes on from."""
    position = position_asked(call, area)
    rest = sorted(trades, key=place_of)
    if position:
        start = next((n for n, trade in enumerate(rest, 1) if _position(trade) == position), None)
        if start is None:
            raise refusals.DATA_CHANGED.refuse()
        rest = rest[start:]
    return Page.cut(rest, SIZE, _position)


def _position(trade: DayTrade) -> str:
    return "-".join(place_of(trade))


def exchanges_listed(code: str) -> Collection[Exchange]:
    """As in the order inquiries (NASD is all US, empty is everything); three-letter codes too, as the official sample sends.

    Raises OPSQ2001 for any other code.
    """
    quoted = codes.by_quote_code(code)
    meant = frozenset({words.EXCHANGES[quoted.order_code]}) if quoted else exchanges_meant(code)
    if meant is None:
        raise refusals.INVALID_MARKET.refuse()
    return meant
