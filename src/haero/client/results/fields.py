"""Descriptors that turn the texts of a row into values when they are looked at, each with a precise type.

    class Holding(Row[InquireBalanceOutput1]):
        symbol = text("ovrs_pdno")              # str, "" where KIS sent nothing
        quantity = whole("ovrs_cblc_qty")       # int
        lent_on = optional(day("loan_dt"))      # date | None

A field that is not `optional` raises ValueError for an empty text: nobody should take a missing price for zero.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from haero.client.results import moments, readers
from haero.terms import KST, Action, Currency, Exchange, OrderType, Side

if TYPE_CHECKING:
    from haero.client.results.row import Row

V = TypeVar("V")
_SHOWN = 40
"""Characters of an unreadable text that an error quotes."""


class Field(Generic[V]):
    """One value of a row. `kis` names the fields of KIS that it is made of, `kind` its type in words, `name` its English name."""

    __slots__ = ("_read", "_without", "kind", "kis", "name", "owner")

    def __init__(
        self,
        kind: str,
        kis: tuple[str, ...],
        read: "Callable[[Row[Any]], V]",
        without: frozenset[tuple[str, str]] | None = None,
    ) -> None:
        self.kind, self.kis, self._read = kind, kis, read
        self._without = frozenset({(kis[0], "")}) if without is None else without
        self.name, self.owner = "", ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner, self.name = owner.__name__, name

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: "Row[Any]", owner: type) -> V: ...
    def __get__(self, row: "Row[Any] | None", owner: type) -> "Self | V":
        if row is None:
            return self
        try:
            return self._read(row)
        except ValueError as wrong:
            sent = ", ".join(f"{name} {str(getattr(row.raw, name))[:_SHOWN]!r}" for name in self.kis)
            raise ValueError(f"{type(row).__name__}.{self.name} can't be read: KIS sent {sent}: {wrong}") from None

    def value(self, row: "Row[Any]") -> V:
        """The value in a row. Raises ValueError with the reader's words."""
        return self._read(row)

    def empty(self, row: "Row[Any]") -> bool:
        """Did KIS send nothing where it needs something?"""
        return any(getattr(row.raw, name).strip() == nothing for name, nothing in self._without)

    def made(self, kind: str, read: "Callable[[Row[Any]], Any]") -> "Field[Any]":
        """A field of the same texts, read in another way."""
        return Field(kind, self.kis, read, self._without)

    def label(self, struct: type) -> str:
        """Its Korean name, from the catalogue (which is read for it): for documents, not for a program that trades."""
        from haero.client.results.labels import label_of  # it reads the whole catalogue

        return label_of(struct, self.kis[0])


def _no_day(day_kis: str, *others: str) -> frozenset[tuple[str, str]]:
    """How KIS writes that there is no date; and the other texts that are needed with it."""
    return frozenset({*((day_kis, nothing) for nothing in readers.NO_DAY), *((other, "") for other in others)})


def _one(kind: str, kis: str, convert: Callable[[str], V]) -> Field[V]:
    return Field(kind, (kis,), lambda row: convert(getattr(row.raw, kis)))


def optional(field: Field[V]) -> Field[V | None]:
    """The same field where KIS may send nothing: then it is None."""
    return field.made(f"{field.kind} | None", lambda row: None if field.empty(row) else field.value(row))


def unless_zero(field: Field[V]) -> Field[V | None]:
    """The same field where zero stands for "not known": then it is None, as for an empty text."""
    return field.made(f"{field.kind} | None", lambda row: None if field.empty(row) else (field.value(row) or None))


def either(first: Field[V], second: Field[V]) -> Field[V]:
    """The first field; the second where KIS sent nothing for the first."""
    return Field(
        first.kind, first.kis + second.kis, lambda row: second.value(row) if first.empty(row) else first.value(row)
    )


def made_of(kind: str, kis: tuple[str, ...], read: "Callable[[Any], V]") -> Field[V]:
    """A value that a function makes of a row, of these fields of KIS."""
    return Field(kind, kis, read)


def text(kis: str) -> Field[str]:
    """A text without the blanks around it; "" where there is none."""
    return _one("str", kis, readers.plain)


def whole(kis: str) -> Field[int]:
    """A whole number: shares, counts."""
    return _one("int", kis, readers.whole)


def decimal(kis: str) -> Field[Decimal]:
    """A number with its decimals: prices, amounts, percentages."""
    return _one("Decimal", kis, readers.decimal)


def signed(kis: str, sign: str) -> Field[Decimal]:
    """A change that comes without its sign, and the code of the sign."""
    return Field("Decimal", (kis, sign), lambda row: readers.signed(getattr(row.raw, kis), getattr(row.raw, sign)))


def flag(kis: str) -> Field[bool]:
    """Y or N."""
    return _one("bool", kis, readers.flag)


def day(kis: str) -> Field[date]:
    """A date, of the place that the field speaks of."""
    return Field("date", (kis,), lambda row: readers.day(getattr(row.raw, kis)), _no_day(kis))


def clock(kis: str) -> Field[time]:
    """A time of day without a date."""
    return _one("time", kis, readers.clock)


def order_number(kis: str) -> Field[str]:
    """An order number in ten digits, however KIS wrote it."""
    return _one("str", kis, readers.number_of_order)


def side(kis: str, name: str | None = None) -> Field[Side]:
    """Buy or sell, by its code; by its Korean name where no code came."""
    if name is None:
        return _one("Side", kis, readers.side)
    return Field("Side", (kis, name), lambda row: readers.side(getattr(row.raw, kis), getattr(row.raw, name)))


def side_by_name(kis: str) -> Field[Side]:
    """Buy or sell, by Korean words that say it."""
    return _one("Side", kis, lambda words: readers.side("", words))


def order_type(kis: str) -> Field[OrderType | None]:
    """An order type by its Korean name; None for words that haero does not know."""
    return _one("OrderType | None", kis, readers.order_type)


def action(kis: str) -> Field[Action]:
    """New, revise or cancel."""
    return _one("Action", kis, readers.action)


def exchange(kis: str) -> Field[Exchange]:
    """An exchange, by its order or quote code."""
    return _one("Exchange", kis, readers.exchange)


def exchange_of_key(kis: str) -> Field[Exchange]:
    """An exchange, by a key of the quotes such as DNASAAPL."""
    return _one("Exchange", kis, readers.exchange_of_key)


def currency(kis: str) -> Field[Currency]:
    """A currency."""
    return _one("Currency", kis, readers.currency)


def korean_moment(day_kis: str, time_kis: str) -> Field[datetime]:
    """A moment by a Korean date and time."""

    def read(row: "Row[Any]") -> datetime:
        return moments.korean(readers.day(getattr(row.raw, day_kis)), readers.clock(getattr(row.raw, time_kis)))

    return Field("datetime (KST)", (day_kis, time_kis), read, _no_day(day_kis, time_kis))


def korean_stamp(kis: str) -> Field[datetime]:
    """A moment by one text with a Korean date and time."""
    return _one("datetime (KST)", kis, lambda found: readers.stamp(found).replace(tzinfo=KST))


def latest_moment(time_kis: str) -> Field[datetime]:
    """A moment of the past by its Korean time of day alone: the last before the reply came."""
    return Field(
        "datetime (KST)", (time_kis,), lambda row: moments.latest(readers.clock(getattr(row.raw, time_kis)), _came(row))
    )


def nearest_moment(time_kis: str) -> Field[datetime]:
    """A moment by its Korean time of day alone: the nearest to when the reply came."""
    return Field(
        "datetime (KST)",
        (time_kis,),
        lambda row: moments.nearest(readers.clock(getattr(row.raw, time_kis)), _came(row)),
    )


def _came(row: "Row[Any]") -> datetime:
    if row.received is None:
        raise ValueError("its date is not known without the time at which the reply came")
    return row.received


def local_moment(day_kis: str, time_kis: str, key: str = "rsym", in_zone: str = "") -> Field[datetime]:
    """A moment by the date and time of the exchange. The exchange is that of `key` in the row, else in the head of the reply.

    `in_zone` names a zone where there is no exchange.
    """

    def read(row: "Row[Any]") -> datetime:
        date_there, time_there = readers.day(getattr(row.raw, day_kis)), readers.clock(getattr(row.raw, time_kis))
        if in_zone:
            return datetime.combine(date_there, time_there, moments.named(in_zone))
        found = getattr(row.raw, key, "") or getattr(row.head, key, "")
        return moments.local(readers.exchange_of_key(found), date_there, time_there)

    return Field("datetime (exchange)", (day_kis, time_kis), read, _no_day(day_kis, time_kis))


def moment_of_trading_day(day_kis: str, time_kis: str, exchange_kis: str) -> Field[datetime]:
    """A moment by the trading day of an exchange and a Korean time of day."""

    def read(row: "Row[Any]") -> datetime:
        return moments.of_trading_day(
            readers.exchange(getattr(row.raw, exchange_kis)),
            readers.day(getattr(row.raw, day_kis)),
            readers.clock(getattr(row.raw, time_kis)),
        )

    return Field("datetime (KST)", (day_kis, time_kis, exchange_kis), read, _no_day(day_kis, time_kis))
