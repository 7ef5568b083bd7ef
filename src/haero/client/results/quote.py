"""A quote: what one call says, or several calls together."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from haero.client.results.quotes import Asked, Detail, LastPrice, Level, Levels
from haero.terms import CURRENCY_OF, Currency, Exchange

_SHOWN = (
    "symbol", "exchange", "currency", "last", "bid", "ask", "bid_size", "ask_size", "at", "volume", "turnover", "open", "high",
    "low", "previous_close", "change", "change_percent",
)  # fmt: skip


class Quote:
    """A quote of one symbol, of up to three replies: `price` (in both environments), `asked` with `levels`, `detail` (real only).

    Of the price alone, as on mock, `bid`, `ask`, their sizes, `open`, `high` and `low` are None, and `at` is when the reply came
    (None where that is not known). Otherwise `at` is the time of the quote, Korean time. `change` has its sign.
    """

    __slots__ = ("asked", "detail", "levels", "price")

    def __init__(
        self, price: LastPrice, asked: Asked | None = None, levels: Levels | None = None, detail: Detail | None = None
    ) -> None:
        self.price, self.asked, self.levels, self.detail = price, asked, levels, detail

    @property
    def symbol(self) -> str:
        """The symbol, as it was asked for."""
        return self.price.symbol

    @property
    def exchange(self) -> Exchange:
        """The exchange."""
        return self.price.exchange

    @property
    def currency(self) -> Currency:
        """What the prices are in."""
        return CURRENCY_OF[self.exchange]

    @property
    def last(self) -> Decimal:
        """The last trade; before the first one of the day the close before it."""
        return self.price.last

    @property
    def bid(self) -> Decimal | None:
        """The best price at which somebody buys; None where nobody does or it was not asked for."""
        return None if self.levels is None else self.levels.bid

    @property
    def ask(self) -> Decimal | None:
        """The best price at which somebody sells; None where nobody does or it was not asked for."""
        return None if self.levels is None else self.levels.ask

    @property
    def bid_size(self) -> int | None:
        """Shares at the bid."""
        return None if self.levels is None else self.levels.bid_size

    @property
    def ask_size(self) -> int | None:
        """Shares at the ask."""
        return None if self.levels is None else self.levels.ask_size

    @property
    def bids(self) -> list[Level]:
        """The levels of the buyers, best first."""
        return [] if self.levels is None else self.levels.bids

    @property
    def asks(self) -> list[Level]:
        """The levels of the sellers, best first."""
        return [] if self.levels is None else self.levels.asks

    @property
    def at(self) -> datetime | None:
        """When the quote was; of a price alone, when it came."""
        return (None if self.asked is None else self.asked.at) or self.price.received

    @property
    def volume(self) -> int:
        """Shares traded today."""
        return self.price.volume

    @property
    def turnover(self) -> Decimal:
        """Money traded today, in `currency`."""
        return self.price.turnover

    @property
    def open(self) -> Decimal | None:
        """The first price of the day."""
        source = self.asked or self.detail
        return None if source is None else source.open

    @property
    def high(self) -> Decimal | None:
        """The highest price of the day."""
        source = self.asked or self.detail
        return None if source is None else source.high

    @property
    def low(self) -> Decimal | None:
        """The lowest price of the day."""
        source = self.asked or self.detail
        return None if source is None else source.low

    @property
    def previous_close(self) -> Decimal:
        """The close of the day before."""
        return self.price.previous_close

    @property
    def change(self) -> Decimal:
        """The last price less the previous close."""
        return self.price.change

    @property
    def change_percent(self) -> Decimal:
        """That change in percent."""
        return self.price.change_percent

    def to_dict(self) -> dict[str, Any]:
        """The values by their names; one that can't be read is None."""
        return {name: _value(self, name) for name in _SHOWN}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quote):
            return NotImplemented
        mine = (self.price, self.asked, self.levels, self.detail)
        return mine == (other.price, other.asked, other.levels, other.detail)

    __hash__ = None  # type: ignore[assignment]  # as of the rows that it is made of

    def __repr__(self) -> str:
        return f"Quote({', '.join(f'{name}={value}' for name, value in self.to_dict().items() if value is not None)})"


def _value(quote: Quote, name: str) -> Any:
    try:
        return getattr(quote, name)
    except ValueError:
        return None
