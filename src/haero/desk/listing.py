"""What the desk must know of an instrument to check an order for it."""

from decimal import Decimal

import msgspec

from haero.terms import Currency, Exchange

Ladder = tuple[tuple[Decimal, Decimal], ...]
"""Tick sizes: (from this price on, tick), ascending; empty = no tick rule."""


class Listing(msgspec.Struct, frozen=True):
    """An instrument as the desk sees it. `lot` is the order unit; `listed_shares` 0 means unknown."""

    exchange: Exchange
    symbol: str
    currency: Currency
    lot: int
    listed_shares: int
    ladder: Ladder
