"""What a question can be asked with: an English name, and how its value becomes the fields of a request.

A value that KIS can't be asked with raises ValueError, a float TypeError: what went through a float is not the price any more.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from haero.client.results import readers
from haero.kis import codes
from haero.kis.texts import yyyymmdd
from haero.terms import EXCHANGE_NAMES, Currency, Exchange, Side

REQUIRED: Final[Any] = object()
"""The default of a parameter that must be given."""
ORDER_CODES: dict[Exchange, str] = {exchange: code for code, exchange in EXCHANGE_NAMES.items()}
_CODES: dict[Exchange, codes.ExchangeCode] = {EXCHANGE_NAMES[item.order_code]: item for item in codes.EXCHANGES}
_QUOTE_CODES = {code for item in codes.EXCHANGES for code in (item.quote_code, item.daytime_code) if code} | {
    "SHI",
    "SZI",
}
_ACCOUNT, _PRODUCT = 8, 2


class Parameter(NamedTuple):
    """One parameter. `write` gives the fields of the request; `default` is a value of the parameter, or REQUIRED."""

    write: Callable[[Any], dict[str, str]]
    default: Any = REQUIRED


def _one(field: str, convert: Callable[[Any], str], default: Any) -> Parameter:
    return Parameter(lambda value: {field: convert(value)}, default)


def account() -> Parameter:
    """An account: "12345678-01"."""

    def write(value: str) -> dict[str, str]:
        number = value.replace("-", "")
        if len(number) != _ACCOUNT + _PRODUCT or not number.isascii() or not number.isdigit():
            raise ValueError("an account is written 12345678-01")  # without the number: errors end in logs
        return {"CANO": number[:_ACCOUNT], "ACNT_PRDT_CD": number[_ACCOUNT:]}

    return Parameter(write)


def text(field: str, default: Any = REQUIRED) -> Parameter:
    """A text, as it is."""
    return _one(field, str, default)


def whole(field: str, default: Any = REQUIRED, *, least: int = 0, most: int | None = None) -> Parameter:
    """A whole number."""

    def convert(value: int) -> str:
        if type(value) is not int or value < least or (most is not None and value > most):
            until = f" to {most}" if most is not None else ""
            raise ValueError(f"{field} is a whole number from {least}{until}, not {value!r}")
        return str(value)

    return _one(field, convert, default)


def decimal(field: str, default: Any = REQUIRED) -> Parameter:
    """A number: Decimal, int or text; None is no number."""
    return _one(field, number_text, default)


def number_text(value: Decimal | int | str | None) -> str:
    """A number as KIS reads it; "" for None."""
    if value is None:
        return ""
    if isinstance(value, float | bool):
        raise TypeError("prices and amounts are Decimal, int or text, never float")
    number = Decimal(value) if isinstance(value, int) else value
    number = readers.decimal(number) if isinstance(number, str) else number
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return format(number, "f")


def day(field: str, default: Any = REQUIRED) -> Parameter:
    """A date: a date, or a text like 2026-11-01 or 20261101; None is no date."""
    return _one(field, day_text, default)


def day_text(value: date | str | None) -> str:
    """A date as KIS reads it; "" for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        raise TypeError("a date is asked for, not a moment: its date depends on the zone")
    return yyyymmdd(value if isinstance(value, date) else readers.day(value.replace("-", "")))


def time(field: str, default: Any = REQUIRED) -> Parameter:
    """A time of day: HHMMSS or HH:MM:SS; None is none."""
    return _one(
        field, lambda value: "" if value is None else f"{readers.clock(str(value).replace(':', '')):%H%M%S}", default
    )


def exchange_of(value: Exchange | str) -> Exchange:
    """An exchange by its name of haero or any code of KIS. Raises ValueError."""
    try:
        return Exchange(value)
    except ValueError:
        return readers.exchange(value)


def order_exchange(field: str, default: Any = REQUIRED, *, everywhere: str = "") -> Parameter:
    """An exchange in the order APIs; None is all of them."""
    return _one(field, lambda value: everywhere if value is None else ORDER_CODES[exchange_of(value)], default)


def quote_exchange(field: str = "EXCD", default: Any = REQUIRED) -> Parameter:
    """An exchange in the quote APIs. KIS's own codes go out as they are: BAQ is the daytime session of NAS; None is all."""
    return _one(field, quote_code, default)


def quote_code(value: Exchange | str | None) -> str:
    """The code of an exchange in the quote APIs; "" for None."""
    if value is None:
        return ""
    return str(value) if value in _QUOTE_CODES else _CODES[exchange_of(value)].quote_code


def product_type(field: str = "PRDT_TYPE_CD", default: Any = REQUIRED) -> Parameter:
    """An exchange as a type of products; KIS's own three digits go out as they are; None is all."""

    def convert(value: Exchange | str | None) -> str:
        if value is None:
            return ""
        return str(value) if value.isdigit() else _CODES[exchange_of(value)].product_type

    return _one(field, convert, default)


def currency(field: str, default: Any = REQUIRED) -> Parameter:
    """A currency; None is all."""
    return _one(field, lambda value: "" if value is None else str(Currency(value)), default)


def side(field: str, default: Any = None, *, both: str = "00") -> Parameter:
    """Buys or sells; None is both."""
    written = {None: both, Side.BUY: "02", Side.SELL: "01"}
    return _one(field, lambda value: written[None if value is None else Side(value)], default)


def choice(field: str, values: Mapping[Any, str], default: Any = REQUIRED) -> Parameter:
    """One of a few words or numbers."""

    def convert(value: Any) -> str:
        try:
            return values[value]
        except (KeyError, TypeError):
            raise ValueError(f"{field} is one of {', '.join(map(repr, values))}, not {value!r}") from None

    return _one(field, convert, default)


def between(name: str) -> Parameter:
    """A range of the condition search: (lowest, highest); None is no condition."""

    def write(value: tuple[Any, Any] | None) -> dict[str, str]:
        if value is None:
            return {}
        low, high = value
        return {f"CO_YN_{name}": "1", f"CO_ST_{name}": number_text(low), f"CO_EN_{name}": number_text(high)}

    return Parameter(write, None)


def symbols(most: int) -> Parameter:
    """Several symbols: pairs of exchange and symbol."""

    def write(value: list[tuple[Exchange | str, str]]) -> dict[str, str]:
        if not 1 <= len(value) <= most:
            raise ValueError(f"1 to {most} symbols can be asked for at once, not {len(value)}")
        found = {"NREC": str(len(value))}
        for number, (exchange, symbol) in enumerate(value, 1):
            found |= {f"EXCD_{number:02d}": quote_code(exchange), f"SYMB_{number:02d}": symbol}
        return found

    return Parameter(write)
