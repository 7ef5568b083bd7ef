"""The arithmetic of the report: what an order cost against a benchmark, and what became of it."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from haero.desk.orders import Order, OrderStatus
from haero.terms import ZERO, Side

BASIS_POINTS = Decimal(10_000)


class Outcome(StrEnum):
    """What became of an order; each order has exactly one.

    `partly`: some shares were filled, and nothing works any more. cancelled, expired, revised, rejected: not one share was.
    `open`: something still works at the end of the replay.
    """

    FILLED = "filled"
    PARTLY = "partly"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REVISED = "revised"
    REJECTED = "rejected"
    OPEN = "open"


_UNFILLED = {
    OrderStatus.CANCELLED: Outcome.CANCELLED,
    OrderStatus.EXPIRED: Outcome.EXPIRED,
    OrderStatus.REVISED: Outcome.REVISED,
    OrderStatus.REJECTED: Outcome.REJECTED,
}


def outcome_of(order: Order) -> Outcome:
    """What became of a new or revised order."""
    if order.open:
        return Outcome.OPEN
    if order.filled >= order.quantity:
        return Outcome.FILLED
    return Outcome.PARTLY if order.filled else _UNFILLED[order.status]


def slippage(side: Side, average: Decimal, benchmark: Decimal | None) -> Decimal | None:
    """Basis points by which the average price is worse than the benchmark: positive = worse. None without a benchmark."""
    if not benchmark:
        return None
    worse = average - benchmark if side is Side.BUY else benchmark - average
    return worse / benchmark * BASIS_POINTS


class FillFigures:
    """The filled shares of one order against one benchmark."""

    __slots__ = ("amount", "benchmark", "quantity", "side")

    def __init__(self, side: Side, quantity: int, amount: Decimal, benchmark: Decimal | None) -> None:
        self.side, self.quantity, self.amount, self.benchmark = side, quantity, amount, benchmark


def joint_slippage(orders: Iterable[FillFigures]) -> Decimal | None:
    """Slippage of several orders, each weighted with what its shares are worth at its benchmark. Those without one are left out."""
    worse = worth = ZERO
    for order in orders:
        if order.benchmark and order.quantity:
            at_benchmark = order.benchmark * order.quantity
            worse += order.amount - at_benchmark if order.side is Side.BUY else at_benchmark - order.amount
            worth += at_benchmark
    return worse / worth * BASIS_POINTS if worth else None


def share(part: int, whole: int) -> Decimal | None:
    """`part` as a fraction of `whole`; None where the whole is nothing."""
    return Decimal(part) / whole if whole else None
