"""Figures that several of the quote APIs and the realtime quotes show, and how many decimals they have."""

from decimal import Decimal

from haero.kis import texts
from haero.market.prices.messages import Summary

DECIMALS = {"us": 4, "hk": 3, "cn_sh": 3, "cn_sz": 3, "jp": 1, "vn": 0}
"""zdiv per country: US 4 is documented, the others are the implied decimals of the notices (guess)."""


def change(price: Decimal, base: Decimal) -> tuple[str, Decimal, Decimal]:
    """(sign, difference without sign, rate in percent) of a price against another."""
    difference = price - base
    sign = "2" if difference > 0 else "5" if difference < 0 else "3"
    return sign, abs(difference), difference * 100 / base if base else Decimal(0)


def day_change(summary: Summary) -> tuple[str, Decimal, Decimal]:
    """`change` of the last trade against the previous close; sign 0 before the first."""
    if summary.last is None:
        return "0", Decimal(0), Decimal(0)
    return change(summary.last, summary.previous_close)


def rate(price: Decimal, base: Decimal) -> str:
    """How far a price is from another, in percent: "+0.67", "-2.47", " 0.00"."""
    return texts.signed_rate(change(price, base)[2])


def last_price(summary: Summary) -> Decimal:
    """The last trade of the day, else the previous close."""
    return summary.last if summary.last is not None else summary.previous_close
