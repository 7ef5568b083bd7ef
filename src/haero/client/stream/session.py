"""The talk with the realtime server as a state machine: texts in, texts and events out. No socket, no thread, no clock.

One Session outlives its connections. A driver connects, gives `opened` an approval key, `heard` every text, and `closed` the end;
it sends what they return, hands the events to the desks, and hangs up where it is told to.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, assert_never

from haero.client.stream.messages import Trouble, TroubleKind
from haero.client.stream.policy import NOTICE_TRS, Backoff, StreamPolicy
from haero.client.stream.registrations import Registration, Wanted
from haero.kis import incoming, realtime
from haero.kis.errors import Unreadable
from haero.kis.frames import Quotes
from haero.kis.incoming import Ping, StreamAnswer
from haero.kis.notice import NoticeKey, Sealed
from haero.kis.realtime import Ask
from haero.kis.records import WireRecord

REPAIRS = 5
"""How often a registration is tried again that failed inside KIS (OPSP0007, OPSP0009)."""
APPROVALS = 3
"""Fresh approval keys that may be refused in a row, before it is no accident."""

_BAD_APPROVAL = frozenset(
    word.code
    for word in (realtime.UNKNOWN_APPROVAL, realtime.UNKNOWN_APPKEY, realtime.WRONG_APPKEY, realtime.APPKEY_MISSING)
)
_NO_ROOM = frozenset({realtime.NO_ROOM.code, realtime.NO_RESOURCE.code})
_PASSING = frozenset({realtime.SUBSCRIBE_FAILED.code, realtime.SEND_FAILED.code})
_REGISTERED = frozenset({realtime.SUBSCRIBED.code, realtime.ALREADY_SUBSCRIBED.code})
_ENDED = frozenset({realtime.UNSUBSCRIBED.code, realtime.NOT_SUBSCRIBED.code})


class Registered(NamedTuple):
    """A registration stands: from now on it is told of."""

    registration: Registration


class Refused(NamedTuple):
    """A registration was refused for good."""

    registration: Registration
    code: str
    text: str


class ApprovalRefused(NamedTuple):
    """Fresh approval keys are refused again and again: the session is of no use."""

    code: str
    text: str


class Opened(NamedTuple):
    """An encrypted frame, opened; the repr shows none of it."""

    tr_id: str
    records: tuple[WireRecord, ...]

    def __repr__(self) -> str:
        return f"Opened({self.tr_id}, {len(self.records)})"


class Spoiled(NamedTuple):
    """A text that could not be read; `tr_id` is its TR, "" where not even that could be told."""

    tr_id: str


class Down(NamedTuple):
    """The connection is gone."""


Event = Registered | Refused | ApprovalRefused | Opened | Quotes | Spoiled | Down | Trouble


class HangUp(StrEnum):
    """Why the driver shall close the connection."""

    APPROVAL = "approval"
    IN_USE = "in_use"
    NO_ROOM = "no_room"
    SILENT = "silent"


class Heard(NamedTuple):
    """What a text leads to: texts to send, events for the desks, and whether to hang up."""

    texts: list[bytes]
    events: list[Event]
    hang_up: HangUp | None = None


class Session:
    """One app key's talk with the realtime server. `tick` is always a monotonic clock in seconds."""

    def __init__(self, wanted: Wanted, policy: StreamPolicy, chance: Callable[[], float]) -> None:
        self.wanted, self._policy, self._chance = wanted, policy, chance
        self.unreadable = 0
        self.connections = 0
        self.registered: set[Registration] = set()
        self.refused: dict[Registration, Refused] = {}
        self._approval = ""
        self._keys: dict[str, NoticeKey] = {}
        self._held_back: list[Registration] = []
        self._repairs: dict[Registration, int] = {}
        self._again: list[Registration] = []
        self._why: HangUp | None = None
        self._backoff = Backoff(policy.first_wait, policy.longest_wait)
        self._in_use = Backoff(policy.in_use_wait, policy.longest_wait)
        self._bad_approvals = self._wordless = 0
        self._opened_at = self._heard_at = 0.0
        self._pinged_at: float | None = None
        self._pause = 0.0

    def opened(self, approval: str, tick: float) -> list[bytes]:
        """A connection is open: the first registration alone, for its answer tells whether the others have a chance."""
        self._approval, self._why = approval, None
        self._keys, self._repairs, self._again = {}, {}, []
        self.registered, self.refused = set(), {}
        self._opened_at = self._heard_at = tick
        self._pinged_at = None
        self.connections += 1
        first, *self._held_back = [*self.wanted] or [None]
        return [] if first is None else [self._question(first)]

    def changed(self, new: list[Registration], gone: list[Registration]) -> list[bytes]:
        """What to send on an open connection after the wanted registrations changed."""
        texts = []
        for one in gone:
            if one in self._held_back:
                self._held_back.remove(one)
            elif one not in self.refused:
                texts.append(self._question(one, subscribe=False))
            self.registered.discard(one)
            self.refused.pop(one, None)
        if self.registered or not self._held_back:
            texts += [self._question(one) for one in new]
        else:
            self._held_back += new
        return texts

    def standing(self, registrations: tuple[Registration, ...]) -> list[Event]:
        """What was answered already to registrations that one more desk wants."""
        found: list[Event] = [Registered(one) for one in registrations if one in self.registered]
        return [*found, *(self.refused[one] for one in registrations if one in self.refused)]

    def heard(self, text: str | bytes, tick: float) -> Heard:
        """What a text of the server means. Never raises for what KIS may send."""
        self._heard_at = tick
        try:
            found = incoming.read(text)
            match found:
                case Ping():
                    return self._ping(found, tick)
                case StreamAnswer():
                    return self._answer(found)
                case Quotes():
                    return Heard([], [found])
                case Sealed():
                    return Heard([], [Opened(found.tr_id, found.open(self._key(found.tr_id)))])
                case _ as never:
                    assert_never(never)
        except Unreadable as error:
            self.unreadable += 1
            return Heard([], [Spoiled(_tr_of(text)), Trouble(TroubleKind.UNREADABLE, str(error))])

    def silence(self, tick: float) -> float:
        """Seconds that may still pass before the connection counts as dead; 0 or less: hang up."""
        allowed = max(self._policy.least_silence, 3 * self._pause) if self._pause else self._policy.first_silence
        return self._heard_at + allowed - tick

    def silent(self) -> HangUp:
        """The driver waited as long as `silence` said: says why it hangs up."""
        self._why = HangUp.SILENT
        return self._why

    def closed(self, tick: float, *, was_open: bool) -> tuple[float, list[Event]]:
        """The connection ended, or could not be made: seconds to wait before the next, and what to tell the desks."""
        why, self._why = self._why, None
        events: list[Event] = [Down()] if was_open else []
        wordless = was_open and why is None and not self.registered and not self.refused
        self._wordless = self._wordless + 1 if wordless else 0 if self.registered else self._wordless
        if was_open and self.registered and tick - self._opened_at >= self._policy.steady:
            self._backoff.reset()
        self.registered, self._held_back = set(), []
        if why is HangUp.IN_USE:
            wait = self._in_use.next(self._chance())
            text = f"the app key is in use by another session; the next try is in {wait:.1f} s"
            return wait, [*events, Trouble(TroubleKind.IN_USE, text, realtime.IN_USE.code)]
        wait = self._backoff.next(self._chance())
        if was_open and why is not HangUp.APPROVAL:
            kind = TroubleKind.SILENT if why is HangUp.SILENT else TroubleKind.DISCONNECTED
            events.append(Trouble(kind, f"{self.why_closed(why)}; the next try is in {wait:.1f} s"))
        return wait, events

    def quit(self) -> None:
        """Nobody wants anything any more: the connection ended because we ended it."""
        self.registered, self.refused, self._held_back, self._why = set(), {}, [], None

    def why_closed(self, why: HangUp | None = None) -> str:
        """The end of a connection in words."""
        if why is HangUp.SILENT:
            return "nothing was heard for too long: the connection is dead"
        if why is HangUp.NO_ROOM:
            return "KIS has no room for a session"
        if self._wordless >= 2 and any(one.tr_id in NOTICE_TRS for one in self.wanted):
            return "KIS ends the connection without a word, as it does for a wrong HTS ID"
        return "the connection is gone"

    @property
    def approval_is_bad(self) -> bool:
        """Whether the last approval key was refused, so that a new one must be fetched."""
        return self._bad_approvals > 0

    def _question(self, one: Registration, *, subscribe: bool = True) -> bytes:
        return realtime.question(Ask(self._approval, subscribe, one.tr_id, one.tr_key))

    def _key(self, tr_id: str) -> NoticeKey:
        key = self._keys.get(tr_id)
        if key is None:
            raise Unreadable("an encrypted frame before its key")
        return key

    def _ping(self, ping: Ping, tick: float) -> Heard:
        if self._pinged_at is not None:
            self._pause = max(self._pause, tick - self._pinged_at)
        self._pinged_at = tick
        again, self._again = self._again, []
        return Heard([ping.text.encode(), *(self._question(one) for one in again if one in self.wanted)], [])

    def _answer(self, answer: StreamAnswer) -> Heard:
        code = answer.code
        if code == realtime.IN_USE.code:
            return self._hang_up(HangUp.IN_USE)
        if code in _NO_ROOM:
            return self._hang_up(HangUp.NO_ROOM)
        if code in _BAD_APPROVAL:
            return self._refused_approval(answer)
        self._bad_approvals = 0
        one = self._meant(answer)
        if one is None or code in _ENDED:
            return Heard([], [])
        texts = [self._question(other) for other in self._held_back]
        self._held_back = []
        if answer.succeeded or code in _REGISTERED:
            if answer.key is not None:
                self._keys[one.tr_id] = answer.key
            self._in_use.reset()
            self.registered.add(one)
            return Heard(texts, [Registered(one)])
        if code in _PASSING and self._repairs.get(one, 0) < REPAIRS:
            self._repairs[one] = self._repairs.get(one, 0) + 1
            self._again.append(one)
            text = f"{one!r} failed inside KIS and is tried again: {answer.text}"
            return Heard(texts, [Trouble(TroubleKind.REFUSED, text, code)])
        refused = self.refused[one] = Refused(one, code, answer.text)
        trouble = Trouble(TroubleKind.REFUSED, f"{one!r}: {answer.text}", code)
        return Heard(texts, [refused, trouble])

    def _meant(self, answer: StreamAnswer) -> Registration | None:
        """The registration of an answer. Where its key was not understood, the only one of that TR that waits for an answer."""
        asked = Registration(answer.tr_id, answer.tr_key)
        if asked in self.wanted:
            return asked
        waiting = [one for one in self.wanted if one not in self.registered and one not in self.refused]
        named = [one for one in waiting if one.tr_id == answer.tr_id and not answer.tr_key.strip()]
        return named[0] if len(named) == 1 else None

    def _hang_up(self, why: HangUp) -> Heard:
        self._why = why
        return Heard([], [], why)

    def _refused_approval(self, answer: StreamAnswer) -> Heard:
        if self._why is HangUp.APPROVAL:
            return Heard([], [], self._why)  # the other registrations of this connection say the same
        self._bad_approvals += 1
        self._why = HangUp.APPROVAL
        events: list[Event] = [
            Trouble(TroubleKind.APPROVAL, f"the approval key is refused: {answer.text}", answer.code)
        ]
        if self._bad_approvals >= APPROVALS:
            events.append(ApprovalRefused(answer.code, answer.text))
        return Heard([], events, self._why)


def _tr_of(text: str | bytes) -> str:
    """The TR of a frame that could not be read, as far as it can be told."""
    parts = text.split("|", 2) if isinstance(text, str) else []
    return parts[1] if len(parts) == 3 else ""
