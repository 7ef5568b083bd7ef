"""The texts of KIS as values: each function takes one text and gives one value, or raises ValueError.

None of them knows rows or fields; `fields` makes descriptors of them. A text may have blanks around it.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from haero.kis import codes
from haero.kis.texts import order_number, parse_order_number
from haero.terms import EXCHANGE_NAMES, Action, Currency, Exchange, OrderType, Side

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_DAY = re.compile(r"[0-9]{8}")
_TIME = re.compile(r"[0-9]{6}")
_STAMP = re.compile(r"[0-9]{14}(?:[0-9]{3})?")
_LONGEST = 100
"""Characters of the longest number that is one; the longest of the documents has 32."""

NO_DAY: Final = frozenset({"", "0", "00000000"})
"""How KIS writes a date that there is none of."""

_SIDES = {"1": Side.SELL, "2": Side.BUY}
_SIDE_NAMES = (("매도", Side.SELL), ("매수", Side.BUY))
_ACTIONS = {
    "00": Action.NEW,
    "01": Action.REVISE,
    "02": Action.CANCEL,
    "0": Action.NEW,
    "1": Action.REVISE,
    "2": Action.CANCEL,
}
_TYPE_NAMES = (
    ("TWAP", OrderType.TWAP),
    ("VWAP", OrderType.VWAP),
    ("MOO", OrderType.MARKET_ON_OPEN),
    ("LOO", OrderType.LIMIT_ON_OPEN),
    ("MOC", OrderType.MARKET_ON_CLOSE),
    ("LOC", OrderType.LIMIT_ON_CLOSE),
    ("단주", OrderType.ODD_LOT_LIMIT),
    ("지정가", OrderType.LIMIT),
)
_FLAGS = {"Y": True, "N": False, "1": True, "0": False}
_DOWN, _UP = frozenset("45"), frozenset("12")


def plain(text: str) -> str:
    """The text without the blanks around it."""
    return text.strip()


def decimal(text: str) -> Decimal:
    """A number: digits, a sign, a point; no exponent, no comma."""
    found = text.strip()
    if len(found) > _LONGEST or _NUMBER.fullmatch(found) is None:
        raise ValueError("no number")
    return Decimal(found)


def whole(text: str) -> int:
    """A whole number; "10.00000000" is one, "10.5" is none."""
    found = text.strip()
    if found.isascii() and found.isdigit() and len(found) < _LONGEST:
        return int(found)
    number = decimal(found)
    if number != number.to_integral_value():
        raise ValueError("no whole number")
    return int(number)


def day(text: str) -> date:
    """YYYYMMDD."""
    found = text.strip()
    if _DAY.fullmatch(found) is None:
        raise ValueError("no date")
    return date(int(found[:4]), int(found[4:6]), int(found[6:]))


def clock(text: str) -> time:
    """HHMMSS, of whatever zone."""
    found = text.strip()
    if _TIME.fullmatch(found) is None:
        raise ValueError("no time of day")
    return time(int(found[:2]), int(found[2:4]), int(found[4:]))


def stamp(text: str) -> datetime:
    """YYYYMMDDHHMMSS, with or without milliseconds; without a zone."""
    found = text.strip()
    if _STAMP.fullmatch(found) is None:
        raise ValueError("no date with a time")
    milliseconds = int(found[14:] or 0)
    return datetime.combine(day(found[:8]), clock(found[8:14])).replace(microsecond=milliseconds * 1000)


def flag(text: str) -> bool:
    """Y or N."""
    try:
        return _FLAGS[text.strip().upper()]
    except KeyError:
        raise ValueError("neither Y nor N") from None


def number_of_order(text: str) -> str:
    """An order number in ten digits: KIS sends "0000042031" in a reply and "42031" in an inquiry."""
    number = parse_order_number(text)
    if not number:
        raise ValueError("no order number")
    return order_number(number)


def exchange(text: str) -> Exchange:
    """An exchange by any code of KIS: NASD, NAS, BAQ."""
    found = text.strip()
    known = EXCHANGE_NAMES.get(found)
    if known is None:
        code = codes.by_quote_code(found)
        if code is None:
            raise ValueError("no exchange that haero knows")
        known = EXCHANGE_NAMES[code.order_code]
    return known


def exchange_of_key(text: str) -> Exchange:
    """The exchange of a key of the quotes: DNASAAPL, RBAQAAPL, DHKS00700."""
    return exchange(text.strip()[1:4])


def currency(text: str) -> Currency:
    """A currency by its ISO code."""
    return Currency(text.strip())


def side(code: str, name: str = "") -> Side:
    """01 sell, 02 buy; where there is no code, by the Korean name ("매수정정")."""
    found = _SIDES.get(code.strip().lstrip("0"))
    if found is None:
        found = next((known for word, known in _SIDE_NAMES if word in name), None) if not code.strip() else None
    if found is None:
        raise ValueError("neither sell (01) nor buy (02)")
    return found


def order_type(name: str) -> OrderType | None:
    """An order type by the Korean name of its ORD_DVSN, alone or within words ("TWAP매수"); None for other words."""
    return next((known for word, known in _TYPE_NAMES if word in name), None)


def action(text: str) -> Action:
    """00 a new order, 01 a revision, 02 a cancellation."""
    try:
        return _ACTIONS[text.strip()]
    except KeyError:
        raise ValueError("neither new (00) nor revise (01) nor cancel (02)") from None


def signed(amount: str, sign: str) -> Decimal:
    """A change with its sign: the amount comes without, and a code says 1, 2 up, 3 equal, 4, 5 down."""
    number = decimal(amount)
    code = sign.strip()
    if code in _DOWN:
        return -abs(number)
    return abs(number) if code in _UP else number
