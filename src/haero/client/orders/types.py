"""How an order meets the market, as values: the eight order types of KIS's overseas orders."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Literal, NoReturn, TypeAlias, cast

from haero.client.errors import BadOrder
from haero.client.orders.price import MARKET_WORDS, NO_MARKET_ORDERS, Price, as_price, plain
from haero.terms import KST, OrderType

KoreanTime: TypeAlias = time | datetime
"""A time of day on a Korean clock (no zone), or a moment with its zone."""


class OrderKind:
    """The base of the order types: values that never change and are equal when they say the same. Not used itself."""

    __slots__ = ()
    type: ClassVar[OrderType]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} does not change: make another one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} does not change: make another one")

    def _values(self) -> tuple[Any, ...]:
        return ()

    def __eq__(self, other: object) -> bool:
        return (
            type(other) is type(self) and self._values() == other._values() if isinstance(other, OrderKind) else False
        )

    def __hash__(self) -> int:
        return hash((type(self), *self._values()))

    @property
    def limit(self) -> Decimal | None:
        """The limit price, or None for an order without one."""
        return None


_put = object.__setattr__  # the values' own setter, once, in __init__


class _Priced(OrderKind):
    __slots__ = ("price",)
    price: Decimal

    def __init__(self, price: Price) -> None:
        _put(self, "price", as_price(price))

    def __repr__(self) -> str:
        return f'{type(self).__name__}("{plain(self.price)}")'

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.price,)

    def _values(self) -> tuple[Any, ...]:
        return (self.price,)

    @property
    def limit(self) -> Decimal:
        """The limit price."""
        return self.price


class _Unpriced(OrderKind):
    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()


class Limit(_Priced):
    """지정가: at this price or better, until the end of the day."""

    __slots__ = ()
    type = OrderType.LIMIT


class LimitOnOpen(_Priced):
    """LOO, 장개시지정가: in the opening auction, at this price or better. US, real account."""

    __slots__ = ()
    type = OrderType.LIMIT_ON_OPEN


class MarketOnOpen(_Unpriced):
    """MOO, 장개시시장가: in the opening auction, at its price. US sells, real account."""

    __slots__ = ()
    type = OrderType.MARKET_ON_OPEN


class LimitOnClose(_Priced):
    """LOC, 장마감지정가: in the closing auction, at this price or better. US, real account."""

    __slots__ = ()
    type = OrderType.LIMIT_ON_CLOSE


class MarketOnClose(_Unpriced):
    """MOC, 장마감시장가: in the closing auction, at its price. US sells, real account."""

    __slots__ = ()
    type = OrderType.MARKET_ON_CLOSE


class OddLot(_Priced):
    """단주지정가: less than a board lot, at this price or better. Hong Kong sells, real account."""

    __slots__ = ()
    type = OrderType.ODD_LOT_LIMIT


class _Sliced(OrderKind):
    __slots__ = ("price", "start", "until")
    price: Decimal
    start: KoreanTime | None
    until: KoreanTime | Literal["close"]

    def __init__(
        self,
        price: Price | Limit,
        *,
        start: KoreanTime | None = None,
        until: KoreanTime | Literal["close"] = "close",
    ) -> None:
        _put(self, "price", price.price if isinstance(price, Limit) else as_price(price))
        if (start is None) is not (until == "close"):
            raise BadOrder(
                "slices go either from now to the regular close (no start, until='close'), or from a start to an end on a Korean "
                "clock, such as start=time(23, 45), until=time(4, 30): give both or none",
                rule="slice times",
            )
        _put(self, "start", None if start is None else _moment(start))
        _put(self, "until", "close" if until == "close" else _moment(until))

    def __repr__(self) -> str:
        times = "" if self.start is None else f", start={self.start!r}, until={self.until!r}"
        return f'{type(self).__name__}("{plain(self.price)}"{times})'

    def __reduce__(self) -> tuple[Any, ...]:
        return _sliced_again, (type(self), self.price, self.start, self.until)

    def _values(self) -> tuple[Any, ...]:
        return self.price, self.start, self.until

    @property
    def limit(self) -> Decimal:
        """The limit price of every slice."""
        return self.price


def _sliced_again(kind: "type[_Sliced]", price: Decimal, start: Any, until: Any) -> "_Sliced":
    return kind(price, start=start, until=until)


class Twap(_Sliced):
    """TWAP: in even slices over time, each with this limit. US, real account; can't be revised.

    Without times from now to the regular close. `start` and `until` are times on a Korean clock, as KIS has them, or moments with
    their zone; the end lies at least five minutes before the regular close.
    """

    __slots__ = ()
    type = OrderType.TWAP


class Vwap(_Sliced):
    """VWAP: in slices as large as the volume that is expected, each with this limit; ten shares or more. Else as Twap."""

    __slots__ = ()
    type = OrderType.VWAP


AnyKind: TypeAlias = Limit | LimitOnOpen | MarketOnOpen | LimitOnClose | MarketOnClose | Twap | Vwap | OddLot
"""One of the eight order types."""

_NAMES: dict[str, type[Any]] = {
    name: kind
    for names, kind in (
        ("limit", Limit), ("loo limit-on-open limit_on_open", LimitOnOpen), ("moo market-on-open market_on_open", MarketOnOpen),
        ("loc limit-on-close limit_on_close", LimitOnClose), ("moc market-on-close market_on_close", MarketOnClose),
        ("twap", Twap), ("vwap", Vwap), ("odd-lot odd_lot odd_lot_limit", OddLot),
    )
    for name in names.split()
}  # fmt: skip
TYPE_NAMES = ("limit", "loo", "moo", "loc", "moc", "twap", "vwap", "odd-lot")
"""What an order type is called where it is typed."""


def as_kind(value: Price | AnyKind) -> AnyKind:
    """An order type; a plain price is a Limit. Raises BadOrder."""
    return value if isinstance(value, OrderKind) else Limit(value)


def kind_named(
    name: str,
    price: Price | None = None,
    *,
    start: KoreanTime | None = None,
    until: KoreanTime | Literal["close"] = "close",
) -> AnyKind:
    """The order type of a name ("limit", "moc", "vwap", …) with its price and times.

    Raises:
        BadOrder: no such name ("market" is none: it says what there is), a price missing or not wanted, times where there are none.
    """
    kind = _NAMES.get(name.lower())
    if kind is None:
        if name.lower() in MARKET_WORDS:
            raise BadOrder(NO_MARKET_ORDERS, rule="order type")
        raise BadOrder(f"{name!r} is no order type; there are {', '.join(TYPE_NAMES)}", rule="order type")
    if not issubclass(kind, _Sliced) and (start is not None or until != "close"):
        raise BadOrder(f"{name} has no times: twap and vwap have", rule="slice times")
    if issubclass(kind, _Unpriced):
        if price is not None:
            raise BadOrder(f"{name} has no limit: leave the price out, or take loo or loc", rule="price")
        return cast("AnyKind", kind())
    if price is None:
        raise BadOrder(f"{name} needs a price", rule="price")
    return cast("AnyKind", kind(price, start=start, until=until) if issubclass(kind, _Sliced) else kind(price))


def _moment(at: KoreanTime) -> KoreanTime:
    """A time of day without zone, or a moment with one; whole seconds. Raises BadOrder."""
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise BadOrder(
                f"{at!r} has no time zone: give it one, or give a time() on a Korean clock", rule="slice times"
            )
        return at.astimezone(KST)
    if isinstance(at, time):
        if at.tzinfo is not None and at.tzinfo is not KST:
            raise BadOrder(
                f"{at!r}: a time of day is one of a Korean clock; give a datetime with its zone", rule="slice times"
            )
        return at.replace(tzinfo=None)
    raise BadOrder(
        f"{at!r} is no time: give a time() on a Korean clock or a datetime with its zone", rule="slice times"
    )
