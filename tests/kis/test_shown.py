"""No repr, and nothing that rich prints, has an account's number or a key."""

import pytest

from haero.kis.objects import read
from haero.kis.reply_types import REPLIES, InquireBalanceOutput1, InquireBalanceReply
from haero.kis.shown import shown, shown_keys
from tests.kis.printed import texts

ACCOUNT = "81234567"


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


def test_empty_values_are_seen_to_be_empty() -> None:
    assert shown("CANO", "") == ""
    assert shown("ctx_area_fk200", "") == ""
    assert shown_keys({"Cano": ACCOUNT, "PDNO": "AAPL"}) == {"Cano": "81******", "PDNO": "AAPL"}
