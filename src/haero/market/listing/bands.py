"""How far a price may go in a day (가격제한폭): Tokyo, China and Vietnam. The US and Hong Kong have no such limit.

The base is the close before. Not modelled: first days of trading, ex-dividend bases, limits that an exchange widens for a
while, and the 5 % of risk-warning (ST) stocks, which no master file marks. `docs/rules.md` shows the tables.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from haero.market.listing.instruments import Board, Instrument, InstrumentKind
from haero.market.listing.ticks import ladder_of
from haero.rules.ticks import PriceLadder, tick_at
from haero.terms import Exchange


class Band(NamedTuple):
    """The lowest and the highest price (하한가, 상한가) of a day, both allowed, both on a tick."""

    low: Decimal
    high: Decimal


class PercentRule(NamedTuple):
    """A limit as a part of the base. `inwards`: limits between two ticks go towards the base; else to the nearest tick."""

    exchanges: tuple[Exchange, ...]
    boards: tuple[Board, ...]
    part: Decimal
    inwards: bool
    source: str


PERCENT_RULES = (
    PercentRule(
        (Exchange.SHANGHAI, Exchange.SHENZHEN),
        (Board.MAIN,),
        Decimal("0.10"),
        False,
        "SSE and SZSE Trading Rules (2023): 10 %, rounded half up to the tick, at least one tick",
    ),
    PercentRule(
        (Exchange.SHANGHAI, Exchange.SHENZHEN),
        (Board.STAR, Board.CHINEXT),
        Decimal("0.20"),
        False,
        "SSE STAR Market (2019-07-22) and SZSE ChiNext (2020-08-24): 20 %",
    ),
    PercentRule(
        (Exchange.HO_CHI_MINH,),
        (Board.MAIN,),
        Decimal("0.07"),
        True,
        "HOSE Decision 352/QD-SGDHCM: 7 %, ceiling down and floor up to the tick, at least one tick",
    ),
    PercentRule(
        (Exchange.HANOI,),
        (Board.MAIN,),
        Decimal("0.10"),
        True,
        "HNX trading regulations: 10 %, ceiling down and floor up to the tick, at least one tick",
    ),
)

TOKYO_SOURCE = "JPX, Trading Rules of Domestic Stocks: Daily Price Limits"
# (bases below this, yen up and down), rising.
TOKYO_LIMITS: tuple[tuple[int, int], ...] = (
    (100, 30),
    (200, 50),
    (500, 80),
    (700, 100),
    (1_000, 150),
    (1_500, 300),
    (2_000, 400),
    (3_000, 500),
    (5_000, 700),
    (7_000, 1_000),
    (10_000, 1_500),
    (15_000, 3_000),
    (20_000, 4_000),
    (30_000, 5_000),
    (50_000, 7_000),
    (70_000, 10_000),
    (100_000, 15_000),
    (150_000, 30_000),
    (200_000, 40_000),
    (300_000, 50_000),
    (500_000, 70_000),
    (700_000, 100_000),
    (1_000_000, 150_000),
    (1_500_000, 300_000),
    (2_000_000, 400_000),
    (3_000_000, 500_000),
    (5_000_000, 700_000),
    (7_000_000, 1_000_000),
    (10_000_000, 1_500_000),
    (15_000_000, 3_000_000),
    (20_000_000, 4_000_000),
    (30_000_000, 5_000_000),
    (50_000_000, 7_000_000),
)
TOKYO_WIDEST = 10_000_000
"""Yen, for bases from 50 million up."""

_RULES = {(exchange, board): rule for rule in PERCENT_RULES for exchange in rule.exchanges for board in rule.boards}
LIMITED = frozenset(exchange for exchange, _ in _RULES) | {Exchange.TOKYO}
"""The exchanges that have daily limits."""
# Shanghai's ETFs of STAR stocks; those of ChiNext stocks cannot be told by their number.
_STAR_FUNDS = ("588", "589")


def band(instrument: Instrument, base: Decimal) -> Band | None:
    """The limits of a day whose base price (기준가) is `base`; None where there are none, or no base is known."""
    if base <= 0 or instrument.exchange not in LIMITED:
        return None
    ladder = ladder_of(instrument)
    if instrument.exchange is Exchange.TOKYO:
        width = next((limit for below, limit in TOKYO_LIMITS if base < below), TOKYO_WIDEST)
        # Outwards: JPX published 3,370 for 1,769 + 1,600 (2023-04-18); nearest would explain that too.
        return Band(_snap(base - width, ladder, ROUND_FLOOR), _snap(base + width, ladder, ROUND_CEILING))
    rule = _RULES[instrument.exchange, _board(instrument)]
    rounding = (ROUND_CEILING, ROUND_FLOOR) if rule.inwards else (ROUND_HALF_UP, ROUND_HALF_UP)
    low = _snap(base * (1 - rule.part), ladder, rounding[0])
    high = _snap(base * (1 + rule.part), ladder, rounding[1])
    tick = tick_at(max(base, ladder[0][0]), ladder)
    # A cheap stock may move one tick, however narrow its percentage.
    return Band(max(min(low, base - tick), ladder[0][0]), max(high, base + tick))


def _board(instrument: Instrument) -> Board:
    if instrument.kind is InstrumentKind.ETF:
        star = instrument.exchange is Exchange.SHANGHAI and instrument.symbol.startswith(_STAR_FUNDS)
        return Board.STAR if star else Board.MAIN
    return instrument.board


def _snap(price: Decimal, ladder: PriceLadder, rounding: str) -> Decimal:
    """A price on the ladder, not below its first."""
    lowest = ladder[0][0]
    if price <= lowest:
        return lowest
    tick = tick_at(price, ladder)
    return (price / tick).to_integral_value(rounding) * tick
