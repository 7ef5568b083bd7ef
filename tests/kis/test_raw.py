import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.kis import catalogue
from haero.kis.page import BY_TR, PAGES, inquire_balance, inquire_nccs, order, price, token_p
from haero.kis.raw import call_of, tr_of
from haero.kis.request_types import REQUESTS
from haero.kis.requests import decode_body
from haero.kis.transactions import TRANSACTIONS
from haero.terms import Environment

ORDER = catalogue.api("v1_해외주식-001")
ACCOUNT = ("81234567", "01")
FIELDS: dict[str, Any] = {
    "OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORD_QTY": "10", "OVRS_ORD_UNPR": "185.20", "ORD_SVR_DVSN_CD": "0", "ORD_DVSN": "00",
}  # fmt: skip
BODY = order.RequestBody(CANO="", ACNT_PRDT_CD="", **FIELDS)
SENT = {"CANO": "81234567", "ACNT_PRDT_CD": "01", **FIELDS}


def complaint(tr_id: str, environment: str, fields: Any = FIELDS) -> str:
    with pytest.raises(ValueError) as told:
        call_of(tr_id, environment, fields, ACCOUNT)
    return str(told.value)


def test_an_order_by_names_and_by_the_page() -> None:
    by_names = call_of("TTTT1002U", "real", FIELDS, ACCOUNT)
    by_page = call_of("TTTT1002U", "real", BODY, ACCOUNT)
    assert by_names == by_page
    assert by_names[:3] == ("POST", "/uapi/overseas-stock/v1/trading/order", "TTTT1002U")
    assert by_names.reply is order.ResponseBody
    assert isinstance(by_names.request, order.RequestBody)
    assert json.loads(by_names.body()) == SENT
    assert by_names.query() == {}


def test_the_environment_may_be_one_of_the_house() -> None:
    assert call_of("TTTT1002U", Environment.REAL, FIELDS, ACCOUNT) == call_of("TTTT1002U", "real", FIELDS, ACCOUNT)
    assert tr_of(BODY, Environment.MOCK, order.RequestHeader(tr_id="VTTT1002U")) == "VTTT1002U"


def test_names_in_any_case() -> None:
    small = {name.lower(): value for name, value in FIELDS.items()}
    assert call_of("TTTT1002U", "real", small, ACCOUNT) == call_of("TTTT1002U", "real", FIELDS, ACCOUNT)
    assert "PDNO comes twice" in complaint("TTTT1002U", "real", FIELDS | {"pdno": "TSLA"})
    assert "NEW_ONE comes twice" in complaint("TTTT1002U", "real", FIELDS | {"new_one": "1", "NEW_ONE": "2"})


def test_an_account_that_is_given_stays() -> None:
    other = call_of("TTTT1002U", "real", FIELDS | {"cano": "89999999"}, ACCOUNT)
    assert json.loads(other.body())["CANO"] == "89999999"
    assert json.loads(other.body())["ACNT_PRDT_CD"] == "01"
    assert call_of("HHDFS00000300", "mock", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}, ACCOUNT).query() == {
        "AUTH": "", "EXCD": "NAS", "SYMB": "AAPL",
    }  # fmt: skip


def test_paging_keys_that_are_missing_are_empty() -> None:
    call = call_of("TTTS3018R", "real", {"OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS"}, ACCOUNT)
    assert call.body() == b""
    assert call.query() == {
        "CANO": "81234567", "ACNT_PRDT_CD": "01", "OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS",
        "CTX_AREA_FK200": "", "CTX_AREA_NK200": "",
    }  # fmt: skip
    assert call.reply is inquire_nccs.ResponseBody
    further = call_of("TTTS3018R", "real", {"OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS", "ctx_area_nk200": "n"}, ACCOUNT)
    assert further.query()["CTX_AREA_NK200"] == "n"


@pytest.mark.parametrize("transaction", TRANSACTIONS, ids=lambda item: f"{item.environment}-{item.tr_id}")
def test_every_tr_can_be_called(transaction: Any) -> None:
    """With all but the account and the paging keys; and each of those is missed by name."""
    page = BY_TR[transaction.tr_id]
    assert page.request is not None
    names = [name for name in page.request.__struct_fields__ if name not in ("CANO", "ACNT_PRDT_CD")]
    values = {name: "1" for name in names if not name.startswith("CTX_AREA_") and name not in ("KEYB", "NEXT")}
    call = call_of(transaction.tr_id, transaction.environment, values, ACCOUNT)
    assert (call.method, call.path) == (transaction.method, transaction.path)
    sent = json.loads(call.body()) if call.method == "POST" else call.query()
    assert values.items() <= sent.items()
    if "CANO" in page.request.__struct_fields__:
        assert (sent["CANO"], sent["ACNT_PRDT_CD"]) == ACCOUNT
    assert call.extra == {}


def test_what_is_missing_is_named() -> None:
    short = {name: value for name, value in FIELDS.items() if name not in ("PDNO", "ORD_QTY")}
    assert complaint("TTTT1002U", "real", short) == "TTTT1002U (order) needs PDNO, ORD_QTY"
    assert "needs OVRS_EXCG_CD, TR_CRCY_CD" in complaint("TTTS3012R", "real", {})
    assert "needs PDNO" in complaint("TTTT1002U", "real", FIELDS | {"PDNO": None})


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][A-Za-z_]{0,8}9", fullmatch=True), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_what_nobody_knows_goes_out_unchanged(more: dict[str, str]) -> None:
    more = {name: value for name, value in more.items() if [key.upper() for key in more].count(name.upper()) == 1}
    call = call_of("TTTT1002U", "real", FIELDS | more, ACCOUNT)
    assert call.extra == more
    assert json.loads(call.body()) == SENT | more
    assert decode_body(ORDER, order.RequestBody, call.body()) == call.request
    asked = call_of("HHDFS00000300", "real", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"} | more, ACCOUNT)
    assert asked.query() == {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"} | more


def test_values() -> None:
    call = call_of(
        "TTTT1002U", "real", FIELDS | {"ORD_QTY": 10, "OVRS_ORD_UNPR": Decimal("1E+2"), "SLL_TYPE": None}, ACCOUNT
    )
    assert json.loads(call.body()) == SENT | {"OVRS_ORD_UNPR": "100"}
    for wrong in (185.2, True, b"x", ["x"], Decimal("NaN")):
        told = complaint("TTTT1002U", "real", FIELDS | {"OVRS_ORD_UNPR": wrong})
        assert told.startswith("OVRS_ORD_UNPR is ")
        assert "185" not in told


def test_a_value_that_kis_would_refuse_is_named_before_it_is_sent() -> None:
    call = call_of("TTTT1002U", "real", FIELDS | {"PDNO": "A" * 13}, ACCOUNT)
    with pytest.raises(ValueError, match="PDNO has 13 characters"):
        call.body()


@pytest.mark.parametrize(
    ("tr_id", "environment", "told"),
    [
        ("TTTT1006U", "mock", "TTTT1006U is a TR of real; in mock it is VTTT1001U (order, us_sell)"),
        ("VTTT1001U", "real", "VTTT1001U is a TR of mock; in real it is TTTT1006U (order, us_sell)"),
        ("VTTT1006U", "mock", "there is no TR VTTT1006U; in mock it is VTTT1001U (order, us_sell)"),
        ("VTTT1006U", "real", "there is no TR VTTT1006U; in real it is TTTT1006U (order, us_sell)"),
        ("VTTS3018R", "mock", "there is no TR VTTS3018R; mock has none for it (inquire_nccs)"),
        ("TTTS3018R", "mock", "TTTS3018R is a TR of real; mock has none for it (inquire_nccs)"),
        ("TTTS3012R", "mock", "TTTS3012R is a TR of real; in mock it is VTTS3012R (inquire_balance)"),
        ("HHDFS76200200", "mock", "HHDFS76200200 is a TR of real; mock has none for it (price_detail)"),
        ("JTTT1006U", "real", "JTTT1006U is an older name; in real it is TTTT1006U (order, us_sell)"),
        ("JTTT1006U", "mock", "JTTT1006U is an older name; in mock it is VTTT1001U (order, us_sell)"),
        ("VTTT3012R", "mock", "VTTT3012R is an older name; in mock it is VTTS3012R (inquire_balance)"),
        ("VTTT3018R", "mock", "VTTT3018R is an older name; mock has none for it (inquire_nccs)"),
        ("", "real", "no TR was given"),
    ],
)
def test_the_right_tr_is_named(tr_id: str, environment: str, told: str) -> None:
    assert complaint(tr_id, environment) == told


def test_a_slip_of_the_pen() -> None:
    """The page itself writes TTS0308U for TTTS0308U."""
    assert "real has TTTS0308U" in complaint("TTS0308U", "real")
    assert "mock has VTTS0308U" in complaint("VTS0308U", "mock")
    assert "real has TTTT1002U" in complaint("tttt1002u", "real")
    assert complaint("XXXX", "real") == "there is no TR 'XXXX'"


def test_every_tr_of_the_other_environment_is_refused() -> None:
    for page in PAGES.values():
        for environment, other in (("real", "mock"), ("mock", "real")):
            for name, tr_id in page.trs(environment).items():
                if tr_id in page.trs(other).values():
                    continue
                told = complaint(tr_id, other)
                right = page.trs(other).get(name, f"{other} has none")
                assert right in told, told


@pytest.mark.parametrize("environment", ["", "Real", "paper", "prod"])
def test_no_other_word_means_real_money(environment: str) -> None:
    assert complaint("TTTT1002U", environment).startswith(f"no environment {environment!r}")
    with pytest.raises(ValueError, match="no environment"):
        tr_of(BODY, environment, order.RequestHeader(tr_id="TTTT1002U"))


def test_names_are_texts() -> None:
    assert complaint("TTTT1002U", "real", {1: "x"}) == "the name of a field is a text, not int"


def test_another_page_is_refused() -> None:
    asked = inquire_balance.RequestQueryParam(CANO="", ACNT_PRDT_CD="", OVRS_EXCG_CD="NASD", TR_CRCY_CD="USD")
    assert (
        complaint("TTTT1002U", "real", asked)
        == "TTTT1002U takes order.RequestBody (OrderRequest), not InquireBalanceRequest"
    )


def test_a_request_of_one_tr_says_it_itself() -> None:
    asked = inquire_balance.RequestQueryParam(CANO="", ACNT_PRDT_CD="", OVRS_EXCG_CD="NASD", TR_CRCY_CD="USD")
    assert tr_of(asked, "real") == "TTTS3012R"
    assert tr_of(asked, "mock") == "VTTS3012R"
    assert tr_of(price.RequestQueryParam(AUTH="", EXCD="NAS", SYMB="AAPL"), "mock") == "HHDFS00000300"


def test_an_order_needs_a_tr_from_its_header() -> None:
    assert tr_of(BODY, "real", order.RequestHeader(tr_id="TTTT1006U")) == "TTTT1006U"
    with pytest.raises(
        ValueError, match=r"order\.RequestBody doesn't say which TR: .*VTTT1002U \(us_buy\), VTTT1001U \(us_sell\)"
    ):
        tr_of(BODY, "mock")
    nothing = inquire_nccs.RequestQueryParam(
        CANO="", ACNT_PRDT_CD="", OVRS_EXCG_CD="", SORT_SQN="", CTX_AREA_FK200="", CTX_AREA_NK200=""
    )
    with pytest.raises(ValueError, match=r"mock has no TR for inquire_nccs\.RequestQueryParam"):
        tr_of(nothing, "mock")
    keys = token_p.RequestBody(grant_type="client_credentials", appkey="k", appsecret="s")
    with pytest.raises(ValueError, match=r"real has no TR for token_p\.RequestBody"):
        tr_of(keys, "real", token_p.RequestHeader())


def test_the_repr_shows_no_account_and_no_unknown_value() -> None:
    text = repr(call_of("TTTT1002U", "real", FIELDS | {"NEW_ACCOUNT": "81234567"}, ACCOUNT))
    assert text.startswith("RawCall(TTTT1002U POST /uapi/overseas-stock/v1/trading/order, OrderRequest(CANO='81******'")
    assert text.endswith("extra=['NEW_ACCOUNT'])")
    assert "81234567" not in text


def test_the_types_of_every_request_are_found() -> None:
    assert {page.request for page in PAGES.values()} == {*REQUESTS.values(), None}
