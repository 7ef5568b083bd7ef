"""What a KIS refusal is: a code, a text, a transport, and how sure we are of each.

Two JSON envelopes exist. OAuth failures: error_description, error_code. Everything else: rt_cd, msg_cd, msg1; gateway
codes (EGW, IGW) come in the order rt_cd, msg1, msg_cd, back-end codes in rt_cd, msg_cd, msg1. The rule for the HTTP status
that fits every record: gateway 500, OAuth 403, back end 200. The table of all refusals is `refusals`.
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


class Unreadable(ValueError):
    """What came is nothing that KIS sends: no JSON, HTML, a text cut off, a frame without its parts. Quotes none of it.

    Whether a request was done can't be told from an unreadable reply.
    """


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
class Denial:
    """One refusal. `text` may hold {label} and {particle}, filled by `refuse`; `body` is the encoded constant reply.

    `rt_cd` is empty for OAuth. `padded` pads msg1 to 80 bytes as account inquiries do. Denials compare by identity.
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

    def of(self, environment: str) -> "Denial":
        """The denial itself: so that a single denial and a pair read alike."""
        return self

    def refuse(self, label: str | None = None) -> "KisRefusal":
        """The exception to raise. `label` names the field (or order type) in a text that has a place for it."""
        if label is None:
            return KisRefusal(self)
        return KisRefusal(self, self.text.format(label=label, particle=object_particle(label)))


@dataclass(frozen=True, slots=True, eq=False)
class DenialPair:
    """The same refusal as real (실전) and mock (모의) say it."""

    real: Denial
    mock: Denial

    def of(self, environment: str) -> Denial:
        """The denial of an environment, "real" or "mock"."""
        return self.real if environment == "real" else self.mock


class KisRefusal(Exception):
    """KIS would refuse this request. Carries the denial, the text as sent, the HTTP status and the body bytes."""

    def __init__(self, denial: Denial, text: str | None = None) -> None:
        super().__init__(denial.code, denial.text if text is None else text)
        self.denial = denial
        self.text = denial.text if text is None else text

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.denial.status

    @property
    def body(self) -> bytes:
        """The JSON body."""
        return self.denial.body if self.text is self.denial.text else reply_bytes(self.denial, self.text)


def reply_bytes(denial: Denial, text: str) -> bytes:
    """The JSON body of a denial with this text, keys in the order of its envelope."""
    if denial.envelope == "oauth":
        return _encode({"error_description": text, "error_code": denial.code})
    message = pad_message(text) if denial.padded else text
    if denial.envelope == "backend":
        return _encode({"rt_cd": denial.rt_cd, "msg_cd": denial.code, "msg1": message})
    reply = {"rt_cd": denial.rt_cd, "msg1": message, "msg_cd": denial.code}
    if denial.code in _CODES_WITH_MESSAGE_KEY:
        reply["message"] = denial.code
    return _encode(reply)
