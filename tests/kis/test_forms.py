"""Requests: the reply that belongs to each, and a repr without accounts and keys."""

from typing import get_args

import pytest
from msgspec.structs import fields

from haero.kis import reply_types
from haero.kis.forms import Form, Secret
from haero.kis.reply_types import REPLIES, HashkeyReply, TokenPReply
from haero.kis.request_types import REQUESTS, OrderRequest, TokenPRequest
from tests.kis.printed import texts

ACCOUNT = "81234567"


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


def test_keys_and_tokens() -> None:
    asked = TokenPRequest(grant_type="client_credentials", appkey="the-key", appsecret="the-secret")
    for value in (asked, TokenPReply(access_token="the-token"), HashkeyReply(BODY={"CANO": ACCOUNT}, HASH="the-hash")):
        for text in texts(value):
            assert "the-" not in text
            assert ACCOUNT not in text


@pytest.mark.parametrize("api_id", REQUESTS)
def test_a_request_names_the_type_of_its_reply(api_id: str) -> None:
    """For type checkers alone; here it is seen that the name is the right one."""
    (base,) = REQUESTS[api_id].__orig_bases__  # type: ignore[attr-defined]
    (told,) = get_args(base)
    room, name = told.__forward_arg__.split(".")
    assert room == "reply_types"
    assert getattr(reply_types, name) is REPLIES[api_id]


def test_the_base_adds_nothing_to_a_request() -> None:
    assert fields(Form) == fields(Secret) == ()
    order = OrderRequest(
        CANO=ACCOUNT,
        ACNT_PRDT_CD="01",
        OVRS_EXCG_CD="NASD",
        PDNO="AAPL",
        ORD_QTY="1",
        OVRS_ORD_UNPR="1",
        ORD_SVR_DVSN_CD="0",
    )
    assert not hasattr(order, "__dict__")
