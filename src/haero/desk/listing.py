"""What the desk must know of an instrument to check an order for it."""

from decimal import Decimal

import msgspec

from haero.terms import Currency, Exchange

Ladder = tuple[tuple[Decimal, Decimal], ...]
"""Tick sizes: (from this price on, tick), ascending; empty = no tick rule."""


class Listing(msgspec.Struct, frozen=True):
    """An instrument as the desk sees it, on one trading day.

    Orders are multiples of `lot`, of at least `least` shares (0: of one lot); `rests`: what a holding has beside whole lots
    can be sold too, all at once. `listed_shares` 0 means unknown. `low` and `high` are the day's limits (하한가, 상한가), 0 = none.
    """

    exchange: Exchange
    symbol: str
    currency: Currency
    lot: int
    listed_shares: int
    ladder: Ladder
    least: int = 0
    rests: bool = False
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
