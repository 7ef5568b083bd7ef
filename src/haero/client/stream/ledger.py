"""What a stream knows of each order, so that every fill is told exactly once.

A notice has no number of its own: two equal ones may be one fill told twice, or two fills of the same second. What decides is the
quantity that the broker says was executed in all (`ft_ccld_qty` of 주문체결내역). The rules:

1.  A fill is told as soon as it is heard, unless it is in doubt. In doubt is a record equal to one heard before, and any fill of an
    order for which a gap was filled in the last two minutes (its notice may only have been late).
2.  A fill in doubt is kept back until a question answers it (about `settle` seconds). It is told where the broker counts at least
    as much as was told with it; it is dropped where three questions, each begun after it was heard and with nothing else told
    since, count less. Where the questions fail, or do not show the order, it is told as `doubtful`: a fill told twice is seen,
    one told never is not.
3.  After a connection was lost, or a notice could not be read, the stream asks once it is registered again, and waits `settle`
    seconds for notices on their way. What the broker then counted beyond what was told is one fill with gap=True. While an order
    goes on filling, the difference can be too small, never too large; so it is asked again until the order was quiet around a
    question. Once a minute it asks anyway: a notice may never be sent.
4.  The first question sets the ground: what was executed before the stream began is not told, unless `since` asked for it.
5.  Everything but fills happens to an order once, so a second one of a kind is dropped without a question.
"""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from haero.client.stream.messages import (
    ACCEPTED,
    CANCELLED,
    EXPIRED,
    FILLED,
    REJECTED,
    REVISED,
    Notice,
    NoticeKind,
    OrderRow,
    RowStatus,
)
from haero.client.stream.policy import Backoff, StreamPolicy
from haero.client.stream.reading import odno_text
from haero.terms import Action, Side

LOOKS = 3
"""Questions that must not have counted a fill in doubt before it is dropped, or have failed before it is told as doubtful."""
MOST_LOOKS = 10
"""Questions after which a fill in doubt is told as such, where the order goes on filling so that none could decide."""
REMEMBERED = 256
"""Records of an order that a new one is compared with."""
FORGOTTEN = 3 * 86_400.0
ANOTHER = 18 * 3_600.0
"""An order number that is accepted so many seconds after it was last heard, or for another symbol or side, is another order: KIS
counts anew."""
_FIRST = {Action.NEW: ACCEPTED, Action.REVISE: REVISED, Action.CANCEL: CANCELLED}


class Held(NamedTuple):
    """A fill in doubt, when it was heard, how many questions were asked since, and how many of them did surely not count it."""

    notice: Notice
    at: float
    looks: int = 0
    denied: int = 0


class OrderAccount:
    """One order: what was told of it. `told` and `money` are quantity and value of its fills, those before the stream as well.

    `base` of them were before the stream; `grounded` once that is sure. `live_before`: what was told of it when the last question
    left. `changers` are the revisions and cancellations of it that were heard.
    """

    __slots__ = (
        "base", "changers", "filled_at", "gap_at", "grounded", "held", "live_before", "money", "ordered", "recent", "seen", "side",
        "symbol", "told", "told_at", "touched",
    )  # fmt: skip

    def __init__(self, symbol: str, side: Side, tick: float, *, grounded: bool) -> None:
        self.symbol, self.side = symbol, side
        self.told = self.base = self.live_before = self.ordered = 0
        self.money = Decimal(0)
        self.seen: set[NoticeKind] = set()
        self.changers: set[str] = set()
        self.recent: deque[str] = deque(maxlen=REMEMBERED)
        self.held: list[Held] = []
        self.grounded = grounded
        self.filled_at = self.told_at = self.gap_at = float("-inf")
        self.touched = tick


class Step(StrEnum):
    """What the driver has to do next for the ledger."""

    ASK = "ask"
    SETTLE = "settle"


class Ledger:
    """The orders of one account. `tick` is a monotonic clock in seconds.

    The driver watches `due`: at ASK it calls `begin`, asks, and gives the rows to `answered` or says `failed`; at SETTLE it calls
    `settle`. All that return notices return those to tell, in order.
    """

    def __init__(self, policy: StreamPolicy, *, can_ask: bool, tell_all: bool = False) -> None:
        self._policy, self._can_ask = policy, can_ask
        self._orders: dict[str, OrderAccount] = {}
        self._grounded = tell_all or not can_ask
        self._ask_at: float | None = None
        self._audit_at: float | None = None
        self._asking: float | None = None
        self._rows: dict[str, OrderRow] | None = None
        self._settle_at = 0.0
        self._retry = Backoff(policy.retry, policy.longest_wait)
        self._noisy = Backoff(policy.retry, policy.longest_wait)
        self._dropped: list[Notice] = []
        self.asked_once = not can_ask
        """The first question is over: what it did not show came after it."""

    # -- what is heard

    def heard(self, notice: Notice, tick: float) -> list[Notice]:
        """A notice from the wire."""
        order = self._order(notice, tick)
        order.ordered = notice.ordered or order.ordered
        if notice.original and notice.original in self._orders:
            self._orders[notice.original].changers.add(notice.odno)
        if notice.kind is not FILLED:
            return self._once(order, notice)
        text = notice.raw.text()
        doubtful = text in order.recent
        order.recent.append(text)
        order.filled_at = tick
        if not doubtful and tick - order.gap_at > self._policy.doubt:
            return [self._fill(order, notice, tick)]
        if not self._can_ask or not order.grounded:  # no question can tell
            return [self._fill(order, notice._replace(doubtful=doubtful), tick)]
        order.held.append(Held(notice, tick))
        self._want(tick)
        return []

    def _once(self, order: OrderAccount, notice: Notice) -> list[Notice]:
        if notice.kind in order.seen:
            self._dropped.append(notice)
            return []
        order.seen.add(notice.kind)
        if notice.kind is ACCEPTED and not order.told:
            order.grounded = True  # it was born before our ears
        return [notice._replace(ordered=order.ordered, filled=order.told)]

    def _fill(self, order: OrderAccount, notice: Notice, tick: float) -> Notice:
        order.told_at = tick
        order.told += notice.quantity
        order.money += notice.quantity * notice.price
        return notice._replace(ordered=order.ordered, filled=order.told)

    def _order(self, one: Notice | OrderRow, tick: float) -> OrderAccount:
        """The account of an order, a new one where there is none."""
        found = self._orders.get(one.odno)
        if (
            found is None
            or (found.symbol, found.side) != (one.symbol, one.side)
            or (isinstance(one, Notice) and one.kind is ACCEPTED and tick - found.touched > ANOTHER)
        ):
            found = self._orders[one.odno] = OrderAccount(one.symbol, one.side, tick, grounded=self._grounded)
        if isinstance(one, Notice):
            found.touched = tick
        return found

    def take_dropped(self) -> list[Notice]:
        """What was dropped since the last call: heard twice, happened once."""
        dropped, self._dropped = self._dropped, []
        return dropped

    # -- when to ask

    def registered(self, tick: float) -> None:
        """From now on the wire tells: what came before must be asked for."""
        for odno in [odno for odno, one in self._orders.items() if tick - one.touched > FORGOTTEN]:
            del self._orders[odno]
        self._hole(tick)

    def spoiled(self, tick: float) -> None:
        """A notice could not be read."""
        self._hole(tick)

    def _hole(self, tick: float) -> None:
        """Something may have been missed: from here on, what was executed before can't be told from it any more."""
        if self._grounded:
            for order in self._orders.values():
                order.grounded = True
        self._want(tick)

    def _want(self, tick: float) -> None:
        if self._can_ask:
            self._ask_at = tick if self._ask_at is None else min(self._ask_at, tick)

    def due(self) -> tuple[float, Step] | None:
        """What is to be done next, and when; None while there is nothing, or a question is under way."""
        if self._asking is not None and self._rows is None:
            return None
        if self._rows is not None:
            return self._settle_at, Step.SETTLE
        moments = [at for at in (self._ask_at, self._audit_at) if at is not None]
        return (min(moments), Step.ASK) if moments else None

    def begin(self, tick: float) -> None:
        """A question leaves now."""
        self._ask_at, self._audit_at, self._asking = None, None, tick
        for order in self._orders.values():
            order.live_before = order.told - order.base

    def failed(self, tick: float) -> list[Notice]:
        """The question was not answered. Fills in doubt are told as such once it failed several times."""
        self._asking, self.asked_once = None, True
        told = []
        for order in [one for one in self._orders.values() if one.held]:
            told += self._denied(order, float("inf"), known=False)
        self._ask_at = tick + self._retry.next()
        return told

    def answered(self, rows: Iterable[OrderRow], tick: float) -> None:
        """The rows of the question; `settle` judges by them, once notices on their way have arrived."""
        self._retry.reset()
        self.asked_once = True
        self._rows = {}
        for row in sorted(rows, key=lambda one: one.at):
            odno = odno_text(row.odno)
            self._rows[odno] = row._replace(odno=odno, original=_original(row.original))
        self._settle_at = tick + self._policy.settle

    def settle(self, tick: float, now: datetime) -> list[Notice]:
        """Notices on their way have arrived: what the rows count beyond them was missed."""
        assert self._rows is not None
        assert self._asking is not None
        rows, asked, first = self._rows, self._asking, not self._grounded
        self._audit_at = tick + self._policy.audit if self._policy.audit else None
        self._rows = self._asking = None
        told: list[Notice] = []
        again = False
        for row in rows.values():
            order = self._order(row, tick)
            order.ordered = order.ordered or row.ordered
            loud = row.open > 0 and order.filled_at >= asked - self._policy.settle
            if order.grounded:
                told += self._changes(order, row)
                told += self._confirmed(order, row.filled)
                told += self._denied(order, asked, known=True)
                told += self._missed(order, row, tick, now)
            else:
                self._ground(order, row, loud=loud)
                order.seen.add(_FIRST[row.change])
            again = again or loud
        self._grounded = True
        told += self._ended(rows, now, first=first)
        for odno, order in self._orders.items():
            if order.held and odno not in rows:
                told += self._denied(order, asked, known=False)
            again = again or bool(order.held)
        if again:
            self._want(tick + self._noisy.next())
        else:
            self._noisy.reset()
        return told

    # -- what the rows say

    def _ground(self, order: OrderAccount, row: OrderRow, *, loud: bool) -> None:
        """What was executed before the stream. Among fills it is first taken as large as can be, so that nothing is told twice; a
        question in a quiet moment corrects it."""
        live = order.told - order.base
        before = max(row.filled - (order.live_before if loud else live), 0)
        order.money += (before - order.base) * row.average
        order.base, order.told = before, before + live
        order.grounded = not loud

    def _confirmed(self, order: OrderAccount, counted: int) -> list[Notice]:
        """Fills in doubt for which there is room in what the broker counted."""
        told, left = [], []
        for held in order.held:
            if order.told + held.notice.quantity <= counted:
                told.append(self._fill(order, held.notice, held.at))
            else:
                left.append(held)
        order.held = left
        return told

    def _denied(self, order: OrderAccount, asked: float, *, known: bool) -> list[Notice]:
        """A question begun at `asked` did not count them. It says little where others were told since; nothing, if not `known`."""
        told, left = [], []
        for held in order.held:
            late = held.at > asked
            quiet = known and order.told_at <= asked
            now = held._replace(looks=held.looks + (not late), denied=held.denied + (not late and quiet))
            if now.denied >= LOOKS:
                self._dropped.append(held.notice)
            elif now.looks >= (MOST_LOOKS if known else LOOKS):
                told.append(self._fill(order, held.notice._replace(doubtful=True), asked))
            else:
                left.append(now)
        order.held = left
        return told

    def _changes(self, order: OrderAccount, row: OrderRow) -> list[Notice]:
        """What happened to an order beside its fills."""
        kind = REJECTED if row.status is RowStatus.REJECTED else _FIRST[row.change]
        if kind in order.seen:
            return []
        order.seen.add(kind)
        return [_notice(kind, row, row.ordered, row.price, row.at, order)]

    def _missed(self, order: OrderAccount, row: OrderRow, tick: float, now: datetime) -> list[Notice]:
        quantity = row.filled - order.told
        if quantity <= 0 or order.held:
            return []
        price = _rounded((row.average * row.filled - order.money) / quantity)
        if price <= 0:
            price = row.average
        order.gap_at = tick
        order.told += quantity
        order.money += quantity * price
        return [_notice(FILLED, row, quantity, price, now, order)]

    def _ended(self, rows: dict[str, OrderRow], now: datetime, *, first: bool) -> list[Notice]:
        """Orders that are over without having been filled, revised or cancelled whole."""
        taken: dict[str, int] = {}
        for row in rows.values():
            if row.original and row.status is not RowStatus.REJECTED:
                taken[row.original] = taken.get(row.original, 0) + row.ordered
        told = []
        for row in rows.values():
            order, left = self._orders[row.odno], row.ordered - row.filled - taken.get(row.odno, 0)
            over = row.open == 0 and row.status is not RowStatus.REJECTED and row.change is not Action.CANCEL
            if not over or left <= 0 or EXPIRED in order.seen or order.changers - rows.keys():
                continue
            order.seen.add(EXPIRED)
            if not first:
                told.append(_notice(EXPIRED, row, left, row.price, now, order))
        return told


def _notice(
    kind: NoticeKind, row: OrderRow, quantity: int, price: Decimal, at: datetime, order: OrderAccount
) -> Notice:
    return Notice(
        kind=kind,
        odno=row.odno,
        original=row.original,
        symbol=row.symbol,
        exchange=row.exchange,
        side=row.side,
        change=row.change,
        quantity=quantity,
        price=price,
        at=at,
        ordered=order.ordered,
        filled=order.told,
        gap=True,
    )


def _original(text: str) -> str:
    return odno_text(text) if text.strip().strip("0") else ""


def _rounded(price: Decimal) -> Decimal:
    """An average to eight decimals, to four where that is all of it."""
    long, short = price.quantize(Decimal("1e-8")), price.quantize(Decimal("1e-4"))
    return short if short == long else long
