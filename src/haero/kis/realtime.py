"""The JSON texts of the WebSocket: what a client asks, what the realtime server (OPSP) answers, PINGPONG.

Questions are written and read here; `incoming` reads what the server says.

Codes and texts are those that KIS prints; `evidence` says which were seen in logs. In what order the server looks at a text, and
which code it takes where several fit, is a guess (docs/fidelity.md).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from haero.kis.errors import Evidence
from haero.kis.notice import MOCK_TR, REAL_TR, NoticeKey
from haero.terms import KST

RECORDED, DOCUMENTED, GUESSED = Evidence.RECORDED, Evidence.DOCUMENTED, Evidence.GUESSED
PINGPONG = "PINGPONG"
SUBSCRIBE, UNSUBSCRIBE = "1", "2"
NOTICE_TRS = frozenset({REAL_TR, MOCK_TR})
"""Every answer about them says encrypt Y, refusals too (guess): once one says N, the official client stops decrypting."""
MAX_KEY = 40
"""Characters of a tr_key that the server still looks at."""
NO_TR = "(null)"
"""tr_id of an answer to a text in which none could be read."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One answer of the realtime server. `rt_cd` 0 done, 1 not done, 9 not understood. Compared by identity.

    `evidence` is about the code and its text; when haero sends it, and whether that is known, says `note`.
    """

    name: str
    code: str
    text: str
    rt_cd: str
    evidence: Evidence
    note: str = ""


def _ok(name: str, code: str, text: str, evidence: Evidence, note: str = "") -> Word:
    return Word(name, code, text, "0", evidence, note)


def _no(name: str, code: str, text: str, evidence: Evidence, note: str = "") -> Word:
    return Word(name, code, text, "1", evidence, note)


def _what(name: str, code: str, text: str, evidence: Evidence, note: str = "") -> Word:
    return Word(name, code, text, "9", evidence, note)


SUBSCRIBED = _ok("SUBSCRIBED", "OPSP0000", "SUBSCRIBE SUCCESS", RECORDED)
UNSUBSCRIBED = _ok("UNSUBSCRIBED", "OPSP0001", "UNSUBSCRIBE SUCCESS", DOCUMENTED, "without output: guess")
ALREADY_SUBSCRIBED = _no("ALREADY_SUBSCRIBED", "OPSP0002", "ALREADY IN SUBSCRIBE", DOCUMENTED, "the first one stays")
NOT_SUBSCRIBED = _no("NOT_SUBSCRIBED", "OPSP0003", "UNSUBSCRIBE ERROR (not found!)", DOCUMENTED, "rt_cd 1 is a guess")
SUBSCRIBE_FAILED = _no("SUBSCRIBE_FAILED", "OPSP0007", "SUBSCRIBE INTERNAL ERROR", DOCUMENTED, "a defect of haero")
TOO_MANY = _no("TOO_MANY", "OPSP0008", "MAX SUBSCRIBE OVER", RECORDED, "the 42nd registration; the session goes on")
SEND_FAILED = _no("SEND_FAILED", "OPSP0009", "SUBSCRIBE ERROR : mci send failed", DOCUMENTED, "never sent by haero")
UNKNOWN_APPKEY = _no(
    "UNKNOWN_APPKEY", "OPSP0010", "SUBSCRIBE WARNING : invalid appkey", DOCUMENTED, "never sent by haero"
)
UNKNOWN_APPROVAL = _no(
    "UNKNOWN_APPROVAL",
    "OPSP0011",
    "invalid approval : NOT FOUND",
    RECORDED,
    "unknown or expired; a second app's key on one connection: guess. KIS's list writes approval(appkey)",
)
UNKNOWN_TR = _no(
    "UNKNOWN_TR",
    "OPSP8991",
    "SUBSCRIBE ERROR : invalid tr_id",
    DOCUMENTED,
    "also a TR of the other environment: guess",
)
UNKNOWN_KEY = _no(
    "UNKNOWN_KEY",
    "OPSP8992",
    "SUBSCRIBE ERROR : invalid tr_key",
    DOCUMENTED,
    "no such market for this TR, or a symbol that is not listed: guess",
)
BAD_KEY = _what(
    "BAD_KEY", "OPSP8993", "JSON PARSING ERROR : invalid tr_key", RECORDED, "empty, too long or no text: guess"
)
PERSONAL_KEY_MISSING = _what(
    "PERSONAL_KEY_MISSING",
    "OPSP8994",
    "JSON PARSING ERROR : personalseckey not found",
    DOCUMENTED,
    "custtype B without it: guess",
)
SECRET_MISSING = _what(
    "SECRET_MISSING", "OPSP8995", "JSON PARSING ERROR : appsecret not found", DOCUMENTED, "never sent by haero"
)
IN_USE = _what(
    "IN_USE",
    "OPSP8996",
    "ALREADY IN USE appkey",
    RECORDED,
    "to the newcomer, which is then closed; the frame is recorded whole, the closing is a guess",
)
BAD_TYPE = _what("BAD_TYPE", "OPSP8997", "JSON PARSING ERROR : invalid tr_type", DOCUMENTED, "missing, or not 1 or 2")
BAD_CUSTOMER = _what("BAD_CUSTOMER", "OPSP8998", "JSON PARSING ERROR : invalid custtype", DOCUMENTED, "not P or B")
NO_RESOURCE = _what(
    "NO_RESOURCE", "OPSP8999", "resource not available (ALLOC_CALL_PARAM)", DOCUMENTED, "never sent by haero"
)
KEY_MISSING = _what("KEY_MISSING", "OPSP9990", "JSON PARSING ERROR : tr_key not found", DOCUMENTED)
INPUT_MISSING = _what("INPUT_MISSING", "OPSP9991", "JSON PARSING ERROR : input not found", DOCUMENTED)
BODY_MISSING = _what("BODY_MISSING", "OPSP9992", "JSON PARSING ERROR : body not found", DOCUMENTED)
INTERNAL_ERROR = _what(
    "INTERNAL_ERROR", "OPSP9993", "JSON PARSING ERROR : internal error", DOCUMENTED, "a defect of haero"
)
WRONG_APPKEY = _what(
    "WRONG_APPKEY",
    "OPSP9994",
    "JSON PARSING ERROR : INVALID appkey",
    DOCUMENTED,
    "an approval key of the other environment's app: guess",
)
NO_ROOM = _what(
    "NO_ROOM",
    "OPSP9995",
    "JSON PARSING ERROR : resource not available",
    DOCUMENTED,
    "more connections than haero serves: guess",
)
APPKEY_MISSING = _what(
    "APPKEY_MISSING", "OPSP9996", "JSON PARSING ERROR : appkey", DOCUMENTED, "approval_key missing or no text: guess"
)
CUSTOMER_MISSING = _what("CUSTOMER_MISSING", "OPSP9997", "JSON PARSING ERROR : custtype not found", DOCUMENTED)
HEADER_MISSING = _what("HEADER_MISSING", "OPSP9998", "JSON PARSING ERROR : header not found", RECORDED)
BAD_JSON = _what("BAD_JSON", "OPSP9999", "JSON PARSING ERROR : invalid json format", RECORDED)

WORDS: dict[str, Word] = {name: item for name, item in list(globals().items()) if isinstance(item, Word)}
"""Every answer by name, in the order of this file."""


class Ask(NamedTuple):
    """A registration (등록) or its end (해제). The repr leaves the approval key out."""

    approval_key: str
    subscribe: bool
    tr_id: str
    tr_key: str

    def __repr__(self) -> str:
        return f"Ask({self.tr_id}, {'on' if self.subscribe else 'off'})"


def question(ask: Ask, *, personal_key: str = "") -> bytes:
    """The text of a registration or its end: read(question(ask)) == ask.

    `personal_key` (personalseckey) makes it a corporate customer's (custtype B).

    Raises:
        ValueError: the server could not understand it: an empty approval key, no TR, a key that is empty, too long or not
            printable.
    """
    customer = {"custtype": "B", "personalseckey": personal_key} if personal_key else {"custtype": "P"}
    kind = {"tr_type": SUBSCRIBE if ask.subscribe else UNSUBSCRIBE, "content-type": "utf-8"}
    header = {"approval_key": ask.approval_key} | customer | kind
    text = _encode({"header": header, "body": {"input": {"tr_id": ask.tr_id, "tr_key": ask.tr_key}}})
    try:
        understood = read(text) == ask
    except Misunderstood:
        understood = False
    if not understood:
        raise ValueError(f"no question that the server understands: {ask!r}")
    return text


class Misunderstood(Exception):
    """A text that is no question; `word` is what the server says to it, with the TR as far as it could be read."""

    def __init__(self, word: Word, tr_id: str = NO_TR) -> None:
        super().__init__(word.code)
        self.word, self.tr_id = word, tr_id


def read(text: str | bytes) -> Ask | None:
    """What a client's text asks; None where it echoes PINGPONG.

    Raises:
        Misunderstood: anything else, with the first thing that is wrong: JSON, header, approval_key, custtype, personalseckey,
            tr_type, body, input, tr_id, tr_key.
    """
    try:
        whole = _decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Misunderstood(BAD_JSON) from None
    if not isinstance(whole, dict):
        raise Misunderstood(BAD_JSON)
    header = whole.get("header")
    if not isinstance(header, dict):
        raise Misunderstood(HEADER_MISSING)
    if header.get("tr_id") == PINGPONG:
        return None
    approval = _check_header(header)
    body = whole.get("body")
    if not isinstance(body, dict):
        raise Misunderstood(BODY_MISSING)
    wanted = body.get("input")
    if not isinstance(wanted, dict):
        raise Misunderstood(INPUT_MISSING)
    tr_id, tr_key = wanted.get("tr_id"), wanted.get("tr_key")
    if not isinstance(tr_id, str) or not (0 < len(tr_id) <= 13 and tr_id.isascii() and tr_id.isalnum()):
        raise Misunderstood(UNKNOWN_TR)
    if tr_key is None:
        raise Misunderstood(KEY_MISSING, tr_id)
    if not isinstance(tr_key, str) or not 0 < len(tr_key) <= MAX_KEY or not tr_key.isprintable():
        raise Misunderstood(BAD_KEY, tr_id)
    return Ask(approval, header["tr_type"] == SUBSCRIBE, tr_id, tr_key)


def _check_header(header: dict[str, Any]) -> str:
    approval, customer = header.get("approval_key"), header.get("custtype")
    if not isinstance(approval, str) or not approval:
        raise Misunderstood(APPKEY_MISSING)
    if customer is None:
        raise Misunderstood(CUSTOMER_MISSING)
    if customer not in ("P", "B"):
        raise Misunderstood(BAD_CUSTOMER)
    if customer == "B" and not header.get("personalseckey"):
        raise Misunderstood(PERSONAL_KEY_MISSING)
    if header.get("tr_type") not in (SUBSCRIBE, UNSUBSCRIBE):
        raise Misunderstood(BAD_TYPE)
    return approval


def answer(word: Word, tr_id: str, tr_key: str, *, encrypted: bool = False, key: NoticeKey | None = None) -> bytes:
    """The answer to an Ask. `key` goes into `output` (recorded on every subscription, clear TRs too); failures have none."""
    body: dict[str, Any] = {"rt_cd": word.rt_cd, "msg_cd": word.code, "msg1": word.text}
    if key is not None:
        body["output"] = {"iv": key.iv, "key": key.key}
    header = {"tr_id": tr_id, "tr_key": tr_key, "encrypt": "Y" if encrypted or tr_id in NOTICE_TRS else "N"}
    return _encode({"header": header, "body": body})


def pingpong(now: datetime) -> bytes:
    """The keep-alive text, with the Korean time of `now`; short enough to come back inside a control frame (125 bytes)."""
    stamp = now.astimezone(KST).strftime("%Y%m%d%H%M%S")
    return _encode({"header": {"tr_id": PINGPONG, "datetime": stamp}})
