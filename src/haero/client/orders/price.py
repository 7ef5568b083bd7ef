"""Prices as a program gives them: exact, positive, in plain digits. A float is refused, with what to write instead."""

import re
from decimal import Decimal
from operator import index
from typing import TypeAlias

from haero.client.errors import BadOrder

Price: TypeAlias = Decimal | str | int
"""What a price may be given as: Decimal("185.20"), "185.20" or 185."""

_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,10})?", re.ASCII)
_MOST_DIGITS, _MOST_FRACTION = 15, 10
MARKET_WORDS = frozenset({"market", "mkt", "시장가"})
NO_MARKET_ORDERS = (
    "KIS has no market order for overseas stocks. There are: a limit order at or through the quote (Limit), MarketOnOpen and "
    "MarketOnClose (US sells on the real account), LimitOnOpen, LimitOnClose, Twap and Vwap (US, real account)"
)


def as_price(value: Price) -> Decimal:
    """The price as an exact number. A Decimal stays the number that it is, however it is written.

    Raises:
        BadOrder: a float, no number, NaN, infinite, zero, negative, an exponent or signs in a text, more than 15 digits before the
            point or 10 behind it; and the word "market", with what there is instead.
    """
    kind = type(value)
    if kind is str:
        return _from_text(str(value))
    if kind is Decimal or isinstance(value, Decimal):
        return _checked(Decimal(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return _checked(Decimal(value))
    if isinstance(value, str):
        return _from_text(str(value))
    if isinstance(value, float):
        text = float.__repr__(value)
        raise BadOrder(
            f'{text} is a float, which is not exact: write the price as "{text}" or Decimal("{text}")', rule="price"
        )
    if hasattr(kind, "__index__") and kind is not bool:  # a whole number of another library
        return _checked(Decimal(index(value)))
    raise BadOrder(f"a price is a Decimal, a text or an int, not {kind.__name__}", rule="price")


def _from_text(text: str) -> Decimal:
    if _PLAIN.fullmatch(text):
        price = Decimal(text)
        if price:
            return price
        raise BadOrder(f"a price is more than 0, not {text!r}", rule="price")
    if text.lower() in MARKET_WORDS:
        raise BadOrder(NO_MARKET_ORDERS, rule="order type")
    raise BadOrder(f'{text!r} is no price: write plain digits such as "185.20", without sign or exponent', rule="price")


def _checked(price: Decimal) -> Decimal:
    if not price.is_finite() or price <= 0:
        raise BadOrder(f"a price is a number above 0, not {price}", rule="price")
    _, digits, exponent = price.as_tuple()
    assert isinstance(exponent, int)
    while exponent < -_MOST_FRACTION and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    if price.adjusted() >= _MOST_DIGITS or exponent < -_MOST_FRACTION:
        raise BadOrder(
            f"a price has {_MOST_DIGITS} digits before the point and {_MOST_FRACTION} behind it at most: {price}",
            rule="price",
        )
    return price


def plain(price: Decimal, least_digits: int = 0) -> str:
    """A price in plain digits, without the zeros at its end, but with at least so many digits behind the point.

    One number, one text: Decimal("185.2") and Decimal("185.20") are both "185.20" with two digits, and "185.2" with none.
    """
    text = format(price, "f")
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) < least_digits:
        fraction = fraction.ljust(least_digits, "0")
    return f"{whole}.{fraction}" if fraction else whole
