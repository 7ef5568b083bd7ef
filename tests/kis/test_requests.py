import json
from contextlib import suppress
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields as struct_fields

from haero.kis import catalogue, request_types
from haero.kis.errors import KisRefusal
from haero.kis.request_types import (
    InquireBalanceRequest,
    InquireNccsRequest,
    OrderRequest,
    OrderRvsecnclRequest,
    PriceRequest,
    RevokePRequest,
    TokenPRequest,
)
from haero.kis.requests import decode_body, decode_query, encode_body, encode_query, read_object

ORDER = catalogue.api("v1_해외주식-001")
CHANGE = catalogue.api("v1_해외주식-003")
NCCS = catalogue.api("v1_해외주식-005")
BALANCE = catalogue.api("v1_해외주식-006")
PRICE = catalogue.api("v1_해외주식-009")
TOKEN = catalogue.api("인증-001")

BODY: dict[str, Any] = {
    "CANO": "12345678",
    "ACNT_PRDT_CD": "01",
    "OVRS_EXCG_CD": "NASD",
    "PDNO": "AAPL",
    "ORD_QTY": "1",
    "OVRS_ORD_UNPR": "145.00",
    "CTAC_TLNO": "",
    "MGCO_APTM_ODNO": "",
    "SLL_TYPE": "",
    "ORD_SVR_DVSN_CD": "0",
    "ORD_DVSN": "00",
}
QUERY = {
    "CANO": "12345678",
    "ACNT_PRDT_CD": "01",
    "OVRS_EXCG_CD": "",
    "SORT_SQN": "",
    "CTX_AREA_FK200": "",
    "CTX_AREA_NK200": "",
}


def order(body: bytes) -> OrderRequest:
    return decode_body(ORDER, OrderRequest, body)


def refused_order(body: bytes | dict[str, Any]) -> KisRefusal:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(KisRefusal) as caught:
        order(raw)
    return caught.value


def refused_query(query: dict[str, str]) -> KisRefusal:
    with pytest.raises(KisRefusal) as caught:
        decode_query(NCCS, InquireNccsRequest, query)
    return caught.value


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in BODY.items() if key != name}


def test_an_order_as_the_official_sample_sends_it() -> None:
    request = order(json.dumps(BODY).encode())
    assert (request.PDNO, request.OVRS_ORD_UNPR, request.ORD_DVSN, request.START_TIME) == ("AAPL", "145.00", "00", "")


def test_absent_optional_fields_are_empty() -> None:
    request = order(json.dumps(without("ORD_DVSN")).encode())
    assert request.ORD_DVSN == ""


def test_a_cancel_as_python_kis_sends_it() -> None:
    body = {
        "OVRS_EXCG_CD": "NASD",
        "PDNO": "AAPL",
        "ORGN_ODNO": "42031",
        "RVSE_CNCL_DVSN_CD": "02",
        "ORD_QTY": "0",
        "OVRS_ORD_UNPR": "0",
        "CANO": "12345678",
        "ACNT_PRDT_CD": "01",
    }
    assert decode_body(CHANGE, OrderRvsecnclRequest, json.dumps(body).encode()).ORGN_ODNO == "42031"


@pytest.mark.parametrize(
    ("name", "code", "text"),
    [
        ("CANO", "IGW00010", "종합계좌번호를 확인해주세요."),
        ("PDNO", "IGW00017", "상품번호를 확인해주세요."),
        ("ORD_QTY", "IGW00010", "주문수량을 확인해주세요."),
        ("ORD_SVR_DVSN_CD", "IGW00036", "주문서버구분코드를 확인해주세요."),
    ],
)
def test_an_order_field_missing_empty_too_long_or_no_text(name: str, code: str, text: str) -> None:
    wrongs: list[dict[str, Any]] = [without(name), without(name) | {name.lower(): BODY[name]}]
    wrongs += [BODY | {name: value} for value in ("", "9" * 33, 1, None, ["1"], {"a": "1"}, True)]
    for wrong in wrongs:
        found = refused_order(wrong)
        assert (found.denial.code, found.status, found.text) == (code, 500, text)


def test_the_recorded_refusal_of_a_cancel_without_its_division() -> None:
    body = without("ORD_DVSN") | {"ORGN_ODNO": "1"}
    with pytest.raises(KisRefusal) as caught:
        decode_body(CHANGE, OrderRvsecnclRequest, json.dumps(body).encode())
    assert (caught.value.status, caught.value.text) == (500, "정정취소구분코드를 확인해주세요.")


def test_the_first_wrong_field_is_named() -> None:
    assert refused_order({}).text == "종합계좌번호를 확인해주세요."
    assert refused_order(BODY | {"ORD_DVSN": "0000", "ORD_QTY": 5}).text == "주문수량을 확인해주세요."


def test_the_order_division_has_the_recorded_text_without_a_full_stop() -> None:
    found = refused_order(BODY | {"ORD_DVSN": "000"})
    assert (found.denial.code, found.text) == ("IGW00019", "주문구분을 확인해주세요")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "OPSQ9995"),
        (b" \r\n", "OPSQ9995"),
        (b"{", "OPSQ9997"),
        (b"[]", "OPSQ9997"),
        (b'"text"', "OPSQ9997"),
        (b"null", "OPSQ9997"),
        (b"CANO=1&PDNO=AAPL", "OPSQ9997"),
        (b'{"CANO":"\xff"}', "OPSQ9997"),
        (b'{"CANO":"\\ud800"}', "OPSQ9997"),
        (b'{"CANO":"\\udc00"}', "OPSQ9997"),
        (b'{"CANO":"\xed\xa0\x80"}', "OPSQ9997"),
        (b'{"CANO":"\x00"}', "OPSQ9997"),
        (b'{"CANO":NaN}', "OPSQ9997"),
        (b'{"CANO":1e999}', "OPSQ9997"),
        (b'{"CANO":' + b"9" * 9999 + b"}", "OPSQ9997"),
        (b"[" * 100_000, "OPSQ9997"),
        (b'{"a":' * 100_000, "OPSQ9997"),
        (b'\xef\xbb\xbf{"CANO":"1"}', "OPSQ9997"),
        (b'{"CANO":"1"} {}', "OPSQ9997"),
    ],
)
def test_bodies_that_are_no_clean_object(body: bytes, code: str) -> None:
    found = refused_order(body)
    assert (found.denial.code, found.status) == (code, 500)


@pytest.mark.parametrize(
    "body",
    [
        b'{"CANO":"1","CANO":"1"}',
        b'{"PDNO":"AAPL","pdno":"x","PDNO":"TSLA"}',
        b'{"x":"1","x":"2"}',
        b'{"CANO":"1","\\u0043ANO":"2"}',
        b'{"a":{"b":"1","b":"2"}}',
        b'{"CANO":"a:b","CANO":"c"}',
    ],
)
def test_a_repeated_key_is_refused(body: bytes) -> None:
    with pytest.raises(KisRefusal) as caught:
        read_object(body)
    assert caught.value.denial.code == "OPSQ9997"


def test_colons_in_texts_and_inner_objects_are_no_repeated_keys() -> None:
    assert order(json.dumps(BODY | {"CTAC_TLNO": "02:1234:5678"}).encode()).CTAC_TLNO == "02:1234:5678"
    assert order(json.dumps(BODY | {"extra": {"CANO": ["a:b", {"CANO": "1"}]}}).encode()).CANO == "12345678"


KEYS = st.sampled_from(["a", "b", ":", '"', "\\"])
JSON = st.recursive(
    st.text(':ab"\\', max_size=4) | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=5,
)


@given(st.lists(st.tuples(KEYS, JSON), max_size=4))
def test_the_cheap_check_agrees_with_counting_keys(pairs: list[tuple[str, Any]]) -> None:
    body = ("{" + ",".join(f"{json.dumps(key)}:{json.dumps(value)}" for key, value in pairs) + "}").encode()
    if len(dict(pairs)) == len(pairs):
        assert read_object(body) == dict(pairs)
    else:
        with pytest.raises(KisRefusal):
            read_object(body)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_body_crashes_the_decoder(body: bytes) -> None:
    with pytest.raises(KisRefusal):
        order(body)


@given(st.dictionaries(st.sampled_from(list(BODY)), st.none() | st.text(max_size=14) | st.integers() | st.booleans()))
def test_no_values_crash_the_decoder(values: dict[str, Any]) -> None:
    body = json.dumps(BODY | values, ensure_ascii=False).encode("utf-8", "surrogatepass")
    with suppress(KisRefusal):
        request = order(body)
        assert all(getattr(request, name) == value for name, value in values.items())


def test_odd_symbols_pass_and_end_as_unknown_symbols() -> None:
    for symbol in ("삼성전자", "\0", "🚀", " "):
        assert symbol == order(json.dumps(BODY | {"PDNO": symbol}).encode()).PDNO


def test_a_query_may_have_empty_values_and_unknown_keys() -> None:
    request = decode_query(NCCS, InquireNccsRequest, QUERY | {"EXTRA": "1"})
    assert (request.CANO, request.SORT_SQN) == ("12345678", "")
    balance = {"CANO": "1", "ACNT_PRDT_CD": "01", "OVRS_EXCG_CD": "", "TR_CRCY_CD": ""}
    assert decode_query(BALANCE, InquireBalanceRequest, balance).CTX_AREA_FK200 == ""


def test_a_query_without_a_key() -> None:
    for name in QUERY:
        found = refused_query({key: value for key, value in QUERY.items() if key != name})
        assert (found.denial.code, found.denial.rt_cd, found.status) == ("APMP0001", "7", 200)
        assert found.text == f"{NCCS.field(name).label_ko}은(는) 필수입력 항목입니다."


def test_a_query_with_a_long_value() -> None:
    found = refused_query(QUERY | {"OVRS_EXCG_CD": "NASDAQ"})
    assert (found.denial.code, found.denial.rt_cd, found.status) == ("OPSQ2002", "2", 200)


def test_paging_values_come_back_url_encoded() -> None:
    sent_back = "12345678%5E01%5E" + "%20" * 189
    assert sent_back == decode_query(NCCS, InquireNccsRequest, QUERY | {"CTX_AREA_FK200": sent_back}).CTX_AREA_FK200


def test_a_quote_without_a_key() -> None:
    with pytest.raises(KisRefusal) as caught:
        decode_query(PRICE, PriceRequest, {"AUTH": "", "EXCD": "NAS"})
    assert (caught.value.denial.code, caught.value.denial.rt_cd) == ("OPSQ2001", "2")
    assert "SYMB" in caught.value.text


def test_text_that_cannot_be_written_is_refused_in_a_query() -> None:
    assert refused_query(QUERY | {"SORT_SQN": "\ud800"}).denial.code == "OPSQ2002"
    assert decode_query(NCCS, InquireNccsRequest, QUERY | {"SORT_SQN": "가\0"}).SORT_SQN == "가\0"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "EGW00101"),
        (b"grant_type=client_credentials", "EGW00101"),
        (b'{"grant_type":"a","grant_type":"b"}', "EGW00101"),
        (b"{}", "EGW00115"),
        (b'{"grant_type":"client_credentials"}', "EGW00102"),
        (b'{"grant_type":"client_credentials","appkey":""}', "EGW00102"),
        (b'{"grant_type":"client_credentials","appkey":1}', "EGW00103"),
        (b'{"grant_type":"client_credentials","appkey":"' + b"k" * 37 + b'"}', "EGW00103"),
        (b'{"grant_type":"client_credentials","appkey":"k"}', "EGW00104"),
        (b'{"grant_type":"client_credentials","appkey":"k","appsecret":["s"]}', "EGW00105"),
    ],
)
def test_oauth_bodies_get_oauth_faults(body: bytes, code: str) -> None:
    with pytest.raises(KisRefusal) as caught:
        decode_body(TOKEN, TokenPRequest, body)
    assert (caught.value.denial.code, caught.value.status) == (code, 403)
    assert json.loads(caught.value.body)["error_code"] == code


def test_paging_keys_may_come_in_small_letters() -> None:
    small = {name.lower() if name.startswith("CTX_AREA") else name: value for name, value in QUERY.items()}
    small["ctx_area_nk200"] = "20261120-41"
    assert decode_query(NCCS, InquireNccsRequest, small).CTX_AREA_NK200 == "20261120-41"
    both = small | {"CTX_AREA_NK200": "20261120-81"}
    assert decode_query(NCCS, InquireNccsRequest, both).CTX_AREA_NK200 == "20261120-81"
    with pytest.raises(KisRefusal):
        decode_query(NCCS, InquireNccsRequest, {"cano" if name == "CANO" else name: v for name, v in QUERY.items()})


def test_a_token_may_be_as_long_as_tokens_are() -> None:
    body = json.dumps({"appkey": "k", "appsecret": "s", "token": "t" * 350}).encode()
    assert len(decode_body(catalogue.api("인증-002"), RevokePRequest, body).token) == 350


@pytest.mark.parametrize("api_id", request_types.REQUESTS)
def test_every_request_can_be_decoded_and_refused(api_id: str) -> None:
    api = catalogue.api(api_id)
    kind = request_types.REQUESTS[api_id]
    values = {field.name: "1" for field in api.request}
    required = {item.encode_name for item in struct_fields(kind) if item.required}
    first = next(field for field in api.request if field.name in required)
    less = {name: value for name, value in values.items() if name != first.name}
    if api.method == "POST":
        assert decode_body(api, kind, json.dumps(values).encode())
        with pytest.raises(KisRefusal):
            decode_body(api, kind, json.dumps(less).encode())
    else:
        assert decode_query(api, kind, values)
        with pytest.raises(KisRefusal):
            decode_query(api, kind, less)


@st.composite
def forms(draw: st.DrawFn, kind: type[msgspec.Struct]) -> Any:
    """A request struct that keeps its limits."""
    values = {}
    for item in struct_fields(kind):
        meta = next(part for part in get_args(item.type) if isinstance(part, msgspec.Meta))
        some = st.text(
            st.characters(exclude_categories=["Cs"]),
            min_size=meta.min_length or 0,
            max_size=min(meta.max_length or 0, 12),
        )
        if item.required or draw(st.booleans()):
            values[item.name] = draw(some)
    return kind(**values)


@pytest.mark.parametrize("api_id", request_types.REQUESTS)
@given(data=st.data())
@settings(max_examples=15)
def test_every_request_comes_back(api_id: str, data: st.DataObject) -> None:
    """encode, then decode, of every API: as the server reads it, and again the same bytes."""
    api, kind = catalogue.api(api_id), request_types.REQUESTS[api_id]
    form = data.draw(forms(kind))
    if api.method == "POST":
        body = encode_body(form)
        assert decode_body(api, kind, body) == form
        assert encode_body(decode_body(api, kind, body)) == body
    else:
        query = encode_query(form)
        assert list(query) == [field.name for field in api.request]
        assert decode_query(api, kind, dict(parse_qsl(urlencode(query), keep_blank_values=True))) == form


def test_an_optional_field_that_is_empty_is_left_out_of_a_body() -> None:
    form = decode_body(ORDER, OrderRequest, json.dumps(BODY).encode())
    assert json.loads(encode_body(form)) == {name: text for name, text in BODY.items() if text}
    assert list(json.loads(encode_body(form))) == [f.name for f in ORDER.request if BODY.get(f.name)]


def test_a_required_field_that_may_be_empty_is_written() -> None:
    api, kind = catalogue.api("v1_해외주식-027"), request_types.DaytimeOrderRvsecnclRequest
    values = {field.name: "1" for field in api.request} | {"CTAC_TLNO": "", "MGCO_APTM_ODNO": ""}
    assert json.loads(encode_body(kind(**values))) == values


def test_a_query_has_all_its_keys() -> None:
    form = InquireBalanceRequest(CANO="1", ACNT_PRDT_CD="01", OVRS_EXCG_CD="NASD", TR_CRCY_CD="USD")
    assert encode_query(form) == {
        "CANO": "1", "ACNT_PRDT_CD": "01", "OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD", "CTX_AREA_FK200": "", "CTX_AREA_NK200": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("", "PDNO has 0 characters, not 1 to 12"),
        ("SECRET" * 3, "PDNO has 18 characters, not 1 to 12"),
        ("SECRET\ud800", "PDNO is no Unicode text"),
        (5, "PDNO is no text"),
        (None, "PDNO is no text"),
    ],
)
def test_what_kis_would_refuse_is_not_written(value: Any, complaint: str) -> None:
    form = OrderRequest(**(BODY | {"PDNO": value}))
    for encode in (encode_body, encode_query):
        with pytest.raises(ValueError, match=f"^{complaint}$"):
            encode(form)


@pytest.mark.parametrize("kind", [TokenPRequest, RevokePRequest, request_types.ApprovalRequest])
def test_keys_are_not_shown(kind: type[msgspec.Struct]) -> None:
    form = kind(**{item.name: "secret" for item in struct_fields(kind)})
    assert "secret" not in repr(form)
    assert b"secret" in encode_body(form)
