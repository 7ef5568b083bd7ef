"""How KIS writes things: padded messages, fixed decimals, order numbers, times.

Widths of messages count cp949 bytes, because the systems behind the API do; all other widths count characters.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from haero.terms import KST

MESSAGE_BYTES = 80
ORDER_NUMBER_DIGITS = 10

# Wide enough for the longest documented number, 23 integer digits and 8 decimals, with room to spare.
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)
_STEPS = tuple(Decimal(1).scaleb(-decimals) for decimals in range(13))


def pad_message(text: str) -> str:
    """msg1 as account inquiries send it: right-padded with spaces to 80 bytes in cp949.

    A longer text is cut at 80 bytes, never inside a Korean character. A character outside cp949 becomes "?".
    """
    encoded = text.encode("cp949", "replace")
    if len(encoded) > MESSAGE_BYTES:
        # Dropping the half character can leave 79 bytes, so it is padded again.
        encoded = encoded[:MESSAGE_BYTES].decode("cp949", "ignore").encode("cp949")
    return encoded.ljust(MESSAGE_BYTES).decode("cp949")


def pad_width(text: str, width: int) -> str:
    """The text in exactly `width` characters: right-padded with spaces, or cut."""
    return text.ljust(width)[:width]


def fixed(value: Decimal | int | str, decimals: int) -> str:
    """A number with exactly `decimals` decimals, rounded half up: no exponent, no "-0.00".

    Raises ValueError for text that is no finite number, TypeError for a float (prices are never floats).
    """
    if isinstance(value, float):
        raise TypeError("prices and amounts are Decimal, int or str, never float")
    try:
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"not a finite number: {value!r}")
        rounded = number.quantize(_STEPS[decimals], context=_CONTEXT)
    except InvalidOperation:
        raise ValueError(f"not a number that KIS can write: {value!r}") from None
    return format(rounded if rounded else abs(rounded), "f")


def order_number(n: int) -> str:
    """ODNO: ten digits, zero-padded. Raises ValueError outside 1 to 9,999,999,999."""
    if not 0 < n < 10**ORDER_NUMBER_DIGITS:
        raise ValueError(f"order numbers have 1 to {ORDER_NUMBER_DIGITS} digits: {n}")
    return f"{n:010d}"


def parse_order_number(text: str) -> int | None:
    """The number of an ODNO with or without leading zeros and padding, or None when it is no order number.

    KIS sends "0000042031" in an order reply and "42031" in the inquiries, and clients send back either.
    """
    text = text.strip(" ")
    # isdigit alone would take digits of other scripts.
    if not (text.isascii() and text.isdigit() and len(text) <= ORDER_NUMBER_DIGITS):
        return None
    return int(text)


def kst_time(moment: datetime) -> str:
    """HHMMSS in Korean time. Raises ValueError for a datetime without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = moment.astimezone(KST)
    return (
        f"{local.hour:02d}{local.minute:02d}{local.second:02d}"  # strftime takes eight times as long, on the order path
    )


def yyyymmdd(day: date) -> str:
    """YYYYMMDD of a date. A datetime gives its own local date: convert it to the zone you mean first."""
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def signed_rate(rate: Decimal) -> str:
    """A change rate in percent as quotes write it: "+5.61", "-4.17", " 0.00" (v1_해외주식-009 `rate`)."""
    text = fixed(rate, 2)
    if text.startswith("-"):
        return text
    return f" {text}" if text == "0.00" else f"+{text}"
