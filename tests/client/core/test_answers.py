"""What each answer proves: every refusal of KIS in its own transport, and what KIS never sends."""

import json

import pytest

from haero.client.core import answers
from haero.client.core.answers import Verdict, read_reply, refusal, refused, verdict
from haero.client.errors import Answered, AuthError, NotFound, OrderRejected, RateLimited
from haero.kis.errors import Denial, DenialPair
from haero.kis.refusals import REFUSALS
from haero.kis.reply_types import OrderReply
from tests.client.core.stage import reply, said, taken

EACH = [
    denial
    for item in REFUSALS.values()
    for denial in ((item.real, item.mock) if isinstance(item, DenialPair) else (item,))
]
UNPROVEN = {"ROUTING_FAILED", "TIMED_OUT", "MOCK_DELAYED"}
RATE = {"RATE_LIMIT", "OAUTH_ONCE_A_MINUTE"}
AUTH_CODES = [
    "EGW00102",
    "EGW00103",
    "EGW00104",
    "EGW00105",
    "EGW00121",
    "EGW00122",
    "EGW00123",
    "EGW00205",
    "EGW00207",
    "EGW00208",
    "EGW00209",
    "EGW00210",
    "EGW00212",
    "EGW00304",
    "EGW02004",
    "EGW02006",
    "EGW02007",
    "IGW00002",
    "OPSQ2000",
]
RATE_CODES = ["EGW00133", "EGW00201", "EGW00215"]
MISSING_CODES = ["40070000", "40320000", "APBK0344", "APBK0656", "HAERO001", "KIOK0560", "MCA00124", "OPSQ0002"]
UNLISTED_AMBIGUOUS = ["EGW00203", "EGW00204", "EGW00302", "IGW00009"]
"""Not in haero's table: KIS's list has them."""


def expected(denial: Denial) -> Verdict:
    """What a person concludes from KIS's words."""
    if denial.name in UNPROVEN:
        return Verdict.UNPROVEN
    if denial.code in (*AUTH_CODES, *RATE_CODES):
        return Verdict.TURNED_AWAY
    # Without rt_cd it is no word about an order: a proxy writes JSON too.
    return Verdict.UNPROVEN if denial.envelope == "oauth" else Verdict.REFUSED


def expected_class(code: str) -> type[Answered]:
    if code in RATE_CODES:
        return RateLimited
    return AuthError if code in AUTH_CODES else OrderRejected


@pytest.mark.parametrize("denial", EACH, ids=lambda denial: f"{denial.name}-{denial.code}")
def test_every_refusal_of_kis(denial: Denial) -> None:
    answer = reply(denial.status, denial.body, gt_uid="u1")
    read = read_reply(OrderReply, answer)
    assert verdict(answer, read) is expected(denial)
    error = refusal(answer, read, "TTTT1002U", OrderRejected)
    assert type(error) is expected_class(denial.code)
    assert (error.code, error.http_status, error.tr_id, error.request_id) == (
        denial.code,
        denial.status,
        "TTTT1002U",
        "u1",
    )
    assert error.raw is read
    assert error.text in denial.text
    assert error.code in str(error)
    question = refusal(answer, read, "TTTS3035R")
    wanted: type[Answered] = NotFound if denial.code in MISSING_CODES else Answered
    assert type(question) is (wanted if expected_class(denial.code) is OrderRejected else type(error))


@pytest.mark.parametrize("denial", EACH, ids=lambda denial: f"{denial.name}-{denial.code}")
def test_only_codes_of_the_door_prove_something_with_a_failing_status(denial: Denial) -> None:
    """A back-end code with HTTP 5xx comes from somebody who does not know; one of the gateway does, whatever its status."""
    answer = reply(502, denial.body)
    found = verdict(answer, read_reply(OrderReply, answer))
    front = denial.code.startswith(("EGW", "IGW", "OPSQ", "MCA"))
    assert found is (expected(denial) if front else Verdict.UNPROVEN)


ODD = {
    "nothing": reply(200, ""),
    "HTML": reply(200, "<html>점검 중</html>"),
    "HTML of a proxy": reply(502, "<html>Bad Gateway</html>"),
    "a page of 404": reply(404, "<html>Not Found</html>"),
    "cut": reply(200, taken().body[:-9]),
    "a list": reply(200, "[]"),
    "a number": reply(200, "0"),
    "nobody's object": reply(404, "{}"),
    "an object without a code": said({"rt_cd": "1", "msg1": "?"}),
    "a success with status 500": taken()._replace(status=500),
    "a success with status 202": taken()._replace(status=202),
    "an unknown code with status 500": said({"rt_cd": "1", "msg_cd": "XYZ00001", "msg1": "?"}, 500),
    "an unknown code with status 504": said({"error_code": "E1", "error_description": "timeout"}, 504),
    "routing failed": said({"rt_cd": "1", "msg_cd": "EGW00202", "msg1": "?"}, 500),
    "routing failed, status 200": said({"rt_cd": "1", "msg_cd": "EGW00202", "msg1": "?"}),
    "timed out": said({"rt_cd": "1", "msg_cd": "EGW00301", "msg1": "직전 거래를 반드시 확인하세요"}, 500),
    "a code of the ledger without rt_cd": said({"msg_cd": "APBK0952", "msg1": "?"}),
    "a code of the gateway without rt_cd": said({"error_code": "EGW00101", "error_description": "?"}, 403),
    "delayed": said({"rt_cd": "1", "msg_cd": "90020000", "msg1": "?"}),
}


@pytest.mark.parametrize("name", ODD)
def test_what_proves_nothing(name: str) -> None:
    assert verdict(ODD[name], read_reply(OrderReply, ODD[name])) is Verdict.UNPROVEN


@pytest.mark.parametrize("status", [200, 403, 500])
@pytest.mark.parametrize("code", UNLISTED_AMBIGUOUS)
def test_what_the_gateway_does_not_know_proves_nothing(code: str, status: int) -> None:
    answer = said({"rt_cd": "1", "msg_cd": code, "msg1": "?"}, status)
    assert verdict(answer, read_reply(OrderReply, answer)) is Verdict.UNPROVEN


@pytest.mark.parametrize("code", [*AUTH_CODES, *RATE_CODES])
def test_keys_and_limits_are_proven_without_rt_cd(code: str) -> None:
    answer = said({"error_code": code, "error_description": "?"}, 403)
    assert verdict(answer, read_reply(OrderReply, answer)) is Verdict.TURNED_AWAY


def test_a_success() -> None:
    assert verdict(taken(), read_reply(OrderReply, taken())) is Verdict.DONE


def test_a_success_is_done_with_or_without_a_number() -> None:
    """It is for the order to say that without a number nobody knows which one."""
    answer = said({"rt_cd": "0", "msg_cd": "APBK0013", "msg1": ""})
    assert verdict(answer, read_reply(OrderReply, answer)) is Verdict.DONE


def test_an_unknown_code_that_came_with_a_good_status_is_a_refusal() -> None:
    answer = said({"rt_cd": "7", "msg_cd": "APBK9999", "msg1": "새 규칙"})
    read = read_reply(OrderReply, answer)
    assert verdict(answer, read) is Verdict.REFUSED
    assert type(refusal(answer, read, "T", OrderRejected)) is OrderRejected


def test_the_error_of_what_kis_does_not_send() -> None:
    answer = reply(502, "<html>Bad Gateway</html>")
    error = refusal(answer, read_reply(OrderReply, answer), "TTTT1002U")
    assert error.code == "HTTP 502"
    assert error.text
    assert error.raw is None


def test_the_words_of_a_body_without_a_code_are_kept() -> None:
    answer = said({"rt_cd": "1", "msg1": "잠시 후"}, 503)
    error = refusal(answer, read_reply(OrderReply, answer), "T")
    assert (error.code, error.text) == ("HTTP 503", "잠시 후")


@pytest.mark.parametrize("code", sorted(answers._ADVICE))
def test_advice_stands_in_the_words_of_the_error(code: str) -> None:
    error = refused(code, "말", OrderRejected)
    assert error.advice == answers._ADVICE[code]
    assert str(error).endswith(f"({error.advice})")
    assert error.advice.isascii() or "…" in error.advice


def test_advice_is_for_codes_that_kis_sends() -> None:
    """A slip of the pen in a code would never be seen otherwise. EGW00215 is not in haero's table: KIS's list has it."""
    known = {denial.code for denial in EACH}
    assert set(answers._ADVICE) <= known
    assert known | {"EGW00122"} >= answers.AUTH_CODES
    assert known >= answers.NOT_FOUND_CODES
    assert known | set(UNLISTED_AMBIGUOUS) >= answers.AMBIGUOUS_CODES
    assert known | {"EGW00215"} >= answers.RATE_CODES


def test_no_advice_where_haero_knows_none() -> None:
    error = refused("APBK9999", "말")
    assert error.advice == ""
    assert str(error) == "APBK9999 말"


def test_sets_of_codes_do_not_overlap() -> None:
    """A code in two of them would mean two things."""
    sets = (
        answers.RATE_CODES,
        answers.AUTH_CODES,
        answers.NOT_FOUND_CODES - answers.AUTH_CODES,
        answers.AMBIGUOUS_CODES,
    )
    assert sum(map(len, sets)) == len(frozenset().union(*sets))
    assert not any(answers.at_the_door(code) for code in answers.AMBIGUOUS_CODES)


def test_the_stale_token_is_turned_away_whatever_the_status() -> None:
    for status in (200, 401, 403, 500):
        answer = reply(status, json.dumps({"rt_cd": "1", "msg_cd": "EGW00123", "msg1": "만료"}))
        assert verdict(answer, read_reply(OrderReply, answer)) is Verdict.TURNED_AWAY
