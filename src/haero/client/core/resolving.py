"""What became of an order whose reply was lost. Only evidence clears it.

KIS's wire carries no mark of the sender, so an order is known by what it is: symbol, side, quantity, price, and not older than its
sending. Orders whose numbers belong to other keys of the store are somebody else's. As many left as orders are missing: they were
received, in the order in which they were sent. None, in two looks some seconds apart and some time after the connection broke:
not received. Anything else is left unknown.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from haero.client.core.asking import Asker
from haero.client.core.effects import NOW, TICK, Asking, Sleeping, local
from haero.client.core.looking import Seen, alike, is_about_reservations, look, number_of
from haero.client.core.ordering import JOURNAL, LOST_AT, Receipt, find, outcome, settle
from haero.client.errors import Answered, AuthError, HaeroError, NoAnswer, NotConnected, NotOnMock, OrderOutcomeUnknown
from haero.client.local.record import OPEN_FATES, Fate, OrderRecord, Settled
from haero.client.orders.plan import PlanKind
from haero.terms import KST

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0
_SAME_MOMENT = timedelta(minutes=2)
"""How far a reply's Date and the time of its row may lie apart. No number comes again so soon."""


class Absence(NamedTuple):
    """Why an order counts as not received: two looks at the broker's lists, at these times (local clock), found nothing of it.

    `refusal` stands there instead where KIS had refused it. `sent_at` is when it may have left.
    """

    sent_at: datetime
    first_look: datetime | None = None
    second_look: datetime | None = None
    refusal: str = ""


class Found(NamedTuple):
    """It was received: what KIS's lists say of it. `seen` is None where the store knew it already."""

    receipt: Receipt
    seen: Seen | None


class NotReceived(NamedTuple):
    """KIS has no such order: `proof` says how that is known. Its key may be used again."""

    key: str
    proof: Absence


class StillUnknown(NamedTuple):
    """Nobody can tell yet. `candidates` are the rows of KIS that it may be; `why` says what stands in the way."""

    key: str
    candidates: tuple[Seen, ...]
    why: str


Resolution = Found | NotReceived | StillUnknown


def resolve(asker: Asker, scope: str, key: str, patience: float) -> Asking[Resolution]:
    """Looks until it is decided, or until `patience` seconds have passed; at least once.

    Raises:
        KeyError: no order has this key.
        AuthError: the lists can't be asked for.
    """
    began: float = yield TICK
    absent_at: datetime | None = None
    absent_tick, pause = 0.0, _FIRST_PAUSE
    while True:
        record = yield from find(scope, key)
        if record is None:
            raise KeyError(key)
        if record.fate not in OPEN_FATES:
            return _known(record)
        candidates: tuple[Seen, ...] = ()
        settled_at = _settled_at(asker, record)
        try:
            decided = yield from _one_look(asker, record)
            candidates, why = decided.candidates, decided.why
            if decided.mine is not None:
                return (yield from _received(record, decided.mine, asker.clock.journal))
            now: datetime = yield NOW
            tick: float = yield TICK
            if candidates or decided.why:
                absent_at = None
            elif absent_at is not None and tick - absent_tick >= asker.policy.between_looks:
                proof = Absence(record.sent_at, absent_at, now)
                if (yield from _absent(record, proof)):
                    return NotReceived(key, proof)
                absent_at = None  # meanwhile something else is known of it
            elif absent_at is None and now >= settled_at:
                absent_at, absent_tick = now, tick
        except NotOnMock as error:
            return StillUnknown(key, (), str(error))
        except (NoAnswer, NotConnected) as error:
            absent_at, why = None, str(error)
        except Answered as error:
            if not _passing(error):
                raise
            absent_at, why = None, str(error)
        tick = yield TICK
        left = patience - (tick - began)
        if left <= 0:
            return StillUnknown(key, candidates, why or "too short a time to prove that it was not received")
        now = yield NOW
        if absent_at is not None:
            wait = absent_tick + asker.policy.between_looks - tick
        else:
            wait = min(pause, (settled_at - now).total_seconds()) if now < settled_at else pause
        yield Sleeping(max(0.05, min(left, wait)))
        pause = min(_LONGEST_PAUSE, pause * 2)


def _settled_at(asker: Asker, record: OrderRecord) -> datetime:
    """From when on (local clock) the order must have arrived, if it was received at all.

    A connection that broke carries no request any more; one that was silent may have left it with somebody who is as slow with
    it as the reply was: so as long as the wait for that lasted, twice, and never less than `settling`.
    """
    lost_at = record.outcome.get(LOST_AT)
    if lost_at is None:  # its program ended in the middle
        return record.sent_at + timedelta(seconds=asker.policy.in_flight)
    lost = datetime.fromisoformat(lost_at)
    return lost + max(timedelta(seconds=asker.policy.settling), 2 * (lost - record.sent_at))


class _Look(NamedTuple):
    mine: Seen | None
    candidates: tuple[Seen, ...]
    why: str


def _one_look(asker: Asker, record: OrderRecord) -> Asking[_Look]:
    rows, unreadable = yield from look(asker, record)
    changes = record.content["kind"] == PlanKind.CANCEL_RESERVATION
    # The missing first: what its own reply settles between the two readings counts as missing, and nothing is concluded.
    missing = yield from _twins(asker, record)
    keys = [twin.key for twin in missing]
    if record.key not in keys:  # its own reply, or another program that looks for it
        return _Look(None, tuple(rows), "it was settled while it was looked for: ask again")
    if not changes:
        rows = yield from _nobodys(asker, record, rows)
    rows.sort(key=number_of)
    if any(twin.fate is Fate.SENDING and twin.key != record.key for twin in missing):
        return _Look(None, tuple(rows), "an order like it is on its way in another thread or program")
    if unreadable:
        return _Look(None, tuple(rows), f"{unreadable} rows of KIS's lists can't be read, and may be it")
    if not rows:
        return _Look(None, (), "")
    if record.server_at is None and not changes:
        return _Look(None, tuple(rows), "KIS's clock is not known, so that an older order may look the same")
    if len(rows) == len(missing) or (changes and len(rows) == 1):
        place = keys.index(record.key)
        return _Look(rows[min(place, len(rows) - 1)], (), "")
    return _Look(None, tuple(rows), f"{len(rows)} orders at KIS could be one of {len(missing)} whose reply was lost")


def _nobodys(asker: Asker, record: OrderRecord, rows: list[Seen]) -> Asking[list[Seen]]:
    """The rows that belong to no other key of the store.

    A number alone says nothing: KIS begins anew with them, and a haero that was reset does too. So the other key's order must be of
    the same kind, of the same journal, and taken at the same moment.
    """
    since = min(record.sent_at, record.server_at or record.sent_at) - timedelta(days=2)
    numbers = [number_of(row) for row in rows]
    owners = yield from local(lambda machine: machine.store.owners(record.scope, numbers, since))
    found: list[Seen] = []
    for row in rows:
        key = owners.get(number_of(row))
        if key is not None and key != record.key:
            other = yield from find(record.scope, key)
            if other is not None and _owns(asker, other, record, row):
                continue
        found.append(row)
    return found


def _owns(asker: Asker, other: OrderRecord, record: OrderRecord, row: Seen) -> bool:
    if is_about_reservations(other.content) is not is_about_reservations(record.content):
        return False
    if other.outcome.get(JOURNAL, asker.clock.journal) != asker.clock.journal:
        return False
    at = other.outcome.get("at")
    return at is None or abs(row.at - datetime.fromisoformat(at)) <= _SAME_MOMENT


def _twins(asker: Asker, record: OrderRecord) -> Asking[list[OrderRecord]]:
    """The unsettled orders that a row could be as well, this one among them, in the order in which they were sent."""
    now: datetime = yield NOW
    unsettled = yield from local(lambda machine: machine.store.unsettled(record.scope))
    found = [other for other in unsettled if other.key == record.key or alike(other.content, record.content)]
    return [
        other._replace(fate=Fate.UNKNOWN) if (now - other.sent_at).total_seconds() > asker.policy.in_flight else other
        for other in sorted(found, key=lambda other: other.sent_at)
    ]


def _received(record: OrderRecord, seen: Seen, journal: str) -> Asking[Found]:
    at = seen.at.astimezone(KST)
    said = {"resolved": "found in KIS's lists", "at": at.isoformat(), "time": f"{at:%H%M%S}", JOURNAL: journal}
    number = number_of(seen)
    yield from settle(record, Settled(Fate.ACCEPTED, number, seen.branch, said))
    placed = Receipt(
        record.key,
        record.content,
        number,
        seen.branch,
        said["time"],
        at,
        None,
    )
    return Found(placed, seen)


def _absent(record: OrderRecord, proof: Absence) -> Asking[bool]:
    """Writes it down; False where another word stands there by now."""
    assert proof.first_look is not None
    assert proof.second_look is not None
    said = {
        "cause": "not received: two looks at KIS's lists did not find it",
        "first_look": proof.first_look.isoformat(),
        "second_look": proof.second_look.isoformat(),
    }
    return (yield from settle(record, Settled(Fate.ABSENT, outcome=said)))


def _known(record: OrderRecord) -> Resolution:
    """What the store says of an order that is settled."""
    try:
        placed = outcome(record)
    except OrderOutcomeUnknown:
        raise
    except HaeroError as error:
        said = record.outcome
        looks = [datetime.fromisoformat(said[name]) for name in ("first_look", "second_look") if name in said]
        if len(looks) == 2:
            return NotReceived(record.key, Absence(record.sent_at, looks[0], looks[1]))
        return NotReceived(record.key, Absence(record.sent_at, refusal=str(error)))
    return Found(placed, None)


def _passing(error: Answered) -> bool:
    return (error.http_status >= 500 and not isinstance(error, AuthError)) or error.code == "SYDB0050"
