"""Reply bodies both ways, over all APIs of the catalogue."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from haero.kis import catalogue, oauth_refusals, refusals, replies, successes
from haero.kis.catalogue import Api
from haero.kis.errors import Denial, DenialPair, Unreadable
from haero.kis.replies import KisReply, decode, encode
from haero.kis.reply_types import (
    REPLIES,
    HashkeyReply,
    InquireAlgoCcnlReply,
    InquireBalanceOutput2,
    InquireBalanceReply,
    InquireNccsOutput,
    InquireNccsReply,
    OrderOutput,
    OrderReply,
    RevokePReply,
    TokenPReply,
)
from haero.kis.rows import RowWriter
from tests.kis.wire import careless, json_objects, objects, texts

APIS = [catalogue.api(api_id) for api_id in REPLIES]
TR_APIS = [api for api in APIS if api.envelope]
each_api = pytest.mark.parametrize("api", APIS, ids=lambda api: api.id)
each_tr_api = pytest.mark.parametrize("api", TR_APIS, ids=lambda api: api.id)
FEW = settings(max_examples=15)


def test_an_order_reply() -> None:
    body = (
        '{"rt_cd":"0","msg_cd":"APBK0013","msg1":"주문 전송 완료 되었습니다.",'
        '"output":{"KRX_FWDG_ORD_ORGNO":"01790","ODNO":"0000004336","ORD_TMD":"160524"}}'
    ).encode()
    found = decode(OrderReply, body)
    output = OrderOutput(KRX_FWDG_ORD_ORGNO="01790", ODNO="0000004336", ORD_TMD="160524")
    assert found == OrderReply(rt_cd="0", msg_cd="APBK0013", msg1="주문 전송 완료 되었습니다.", output=output)
    assert (found.succeeded, found.kis_code, found.kis_text) == (True, "APBK0013", "주문 전송 완료 되었습니다.")
    assert encode(found) == body


def test_an_inquiry_by_hand_is_written_in_catalogue_order() -> None:
    made = InquireBalanceReply(
        output2=InquireBalanceOutput2(tot_evlu_pfls_amt="1.00"), ctx_area_nk200=" ", msg1="x", msg_cd="c", rt_cd="0"
    )
    written = json.loads(encode(made))
    assert list(written) == ["rt_cd", "msg_cd", "msg1", "ctx_area_nk200", "output1", "output2"]
    assert written["output1"] == []
    assert list(written["output2"]) == [f.name for f in catalogue.api("v1_해외주식-006").output("output2").fields]
    failed = InquireBalanceReply(rt_cd="7", msg_cd="APMP0001", msg1="x")
    assert list(json.loads(encode(failed))) == ["rt_cd", "msg_cd", "msg1"]


def test_the_paging_position_goes_back_as_it_came() -> None:
    found = decode(
        InquireNccsReply, b'{"ctx_area_fk200":"81055689^01^   ","ctx_area_nk200":" ","output":[],"rt_cd":"0"}'
    )
    assert found.areas == {"CTX_AREA_FK200": "81055689^01^   ", "CTX_AREA_NK200": " "}
    assert decode(OrderReply, b"{}").areas == {}


def test_the_message_is_raw_and_stripped() -> None:
    found = decode(
        InquireNccsReply, ('{"rt_cd":"0","msg_cd":"KIOK0530","msg1":"조회되었습니다' + " " * 66 + '"}').encode()
    )
    assert found.kis_text == "조회되었습니다"
    assert found.msg1.endswith("다" + " " * 66)


def refused(denial: Denial) -> KisReply:
    return decode(OrderReply if denial.envelope != "oauth" else TokenPReply, denial.refuse("x").body)


DENIALS = [
    denial
    for table in (oauth_refusals.OAUTH_REFUSALS, refusals.REFUSALS)
    for item in table.values()
    for denial in ((item.real, item.mock) if isinstance(item, DenialPair) else (item,))
]


@pytest.mark.parametrize("denial", DENIALS, ids=lambda d: d.name)
def test_every_refusal_of_the_server_reads_and_comes_back(denial: Denial) -> None:
    found = refused(denial)
    sent = denial.refuse("x")
    assert (found.succeeded, found.kis_code, found.kis_text) == (False, denial.code, sent.text.strip())
    assert encode(found) == sent.body
    assert found.extra == ({"message": "EGW00201"} if denial.code == "EGW00201" else {})


def test_an_oauth_failure_may_answer_any_api() -> None:
    body = oauth_refusals.OAUTH_INVALID_APPKEY.body
    for kind in REPLIES.values():
        found = decode(kind, body)
        assert (found.succeeded, found.kis_code) == (False, "EGW00103")
        assert encode(found) == body


def test_a_token_reply() -> None:
    body = b'{"access_token":"ey.J","access_token_token_expired":"2023-12-22 08:16:59","token_type":"Bearer","expires_in":86400}'
    found = decode(TokenPReply, body)
    assert (found.succeeded, found.access_token, found.expires_in) == (True, "ey.J", 86400)
    assert "ey.J" not in repr(found)
    assert encode(found) == body
    assert decode(TokenPReply, body.replace(b"86400", b'"86400"')).expires_in == 86400
    assert not decode(TokenPReply, b"{}").succeeded
    assert not decode(TokenPReply, b'{"rt_cd":"1","access_token":"x"}').succeeded
    assert decode(RevokePReply, '{"code":200,"message":"성공"}'.encode()).code == 200
    assert decode(HashkeyReply, b'{"BODY":{"CANO":"1"},"HASH":"8b"}').BODY == {"CANO": "1"}


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"<html><body>secret 502 Bad Gateway</body></html>", "HTML"),
        (b'{"rt_cd":"0","msg1":"secret', "whole JSON"),
        (b'{"rt_cd":"0","output":{"ODNO":"secret"}', "whole JSON"),
        (b"secret", "whole JSON"),
        (b'{"a":"\xff"}', "whole JSON"),
        (b"[" * 100_000, "whole JSON"),
        (b'["secret"]', "no object"),
        (b'"secret"', "no object"),
        (b"null", "no object"),
    ],
)
def test_what_is_no_reply_has_one_exception_that_quotes_nothing(body: bytes, complaint: str) -> None:
    with pytest.raises(Unreadable, match=complaint) as told:
        decode(OrderReply, body)
    assert "secret" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__context__ is None or told.value.__suppress_context__


@given(st.binary())
def test_no_body_breaks_it(body: bytes) -> None:
    try:
        found = decode(OrderReply, body)
    except Unreadable:
        return
    assert decode(OrderReply, encode(found)) == found


def test_a_reply_of_an_api_that_the_catalogue_lacks() -> None:
    body = b'{"output":{"PSBL_YN":"N"},"rt_cd":"0","msg_cd":"x","msg1":"y"}'
    found = decode(KisReply, body)
    assert (found.succeeded, found.extra) == (True, {"output": {"PSBL_YN": "N"}})
    assert encode(found) == body


def test_numbers_keep_their_digits() -> None:
    body = b'{"rt_cd":0,"output":{"ODNO":4336,"x":1.50},"y":[1e3,12345678901234567890.1]}'
    found = decode(OrderReply, body)
    assert found.succeeded
    assert found.output is not None
    assert (found.output.ODNO, found.output.extra) == ("4336", {"x": Decimal("1.50")})
    assert decode(OrderReply, encode(found)) == found
    assert encode(found).startswith(b'{"rt_cd":0,"output":{"ODNO":4336,"x":1.50},"y":[1')


def test_the_case_of_keys_where_the_sources_differ() -> None:
    body = b'{"output":[{"ccld_seq":"1"}],"output3":[{"odno":"7"}],"rt_cd":"0"}'
    found = decode(InquireAlgoCcnlReply, body)
    assert (found.output[0].CCLD_SEQ, found.output3[0].ODNO) == ("1", "7")
    assert encode(found) == body


def test_a_reply_that_is_changed_is_written_as_changed() -> None:
    row = InquireNccsOutput(odno="1")
    found = decode(InquireNccsReply, b'{"output":{"odno":1},"rt_cd":"0"}')
    assert encode(replace(found, rt_cd="1")) == b'{"output":{"odno":1},"rt_cd":"1"}'
    assert [row["odno"] for row in json.loads(encode(replace(found, output=(row, row))))["output"]] == ["1", "1"]


@each_api
@given(data=st.data())
@FEW
def test_a_reply_comes_back(api: Api, data: st.DataObject) -> None:
    """encode, then decode: of each API, whatever its fields, rows and unknown fields."""
    kind = REPLIES[api.id]
    made = data.draw(objects(kind, extra=True))
    assert decode(kind, encode(made)) == made


@each_api
@given(data=st.data())
@FEW
def test_a_careless_body_comes_back(api: Api, data: st.DataObject) -> None:
    """decode, then encode: nothing is lost, whatever is missing, unknown or of another type."""
    kind = REPLIES[api.id]
    body = msgspec.json.encode(data.draw(careless(kind)))
    found = decode(kind, body)
    assert encode(found) == body
    assert decode(kind, encode(found)) == found


@each_tr_api
@given(data=st.data())
@FEW
def test_what_the_server_encodes_a_client_decodes(api: Api, data: st.DataObject) -> None:
    """The server's own writers (rows, successes), then decode, then encode: the same values, then the same bytes."""
    blocks: dict[str, Any] = {name: data.draw(texts) for name in api.envelope if name.startswith("ctx_area_")}
    for block in api.outputs:
        writer = RowWriter(api.id, block.name)
        text = data.draw(texts)
        rows = [
            writer.row({f.name: text + str(at + n) for n, f in enumerate(block.fields)})
            for at in range(data.draw(st.integers(0 if block.kind == "array" else 1, 3)))
        ]
        blocks[block.name] = rows if block.kind == "array" else rows[0]
    success = data.draw(st.sampled_from(list(successes.SUCCESSES.values()))).of(
        data.draw(st.sampled_from(["real", "mock"]))
    )
    body = success.reply(blocks, envelope_last=data.draw(st.booleans()))
    found = decode(REPLIES[api.id], body)
    assert (found.succeeded, found.kis_code, found.kis_text) == (True, success.code, success.text)
    for name, sent in blocks.items():
        read = getattr(found, name)
        if isinstance(sent, str):
            assert read == sent
            continue
        for row, raw in zip(
            read if isinstance(sent, list) else [read], sent if isinstance(sent, list) else [sent], strict=True
        ):
            assert (row.extra, row.shape) == ({}, None)
            assert {name: getattr(row, name) for name in raw} == raw
    assert encode(found) == body


@each_tr_api
@given(more=json_objects)
@FEW
def test_a_field_that_the_catalogue_does_not_have_is_kept(api: Api, more: dict[str, Any]) -> None:
    block = api.outputs[0]
    known = {name.lower() for f in block.fields for name in (f.name, block.name)}
    more = {key: value for key, value in more.items() if key.lower() not in known}
    row = RowWriter(api.id, block.name, [f.name for f in block.fields]).row({}) | more | {"NEW_FLD": "x"}
    body = msgspec.json.encode(
        {"rt_cd": "0", block.name: [row] if block.kind == "array" else row, "NEW_BLK": {"a": "1"}}
    )
    found = decode(REPLIES[api.id], body)
    assert found.extra == {"NEW_BLK": {"a": "1"}}
    first = getattr(found, block.name)
    assert (first[0] if block.kind == "array" else first).extra == more | {"NEW_FLD": "x"}
    assert encode(found) == body


def test_the_module_shows_how() -> None:
    assert replies.__doc__ is not None
    assert "decode(InquireBalanceReply, body)" in replies.__doc__


def test_a_number_that_no_machine_holds_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        decode(KisReply, b'{"rt_cd":1e99999999999999999999}')
