"""Orders, amounts and times as a person reads them, in the language of this process."""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from haero.cli.texts import language, text
from haero.client.orders.price import plain
from haero.client.orders.symbol import Ticker
from haero.kis.words import EXCHANGES
from haero.terms import CURRENCY_OF, KST, Currency, Exchange, Language

UNKNOWN = "-"
"""What stands where a value is not known."""
COLOURS = {Language.EN: ("green", "red"), Language.KO: ("red", "blue")}
"""What rises and what falls: Korean screens have it the other way round."""
_WHOLE = frozenset({Currency.JPY, Currency.KRW, Currency.VND})


def number(value: Decimal | int | None, digits: int = 0) -> str:
    """An exact number with commas: no zeros at its end beyond so many digits behind the point."""
    if value is None:
        return UNKNOWN
    if isinstance(value, int):
        return f"{value:,}"
    if not value.is_finite():
        return UNKNOWN
    whole, point, fraction = plain(abs(value), digits).partition(".")
    sign = "-" if value < 0 else ""
    return f"{sign}{int(whole):,}{point}{fraction}"


def price(value: Decimal | None, currency: Currency | str | None = None) -> str:
    """A price or an amount: dollars with their cents, yen, won and dong without."""
    return number(value, 0 if currency in _WHOLE else 2)


def signed(value: Decimal | None, currency: Currency | str | None = None) -> str:
    """A change or a profit, with its sign."""
    said = price(value, currency)
    return f"+{said}" if value is not None and said != UNKNOWN and value > 0 else said


def percent(value: Decimal | None) -> str:
    """A change in percent, to the hundredth; programs get it as KIS has it."""
    if value is None or not value.is_finite():
        return UNKNOWN
    return f"{signed(value.quantize(Decimal('0.01'), ROUND_HALF_UP))}%"


def colour(value: Decimal | int | None) -> str:
    """How a terminal shows a change: each country has its own colour for what rises."""
    if value is None or not value:
        return ""
    up, down = COLOURS[language()]
    return up if value > 0 else down


def moment(at: datetime | None) -> str:
    """A time on a Korean clock, to the second."""
    return UNKNOWN if at is None else f"{at.astimezone(KST):%m-%d %H:%M:%S}"


def symbol(exchange: Exchange | str | None, code: str | None) -> str:
    """A stock as the commands take it: NASDAQ goes without saying."""
    if code is None:
        return UNKNOWN
    if exchange is None or exchange == Exchange.NASDAQ:
        return code
    return str(Ticker(Exchange(exchange), code))


def word(group: str, value: Any) -> str:
    """A word of the house, such as a side or a status, in this language."""
    return UNKNOWN if value is None or value == "" else text(f"{group}_{value}")


def order(facts: Mapping[str, Any]) -> str:
    """An order in a few words: kind, side, symbol, quantity, type, price, and the order that it changes.

    `facts` are those of an order, a plan or the content of a record; what they lack is left out.
    """
    exchange = _exchange(facts.get("exchange"))
    kind, what = str(facts.get("kind") or "order"), facts.get("type")
    quantity, limit = int(facts.get("quantity") or 0), Decimal(facts.get("price") or 0)
    said = [
        "" if kind == "order" else text(f"kind_{kind}"),
        word("side", facts.get("side")) if facts.get("side") else "",
        symbol(exchange, facts.get("symbol")),
        text("shares", quantity=number(quantity)) if quantity else "",
        word("type", what) if what and "cancel" not in kind else "",
        price(limit, None if exchange is None else CURRENCY_OF[exchange]) if limit else "",
        text("of_order", original=facts["original"]) if facts.get("original") else "",
    ]
    return " ".join(part for part in said if part)


def _exchange(named: Any) -> Exchange | None:
    """An exchange by KIS's code, as records have it, or by its own name."""
    if named is None or named == "":
        return None
    return EXCHANGES.get(str(named)) or Exchange(named)
