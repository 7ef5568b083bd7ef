"""How figures are shown to people: numbers and times, the same in every language."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from haero.terms import KST, Currency

NONE = "–"
_WHOLE = frozenset({Currency.JPY, Currency.VND, Currency.KRW})


def price(value: Decimal | None) -> str:
    """At most four digits after the point, at least two."""
    if value is None:
        return NONE
    text = f"{value.quantize(Decimal('0.0001'), ROUND_HALF_UP):,f}"
    return text[:-2] if text.endswith("00") else text


def money(value: Decimal, currency: Currency) -> str:
    """In the currency's unit."""
    return f"{value.quantize(Decimal(1) if currency in _WHOLE else Decimal('0.01'), ROUND_HALF_UP):,f}"


def points(value: Decimal | None) -> str:
    """Basis points with their sign."""
    return NONE if value is None else f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):+,f}"


def percent(value: Decimal | None) -> str:
    """A fraction as a percentage."""
    return NONE if value is None else f"{(value * 100).quantize(Decimal('0.001'), ROUND_HALF_UP):,f} %"


def count(value: int) -> str:
    return f"{value:,}"


def moment(at: datetime | None) -> str:
    """Korean time, to the second."""
    return NONE if at is None else f"{at.astimezone(KST):%Y-%m-%d %H:%M:%S}"
