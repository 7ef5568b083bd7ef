"""The auctions of a day, by name."""

from enum import StrEnum


class Auction(StrEnum):
    """The two auctions of a day: their prints are the official opening and closing prices of the primary exchange."""

    OPEN = "open"
    CLOSE = "close"
