"""Orders of one account: planned, held against your own limits, sent once."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from haero.client.core.asking import Asker
from haero.client.core.effects import TICK, Asking
from haero.client.core.ordering import Receipt, place
from haero.client.errors import BadOrder
from haero.client.orders.changing import plan_cancel, plan_revise
from haero.client.orders.placing import plan_daytime, plan_order
from haero.client.orders.plan import Original, Plan, PlanKind, Reserved
from haero.client.orders.price import Price
from haero.client.orders.reserving import plan_reservation, plan_reservation_cancel
from haero.client.orders.seat import Seat
from haero.client.orders.symbol import Ticker, as_ticker
from haero.client.orders.types import AnyKind, Twap, Vwap
from haero.terms import US_EXCHANGES, Side

if TYPE_CHECKING:
    from haero.client.orders.limits import Limits
    from haero.client.results.orders import Fill, OpenOrder

_REMEMBERED = 10_000
"""Sendings of the last minute; KIS itself takes no more than 1,080."""


class Sent(NamedTuple):
    """What a call for an order came to: the plan, and the receipt of the order; None for a dry run."""

    plan: Plan
    receipt: Receipt | None


class Trading:
    """What is the same for blocking and asynchronous clients. `scope` is whose keys these are in the store."""

    def __init__(self, asker: Asker, scope: str) -> None:
        self.asker, self.scope = asker, scope
        account, product = asker.profile.account
        self.seat = Seat(asker.profile.environment, account, product)
        self.limits: Limits | None = None
        self._sent: deque[float] = deque(maxlen=_REMEMBERED)

    def order(
        self,
        kind: PlanKind,
        side: Side,
        symbol: str | Ticker,
        quantity: int,
        what: Price | AnyKind,
        key: str | None,
        dry_run: bool,
    ) -> Asking[Sent]:
        """A new order, a reservation, or an order of the daytime session. Raises BadOrder, and what `place` raises."""
        if kind is PlanKind.ORDER:
            now: datetime | None = None
            if isinstance(what, (Twap, Vwap)) and what.start is not None:
                now = yield from self.asker.today()
            plan = plan_order(self.seat, side, symbol, quantity, what, now=now)
        elif kind is PlanKind.RESERVE:
            plan = plan_reservation(self.seat, side, symbol, quantity, what)
        else:
            plan = plan_daytime(self.seat, side, symbol, quantity, what)
        return (yield from self.carry_out(plan, key, dry_run))

    def revise(
        self, original: Original, price: Price | AnyKind | None, quantity: int | None, key: str | None, dry_run: bool
    ) -> Asking[Sent]:
        """A new price or quantity."""
        kept = original.price if price is None else price
        if kept is None:
            raise BadOrder("a revision needs a price, and the order's own is not known: give one", rule="price")
        plan = plan_revise(self.seat, original, kept, quantity)
        return (yield from self.carry_out(plan, key, dry_run))

    def cancel(self, original: Original, quantity: int | None, key: str | None, dry_run: bool) -> Asking[Sent]:
        """Takes an order back."""
        return (yield from self.carry_out(plan_cancel(self.seat, original, quantity), key, dry_run))

    def cancel_reservation(self, reserved: Reserved, key: str | None, dry_run: bool) -> Asking[Sent]:
        """Takes a reservation back."""
        return (yield from self.carry_out(plan_reservation_cancel(self.seat, reserved), key, dry_run))

    def carry_out(self, plan: Plan, key: str | None, dry_run: bool) -> Asking[Sent]:
        """Holds a plan against the limits, and sends it unless it is a dry run."""
        limits = self.limits
        if limits is not None:
            from haero.client.core.quoting import figures

            needed = limits.needs(plan)
            known = yield from figures(self.asker, plan.ticker, needed)
            limits.check(plan, known)
            tick: float = yield TICK
            limits.check_rate(plan, self._sent, tick)
            if not dry_run and not plan.is_cancel:
                self._sent.append(tick)
        if dry_run:
            return Sent(plan, None)
        return Sent(plan, (yield from place(self.asker, plan, self.scope, key)))

    def find(self, odno: str, symbol: str | Ticker | None) -> Asking[Original]:
        """The order of a number, from the lists of KIS (yesterday and today).

        Raises KeyError: there is no such order.
        """
        from haero.client.core.cursor import Cursor
        from haero.client.results.trading_questions import FILLS

        number = odno.strip().zfill(10)
        given = {} if symbol is None else {"symbol": as_ticker(symbol).symbol, "exchange": as_ticker(symbol).exchange}
        cursor = Cursor(self.asker, FILLS, lambda now: days_back(now, 1) | given)
        while not cursor.ended:
            for row in (yield from cursor.next_page()):
                if row.odno == number:
                    return original_of(row)
        raise KeyError(odno)


def days_back(now: datetime, days: int) -> dict[str, object]:
    """The days until now, as a question wants them; one more at the end, for an exchange may be a date ahead."""
    from datetime import timedelta

    from haero.terms import KST

    today = now.astimezone(KST).date()
    return {"since": today - timedelta(days=days), "until": today + timedelta(days=1)}


def original_of(row: Fill | OpenOrder) -> Original:
    """What a revision or a cancellation of a listed order needs."""
    from haero.client.results.orders import Fill

    price = row.order_price if isinstance(row, Fill) else row.price
    return Original(row.exchange, row.symbol, row.odno, row.open_quantity, price, _is_daytime(row), row.side)


def _is_daytime(row: Fill | OpenOrder) -> bool:
    """Was it taken in the US daytime session (주간거래)? That is 20:00 to 04:00 in New York, and has TRs of its own."""
    if row.exchange not in US_EXCHANGES:
        return False
    from haero.client.results import moments

    hour = moments.in_new_york(row.at).hour
    return hour >= 20 or hour < 4
