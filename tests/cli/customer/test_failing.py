"""Each kind of error, in both languages and for programs."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from haero.cli.customer.failing import facts_of, said, status_of, tell
from haero.cli.customer.options import Destination, ProfileName
from haero.cli.texts import choose
from haero.client import errors
from haero.terms import Language

SENT = datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC)
CONTENT = {
    "kind": "order",
    "side": "buy",
    "exchange": "NASD",
    "symbol": "AAPL",
    "quantity": "10",
    "price": "185.20",
    "type": "limit",
}
REAL = Destination(ProfileName.REAL)
KINDS = [
    (
        errors.BadOrder(
            "MarketOnOpen is not taken for buy orders on NASD (real): orders without a limit only sell. Taken: Limit"
        ),
        1,
        "not sent: moo is not taken for buy orders on NASD (real): orders without a limit only sell. Taken: limit",
        "보내지 않았습니다: NASD(real) 매수에 쓸 수 없는 주문유형입니다: moo. 쓸 수 있는 유형: limit",
    ),
    (
        errors.BadProfile("profile 'mock': no appkey"),
        2,
        "haero: profile 'mock': no appkey",
        "haero: 프로필 'mock': appkey이(가) 없습니다",
    ),
    (
        errors.NotConnected("http://x:1 is not reached, nothing was sent: no"),
        1,
        "not sent: http://x:1 is not reached",
        "보내지 않았습니다: http://x:1에 연결되지 않습니다(no)",
    ),
    (
        errors.NoAnswer("http://x:1 did not answer: no"),
        1,
        "haero: http://x:1 did not answer: no",
        "haero: http://x:1에서 응답이 없습니다(no)",
    ),
    (
        errors.OrderRejected("APBK0400", "주문수량"),
        1,
        "KIS: APBK0400 주문수량\nmore than is held",
        "한국투자증권: APBK0400 주문수량\n팔 수 있는 수량보다",
    ),
    (
        errors.AuthError("EGW00105", "유효하지 않은 AppSecret입니다."),
        1,
        "KIS: EGW00105 유효하지 않은",
        "앱시크릿이 이 앱키의 것이 아닙니다",
    ),
    (errors.RateLimited("EGW00201", "초당 거래건수를 초과하였습니다."), 1, "wait a second", "초당 호출 수"),
    (
        errors.Answered("XX", "무엇", advice="own advice"),
        1,
        "KIS: XX 무엇\nown advice",
        "한국투자증권: XX 무엇\nown advice",
    ),
    (
        errors.OrderOutcomeUnknown("the key", CONTENT, SENT, "the server closed the connection without a reply"),
        1,
        "OUTCOME UNKNOWN: buy AAPL 10 limit 185.20, sent 11-21 00:00:01 KST",
        "결과를 모르는 주문: 매수 AAPL 10주 지정가 185.20, 보낸 시각 11-21 00:00:01\n  응답 없이 연결이 끊겼습니다",
    ),
]


@pytest.mark.parametrize(("error", "status", "english", "korean"), KINDS, ids=lambda value: type(value).__name__)
def test_each_kind_in_words(error: errors.HaeroError, status: int, english: str, korean: str) -> None:
    assert status_of(error) == status
    for language, text in ((Language.EN, english), (Language.KO, korean)):
        choose(language)
        assert text in said(error, REAL)
    choose(None)


def test_an_unknown_outcome_names_the_command_that_resolves_it() -> None:
    error = KINDS[-1][0]
    assert isinstance(error, errors.OrderOutcomeUnknown)
    for language in Language:
        choose(language)
        assert said(error, REAL).endswith("\n  haero resolve 'the key' --profile real")
    choose(None)
    facts = facts_of(error, REAL)
    assert (facts["kind"], facts["key"], facts["request"]) == ("OrderOutcomeUnknown", "the key", CONTENT)
    assert (facts["sent_at"], facts["resolve"]) == (
        "2026-11-20T15:00:01+00:00",
        "haero resolve 'the key' --profile real",
    )


def test_facts_for_programs() -> None:
    order = errors.BadOrder("no", rule="tick", nearest=(Decimal("1.10"), Decimal(2)))
    assert facts_of(order, REAL) == {"kind": "BadOrder", "text": "no", "rule": "tick", "nearest": ["1.1", "2"]}
    limit = errors.LimitExceeded("no", limit="order_value", asked=Decimal(3), allowed=2)
    assert facts_of(limit, REAL) == {
        "kind": "LimitExceeded",
        "text": "no",
        "limit": "order_value",
        "asked": "3",
        "allowed": 2,
    }
    refused = errors.OrderRejected("APBK0400", "주문", tr_id="TTTT1002U", http_status=200)
    refused.key = "k"
    assert facts_of(refused, REAL) | {"advice": "", "request_id": ""} == {
        "kind": "OrderRejected", "code": "APBK0400", "text": "주문", "tr_id": "TTTT1002U", "http_status": 200, "key": "k",
        "advice": "", "request_id": "",
    }  # fmt: skip


def test_a_program_reads_where_a_person_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    choose(Language.EN)
    tell(errors.NoAnswer("nothing"), REAL, as_json=True)
    told = capsys.readouterr()
    assert '"kind": "NoAnswer"' in told.out
    assert told.err == "haero: nothing\n"
