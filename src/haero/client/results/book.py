"""A book: who buys and who sells at which price, up to ten levels."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from haero.client.results.quotes import Asked, Interruption, Level, Levels
from haero.terms import Exchange


class Book:
    """The book of one symbol, of one `inquire-asking-price`: `bids` and `asks`, best first, as pairs (price, size).

    `asked` has the prices of the day and the sums of the sizes, `levels` the row that the levels are read from, `interruption`
    Hong Kong's volatility control and closing auction, where there is one.
    """

    __slots__ = ("asked", "interruption", "levels")

    def __init__(self, asked: Asked, levels: Levels | None, interruption: Interruption | None = None) -> None:
        self.asked, self.levels, self.interruption = asked, levels, interruption

    @property
    def symbol(self) -> str:
        """The symbol."""
        return self.asked.symbol

    @property
    def exchange(self) -> Exchange:
        """The exchange."""
        return self.asked.exchange

    @property
    def at(self) -> datetime | None:
        """When the quote was, Korean time; None where there was none yet."""
        return self.asked.at

    @property
    def bids(self) -> list[Level]:
        """Who buys, highest price first."""
        return [] if self.levels is None else self.levels.bids

    @property
    def asks(self) -> list[Level]:
        """Who sells, lowest price first."""
        return [] if self.levels is None else self.levels.asks

    @property
    def spread(self) -> Decimal | None:
        """The best ask less the best bid; None where one of them is missing."""
        if self.levels is None or self.levels.ask is None or self.levels.bid is None:
            return None
        return self.levels.ask - self.levels.bid

    def to_dict(self) -> dict[str, Any]:
        """Symbol, exchange, time and levels. Raises ValueError where one of them can't be read."""
        names = ("symbol", "exchange", "at", "bids", "asks")
        return {name: getattr(self, name) for name in names}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Book):
            return NotImplemented
        return (self.asked, self.levels, self.interruption) == (other.asked, other.levels, other.interruption)

    __hash__ = None  # type: ignore[assignment]  # as of the rows that it is made of

    def __repr__(self) -> str:
        return f"Book({self.asked!r}, {self.levels!r})"
