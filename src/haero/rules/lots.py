"""How many shares an order may be for (매매단위). `docs/rules.md` shows the rules."""

from typing import NamedTuple

from haero.terms import Exchange, Side


class LotRule(NamedTuple):
    """Orders are for `least` shares or more, in multiples of `step`.

    `rests`: what is left of a holding beside whole lots can be sold too, but only all at once (단주 매도).
    """

    step: int
    least: int
    rests: bool = False


STAR_RULE = LotRule(1, 200, rests=True)
STAR_SYMBOLS = ("688", "689")
"""What the symbols of Shanghai's STAR board begin with."""

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

# Codes of Tokyo among which there are ETFs, ETNs, REITs and infrastructure funds: their lots are 1, 10 or 100, by issue. Codes with
# a letter are given to all kinds. The ranges are wide on purpose: an order that is right must not be held back.
_TOKYO_BY_ISSUE = ("13", "14", "15", "16", "20", "22", "25", "26", "28", "32", "33", "34", "89", "92")

LEAST_VWAP = 10
"""A VWAP order is for ten shares or more. From the reports of one project that trades through KIS (2026-11): no text is known."""


def known_rule(exchange: Exchange, symbol: str) -> LotRule | None:
    """The rule of a symbol whose listing is not at hand; None where each issue has its own (Hong Kong, funds of Tokyo)."""
    if exchange is Exchange.HONG_KONG:
        return None
    if exchange is Exchange.TOKYO and (not symbol.isdigit() or symbol.startswith(_TOKYO_BY_ISSUE)):
        return None
    if exchange is Exchange.SHANGHAI and symbol.startswith(STAR_SYMBOLS):
        return STAR_RULE
    lot = DEFAULT_LOTS[exchange]
    return LotRule(lot, lot, exchange in RESTS_ARE_SOLD)


def fits(quantity: int, rule: LotRule, side: Side | None) -> bool:
    """Whether an order may be for so many shares. Where rests are sold, a sale may be for any number: the holding decides."""
    if rule.rests and side is not Side.BUY:
        return True
    return quantity >= rule.least and quantity % rule.step == 0


def nearest_quantities(quantity: int, rule: LotRule) -> tuple[int, ...]:
    """The right quantities next to a wrong one: below it, if there is one, and above."""
    below = quantity // rule.step * rule.step
    return (below, below + rule.step) if below >= rule.least else (rule.least,)
