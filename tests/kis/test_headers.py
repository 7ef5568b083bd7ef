import pytest

from haero.kis import headers
from haero.kis.headers import Corporate, ReplyHeaders, read_headers, request_headers
from haero.kis.paging import NEXT


def test_the_headers_of_an_order() -> None:
    assert request_headers("TTTT1002U", "key", "secret", "ey.J") == [
        ("content-type", "application/json; charset=utf-8"),
        ("authorization", "Bearer ey.J"),
        ("appkey", "key"),
        ("appsecret", "secret"),
        ("tr_id", "TTTT1002U"),
        ("custtype", "P"),
    ]


def test_the_headers_of_a_further_page_and_of_a_hash() -> None:
    assert ("tr_cont", "N") in request_headers("T", "k", "s", "t", tr_cont=NEXT)
    assert ("hashkey", "8b") in request_headers("T", "k", "s", "t", hashkey="8b")
    assert headers.hashkey_headers("k", "s") == [headers.JSON, ("appkey", "k"), ("appsecret", "s")]


def test_a_corporate_customer_says_more() -> None:
    said = Corporate("personal", "001", "01012345678", "127.0.0.1", gt_uid="u1")
    found = dict(request_headers("T", "k", "s", "t", corporate=said))
    assert found["custtype"] == "B"
    assert {name: found[name] for name in ("personalseckey", "seq_no", "phone_number", "ip_addr", "gt_uid")} == {
        "personalseckey": "personal", "seq_no": "001", "phone_number": "01012345678", "ip_addr": "127.0.0.1", "gt_uid": "u1",
    }  # fmt: skip
    assert "mac_address" not in found
    assert "personal" not in repr(said)


def test_every_name_is_in_small_letters() -> None:
    said = Corporate("p", "1", "2", "3", "4", "5")
    found = request_headers("T", "k", "s", "t", tr_cont=NEXT, hashkey="h", corporate=said)
    assert len(found) == 14
    assert [name for name, _ in found if name != name.lower()] == []


@pytest.mark.parametrize("value", ["x\r\nauthorization: y", "x\n", "한글", "\x00", "\x7f"])
def test_what_no_header_can_hold(value: str) -> None:
    for place in range(5):
        tr_id, appkey, appsecret, token, hashkey = (value if at == place else "x" for at in range(5))
        with pytest.raises(ValueError, match="holds what no header can") as told:
            request_headers(tr_id, appkey, appsecret, token, hashkey=hashkey)
        assert value not in str(told.value)
    with pytest.raises(ValueError, match="tr_cont"):
        request_headers("T", "k", "s", "t", tr_cont="M")


def test_the_headers_of_a_reply() -> None:
    found = read_headers([("Content-Type", "x"), ("tr_id", "T"), ("TR_CONT", " M "), ("gt_uid", "u")])
    assert found == ReplyHeaders("T", "M", "u")
    assert read_headers([]) == ReplyHeaders("", "", "")


@pytest.mark.parametrize(("tr_cont", "more"), [("F", True), ("M", True), ("D", False), ("E", False), ("", False)])
def test_whether_more_pages_follow(tr_cont: str, more: bool) -> None:
    assert ReplyHeaders(tr_cont=tr_cont).more is more
