import json

import pytest

from haero.kis import oauth_refusals, refusals
from haero.kis.errors import Denial, DenialPair, Evidence, KisRefusal, object_particle, reply_bytes


@pytest.mark.parametrize(
    ("word", "particle"),
    [
        ("주문구분", "을"),
        ("코드", "를"),
        ("정정취소구분코드", "를"),
        ("시간", "을"),
        ("상품번호 ", "를"),
        ("TWAP", "을(를)"),
        ("", "을(를)"),
    ],
)
def test_object_particle(word: str, particle: str) -> None:
    assert object_particle(word) == particle


def make(envelope: str, code: str = "X0000001", padded: bool = False) -> Denial:
    return Denial("X", code, "글", 500, "1", envelope, Evidence.GUESSED, padded=padded)  # type: ignore[arg-type]


def test_key_order_of_each_envelope() -> None:
    assert list(json.loads(make("oauth").body)) == ["error_description", "error_code"]
    assert list(json.loads(make("gateway").body)) == ["rt_cd", "msg1", "msg_cd"]
    assert list(json.loads(make("backend").body)) == ["rt_cd", "msg_cd", "msg1"]


def test_recorded_bodies_byte_for_byte() -> None:
    assert refusals.RATE_LIMIT.body.decode() == (
        '{"rt_cd":"1","msg1":"초당 거래건수를 초과하였습니다.","msg_cd":"EGW00201","message":"EGW00201"}'
    )
    assert refusals.MOCK_APP_ON_REAL.body.decode() == (
        '{"rt_cd":"1","msg1":"실전투자 도메인은 모의투자 앱키로 호출하실 수 없습니다.","msg_cd":"EGW02004"}'
    )
    assert oauth_refusals.OAUTH_INVALID_APPKEY.body.decode() == (
        '{"error_description":"유효하지 않은 AppKey입니다.","error_code":"EGW00103"}'
    )
    assert refusals.REQUIRED_FIELD.refuse("증거금구분코드").body.decode() == (
        '{"rt_cd":"7","msg_cd":"APMP0001","msg1":"증거금구분코드은(는) 필수입력 항목입니다.'
        + " " * (80 - len("증거금구분코드은(는) 필수입력 항목입니다.".encode("cp949")))
        + '"}'
    )


def test_padding_is_80_bytes() -> None:
    assert len(json.loads(make("backend", padded=True).body)["msg1"].encode("cp949")) == 80


def test_refuse_fills_label_and_particle() -> None:
    refusal = refusals.CHECK_FIELD.refuse("정정취소구분코드")
    assert refusal.text == "정정취소구분코드를 확인해주세요."
    assert json.loads(refusal.body)["msg1"] == refusal.text
    assert refusal.status == 500
    assert refusals.CHECK_FIELD.refuse("{label}{0}").text == "{label}{0}을(를) 확인해주세요."


def test_a_constant_refusal_reuses_the_encoded_body() -> None:
    refusal = refusals.EXPIRED_TOKEN.refuse()
    assert refusal.body is refusals.EXPIRED_TOKEN.body
    assert refusal.body == reply_bytes(refusals.EXPIRED_TOKEN, refusals.EXPIRED_TOKEN.text)


def test_a_refusal_is_an_exception_that_names_its_code() -> None:
    with pytest.raises(KisRefusal, match="EGW00123"):
        raise refusals.EXPIRED_TOKEN.refuse()


def test_of_picks_the_environment() -> None:
    one, other = make("backend"), make("backend")
    pair = DenialPair(one, other)
    assert pair.of("real") is one
    assert pair.of("mock") is other
    assert one.of("mock") is one
