"""No repr, and nothing that rich prints, has an account's number or a key."""

from io import StringIO

import pytest
from rich.console import Console

from haero.kis.objects import read
from haero.kis.reply_types import REPLIES, HashkeyReply, InquireBalanceOutput1, InquireBalanceReply, TokenPReply
from haero.kis.request_types import REQUESTS, OrderRequest, TokenPRequest
from haero.kis.shown import Form, Secret, shown, shown_keys

ACCOUNT = "81234567"


def texts(value: object) -> list[str]:
    """A value as Python and as rich show it."""
    out = StringIO()
    Console(file=out, width=400).print(value)
    return [repr(value), str(value), f"{value}", out.getvalue()]


@pytest.mark.parametrize("api_id", REQUESTS)
def test_no_request_shows_an_account(api_id: str) -> None:
    kind = REQUESTS[api_id]
    assert issubclass(kind, Form)
    value = kind(**dict.fromkeys(kind.__struct_fields__, f"{ACCOUNT}^01^"))
    personal = {"CANO", "CTAC_TLNO"}
    for text in texts(value):
        for name in kind.__struct_fields__:
            open_field = f"{name}='{ACCOUNT}" in text
            hidden = name in personal or name.startswith("CTX_AREA_FK") or issubclass(kind, Secret)
            assert open_field is not hidden, (name, text)


def test_what_is_left_of_an_order() -> None:
    order = OrderRequest(
        CANO=ACCOUNT, ACNT_PRDT_CD="01", OVRS_EXCG_CD="NASD", PDNO="AAPL", ORD_QTY="1", OVRS_ORD_UNPR="1", ORD_SVR_DVSN_CD="0",
        CTAC_TLNO="01011112222",
    )  # fmt: skip
    assert repr(order).startswith("OrderRequest(CANO='81******', ACNT_PRDT_CD='01', OVRS_EXCG_CD='NASD', PDNO='AAPL',")
    assert "CTAC_TLNO='…', MGCO_APTM_ODNO=''" in repr(order)


@pytest.mark.parametrize("api_id", REPLIES)
def test_no_reply_shows_the_account_that_it_is_asked_for(api_id: str) -> None:
    kind = REPLIES[api_id]
    row = {"cano": ACCOUNT, "CANO": ACCOUNT, "ctx_area_fk": f"{ACCOUNT}^01"}
    value = read(kind, {"rt_cd": "0", "ctx_area_fk200": f"{ACCOUNT}^01^", **row, "output": [row], "output1": [row]})
    for text in texts(value):
        assert "81" not in text.replace("81******", "")


def test_a_number_for_an_account_is_masked_too() -> None:
    value = read(InquireBalanceOutput1, {"cano": int(ACCOUNT), "ovrs_pdno": "AAPL"})
    assert value.cano == ACCOUNT
    assert value.shape is not None
    for text in texts(value):
        assert ACCOUNT not in text
        assert "ovrs_pdno='AAPL'" in text


def test_rows_stay_readable() -> None:
    reply = InquireBalanceReply(rt_cd="0", output1=(InquireBalanceOutput1(ovrs_pdno="AAPL"),), extra={"new": "1"})
    assert "ovrs_pdno='AAPL'" in repr(reply)
    assert repr(reply).endswith("extra={'new': '1'})")
    assert "shape" not in repr(reply)


def test_keys_and_tokens() -> None:
    asked = TokenPRequest(grant_type="client_credentials", appkey="the-key", appsecret="the-secret")
    for value in (asked, TokenPReply(access_token="the-token"), HashkeyReply(BODY={"CANO": ACCOUNT}, HASH="the-hash")):
        for text in texts(value):
            assert "the-" not in text
            assert ACCOUNT not in text


def test_empty_values_are_seen_to_be_empty() -> None:
    assert shown("CANO", "") == ""
    assert shown("ctx_area_fk200", "") == ""
    assert shown_keys({"Cano": ACCOUNT, "PDNO": "AAPL"}) == {"Cano": "81******", "PDNO": "AAPL"}
