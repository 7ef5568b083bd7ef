"""The fill models: how kindly a resting order is filled. Each differs from the queue model of `Book` in one point.

docs/fills.md says what each one assumes, in which direction it errs, and works an example by hand.
"""

import hashlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase

import msgspec

from haero.terms import EXCHANGE_NAMES, Exchange
from haero.venue.simulated.book import Book, Residue
from haero.venue.simulated.ranks import Level, Ranks, Resting

DRAW_BITS = 64


class FillModel(StrEnum):
    QUEUE = "queue"
    TOUCH = "touch"
    THROUGH = "through"
    PARTICIPATION = "participation"
    PROBABILISTIC = "probabilistic"


class Fills(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How resting orders fill, unless a rule says otherwise.

    `participation` is the share of each print and quote that an account may get (participation model only), `probability` the
    chance of a fill at the limit (probabilistic model only). Raises ValueError for a model, share or chance that cannot be.
    """

    model: str = FillModel.QUEUE
    participation: Decimal = Decimal("0.1")
    probability: Decimal = Decimal("0.5")

    def __post_init__(self) -> None:
        _check_model(self.model)
        _check_share("participation", self.participation)
        _check_chance("probability", self.probability)


class FillRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another way to fill for the symbols that `symbol` names: AAPL, NASD:AAPL, NASDAQ:AAPL, or a pattern such as A* or SEHK:*.

    What the rule leaves out is as in `Fills`. Raises ValueError for an exchange, model, share or chance that cannot be.
    """

    symbol: str
    model: str | None = None
    participation: Decimal | None = None
    probability: Decimal | None = None

    def __post_init__(self) -> None:
        exchange, colon, pattern = self.symbol.rpartition(":")
        if not pattern or (colon and exchange not in EXCHANGE_NAMES and exchange not in set(Exchange)):
            known = ", ".join([*EXCHANGE_NAMES, *(name for name in Exchange if name not in EXCHANGE_NAMES)])
            raise ValueError(f"symbol {self.symbol!r}: must be like AAPL, A* or NASD:AAPL; exchanges are {known}")
        if self.model is not None:
            _check_model(self.model)
        if self.participation is not None:
            _check_share("participation", self.participation)
        if self.probability is not None:
            _check_chance("probability", self.probability)

    def matches(self, exchange: Exchange, symbol: str) -> bool:
        """Whether the rule is for this instrument."""
        named, _, pattern = self.symbol.rpartition(":")
        return (not named or EXCHANGE_NAMES.get(named, named) == exchange) and fnmatchcase(symbol, pattern)


def _check_model(value: str) -> None:
    # Not left to the enum's own check: its message does not say what may be.
    if value not in set(FillModel):
        raise ValueError(f"fill model {value!r}: must be one of {', '.join(FillModel)}")


def _check_share(name: str, value: Decimal) -> None:
    if not (value.is_finite() and 0 < value <= 1):
        raise ValueError(f"{name} = {value}: must be above 0 and at most 1; 0.1 is 10 %")


def _check_chance(name: str, value: Decimal) -> None:
    if not (value.is_finite() and 0 <= value <= 1):
        raise ValueError(f"{name} = {value}: must be from 0 to 1")


class TouchBook(Book):
    """Nobody ever stands ahead: a print at the limit fills up to its size."""

    __slots__ = ()

    def ahead(self, ranks: Ranks, price: Decimal) -> int:
        return 0


class ThroughBook(TouchBook):
    """A resting order fills only when the market goes beyond its limit. What happens at the limit is for others."""

    __slots__ = ()

    def at_quote(self, order: Resting, left: int) -> int:
        return 0

    def at_print(self, level: Level, order: Resting, left: int) -> int:
        return 0


class ParticipationBook(TouchBook):
    """A share of each print and of each shown quote, in whole shares. What a print leaves of a share counts for the next one."""

    __slots__ = ("_carried_asks", "_carried_bids", "_part", "_whole")

    def __init__(self, account: str, share: Decimal) -> None:
        super().__init__(account)
        self._part, self._whole = share.as_integer_ratio()
        self._carried_bids = self._carried_asks = 0

    def restore(self, residue: Residue) -> None:
        super().restore(residue)
        self._carried_bids, self._carried_asks = residue.more

    def _more(self) -> tuple[int, ...]:
        return self._carried_bids, self._carried_asks

    def offered(self, size: int) -> int:
        return size * self._part // self._whole

    def printed(self, ranks: Ranks, size: int) -> int:
        if ranks.buys:
            shares, self._carried_bids = divmod(self._carried_bids + size * self._part, self._whole)
        else:
            shares, self._carried_asks = divmod(self._carried_asks + size * self._part, self._whole)
        return shares


class ProbabilisticBook(TouchBook):
    """What happens at the limit fills with a probability; what goes beyond it, always.

    Each print at the limit of an order is one draw for it, made from nothing but the seed, the account, the order's number and
    the count of such prints in this book. A quote that stands at the limit does not draw again: it goes by the last print's.
    """

    __slots__ = ("_below", "_prints", "_seed")

    def __init__(self, account: str, probability: Decimal, seed: int) -> None:
        super().__init__(account)
        self._below = int(probability * (1 << DRAW_BITS))
        self._seed = seed
        self._prints = 0

    def restore(self, residue: Residue) -> None:
        super().restore(residue)
        (self._prints,) = residue.more

    def _more(self) -> tuple[int, ...]:
        return (self._prints,)

    def saw(self, level: Level, size: int) -> None:
        super().saw(level, size)
        self._prints += 1

    def at_quote(self, order: Resting, left: int) -> int:
        return left if self._drawn(order) else 0

    def at_print(self, level: Level, order: Resting, left: int) -> int:
        return left if self._drawn(order) else 0

    def _drawn(self, order: Resting) -> bool:
        text = f"{self._seed}:{self.account}:{order.number}:{self._prints}"
        draw = hashlib.blake2b(text.encode(), digest_size=DRAW_BITS // 8).digest()
        return int.from_bytes(draw, "big") < self._below


def book_factory(fills: Fills, rules: Sequence[FillRule], seed: int) -> Callable[[tuple[Exchange, str], str], Book]:
    """A function that makes the book of an account in an instrument: by the first rule that names it, else by `fills`."""

    def book_of(key: tuple[Exchange, str], account: str) -> Book:
        rule = next((rule for rule in rules if rule.matches(*key)), None)
        model, share, chance = fills.model, fills.participation, fills.probability
        if rule is not None:
            model = rule.model if rule.model is not None else model
            share = rule.participation if rule.participation is not None else share
            chance = rule.probability if rule.probability is not None else chance
        match FillModel(model):
            case FillModel.TOUCH:
                return TouchBook(account)
            case FillModel.THROUGH:
                return ThroughBook(account)
            case FillModel.PARTICIPATION:
                return ParticipationBook(account, share)
            case FillModel.PROBABILISTIC:
                return ProbabilisticBook(account, chance, seed)
            case FillModel.QUEUE:
                return Book(account)

    return book_of
