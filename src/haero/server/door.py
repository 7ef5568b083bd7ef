"""The door: KIS codes become the desk's words on the way in, and the desk's reasons become KIS codes on the way out. Once each."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from haero.desk.reasons import Reason, Refusal
from haero.kis import codes, refusals, words
from haero.kis.errors import Denial, DenialPair, KisRefusal
from haero.terms import OrderType

_REFUSALS: dict[Reason, Denial | DenialPair] = {
    Reason.UNKNOWN_ACCOUNT: refusals.ACCOUNT_MISMATCH,
    Reason.UNKNOWN_INSTRUMENT: refusals.UNKNOWN_SYMBOL,
    Reason.BEFORE_OPEN: refusals.BEFORE_OPEN,
    Reason.AFTER_CLOSE: refusals.AFTER_CLOSE,
    Reason.CLOSED_DAY: refusals.NOT_BUSINESS_DAY,
    Reason.BAD_LOT: refusals.LOT_VIOLATION,
    Reason.BAD_PRICE: refusals.PRICE_TOO_LOW,
    Reason.BAD_TICK: refusals.TICK_VIOLATION,
    Reason.OUTSIDE_BAND: refusals.OUTSIDE_BAND,
    Reason.INSUFFICIENT_CASH: refusals.INSUFFICIENT_CASH,
    Reason.NOTHING_HELD: refusals.INSUFFICIENT_HOLDING,
    Reason.INSUFFICIENT_HOLDING: refusals.INSUFFICIENT_HOLDING,
    Reason.UNKNOWN_ORIGINAL: refusals.UNKNOWN_ORIGINAL,
    Reason.NOTHING_LEFT: refusals.NOTHING_TO_CHANGE,
    Reason.DUPLICATE_REFERENCE: refusals.REPEATED_GT_UID,
    Reason.OUTSIDE_WINDOW: refusals.OUTSIDE_WINDOW,
    Reason.NO_SERVICE: refusals.ACCOUNT_MAY_NOT_ORDER,
    Reason.TOO_MANY_ORDERS: refusals.ACCOUNT_MAY_NOT_ORDER,
    Reason.TYPE_NOT_OFFERED: refusals.BAD_ORDER_DIVISION,
    Reason.ENTRY_CLOSED: refusals.AFTER_CLOSE,
    # kis-trader: times outside the session are refused by the server as out of trading hours.
    Reason.BAD_START: refusals.AFTER_CLOSE,
    Reason.BAD_END: refusals.AFTER_CLOSE,
}
_LABELLED = {Reason.BAD_QUANTITY: "주문수량"}


def refused(refusal: Refusal, environment: str) -> KisRefusal:
    """What KIS says to a denial of the desk."""
    if refusal.reason is Reason.NOT_REVISABLE:
        name = codes.ORDER_DIVISION_NAMES[words.DIVISIONS[OrderType(refusal.detail)]]
        return refusals.NOT_REVISABLE.of(environment).refuse(name)
    if refusal.reason in _LABELLED:
        return refusals.CHECK_FIELD.refuse(_LABELLED[refusal.reason])
    return _REFUSALS[refusal.reason].of(environment).refuse()


def quantity(text: str) -> int:
    """ORD_QTY: a whole number in plain digits, at most ten of them. Raises Refusal BAD_QUANTITY.

    Signs, decimals, exponents, spaces and digits of other scripts are refused: a quantity must not be guessed.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise Refusal(Reason.BAD_QUANTITY, text)
    return int(text)


def price(text: str) -> Decimal:
    """OVRS_ORD_UNPR: a plain decimal number without sign or exponent, as long as its API allows. Raises Refusal BAD_PRICE."""
    whole, dot, fraction = text.partition(".")
    digits = whole + fraction
    if not (digits.isascii() and digits.isdigit() and whole and (fraction or not dot) and len(text) <= 32):
        raise Refusal(Reason.BAD_PRICE, text)
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Refusal(Reason.BAD_PRICE, text) from error


def clock(text: str) -> time | None:
    """HHMMSS on a Korean clock, or None for an empty field. The matrix has looked at its digits."""
    return time(int(text[:2]), int(text[2:4]), int(text[4:])) if text else None


def day(text: str) -> date:
    """YYYYMMDD. Raises OPSQ2002 for anything else (guess)."""
    if len(text) != 8:  # strptime would take 2026112 for the 2nd of November
        raise refusals.FIELD_TOO_LONG.refuse()
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a plain date of an exchange or of Korea
    except ValueError:
        raise refusals.FIELD_TOO_LONG.refuse() from None
