"""The table of all success texts, and the JSON of a success.

Order replies start with rt_cd, msg_cd, msg1; recorded query replies end with them. Account inquiries pad msg1 to 80 bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from haero.kis.errors import Evidence
from haero.kis.texts import pad_message

RECORDED, DOCUMENTED, GUESSED = Evidence.RECORDED, Evidence.DOCUMENTED, Evidence.GUESSED

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, eq=False)
class Success:
    """One success: code, text, evidence. `head` is its encoded envelope without the closing brace."""

    name: str
    code: str
    text: str
    evidence_code: Evidence
    evidence_text: Evidence | None = None
    note: str = ""
    padded: bool = False
    head: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        message = pad_message(self.text) if self.padded else self.text
        envelope = _encode({"rt_cd": "0", "msg_cd": self.code, "msg1": message})
        object.__setattr__(self, "head", envelope[:-1])

    def of(self, environment: str) -> "Success":
        """The success itself: so that a single success and a pair read alike."""
        return self

    def reply(self, blocks: Mapping[str, object], *, envelope_last: bool = False) -> bytes:
        """The JSON body: the envelope and the blocks in their order, envelope first (orders) or last (queries)."""
        if not blocks:
            return self.head + b"}"
        encoded = _encode(blocks)
        if envelope_last:
            return encoded[:-1] + b"," + self.head[1:] + b"}"
        return self.head + b"," + encoded[1:]


@dataclass(frozen=True, slots=True, eq=False)
class SuccessPair:
    """The same success as real (실전) and mock (모의) say it."""

    real: Success
    mock: Success

    def of(self, environment: str) -> Success:
        """The success of an environment, "real" or "mock"."""
        return self.real if environment == "real" else self.mock


_SENT = "주문 전송 완료 되었습니다."

BUY_ACCEPTED = SuccessPair(
    Success("BUY_ACCEPTED", "APBK0013", _SENT, RECORDED, note="also printed for this API"),
    Success("BUY_ACCEPTED", "40600000", "모의투자 매수주문이 완료 되었습니다.", RECORDED),
)
SELL_ACCEPTED = SuccessPair(
    Success("SELL_ACCEPTED", "APBK0013", _SENT, RECORDED, note="also printed for this API"),
    Success("SELL_ACCEPTED", "40590000", "모의투자 매도주문이 완료 되었습니다.", RECORDED),
)
REVISE_ACCEPTED = SuccessPair(
    Success("REVISE_ACCEPTED", "APBK0013", _SENT, DOCUMENTED),
    Success("REVISE_ACCEPTED", "40620000", "모의투자 정정주문이 완료 되었습니다.", RECORDED, note="domestic record"),
)
CANCEL_ACCEPTED = SuccessPair(
    Success("CANCEL_ACCEPTED", "APBK0013", _SENT, DOCUMENTED),
    Success("CANCEL_ACCEPTED", "40630000", "모의투자 취소주문이 완료 되었습니다.", RECORDED),
)
RESERVATION_CANCELLED = SuccessPair(
    Success("RESERVATION_CANCELLED", "APBK1711", "예약주문이 취소 되었습니다.", DOCUMENTED, GUESSED),
    Success("RESERVATION_CANCELLED", "40630000", "모의투자 취소주문이 완료 되었습니다.", GUESSED),
)
QUERY_DONE = SuccessPair(
    Success(
        "QUERY_DONE", "KIOK0530", "조회되었습니다", DOCUMENTED, note="KIOK0510 and KIOK0460 also occur", padded=True
    ),
    Success("QUERY_DONE", "20310000", "모의투자 조회가 완료되었습니다.", RECORDED, padded=True),
)
WON_DONE = SuccessPair(
    Success("WON_DONE", "KIOK0510", "조회되었습니다", RECORDED, GUESSED, "of a domestic API", padded=True),
    Success("WON_DONE", "20310000", "모의투자 조회가 완료되었습니다.", RECORDED, padded=True),
)
QUERY_LAST = Success(
    "QUERY_LAST", "KIOK0460", "조회 되었습니다. (마지막 자료)", DOCUMENTED, note="inquire-period-trans", padded=True
)
QUERY_MORE = SuccessPair(
    Success("QUERY_MORE", "KIOK0500", "조회가 계속됩니다..다음버튼을 Click 하십시오.", DOCUMENTED, padded=True),
    Success(
        "QUERY_MORE",
        "20310000",
        "모의투자 조회가 계속 됩니다. 다음 또는 PaDn을 누르십시오.",
        GUESSED,
        RECORDED,
        "nearest recorded code: the finished query's",
        padded=True,
    ),
)
QUERY_EMPTY = SuccessPair(
    Success("QUERY_EMPTY", "KIOK0560", "조회할 내용이 없습니다", DOCUMENTED, padded=True),
    Success("QUERY_EMPTY", "70070000", "모의투자 조회할 내역(자료)이 없습니다.", RECORDED, padded=True),
)
SETTLEMENT_DATES = Success("SETTLEMENT_DATES", "KIOK0460", "조회 되었습니다. (마지막 자료)", DOCUMENTED, padded=True)
SETTLEMENT_NONE = Success(
    "SETTLEMENT_NONE",
    "KIOK0560",
    "조회할 자료가 없습니다",
    GUESSED,
    RECORDED,
    note="CTOS5011R on a weekend or a day to come: users saw the text, not the code",
    padded=True,
)
QUOTE_DONE = Success("QUOTE_DONE", "MCA00000", "정상처리 되었습니다.", DOCUMENTED)

SUCCESSES: dict[str, Success | SuccessPair] = {
    name: item for name, item in list(globals().items()) if isinstance(item, Success | SuccessPair)
}
"""Every success by name, in the order of this file."""
