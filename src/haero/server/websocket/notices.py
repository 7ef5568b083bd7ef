"""체결통보: the events of an account as notices to the sessions of its app.

A notice leaves only when its event is on disk, in the order of the events, and a short delay (`notice_delay_ms`) behind the replies
that waited for the same batch, so that a client knows the number of its order when the notice about it comes.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from haero.broker.broker import Broker
from haero.desk.accounts import Account
from haero.desk.algos import ALGO_TYPES
from haero.desk.auctions import AUCTION_TYPES
from haero.desk.events import (
    Event,
    OrderAccepted,
    OrderCancelled,
    OrderExecuted,
    OrderExpired,
    OrderRejected,
    OrderRevised,
)
from haero.desk.orders import Order
from haero.faults.catalogue import Spot
from haero.faults.effects import NoticeEffect
from haero.faults.registry import Faults, Occasion
from haero.kis import matrix, notice, texts, words
from haero.server.websocket.connection import MAX_WAITING, Connection
from haero.server.websocket.subscriptions import Subscriptions
from haero.terms import Environment

log = logging.getLogger("haero.websocket")
BURST = 100
"""Notices sent before the loop is given to others, so that a market move that fills thousands of orders holds nobody up."""
HIGH_WATER = MAX_WAITING // 2
"""Frames in the queue of a session from which on its notices wait."""
RETRY_SECONDS = 0.01
STALL_SECONDS = 5.0
"""How long a session may take nothing while notices wait for it."""
MAX_LANE = 100_000
"""Notices that may wait for one account."""


class Stage(NamedTuple):
    """What an event is to a notice: which order it is about, and the codes of its stage."""

    number: int
    quantity: int
    price: Decimal
    change: str = notice.NORMAL
    refused: str = notice.TAKEN
    kind: str = notice.ORDER
    accepted: str = notice.RECEIVED


def _accepted(account: Account, event: OrderAccepted) -> Stage:
    return Stage(event.number, event.quantity, event.price)


def _revised(account: Account, event: OrderRevised) -> Stage:
    return Stage(event.number, event.quantity, event.price, notice.REVISION, accepted=notice.CONFIRMED)


def _cancelled(account: Account, event: OrderCancelled) -> Stage:
    return Stage(event.number, event.quantity, Decimal(0), notice.CANCELLATION, accepted=notice.CONFIRMED)


def _rejected(account: Account, event: OrderRejected) -> Stage:
    price = account.orders[event.number].price
    return Stage(event.number, event.quantity, price, refused=notice.REFUSED)


def _executed(account: Account, event: OrderExecuted) -> Stage:
    return Stage(event.number, event.quantity, event.price, kind=notice.FILL, accepted=notice.CONFIRMED)


def _expired(account: Account, event: OrderExpired) -> Stage | None:
    """Told where the customer waits for it: what an auction or the time of an algo order left over."""
    order = account.orders[event.number]
    if order.type not in AUCTION_TYPES and order.type not in ALGO_TYPES:
        return None
    return Stage(event.number, event.quantity, order.price, accepted=notice.ENDED)


STAGES: dict[type[Event], Callable[[Account, Any], Stage | None]] = {
    OrderAccepted: _accepted,
    OrderRevised: _revised,
    OrderCancelled: _cancelled,
    OrderRejected: _rejected,
    OrderExecuted: _executed,
    OrderExpired: _expired,
}
"""Events that are told. Of expired orders only some: that KIS sends anything for a day order that ends is not known."""


def values_of(broker: Broker, account: Account, at: datetime, stage: Stage) -> dict[str, str]:
    """The fields of a notice (실시간-009)."""
    order: Order = account.orders[stage.number]
    code = words.CODES[order.exchange]
    instrument = broker.market.instruments.get(order.exchange, order.symbol)
    fill = stage.kind == notice.FILL
    return {
        "CUST_ID": account.hts_id,
        "ACNT_NO": account.number + account.product,
        "ODER_NO": str(stage.number),
        "OODER_NO": str(order.original) if order.original else "",
        "SELN_BYOV_CLS": words.SIDE_CODES[order.side],
        "RCTF_CLS": stage.change,
        "ODER_KIND2": words.NOTICE_KINDS[order.type],
        "STCK_SHRN_ISCD": order.symbol,
        "CNTG_QTY": notice.quantity_text(stage.quantity),
        "CNTG_UNPR": notice.price_text(stage.price, code.country),
        "STCK_CNTG_HOUR": texts.kst_time(at),
        "RFUS_YN": stage.refused,
        "CNTG_YN": stage.kind,
        "ACPT_YN": stage.accepted,
        "ODER_QTY": notice.order_quantity_text(order.quantity) if fill else "",
        "ACNT_NAME": account.name,
        "CNTG_ISNM": instrument.name_ko if instrument else "",
        "ODER_COND": code.notice,
        "DEBT_GB": notice.CASH,
        "CNTG_UNPR12": notice.long_price_text(stage.price, code.country),
    } | _split_order(order)


def _split_order(order: Order) -> dict[str, str]:
    """The three fields of orders that work over a time (분할주문)."""
    if order.starts is None:
        return {}
    return {
        "START_TM": texts.kst_time(order.starts),
        "END_TM": texts.kst_time(order.expires),
        "TM_DIV_TP": matrix.ALGO_TO_THE_CLOSE if order.to_close else matrix.ALGO_TIMES_GIVEN,
    }


class _Pending(NamedTuple):
    seq: int
    account: str
    symbol: str
    record: str


class _Lane:
    """Durable records of one account on their way to its sessions. `moved_at`: when the last one left, by the loop's clock."""

    __slots__ = ("moved_at", "records")

    def __init__(self, now: float) -> None:
        self.records: deque[str] = deque()
        self.moved_at = now


class NoticePace(NamedTuple):
    """`fields` of a notice: 25 today, 21 for older clients. It leaves `delay_ms` after its event is on disk."""

    fields: int = 25
    delay_ms: int = 5


class Notices:
    """Told of events when they are recorded, and when they are durable.

    One print can fill thousands of orders: then a session is given no more than it takes, and the rest waits in its account's lane.
    """

    def __init__(self, subscriptions: Subscriptions, pace: NoticePace, faults: Faults | None = None) -> None:
        self._faults = faults if faults is not None else Faults()
        self._fields, self._delay = pace.fields, pace.delay_ms / 1000
        self._accounts = subscriptions.accounts
        self._pending: deque[_Pending] = deque()
        self._lanes: dict[str, _Lane] = {}
        self._turns: deque[str] = deque()
        self._working = False

    def attach(self, broker: Broker, loop: asyncio.AbstractEventLoop) -> None:
        """Events are this broker's from now on. What an earlier one had not put on disk is never told."""
        self._broker, self._loop = broker, loop
        self._pending = deque()

    def happened(self, seq: int, at: datetime, account_id: str, event: Event) -> None:
        """Takes an event in which somebody is interested."""
        if account_id not in self._accounts:
            return
        stage_of = STAGES.get(type(event))
        if stage_of is None:
            return
        account = self._broker.state.accounts[account_id]
        stage = stage_of(account, event)
        if stage is None:
            return
        values = values_of(self._broker, account, at, stage)  # made at once: the order goes on living
        symbol = values["STCK_SHRN_ISCD"]
        self._pending.append(_Pending(seq, account_id, symbol, notice.record(values, self._fields)))

    def durable(self, seq: int) -> None:
        """All events up to `seq` are on disk, and who waited for one of them has been woken."""
        if self._pending:
            self._loop.call_later(self._delay, self._release, self._pending, seq)

    def _release(self, pending: deque[_Pending], seq: int) -> None:
        if pending is not self._pending:
            return  # of a house that is gone: its numbers mean nothing here
        while pending and pending[0].seq <= seq:
            one = pending.popleft()
            if self._faults.armed[Spot.NOTICE]:
                self._disturbed(one, pending)
            else:
                self._queue(one)
        self._start()

    def _queue(self, one: _Pending) -> None:
        lane = self._lanes.get(one.account)
        if lane is None:
            lane = self._lanes[one.account] = _Lane(self._loop.time())
            self._turns.append(one.account)
        lane.records.append(one.record)

    def _disturbed(self, one: _Pending, pending: deque[_Pending]) -> None:
        """A notice at which an injected failure may bite: it is queued as often, and as late, as that wants it."""
        environment = self._broker.state.accounts[one.account].environment
        tr_id = notice.REAL_TR if environment is Environment.REAL else notice.MOCK_TR
        firing = self._faults.bite(Spot.NOTICE, Occasion(environment, tr_id, one.symbol, one.account))
        if firing is None:
            self._queue(one)
            return
        log.warning("an injected failure: %s#%d", firing.name, firing.id)
        effect = firing.effect
        assert isinstance(effect, NoticeEffect)
        if effect.cut:
            for session in tuple(self._accounts.get(one.account, ())):
                session.cut()
        elif effect.seconds:
            self._loop.call_later(effect.seconds, self._late, pending, one)
        else:
            for _ in range(effect.copies):
                self._queue(one)

    def _late(self, pending: deque[_Pending], one: _Pending) -> None:
        if pending is self._pending:
            self._queue(one)
            self._start()

    def _start(self) -> None:
        if not self._working:
            self._work()

    def _work(self) -> None:
        """Sends up to a burst, one account after the other, then lets others have the loop."""
        left = BURST
        try:
            while left and self._turns:
                account = self._turns.popleft()
                lane, sessions = self._lanes[account], self._accounts.get(account)
                if not sessions:
                    del self._lanes[account]
                elif any(session.waiting >= HIGH_WATER for session in sessions):
                    self._hold(account, lane, sessions)
                else:
                    left -= 1
                    self._send(account, lane, sessions)
        finally:  # whatever a defect may do to one record, the next ones go on
            self._working = bool(self._turns)
            if self._working:
                self._loop.call_soon(self._work)

    def _send(self, account: str, lane: _Lane, sessions: dict[Connection, str]) -> None:
        record = lane.records.popleft()
        lane.moved_at = self._loop.time()
        if lane.records:
            self._turns.append(account)
        else:
            del self._lanes[account]
        for session, tr_id in tuple(sessions.items()):
            session.send(notice.frame(tr_id, record, session.key))

    def _hold(self, account: str, lane: _Lane, sessions: dict[Connection, str]) -> None:
        """A session takes no more for now. One that stays so is cut off; other accounts do not wait for it."""
        if len(lane.records) > MAX_LANE or self._loop.time() - lane.moved_at >= STALL_SECONDS:
            del self._lanes[account]
            for session in tuple(sessions):
                session.cut()
        else:
            self._loop.call_later(RETRY_SECONDS, self._resume, account, lane)

    def _resume(self, account: str, lane: _Lane) -> None:
        if self._lanes.get(account) is lane:
            self._turns.append(account)
            self._start()
