import json

import pytest

from haero.kis import catalogue, successes
from haero.kis.successes import SUCCESSES, Success, SuccessPair

OUTPUT = {"output": {"KRX_FWDG_ORD_ORGNO": "01790", "ODNO": "0000004336", "ORD_TMD": "160524"}}


def each() -> list[tuple[str, Success]]:
    found = []
    for name, item in SUCCESSES.items():
        found += [(name, item.of("real")), (name, item.of("mock"))]
    return found


@pytest.mark.parametrize(("name", "success"), each())
def test_each_fits_the_documented_lengths(name: str, success: Success) -> None:
    assert success.name == name
    assert 0 < len(success.code) <= 8
    message = json.loads(success.reply({}))["msg1"].encode("cp949")
    assert len(message) == 80 if success.padded else len(message) < 80
    assert message.decode("cp949").rstrip(" ") == success.text


def test_an_order_reply_is_the_documented_example_byte_for_byte() -> None:
    printed = {
        "rt_cd": "0",
        "msg_cd": "APBK0013",
        "msg1": "주문 전송 완료 되었습니다.",
        "output": {"KRX_FWDG_ORD_ORGNO": "01790", "ODNO": "0000004336", "ORD_TMD": "160524"},
    }
    expected = json.dumps(printed, ensure_ascii=False, separators=(",", ":")).encode()
    assert successes.BUY_ACCEPTED.of("real").reply(OUTPUT) == expected
    names = {field.name for field in catalogue.api("v1_해외주식-001").output("output").fields}
    assert names == OUTPUT["output"].keys()


def test_envelope_last_keeps_the_order_of_recorded_query_replies() -> None:
    body = successes.QUERY_DONE.of("mock").reply({"ctx_area_fk200": "x", "output": []}, envelope_last=True)
    assert list(json.loads(body)) == ["ctx_area_fk200", "output", "rt_cd", "msg_cd", "msg1"]
    body = successes.QUOTE_DONE.reply({"output": {}})
    assert list(json.loads(body)) == ["rt_cd", "msg_cd", "msg1", "output"]


def test_no_blocks_is_valid_json_both_ways() -> None:
    for last in (False, True):
        reply = json.loads(successes.QUOTE_DONE.reply({}, envelope_last=last))
        assert reply == {"rt_cd": "0", "msg_cd": "MCA00000", "msg1": "정상처리 되었습니다."}


def test_mock_codes() -> None:
    codes = {name: item.of("mock").code for name, item in SUCCESSES.items() if isinstance(item, SuccessPair)}
    assert codes == {
        "BUY_ACCEPTED": "40600000",
        "SELL_ACCEPTED": "40590000",
        "REVISE_ACCEPTED": "40620000",
        "CANCEL_ACCEPTED": "40630000",
        "RESERVATION_CANCELLED": "40630000",
        "QUERY_DONE": "20310000",
        "WON_DONE": "20310000",
        "QUERY_MORE": "20310000",
        "QUERY_EMPTY": "70070000",
    }
