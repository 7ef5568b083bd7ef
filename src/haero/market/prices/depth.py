"""The order book below the best prices (호가): levels of a synthetic market, and the one level of a posted or recorded one.

The market itself knows the best prices only. Each further level is one step of the exchange away from the one before, and
shows a drawn number of lots, one more possible per level, so that a book grows thicker with the distance.
"""

from decimal import Decimal

import msgspec

from haero.market.listing.bands import Band
from haero.market.prices.messages import Quote
from haero.market.prices.spread import Rung, step_above, step_below
from haero.terms import ZERO

# Places in the minute's draw: one level moves on by this, one second by one. Coprime with 64, so levels do not repeat.
_STRIDE, _ASKS = 5, 32


class DepthLevel(msgspec.Struct, frozen=True, gc=False):
    """One level of the book. Sizes are shares; the changes (잔량대비) are against the book before. Price 0: nobody is there."""

    bid: Decimal
    bid_size: int
    ask: Decimal
    ask_size: int
    bid_change: int
    ask_change: int


BookSide = list[tuple[Decimal, int]]
"""One side of a book, best price first: price and shares."""


def sides(
    best: Quote, count: int, rungs: tuple[Rung, ...], draws: bytes, lots: int, unit: int, band: Band | None = None
) -> tuple[BookSide, BookSide]:
    """Bids and asks of `count` levels around the best prices. `draws` are 64 bytes, `unit` the shares in a shown lot.

    Nobody stands outside the limits of the day.
    """
    bids, asks = [(best.bid, best.bid_size)], [(best.ask, best.ask_size)]
    place = best.at.second
    for level in range(1, count):
        draw = draws[(place + level * _STRIDE) % 64], draws[(place + level * _STRIDE + _ASKS) % 64]
        bid, ask = step_below(bids[-1][0], rungs), step_above(asks[-1][0], rungs) if asks[-1][0] else ZERO
        if band is not None:
            bid, ask = bid if bid >= band.low else ZERO, ask if ask <= band.high else ZERO
        bids.append((bid, (draw[0] % (lots + level) + 1) * unit if bid else 0))
        asks.append((ask, (draw[1] % (lots + level) + 1) * unit if ask else 0))
    return bids, asks


def book(now: tuple[BookSide, BookSide], before: tuple[BookSide, BookSide]) -> list[DepthLevel]:
    """The levels of a book, with the changes of the sizes against the book before, which may have fewer levels."""
    levels: list[DepthLevel] = []
    for place, ((bid, bid_size), (ask, ask_size)) in enumerate(zip(*now, strict=True)):
        was_bid = before[0][place][1] if place < len(before[0]) else 0
        was_ask = before[1][place][1] if place < len(before[1]) else 0
        levels.append(DepthLevel(bid, bid_size, ask, ask_size, bid_size - was_bid, ask_size - was_ask))
    return levels


def one_level(quote: Quote, earlier: Quote | None) -> list[DepthLevel]:
    """The book of a market that shows its best prices only, with the changes against the quote before."""
    before: tuple[BookSide, BookSide] = ([], [])
    if earlier is not None:
        before = [(earlier.bid, earlier.bid_size)], [(earlier.ask, earlier.ask_size)]
    return book(([(quote.bid, quote.bid_size)], [(quote.ask, quote.ask_size)]), before)
