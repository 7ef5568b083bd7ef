"""Which prices an exchange takes: the ladder of its ticks.

Only the US rule is known today. Asian tables come with the execution issue; until then their ladder is empty, which
means "any positive price".
"""

from decimal import Context, Decimal

from haero.terms import US_EXCHANGES, Exchange

# (from_price, tick), rising: from this price on, prices are multiples of the tick. Empty = no rule known.
PriceLadder = tuple[tuple[Decimal, Decimal], ...]

# SEC Rule 612: a cent from one dollar up, a hundredth of a cent below; nothing below that.
US_LADDER: PriceLadder = (
    (Decimal("0.0001"), Decimal("0.0001")),
    (Decimal("1"), Decimal("0.01")),
)

# Wide enough for every price that passes the limits of `messages`, and no surprise from the caller's own context.
_EXACT = Context(prec=60, traps=[])


def ladder_of(exchange: Exchange) -> PriceLadder:
    """The exchange's ladder; empty for every exchange outside the US today."""
    return US_LADDER if exchange in US_EXCHANGES else ()


def tick_at(price: Decimal, ladder: PriceLadder) -> Decimal:
    """The tick that holds at the price. ValueError when the ladder is empty or starts above the price."""
    for start, tick in reversed(ladder):
        if price >= start:
            return tick
    raise ValueError(f"no tick at {price}: " + (f"prices start at {ladder[0][0]}" if ladder else "the ladder is empty"))


def on_tick(price: Decimal, ladder: PriceLadder) -> bool:
    """Whether the exchange takes the price: on a step of the ladder, or, without a ladder, any positive number."""
    if not price.is_finite() or price <= 0:
        return False
    for start, tick in reversed(ladder):
        if price >= start:
            return _EXACT.remainder(price, tick) == 0
    return not ladder
