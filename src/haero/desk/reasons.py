"""Why the desk refuses. Each reason has one KIS code per environment, chosen at the door."""

from enum import StrEnum


class Reason(StrEnum):
    """A denial, in the field's own words."""

    UNKNOWN_ACCOUNT = "unknown_account"
    ACCOUNT_EXISTS = "account_exists"
    UNKNOWN_INSTRUMENT = "unknown_instrument"
    BEFORE_OPEN = "before_open"
    AFTER_CLOSE = "after_close"
    CLOSED_DAY = "closed_day"
    BAD_QUANTITY = "bad_quantity"
    BAD_LOT = "bad_lot"
    BAD_PRICE = "bad_price"
    BAD_TICK = "bad_tick"
    OUTSIDE_BAND = "outside_band"
    INSUFFICIENT_CASH = "insufficient_cash"
    NOTHING_HELD = "nothing_held"
    INSUFFICIENT_HOLDING = "insufficient_holding"
    UNKNOWN_ORIGINAL = "unknown_original"
    NOTHING_LEFT = "nothing_left"
    DUPLICATE_REFERENCE = "duplicate_reference"
    TYPE_NOT_OFFERED = "type_not_offered"
    ENTRY_CLOSED = "entry_closed"
    BAD_START = "bad_start"
    BAD_END = "bad_end"
    NOT_REVISABLE = "not_revisable"
    NO_SERVICE = "no_service"
    TOO_MANY_ORDERS = "too_many_orders"
    OUTSIDE_WINDOW = "outside_window"
    BAD_AMOUNT = "bad_amount"


class Refusal(Exception):
    """A command that the desk does not carry out. Nothing changed."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
