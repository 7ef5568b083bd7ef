"""Reads the events that are most of a journal so that equal values of theirs are one object.

Half a million resting orders have a few symbols, dates and sessions, and some thousand prices; each read as an object of its own,
they cost more memory than the orders themselves. Texts tell what is equal: 1.0 and 1.00 are two values.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from haero.desk.events import Event, OrderAccepted, OrderCancelled, OrderRevised
from haero.terms import Currency, Exchange, OrderType, Side

MOST = 1 << 16
"""Values of one kind that are remembered; then all are forgotten. A journal without repetition costs no more memory than that."""
T = TypeVar("T")


class _Shared(dict[str, T]):
    """Text -> its value, read once."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    def __missing__(self, text: str) -> T:
        value = msgspec.convert(text, self._kind)
        if len(self) >= MOST:
            self.clear()
        self[text] = value
        return value


class _Raw(msgspec.Struct, frozen=True, gc=False):
    """The fields of an event as the journal has them."""


class _Accepted(_Raw, frozen=True):
    number: int
    exchange: Exchange
    symbol: str
    side: Side
    type: OrderType
    quantity: int
    price: str
    trade_date: str
    session: str
    expires: str
    reserved: str
    currency: Currency
    warning: str = ""
    reference: str = ""
    reservation: int = 0
    starts: datetime | None = None
    to_close: bool = False


class _Revised(_Raw, frozen=True):
    number: int
    original: int
    quantity: int
    price: str
    trade_date: str
    session: str
    expires: str
    reserved: str
    original_reserved: str
    currency: Currency
    reference: str = ""


class _Cancelled(_Raw, frozen=True):
    number: int
    original: int
    quantity: int
    trade_date: str
    session: str
    expires: str
    original_reserved: str
    currency: Currency
    reference: str = ""


_accepted = msgspec.json.Decoder(_Accepted).decode
_revised = msgspec.json.Decoder(_Revised).decode
_cancelled = msgspec.json.Decoder(_Cancelled).decode


class Sharing:
    """Decoders that remember the values they have read. `decoders` are for the kinds of event that this is worth doing for."""

    def __init__(self) -> None:
        self._text = _Shared(str)
        self._money = _Shared(Decimal)
        self._day = _Shared(date)
        self._moment = _Shared(datetime)
        self.decoders: dict[str, Callable[[str], Event]] = {
            OrderAccepted.__name__: self._accepted,
            OrderRevised.__name__: self._revised,
            OrderCancelled.__name__: self._cancelled,
        }

    def _accepted(self, body: str) -> OrderAccepted:
        raw, money, text = _accepted(body), self._money, self._text
        return OrderAccepted(
            raw.number, raw.exchange, text[raw.symbol], raw.side, raw.type, raw.quantity, money[raw.price],
            self._day[raw.trade_date], text[raw.session], self._moment[raw.expires], money[raw.reserved], raw.currency,
            raw.warning, raw.reference, raw.reservation, raw.starts, raw.to_close,
        )  # fmt: skip

    def _revised(self, body: str) -> OrderRevised:
        raw, money = _revised(body), self._money
        return OrderRevised(
            raw.number, raw.original, raw.quantity, money[raw.price], self._day[raw.trade_date],
            self._text[raw.session], self._moment[raw.expires], money[raw.reserved], money[raw.original_reserved],
            raw.currency, raw.reference,
        )  # fmt: skip

    def _cancelled(self, body: str) -> OrderCancelled:
        raw = _cancelled(body)
        return OrderCancelled(
            raw.number, raw.original, raw.quantity, self._day[raw.trade_date], self._text[raw.session],
            self._moment[raw.expires], self._money[raw.original_reserved], raw.currency, raw.reference,
        )  # fmt: skip
