"""The good end of an order whose reply was lost."""

from typing import Generic, TypeVar

from haero.client.core.facts import OrderFacts
from haero.client.core.looking import Seen

O = TypeVar("O", bound=OrderFacts)  # noqa: E741


class Accepted(Generic[O]):
    """KIS took the order. `seen` is its row in KIS's list; None where the store knew it already."""

    __slots__ = ("order", "seen")
    __match_args__ = ("order", "seen")

    def __init__(self, order: O, seen: Seen | None = None) -> None:
        self.order, self.seen = order, seen

    def __repr__(self) -> str:
        return f"Accepted({self.order!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Accepted) and self.order == other.order

    def __hash__(self) -> int:
        return hash(self.order)
