"""What a KIS refusal is: a code, a text, a transport, and how sure we are of each.

Two JSON envelopes exist. OAuth failures: error_description, error_code. Everything else: rt_cd, msg_cd, msg1; gateway
codes (EGW, IGW) come in the order rt_cd, msg1, msg_cd, back-end codes in rt_cd, msg_cd, msg1. The rule for the HTTP status
that fits every record: gateway 500, OAuth 403, back end 200. The table of all refusals is `faults`.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import msgspec

from haero.kis.texts import pad_message

Envelope = Literal["oauth", "gateway", "backend"]

# Measured on the rate-limit answer only: a fourth key repeats the code.
_CODES_WITH_MESSAGE_KEY = frozenset({"EGW00201"})

_encode = msgspec.json.Encoder().encode


class Evidence(StrEnum):
    """How a code or text is known: seen in a log, printed by KIS, or ours."""

    RECORDED = "recorded"
    DOCUMENTED = "documented"
    GUESSED = "guessed"


def object_particle(word: str) -> str:
    """The Korean object particle for a word: "을" after a final consonant, "를" after a vowel.

    A word that doesn't end in a Hangul syllable takes "을(를)", which is what KIS prints where it doesn't decide.
    """
    last = word.rstrip()[-1:]
    if not "가" <= last <= "힣":
        return "을(를)"
    # Hangul syllables are ordered in blocks of 28: the first of each block has no final consonant.
    return "을" if (ord(last) - ord("가")) % 28 else "를"


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One refusal. `text` may hold {label} and {particle}, filled by `refuse`; `body` is the encoded constant reply.

    `rt_cd` is empty for OAuth. `padded` pads msg1 to 80 bytes as account inquiries do. Faults compare by identity.
    """

    name: str
    code: str
    text: str
    status: int
    rt_cd: str
    envelope: Envelope
    evidence_code: Evidence
    evidence_text: Evidence | None = None
    note: str = ""
    padded: bool = False
    body: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", reply_bytes(self, self.text))

    def of(self, environment: str) -> "Fault":
        """The fault itself: so that a single fault and a pair read alike."""
        return self

    def refuse(self, label: str | None = None) -> "KisRefusal":
        """The exception to raise. `label` names the field (or order type) in a text that has a place for it."""
        if label is None:
            return KisRefusal(self)
        return KisRefusal(self, self.text.format(label=label, particle=object_particle(label)))


@dataclass(frozen=True, slots=True, eq=False)
class FaultPair:
    """The same refusal as real (실전) and mock (모의) say it."""

    real: Fault
    mock: Fault

    def of(self, environment: str) -> Fault:
        """The fault of an environment, "real" or "mock"."""
        return self.real if environment == "real" else self.mock


class KisRefusal(Exception):
    """KIS would refuse this request. Carries the fault, the text as sent, the HTTP status and the body bytes."""

    def __init__(self, fault: Fault, text: str | None = None) -> None:
        super().__init__(fault.code, fault.text if text is None else text)
        self.fault = fault
        self.text = fault.text if text is None else text

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.fault.status

    @property
    def body(self) -> bytes:
        """The JSON body."""
        return self.fault.body if self.text is self.fault.text else reply_bytes(self.fault, self.text)


def reply_bytes(fault: Fault, text: str) -> bytes:
    """The JSON body of a fault with this text, keys in the order of its envelope."""
    if fault.envelope == "oauth":
        return _encode({"error_description": text, "error_code": fault.code})
    message = pad_message(text) if fault.padded else text
    if fault.envelope == "backend":
        return _encode({"rt_cd": fault.rt_cd, "msg_cd": fault.code, "msg1": message})
    reply = {"rt_cd": fault.rt_cd, "msg1": message, "msg_cd": fault.code}
    if fault.code in _CODES_WITH_MESSAGE_KEY:
        reply["message"] = fault.code
    return _encode(reply)
