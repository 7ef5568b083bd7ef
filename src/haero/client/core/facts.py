"""An order that KIS took, as a program holds it: what was asked for, its number, when."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from haero.client.core.ordering import Receipt
from haero.client.errors import BadOrder
from haero.client.orders.plan import Original, Plan, PlanKind, Reserved
from haero.client.results import moments, readers
from haero.kis.objects import write
from haero.kis.texts import parse_order_number
from haero.terms import EXCHANGE_NAMES, KST, Exchange, OrderType, Side

_OF_RESERVATIONS = frozenset({PlanKind.RESERVE, PlanKind.CANCEL_RESERVATION})
_DAYTIME = frozenset({PlanKind.DAYTIME, PlanKind.DAYTIME_REVISE, PlanKind.DAYTIME_CANCEL})


class OrderFacts:
    """The base of Order and AsyncOrder.

    `odno` is the order number (ten digits; of a reservation that of the reservation), `branch` KIS's branch, `symbol` as KIS writes
    it, `quantity` and `price` (None without a limit) as they were asked for, `at` when KIS took it (Korean time), `key` its key
    in the store, `kind` what it is ("order", "revise", …), `original` the number of the order that it changes, or "".
    """

    __slots__ = (
        "_office", "_reply", "at", "branch", "exchange", "key", "kind", "odno", "original", "price", "quantity", "side",
        "symbol", "type",
    )  # fmt: skip

    odno: str
    branch: str
    symbol: str
    exchange: Exchange
    side: Side | None
    quantity: int
    price: Decimal | None
    type: OrderType | None
    kind: PlanKind
    original: str
    at: datetime
    key: str

    def __init__(self, office: Any, receipt: Receipt, plan: Plan | None = None) -> None:
        content: Mapping[str, str] = receipt.content
        number = parse_order_number(receipt.number)
        self._office = office
        self.odno = receipt.number if number is None else f"{number:010d}"
        self.branch, self.key = receipt.branch, receipt.key
        self.kind, self.original = PlanKind(content["kind"]), content.get("original", "")
        self.symbol, self.exchange = content["symbol"], EXCHANGE_NAMES[content["exchange"]]
        side, kind = content.get("side"), content.get("type")
        self.side = Side(side) if side else plan.side if plan is not None else None
        self.type = OrderType(kind) if kind else plan.type if plan is not None else None
        self.quantity = int(content.get("quantity", "0"))
        self.price = _price(content, self.type)
        self.at = _taken_at(receipt)
        self._reply = receipt.raw

    @property
    def raw(self) -> dict[str, Any]:
        """KIS's reply as a dict; {} where the outcome came from the store."""
        return {} if self._reply is None else write(self._reply)

    @property
    def daytime(self) -> bool:
        """Does it belong to the US daytime session (주간거래)?"""
        return self.kind in _DAYTIME

    def as_original(self) -> Original:
        """What a revision or a cancellation of it needs.

        KIS counts reservations on their own: the number of one may be that of another order. Raises BadOrder for one.
        """
        if self.kind in _OF_RESERVATIONS:
            raise BadOrder(
                f"{self!r} is a reservation, which KIS does not revise and cancels as a whole: cancel it, and reserve again",
                rule="reservation",
            )
        return Original(
            self.exchange, self.symbol, self.odno, self.quantity, self.price, self.daytime, self.side, self.type
        )

    def as_reserved(self) -> Reserved:
        """What the cancellation of a reservation needs. Raises BadOrder where it is none."""
        if self.kind is not PlanKind.RESERVE:
            raise BadOrder(f"{self!r} is no reservation that could be cancelled", rule="reservation")
        day = self.at.astimezone(KST).date()
        return Reserved(self.exchange, self.symbol, self.odno, day, self.quantity, self.price, self.side)

    def __repr__(self) -> str:
        said = [self.kind.value, *(word.value for word in (self.side,) if word), str(self.quantity), self.symbol]
        if self.price is not None:
            said.append(str(self.price))
        return f"{type(self).__name__}({self.odno}: {' '.join(said)}, {self.at:%Y-%m-%d %H:%M:%S} KST)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OrderFacts):
            return NotImplemented
        return (self.odno, self.key, self.at) == (other.odno, other.key, other.at)

    def __hash__(self) -> int:
        return hash((self.odno, self.key))


def _price(content: Mapping[str, str], kind: OrderType | None) -> Decimal | None:
    if kind in (OrderType.MARKET_ON_OPEN, OrderType.MARKET_ON_CLOSE) or not content.get("price"):
        return None
    return Decimal(content["price"])


def _taken_at(receipt: Receipt) -> datetime:
    """When KIS took it, Korean time: ORD_TMD on the day that the broker's clock says."""
    at = receipt.at
    assert at is not None
    try:
        return moments.nearest(readers.clock(receipt.time), at)
    except ValueError:
        return at.astimezone(KST)
