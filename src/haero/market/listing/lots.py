"""How many shares an order may be for (매매단위). `docs/rules.md` shows the rules."""

from typing import NamedTuple

from haero.market.listing.instruments import Board, Instrument
from haero.terms import Exchange


class LotRule(NamedTuple):
    """Orders are for `least` shares or more, in multiples of `step`.

    `rests`: what is left of a holding beside whole lots can be sold too, but only all at once (단주 매도).
    """

    step: int
    least: int
    rests: bool = False


STAR_RULE = LotRule(1, 200, rests=True)

SOURCES: dict[Exchange, str] = {
    Exchange.NASDAQ: "one share",
    Exchange.NYSE: "one share",
    Exchange.AMEX: "one share",
    Exchange.HONG_KONG: "HKEX: the board lot of each stock, set by its issuer; odd lots are sold with ORD_DVSN 50",
    Exchange.SHANGHAI: "SSE Trading Rules (2023): buys in hundreds; STAR at least 200, then by one; an odd rest is sold at once",
    Exchange.SHENZHEN: "SZSE Trading Rules (2023): buys in hundreds; an odd rest is sold at once",
    Exchange.TOKYO: "JPX: 100 shares since 2018-10-01; ETFs by issue, 1 or 10",
    Exchange.HANOI: "HNX trading regulations: 100; odd lots are not offered here",
    Exchange.HO_CHI_MINH: "HOSE trading regulations: 100 since 2022-09-12; odd lots are not offered here",
}
"""Where each rule comes from."""

DEFAULT_LOTS: dict[Exchange, int] = {
    Exchange.NASDAQ: 1,
    Exchange.NYSE: 1,
    Exchange.AMEX: 1,
    Exchange.HONG_KONG: 1,
    Exchange.SHANGHAI: 100,
    Exchange.SHENZHEN: 100,
    Exchange.TOKYO: 100,
    Exchange.HANOI: 100,
    Exchange.HO_CHI_MINH: 100,
}
"""The lot of an instrument whose own is not known. Hong Kong has none: each stock has its own."""

RESTS_ARE_SOLD = frozenset({Exchange.SHANGHAI, Exchange.SHENZHEN})


def lot_rule(instrument: Instrument) -> LotRule:
    """The rule for orders of the instrument."""
    if instrument.board is Board.STAR:
        return STAR_RULE
    return LotRule(instrument.lot, instrument.lot, instrument.exchange in RESTS_ARE_SOLD)
