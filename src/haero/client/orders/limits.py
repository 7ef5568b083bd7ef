"""Your own limits, looked at before an order leaves. All are off by default; cancellations always pass."""

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from haero.client.errors import LimitExceeded
from haero.client.orders.plan import Plan
from haero.client.orders.price import Price, plain
from haero.terms import Currency, Side

_EXACT = Context(prec=60)
_MINUTE = 60.0
_put = object.__setattr__
N = TypeVar("N", Decimal, int)


class Figure(StrEnum):
    """What of the market a limit has to know."""

    QUOTE = "quote"
    LISTED_SHARES = "listed shares"
    DAY_VOLUME = "day's volume"


class Figures(NamedTuple):
    """What is known of a stock's market: best bid and ask, last price, listed shares (상장주식수), shares traded today."""

    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    listed_shares: int | None = None
    day_volume: int | None = None


NOTHING_KNOWN = Figures()


class Limits:
    """The most that an order may be. What is None is not limited; the object does not change.

    max_quantity: shares an order. max_notional: price x quantity an order, by currency ({"USD": 20_000}); a currency that is not
    named has no limit; orders without a limit price count with the last one. collar: how far a buy may go over the ask and a sell
    under the bid, as a part of it ("0.05"); the last price stands in for a missing side. per_minute: orders, revisions and
    reservations a minute. max_share_of_listed, max_share_of_volume: an order as a part of the listed shares, of today's volume.

    A limit whose figure is not known refuses the order: it must not be off because nobody could say the price.

    Raises ValueError for what is no limit.
    """

    __slots__ = (
        "collar",
        "max_notional",
        "max_quantity",
        "max_share_of_listed",
        "max_share_of_volume",
        "per_minute",
    )
    max_quantity: int | None
    max_notional: Mapping[Currency, Decimal]
    collar: Decimal | None
    per_minute: int | None
    max_share_of_listed: Decimal | None
    max_share_of_volume: Decimal | None

    def __init__(
        self,
        *,
        max_quantity: int | None = None,
        max_notional: Mapping[str, Price] | None = None,
        collar: Price | None = None,
        per_minute: int | None = None,
        max_share_of_listed: Price | None = None,
        max_share_of_volume: Price | None = None,
    ) -> None:
        _put(self, "max_quantity", _whole("max_quantity", max_quantity))
        notional = {_currency(name): _number("max_notional", most) for name, most in (max_notional or {}).items()}
        _put(self, "max_notional", MappingProxyType(notional))
        _put(self, "collar", _part("collar", collar))
        _put(self, "per_minute", _whole("per_minute", per_minute))
        _put(self, "max_share_of_listed", _part("max_share_of_listed", max_share_of_listed))
        _put(self, "max_share_of_volume", _part("max_share_of_volume", max_share_of_volume))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("limits do not change: make others")

    def _set(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in found.items() if value}

    def __repr__(self) -> str:
        texts = []
        for name, value in self._set().items():
            if isinstance(value, Mapping):
                value = {currency.value: str(most) for currency, most in value.items()}
            texts.append(f"{name}={str(value) if isinstance(value, Decimal) else value!r}")
        return f"Limits({', '.join(texts)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Limits) and self._set() == other._set()

    __hash__ = None  # type: ignore[assignment]

    def needs(self, plan: Plan) -> frozenset[Figure]:
        """Which figures of the market must be asked for before `check`."""
        if plan.is_cancel:
            return frozenset()
        found = set()
        if plan.price is None and plan.currency in self.max_notional:
            found.add(Figure.QUOTE)
        if plan.price is not None and self.collar is not None:
            found.add(Figure.QUOTE)
        if self.max_share_of_listed is not None:
            found.add(Figure.LISTED_SHARES)
        if self.max_share_of_volume is not None:
            found.add(Figure.DAY_VOLUME)
        return frozenset(found)

    def check(self, plan: Plan, figures: Figures = NOTHING_KNOWN) -> None:
        """Raises LimitExceeded where the order is more than a limit, or where the figure that a limit needs is not known."""
        if plan.is_cancel:
            return
        if self.max_quantity is not None and plan.quantity > self.max_quantity:
            raise _exceeded(plan, "max_quantity", "shares", plan.quantity, self.max_quantity)
        self._check_notional(plan, figures)
        self._check_collar(plan, figures)
        _check_share(plan, "max_share_of_listed", self.max_share_of_listed, figures.listed_shares, "the listed shares")
        _check_share(plan, "max_share_of_volume", self.max_share_of_volume, figures.day_volume, "today's volume")

    def check_rate(self, plan: Plan, times: Iterable[float], now: float) -> None:
        """Raises LimitExceeded where `per_minute` orders went out in the minute before `now`.

        `times` are when orders, revisions and reservations were sent, in seconds of the clock that `now` is read from.
        """
        if self.per_minute is None or plan.is_cancel:
            return
        count = sum(1 for at in times if now - at < _MINUTE)
        if count >= self.per_minute:
            raise _exceeded(plan, "per_minute", "orders in a minute", count + 1, self.per_minute)

    def _check_notional(self, plan: Plan, figures: Figures) -> None:
        most = self.max_notional.get(plan.currency)
        if most is None:
            return
        amount = plan.cost
        if plan.price is None or amount is None:
            last = _known(figures.last)
            if last is None:
                raise _unknown(plan, "max_notional", "the last price", most)
            amount = _EXACT.multiply(last, Decimal(plan.quantity))
        if amount > most:
            raise _exceeded(plan, "max_notional", plan.currency.value, amount, most)

    def _check_collar(self, plan: Plan, figures: Figures) -> None:
        if self.collar is None or plan.price is None:
            return
        one = Decimal(1)
        last = _known(figures.last)
        if plan.side is not Side.SELL:
            ask = _known(figures.ask) or last
            if ask is None:
                raise _unknown(plan, "collar", "the ask or the last price", self.collar)
            most = _EXACT.multiply(ask, _EXACT.add(one, self.collar))
            if plan.price > most:
                raise _exceeded(plan, "collar", f"over the {_named(figures.ask, 'ask')} {plain(ask)}", plan.price, most)
        if plan.side is not Side.BUY:
            bid = _known(figures.bid) or last
            if bid is None:
                raise _unknown(plan, "collar", "the bid or the last price", self.collar)
            least = _EXACT.multiply(bid, _EXACT.subtract(one, self.collar))
            if plan.price < least:
                raise _exceeded(
                    plan, "collar", f"under the {_named(figures.bid, 'bid')} {plain(bid)}", plan.price, least
                )


def _check_share(plan: Plan, name: str, part: Decimal | None, whole: int | None, what: str) -> None:
    if part is None:
        return
    if not whole or whole < 0:
        raise _unknown(plan, name, what, part)
    most = int(_EXACT.multiply(part, Decimal(whole)))
    if plan.quantity > most:
        raise _exceeded(plan, name, f"shares, {plain(part)} of {what} ({whole})", plan.quantity, most)


def _known(price: Decimal | None) -> Decimal | None:
    """A price that can be reckoned with; KIS sends 0 where there is none, and a NaN must not switch a limit off."""
    return price if price is not None and price.is_finite() and price > 0 else None


def _named(price: Decimal | None, side: str) -> str:
    """What a collar was held against: a side of the book, or the last price where there is none (mock)."""
    return "last price" if _known(price) is None else side


def _exceeded(plan: Plan, limit: str, what: str, asked: N, allowed: N) -> LimitExceeded:
    texts = [plain(one) if isinstance(one, Decimal) else str(one) for one in (asked, allowed)]
    return LimitExceeded(
        f"{plan.tag}: {texts[0]} {what}, and your limit {limit} is {texts[1]}",
        limit=limit,
        asked=asked,
        allowed=allowed,
    )


def _unknown(plan: Plan, limit: str, what: str, allowed: Decimal) -> LimitExceeded:
    asked = plan.quantity if plan.price is None else plan.price
    return LimitExceeded(
        f"{plan.tag}: your limit {limit} can't be kept, because {what} is not known",
        limit=limit,
        asked=asked,
        allowed=allowed,
    )


def _whole(name: str, value: int | None) -> int | None:
    if value is not None and (type(value) is not int or value < 1):
        raise ValueError(f"{name} is a whole number above 0, not {value!r}")
    return value


def _number(name: str, value: Price) -> Decimal:
    if isinstance(value, float):
        raise ValueError(f'{name}: {value!r} is a float, which is not exact: write "{value!r}"')
    try:
        found = Decimal(value)
    except (ArithmeticError, TypeError, ValueError):
        raise ValueError(f"{name} is a number, not {value!r}") from None
    if isinstance(value, bool) or not found.is_finite() or found <= 0:
        raise ValueError(f"{name} is a number above 0, not {value!r}")
    return found


def _part(name: str, value: Price | None) -> Decimal | None:
    if value is None:
        return None
    found = _number(name, value)
    if found > 1:
        raise ValueError(f'{name} is a part of one: write "0.05" for 5 %, not {value!r}')
    return found


def _currency(name: str) -> Currency:
    try:
        return Currency(name)
    except ValueError:
        raise ValueError(f"{name!r} is no currency; there are {', '.join(Currency)}") from None
