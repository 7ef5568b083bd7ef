"""체결강도: how much was bought for each 100 that were sold, as far as bars can tell.

KIS prints no formula. Who hit whom in each of a day's trades of every symbol is not kept, so a bar's volume is split by where it
closes between its low and its high: at the high most of it was bought, at the low most of it sold (guess).
"""

from decimal import Decimal

from haero.market.prices.bars import Bar
from haero.market.prices.messages import Summary

EVEN = Decimal(100)
_LEAST = Decimal(1) / 6


def strength(low: Decimal, high: Decimal, price: Decimal) -> Decimal:
    """100 in the middle, more where buyers were stronger: from 20 to 500, as a sixth of the volume at least is either side's."""
    if high <= low:
        return EVEN
    bought = min(max((price - low) / (high - low), _LEAST), 1 - _LEAST)
    return 100 * bought / (1 - bought)


def bar_strength(bar: Bar) -> Decimal:
    """The strength of one bar."""
    return strength(bar.low, bar.high, bar.close)


def day_strength(summary: Summary) -> Decimal:
    """The strength of the trading day so far; 0 before its first trade."""
    if summary.last is None or not summary.volume:
        return Decimal(0)
    return strength(summary.low, summary.high, summary.last)
