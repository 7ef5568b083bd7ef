"""Which prices an exchange takes (호가단위): the ladder of its ticks.

The tables are those in force in November 2026, whatever the market clock says. Each names its source; `docs/rules.md` shows them.
"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from haero.terms import Exchange

# (from_price, tick), rising: from this price on, prices are multiples of the tick. Empty = no rule known.
PriceLadder = tuple[tuple[Decimal, Decimal], ...]


class TickTable(NamedTuple):
    """A ladder, what it is for, and where it is published.

    Where the exchange writes "over 10 to 20", the price 10 is a multiple of both ticks: the ladder needs no such distinction.
    """

    exchanges: tuple[Exchange, ...]
    applies_to: str
    ladder: PriceLadder
    source: str


def _ladder(text: str) -> PriceLadder:
    """From "start tick, start tick, …"."""
    pairs = (step.split() for step in text.split(","))
    return tuple((Decimal(start), Decimal(tick)) for start, tick in pairs)


US = TickTable(
    (Exchange.NASDAQ, Exchange.NYSE, Exchange.AMEX),
    "all",
    _ladder("0.0001 0.0001, 1 0.01"),
    "SEC Regulation NMS, Rule 612: a cent from one dollar up, a hundredth of a cent below",
)
HONG_KONG_STOCKS = TickTable(
    (Exchange.HONG_KONG,),
    "stocks, REITs",
    _ladder(
        "0.01 0.001, 0.25 0.005, 0.5 0.01, 20 0.02, 50 0.05, 100 0.1, 200 0.2, 500 0.5, 1000 1, 2000 2, 5000 5",
    ),
    "HKEX Rules of the Exchange, Second Schedule, with phase 1 of the reduction of minimum spreads (2025-08-04)",
)
HONG_KONG_ETPS = TickTable(
    (Exchange.HONG_KONG,),
    "ETFs and other exchange-traded products",
    _ladder(
        "0.01 0.001, 1 0.002, 5 0.005, 10 0.01, 20 0.02, 100 0.05, 200 0.1, 500 0.2, 1000 0.5, 2000 1",
    ),
    "HKEX, new spread table for ETPs (2020-06-01)",
)
CHINA_STOCKS = TickTable(
    (Exchange.SHANGHAI, Exchange.SHENZHEN),
    "stocks",
    _ladder("0.01 0.01"),
    "SSE and SZSE Trading Rules (2023): A shares 0.01 yuan",
)
CHINA_FUNDS = TickTable(
    (Exchange.SHANGHAI, Exchange.SHENZHEN),
    "ETFs",
    _ladder("0.001 0.001"),
    "SSE and SZSE Trading Rules (2023): funds 0.001 yuan",
)
TOKYO_STANDARD = TickTable(
    (Exchange.TOKYO,),
    "stocks that are not in the TOPIX 500",
    _ladder(
        "1 1, 3000 5, 5000 10, 30000 50, 50000 100, 300000 500, 500000 1000, 3000000 5000, 5000000 10000, "
        "30000000 50000, 50000000 100000",
    ),
    "JPX, tick sizes of domestic stocks: table 01, other issues",
)
TOKYO_FINE = TickTable(
    (Exchange.TOKYO,),
    "TOPIX 500 constituents; ETFs with a trading unit of 10 or more",
    _ladder(
        "0.1 0.1, 1000 0.5, 3000 1, 10000 5, 30000 10, 100000 50, 300000 100, 1000000 500, 3000000 1000, "
        "10000000 5000, 30000000 10000",
    ),
    "JPX, tick sizes of domestic stocks: table 03, TOPIX 500 (2023-06-05)",
)
TOKYO_ONE_UNIT = TickTable(
    (Exchange.TOKYO,),
    "ETFs with a trading unit of 1",
    _ladder(
        "1 1, 10000 5, 30000 10, 100000 50, 300000 100, 1000000 500, 3000000 1000, 10000000 5000, 30000000 10000",
    ),
    "JPX, table 04 (2025-05-07): the TOPIX 500 table without parts of a yen; a guess, the table itself was not at hand",
)
HANOI_STOCKS = TickTable(
    (Exchange.HANOI,), "stocks", _ladder("100 100"), "HNX trading regulations: 100 dong for stocks"
)
HANOI_ETFS = TickTable((Exchange.HANOI,), "ETFs", _ladder("1 1"), "HNX trading regulations: 1 dong for ETFs")
HO_CHI_MINH_STOCKS = TickTable(
    (Exchange.HO_CHI_MINH,),
    "stocks",
    _ladder("10 10, 10000 50, 50000 100"),
    "HOSE trading regulations: below 10,000; 10,000 to 49,950; from 50,000 dong",
)
HO_CHI_MINH_ETFS = TickTable(
    (Exchange.HO_CHI_MINH,), "ETFs", _ladder("10 10"), "HOSE trading regulations: ETFs 10 dong at every price"
)

TABLES = (
    US,
    HONG_KONG_STOCKS,
    HONG_KONG_ETPS,
    CHINA_STOCKS,
    CHINA_FUNDS,
    TOKYO_STANDARD,
    TOKYO_FINE,
    TOKYO_ONE_UNIT,
    HANOI_STOCKS,
    HANOI_ETFS,
    HO_CHI_MINH_STOCKS,
    HO_CHI_MINH_ETFS,
)
US_LADDER: PriceLadder = US.ladder
LADDERS: dict[Exchange, tuple[PriceLadder, ...]] = {
    exchange: tuple(table.ladder for table in TABLES if exchange in table.exchanges) for exchange in Exchange
}
"""All ladders that an exchange has: which of them holds is a matter of the instrument."""

# Wide enough for every price that passes the limits of `messages`, and no surprise from the caller's own context.
_EXACT = Context(prec=60, rounding=ROUND_FLOOR, traps=[])


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


def nearest_prices(price: Decimal, ladders: Sequence[PriceLadder]) -> tuple[Decimal, ...]:
    """The prices next to a positive one that is on none of the ladders: the highest below it on any of them, the lowest above.

    One price where there is none below. `price` itself, once, where a ladder takes it.
    """
    below: Decimal | None = None
    above: Decimal | None = None
    for ladder in ladders:
        lower, upper = _around(price, ladder)
        if lower is not None and (below is None or lower > below):
            below = lower
        if above is None or upper < above:
            above = upper
    found = {one for one in (below, above) if one is not None}
    return tuple(sorted(found))


def _around(price: Decimal, ladder: PriceLadder) -> tuple[Decimal | None, Decimal]:
    """The steps of one ladder at or below a price, and at or above it."""
    for start, tick in reversed(ladder):
        if price >= start:
            # Each step stands on its own tick and on that of the step below it, so a step up never leaps over the next start.
            lower = _EXACT.multiply(_EXACT.divide_int(price, tick), tick)
            return lower, lower if lower == price else _EXACT.add(lower, tick)
    return None, ladder[0][0]
