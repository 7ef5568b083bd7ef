"""An order goes out once.

Its key is written down before its first byte leaves, and the reply settles it. What may have been received is never sent again
here: the caller is told that nobody knows (OrderOutcomeUnknown), and `resolving` finds out. What was proven not to have been taken
up (no byte left, or the gateway turned it away) may be tried again under the same key.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from haero.client.core import answers
from haero.client.core.answers import Verdict
from haero.client.core.asking import Asker, held_back
from haero.client.core.effects import NOW, TICK, Asking, Disconnecting, Interrupted, Sleeping, local
from haero.client.errors import (
    Answered,
    KeyConflict,
    NoAnswer,
    NotConnected,
    OrderOutcomeUnknown,
    OrderRejected,
    StoreUnusable,
)
from haero.client.local.record import OPEN_FATES, Entered, Fate, OrderRecord, Settled
from haero.client.orders.plan import Plan, PlanKind
from haero.client.transport.wire import Broken, Unreached, WireReply, WireRequest
from haero.kis.replies import KisReply
from haero.kis.reply_types import (
    DaytimeOrderReply,
    DaytimeOrderRvsecnclReply,
    OrderReply,
    OrderResvCcnlReply,
    OrderResvReply,
    OrderRvsecnclReply,
)
from haero.kis.texts import parse_order_number

REPLIES: dict[str, type[KisReply]] = {
    "order": OrderReply,
    "order-rvsecncl": OrderRvsecnclReply,
    "order-resv": OrderResvReply,
    "order-resv-ccnl": OrderResvCcnlReply,
    "daytime-order": DaytimeOrderReply,
    "daytime-order-rvsecncl": DaytimeOrderRvsecnclReply,
}
"""By the last part of the path."""
_POLL = 0.05
_MINUTE = 60.0
_SLOT_KEEPS, _LEASE = 0.1, 5.0
_CAUSE, LOST_AT, JOURNAL = "cause", "lost_at", "journal"


class Receipt(NamedTuple):
    """An order that KIS took up: its key, what was asked for, its number there, when (KIS's HHMMSS), and the reply.

    `number` is ODNO (of a reservation OVRS_RSVN_ODNO), `branch` KRX_FWDG_ORD_ORGNO, `at` the broker's clock when it answered.
    `raw` is None where the outcome comes from the store and not from a reply just now.
    """

    key: str
    content: Mapping[str, str]
    number: str
    branch: str
    time: str
    at: datetime | None
    raw: KisReply | None


def place(asker: Asker, plan: Plan, scope: str, key: str | None) -> Asking[Receipt]:
    """Sends an order, a revision, a cancellation or a reservation; or tells what became of it, where its key was used before.

    Raises:
        OrderRejected, AuthError, RateLimited: KIS said no: nothing of it is on the market.
        NotConnected, NoAnswer: it was not sent. KeyConflict: the key belongs to another order.
        OrderOutcomeUnknown: it may have been received.
    """
    if key is None:
        key = yield from local(lambda machine: machine.new_key())
    else:
        known = yield from find(scope, key)
        if known is not None and not _free(known, plan.content):
            return (yield from _told(asker, known, plan.content))
    renewed = False
    while True:
        try:
            token = yield from asker.tokens.token()
        except NoAnswer as error:
            raise NotConnected(f"nothing was sent: {error}") from None
        yield from asker.slot(urgent=plan.is_cancel)
        headers = asker.headers(plan.tr_id, token)
        request = WireRequest(plan.method, plan.path, headers, plan.encoded())
        server_at = yield from asker.clock_now()
        sent_at: datetime = yield NOW
        record = OrderRecord(scope, key, plan.content, plan.tr_id, sent_at, server_at)
        entered = yield from _entered(record)
        if not entered.fresh:
            return (yield from _told(asker, entered.record, plan.content))
        if not (yield from _still_now(asker, record, plan)):
            continue
        reply = yield from _sent(asker, request, record)
        read = answers.read_reply(_reply_type(plan), reply)
        proven = answers.verdict(reply, read)
        number, branch, time = _numbers(read)
        if proven is Verdict.DONE and number and (yield from _is_old(asker, plan, number)):
            yield Disconnecting()
            raise (yield from _lost(record, f"the reply is that of another order ({number})"))
        if proven is Verdict.DONE and number:
            return (yield from _accepted(asker, record, number, branch, time, read))
        if proven in (Verdict.DONE, Verdict.UNPROVEN) or read is None:
            yield Disconnecting()
            raise (yield from _lost(record, f"the reply (HTTP {reply.status}) does not say what became of it"))
        yield Disconnecting()  # had the refusal come twice, its copy would stand in front of the next reply
        turned_away = proven is Verdict.TURNED_AWAY
        refusal = answers.refusal(reply, read, plan.tr_id, OrderRejected)
        yield from settle(record, Settled(Fate.UNSENT if turned_away else Fate.REJECTED, outcome=_kept(refusal)))
        if refusal.code in answers.RATE_CODES:
            yield from local(held_back)
        if refusal.code in answers.STALE_TOKEN_CODES:
            yield from asker.tokens.drop(token)
            if not renewed:  # proven: the gateway did not hand it on
                renewed = True
                continue
        raise _with_key(refusal, key)


def _entered(record: OrderRecord) -> Asking[Entered]:
    """Writes the order down; the very last thing before its first byte."""
    try:
        return (yield from local(lambda machine: machine.store.enter(record), slow=True))
    except Interrupted as stopped:
        if isinstance(stopped.given, Entered) and stopped.given.fresh:
            yield from settle(
                record, Settled(Fate.UNSENT, outcome={_CAUSE: "the program was stopped before it was sent"})
            )
        raise


def _still_now(asker: Asker, record: OrderRecord, plan: Plan) -> Asking[bool]:
    """Right before the first byte: did the machine sleep, or the disk hold everything up, since the order was written down?

    Then another program may have found it absent meanwhile: it is not sent, and begins anew. A short delay costs another slot, so
    that what was held up together does not leave together.
    """
    now: datetime = yield NOW
    age = (now - record.sent_at).total_seconds()
    if -1.0 < age < _SLOT_KEEPS:
        return True
    if -1.0 < age < _LEASE:
        yield from asker.slot(urgent=plan.is_cancel)
        now = yield NOW
        if (now - record.sent_at).total_seconds() < _LEASE:
            return True
    yield from settle(record, Settled(Fate.UNSENT, outcome={_CAUSE: "held up before it was sent"}))
    return False


def _sent(asker: Asker, request: WireRequest, record: OrderRecord) -> Asking[WireReply]:
    """The reply to the one sending of an order that stands in the store."""
    try:
        return (yield from asker.send_tr(request, record.tr_id))
    except Unreached as error:
        yield from settle(record, Settled(Fate.UNSENT, outcome={_CAUSE: str(error)}))
        advice = "" if asker.profile.at_kis else "; does it run there (`haero status`)?"
        raise NotConnected(f"{asker.profile.base_url} is not reached, nothing was sent: {error}{advice}") from None
    except Broken as error:
        raise (yield from _lost(record, str(error))) from None
    except ValueError as error:  # it can't be written as HTTP: nothing left
        yield from settle(record, Settled(Fate.UNSENT, outcome={_CAUSE: str(error)}))
        raise
    except Interrupted as stopped:
        why = "the program was stopped while it waited"
        if stopped.left:
            yield from _lost(record, why)
        else:
            yield from settle(record, Settled(Fate.UNSENT, outcome={_CAUSE: why}))
        raise


def _is_old(asker: Asker, plan: Plan, number: str) -> Asking[bool]:
    """Did a reply bring this number a moment ago? Then it came twice, and this is not the reply to this order.

    Reservations are numbered apart from orders, and the cancellation of one is answered with the reservation's own number.
    """
    if plan.kind is PlanKind.CANCEL_RESERVATION:
        return False
    tick: float = yield TICK
    known, number = asker.numbers, f"{plan.kind is PlanKind.RESERVE} {number} {asker.clock.journal}"
    at = known.pop(number, None)
    known[number] = tick  # behind all others: they stand in the order of their times
    while tick - known[oldest := next(iter(known))] > _MINUTE:
        del known[oldest]
    return at is not None and tick - at <= _MINUTE


def _accepted(
    asker: Asker, record: OrderRecord, number: str, branch: str, time: str, read: KisReply | None
) -> Asking[Receipt]:
    at = asker.clock.last()
    outcome = {"time": time, JOURNAL: asker.clock.journal}
    if at is not None:
        outcome["at"] = at.isoformat()
    yield from settle(record, Settled(Fate.ACCEPTED, number, branch, outcome))
    return Receipt(record.key, record.content, number, branch, time, at or record.sent_at, read)


def _lost(record: OrderRecord, why: str) -> Asking[OrderOutcomeUnknown]:
    lost_at: datetime = yield NOW
    yield from settle(record, Settled(Fate.UNKNOWN, outcome={_CAUSE: why, LOST_AT: lost_at.isoformat()}))
    return OrderOutcomeUnknown(record.key, record.content, record.sent_at, why)


def settle(record: OrderRecord, settled: Settled) -> Asking[bool]:
    """Writes down what became of one sending of an order. False where another word, or another sending, stands there.

    Never raises: what is known of an order that is out must reach its program, whatever becomes of the store. What is not written
    down stays unknown there.
    """
    told = settled._replace(sent_at=record.sent_at)
    try:
        done = yield from local(lambda machine: machine.store.settle(record.scope, record.key, told), slow=True)
    except (StoreUnusable, KeyError) as error:
        _complain(record, settled, str(error))
        return False
    if not done and settled.fate is Fate.ACCEPTED:
        _complain(record, settled, "another word stands there")
    return done


def _complain(record: OrderRecord, settled: Settled, why: str) -> None:
    import logging

    logging.getLogger("haero.client").warning(
        "the order %s %s is %s, and its store says otherwise: %s", record.key, settled.number, settled.fate.value, why
    )


def find(scope: str, key: str) -> Asking[OrderRecord | None]:
    """The order of a key, or None."""
    return (yield from local(lambda machine: machine.store.find(scope, key)))


def _numbers(read: KisReply | None) -> tuple[str, str, str]:
    """Number, branch and time of an order reply; empty where it has none."""
    block = getattr(read, "output", None)
    if block is None:
        return "", "", ""
    number = getattr(block, "OVRS_RSVN_ODNO", "") or getattr(block, "ODNO", "")
    value = parse_order_number(number)
    number = number.strip() if value is None else f"{value:010d}"
    return number, getattr(block, "KRX_FWDG_ORD_ORGNO", ""), getattr(block, "ORD_TMD", "")


def _reply_type(plan: Plan) -> type[KisReply]:
    return REPLIES[plan.path.rsplit("/", 1)[-1]]


def _free(known: OrderRecord, content: Mapping[str, str]) -> bool:
    """May a key be used again? It was proven that its order was not taken up, and this is the same order."""
    return known.fate in (Fate.UNSENT, Fate.ABSENT) and known.content == dict(content)


def _told(asker: Asker, known: OrderRecord, content: Mapping[str, str]) -> Asking[Receipt]:
    """What became of an order whose key was used before."""
    differing = tuple(
        sorted(name for name in {*known.content, *content} if known.content.get(name) != content.get(name))
    )
    if differing:
        raise KeyConflict(known.key, differing)
    while known.fate is Fate.SENDING:  # in another thread or program, or in one that is dead
        now: datetime = yield NOW
        if (now - known.sent_at).total_seconds() > asker.policy.in_flight:
            break
        yield Sleeping(_POLL)
        again = yield from find(known.scope, known.key)
        if again is None:
            break
        known = again
    return outcome(known)


def outcome(known: OrderRecord) -> Receipt:
    """The outcome of an order as the store has it: its receipt, or the error that it had.

    Raises:
        OrderRejected, AuthError, RateLimited, NotConnected, OrderOutcomeUnknown: as the order itself did.
    """
    if known.fate is Fate.ACCEPTED:
        at = known.outcome.get("at")
        return Receipt(
            known.key,
            known.content,
            known.number,
            known.branch,
            known.outcome.get("time", ""),
            datetime.fromisoformat(at) if at else known.sent_at,
            None,
        )
    if known.fate in OPEN_FATES:
        why = known.outcome.get(_CAUSE, "its program ended before a reply came")
        raise OrderOutcomeUnknown(known.key, known.content, known.sent_at, why)
    if "code" not in known.outcome:
        raise NotConnected(
            f"the order of the key {known.key!r} was not sent: {known.outcome.get(_CAUSE, 'not received')}"
        )
    status = known.outcome.get("status", "0")
    refusal = answers.refused(
        known.outcome["code"],
        known.outcome.get("text", ""),
        OrderRejected,
        http_status=int(status) if status.isdigit() else 0,
        tr_id=known.tr_id,
    )
    raise _with_key(refusal, known.key)


def _kept(refusal: Answered) -> dict[str, str]:
    return {"code": refusal.code, "text": refusal.text, "status": str(refusal.http_status)}


def _with_key(refusal: Answered, key: str) -> Answered:
    if isinstance(refusal, OrderRejected):
        refusal.key = key
    return refusal
