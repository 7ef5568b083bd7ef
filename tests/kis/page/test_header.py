import msgspec
import pytest

from haero.kis.headers import request_headers
from haero.kis.page import foreign_margin, order, token_p
from haero.kis.page.header import ResponseHeader

FULL = [
    ("content-type", "application/json; charset=utf-8"),
    ("authorization", "Bearer ey.J"),
    ("appkey", "the-key"),
    ("appsecret", "the-secret"),
    ("personalseckey", "the-person"),
    ("tr_id", "TTTT1002U"),
    ("tr_cont", "N"),
    ("custtype", "B"),
    ("seq_no", "001"),
    ("mac_address", "001122334455"),
    ("phone_number", "01011112222"),
    ("ip_addr", "127.0.0.1"),
    ("gt_uid", "u1"),
    ("hashkey", "the-hash"),
]


def test_names_go_out_as_the_page_writes_them() -> None:
    header = order.RequestHeader(**{name.replace("-", "_"): value for name, value in FULL})
    assert header.pairs() == FULL
    assert order.RequestHeader.read(FULL) == header
    assert order.RequestHeader.read([(name.upper(), value) for name, value in FULL]) == header


def test_empty_ones_stay_at_home() -> None:
    header = order.RequestHeader(tr_id="TTTT1002U", authorization="Bearer t", appkey="k", appsecret="s")
    assert [name for name, _ in header.pairs()] == ["content-type", "authorization", "appkey", "appsecret", "tr_id"]
    assert token_p.RequestHeader().pairs() == [("content-type", "application/json")]


def test_what_a_client_sends_by_itself_fills_the_gaps() -> None:
    own = request_headers("TTTT1002U", "key", "secret", "ey.J")
    header = order.RequestHeader(tr_id="TTTT1006U", gt_uid="u7", appkey="other")
    assert header.pairs(under=[*own, ("X-More", "1")]) == [
        ("content-type", "application/json; charset=utf-8"),
        ("authorization", "Bearer ey.J"),
        ("appkey", "other"),
        ("appsecret", "secret"),
        ("tr_id", "TTTT1006U"),
        ("custtype", "P"),
        ("gt_uid", "u7"),
        ("X-More", "1"),
    ]


def test_what_the_page_requires() -> None:
    with pytest.raises(ValueError, match="requires authorization, appkey, appsecret, custtype"):
        foreign_margin.RequestHeader(tr_id="TTTC2101R").pairs()
    with pytest.raises(msgspec.ValidationError, match="tr_id"):
        order.RequestHeader.read([("appkey", "k")])


def test_no_header_is_broken_into_two() -> None:
    header = order.RequestHeader(tr_id="T", authorization="Bearer x\r\nappkey: y", appkey="k", appsecret="s")
    with pytest.raises(ValueError, match="authorization holds what no header can") as told:
        header.pairs()
    assert "Bearer" not in str(told.value)


def test_the_repr_shows_no_key_and_nobody() -> None:
    text = repr(order.RequestHeader.read(FULL))
    open_ones = {"content-type", "tr_id", "tr_cont", "custtype"}
    assert [name for name, value in FULL if f"'{value}'" in text] == [name for name, _ in FULL if name in open_ones]
    assert "appsecret='…'" in text


def test_the_header_of_a_reply() -> None:
    pairs = [("Content-Type", "application/json"), ("tr_id", "T"), ("TR_CONT", " M "), ("gt_uid", "u")]
    header = order.ResponseHeader.read([*pairs, ("Date", "x")])
    assert header == ResponseHeader(content_type="application/json", tr_id="T", tr_cont="M", gt_uid="u")
    assert header.more
    assert header.pairs() == [("Content-Type", "application/json"), ("tr_id", "T"), ("tr_cont", "M"), ("gt_uid", "u")]
    assert ResponseHeader.read(header.pairs()) == header
    assert not ResponseHeader.read([]).more
