"""KIS's own names: every API of the catalogue that an account or the market is asked by, and every order, as its page shows it."""

from decimal import Decimal
from typing import Any

import pytest

import haero
from haero.client.results.found import blocks
from haero.client.results.questions import BY_NAME
from haero.kis import catalogue
from haero.kis.page import (
    daytime_order,
    daytime_order_rvsecncl,
    order,
    order_resv,
    order_resv_ccnl,
    order_rvsecncl,
)
from haero.kis.replies import KisReply
from haero.kis.reply_types import REPLIES
from tests.client.stage import House, Keys

FIELDS: dict[str, Any] = {
    "since": "2026-11-01", "until": "2026-11-30", "exchange": "NASD", "symbol": "AAPL", "price": "100", "on": "2026-11-20",
    "symbols": [("NASD", "AAPL")], "code": "FX@KRW", "industry": "000", "kind": "rate",
}  # fmt: skip
QUESTIONS = [
    (name, half, key) for name, question in BY_NAME.items()
    for half, trs in (("real", question.real), ("mock", question.mock)) for key in trs
]  # fmt: skip
ORDER = {"OVRS_EXCG_CD": "NASD", "PDNO": "AAPL", "ORD_QTY": "10", "OVRS_ORD_UNPR": "150.00", "ORD_SVR_DVSN_CD": "0"}
CHANGE = ORDER | {"RVSE_CNCL_DVSN_CD": "01"}


def reached(reply: KisReply, api: catalogue.Api) -> int:
    """Every field of a reply by attribute, by key and by `get`; says how many rows had them."""
    assert reply["rt_cd"] == reply.rt_cd == "0"
    for name in api.envelope:
        assert reply[name] == getattr(reply, name) == reply.get(name)
    found = 0
    for block in api.outputs:
        came = reply[block.name]
        for row in came if type(came) is tuple else () if came is None else (came,):
            found += 1
            for field in block.fields:
                assert row[field.name] == getattr(row, field.name) == row.get(field.name), field.name
                elsewhere = "only for" in field.note  # of another TR of the API
                assert row.shape is None or field.name in row.shape.keys or elsewhere, f"{field.name} did not come"
            assert all(name.lower() in row for name in row.extra), "what the catalogue does not know"
    return found


@pytest.fixture(scope="module")
def busy(tape: House) -> dict[str, Keys]:
    """An account of each environment that holds something, sold some of it, waits for more, and has reservations."""
    found = {half: tape.keys(half) for half in ("real", "mock")}
    for half, keys in found.items():
        with tape.client(keys) as kis:
            kis.buy("AAPL", 30, "300")
            kis.sell("AAPL", 10, "100")
            kis.buy("AAPL", 5, "10", key="open")
            if half == "real":
                kis.buy("AAPL", 10, haero.Twap("250"), key="twap")
    tape.control("clock", advance="PT10M")
    return found


@pytest.mark.parametrize(("name", "half", "key"), QUESTIONS)
def test_every_field_of_every_question(tape: House, busy: dict[str, Keys], name: str, half: str, key: str) -> None:
    """In each environment where it exists, under each of its TRs."""
    question, keys = BY_NAME[name], busy[half]
    given = {field: value for field, value in FIELDS.items() if field in question.parameters}
    if name == "SEARCH":
        given = {"exchange": "NASD", "price": (1, 10_000)}
    if name not in ("CHART", "INDEX_MINUTES"):
        given.pop("kind", None)
    if name == "NEW_EXTREMES":
        given["days"] = 5  # of a year it costs seconds
    if name == "ALGO_FILLS":
        given |= {"odno": "4", "with_total": True}
    if "account" in question.parameters:
        given["account"] = keys.account
    tr_id = (question.real if half == "real" else question.mock)[key]
    with tape.client(keys) as kis:
        reply = kis.raw(tr_id, question.request(environment=haero.Environment(half), **given))
    assert type(reply) is REPLIES[question.api]
    assert set(blocks(type(reply)).values()) == {block.name for block in catalogue.api(question.api).outputs}
    reached(reply, catalogue.api(question.api))


@pytest.mark.parametrize("half", ["real", "mock"])
def test_orders_as_their_pages_show_them(new_york: House, half: str) -> None:
    """They stand in the store like any other, are sent once, and every field of their replies is there."""
    keys = new_york.keys(half)
    buy, change = ("TTTT1002U", "TTTT1004U") if half == "real" else ("VTTT1002U", "VTTT1004U")
    page = order.RequestBody(CANO="", ACNT_PRDT_CD="", ORD_DVSN="00", **ORDER)
    with new_york.client(keys) as kis:
        reply = kis.raw(buy, page, key="mine")
        assert reached(reply, catalogue.api("v1_해외주식-001")) == 1
        number = reply.output.ODNO if reply.output else ""
        assert int(number) == 1
        again = kis.raw(buy, page, key="mine")
        assert again.output is not None
        assert int(again.output.ODNO) == 1
        with pytest.raises(haero.KeyConflict):
            kis.raw(buy, ORDER | {"ORD_DVSN": "00", "ORD_QTY": "11"}, key="mine")
        kept = kis.resolve("mine")  # it stands in the store
        assert isinstance(kept, haero.Accepted)
        assert (kept.order.odno, kept.order.price, kept.order.side) == (number.zfill(10), Decimal(150), haero.Side.BUY)
        body = order_rvsecncl.RequestBody(
            CANO="", ACNT_PRDT_CD="", ORGN_ODNO=number, **CHANGE | {"OVRS_ORD_UNPR": "151"}
        )
        assert reached(kis.raw(change, body), catalogue.api("v1_해외주식-003")) == 1
        with pytest.raises(haero.OrderRejected):
            kis.raw(change, body)
        kis.limits = haero.Limits(max_quantity=5)
        with pytest.raises(haero.LimitExceeded):
            kis.raw(buy, ORDER | {"ORD_DVSN": "00"})
        assert kis.open_orders()[0].price == 151
    assert len(new_york.held(keys).orders) == 2


def test_daytime_and_reservations_as_their_pages_show_them(seoul: House) -> None:
    keys = seoul.keys()
    who = {"CANO": keys.account[:8], "ACNT_PRDT_CD": keys.account[9:]}
    with seoul.client(keys) as kis:
        first = kis.raw(
            "TTTS6036U", daytime_order.RequestBody(**who, ORD_DVSN="00", CTAC_TLNO="", MGCO_APTM_ODNO="", **ORDER)
        )
        assert reached(first, catalogue.api("v1_해외주식-026")) == 1
        assert first.output is not None
        changed = daytime_order_rvsecncl.RequestBody(
            **who, ORGN_ODNO=first.output.ODNO, CTAC_TLNO="", MGCO_APTM_ODNO="", **CHANGE
        )
        assert reached(kis.raw("TTTS6038U", changed), catalogue.api("v1_해외주식-027")) == 1
        us = order_resv.RequestBody(
            **who, PDNO="AAPL", OVRS_EXCG_CD="NASD", FT_ORD_QTY="1", FT_ORD_UNPR3="90", ORD_DVSN="00"
        )  # fmt: skip
        reserved = kis.raw("TTTT3014U", us)
        assert reached(reserved, catalogue.api("v1_해외주식-002")) == 1
        assert reserved.output is not None
        back = order_resv_ccnl.RequestBody(
            **who, RSVN_ORD_RCIT_DT="20261120", OVRS_RSVN_ODNO=reserved.output.ODNO
        )  # fmt: skip
        assert reached(kis.raw("TTTT3017U", back), catalogue.api("v1_해외주식-004")) == 1
        asia = order_resv.RequestBody(
            **who, SLL_BUY_DVSN_CD="02", RVSE_CNCL_DVSN_CD="00", PDNO="7203", PRDT_TYPE_CD="515", OVRS_EXCG_CD="TKSE",
            FT_ORD_QTY="100", FT_ORD_UNPR3="2700", ORD_SVR_DVSN_CD="0",
        )  # fmt: skip
        taken = kis.raw("TTTS3013U", asia)
        assert reached(taken, catalogue.api("v1_해외주식-002")) == 1
        assert taken["output"]["RSVN_ORD_RCIT_DT"] == "20261120"
        assert [row.cancelled for row in kis.reserve.list()] == [True]
        assert kis.reserve.list(region="asia")[0].number == taken["output"]["OVRS_RSVN_ODNO"].zfill(10)
    assert [one.path.rsplit("/", 1)[-1] for one in seoul.asked(keys) if one.method == "POST"] == [
        "daytime-order", "daytime-order-rvsecncl", "order-resv", "order-resv-ccnl", "order-resv",
    ]  # fmt: skip


@pytest.mark.parametrize("half", ["real", "mock"])
def test_pages_by_hand(new_york: House, half: str) -> None:
    """tr_cont M says there is more; the next call has tr_cont N and the areas of the last one."""
    keys = new_york.keys(half)
    asked = {
        "PDNO": "%" if half == "real" else "", "ORD_STRT_DT": "20261120", "ORD_END_DT": "20261121", "SLL_BUY_DVSN": "00",
        "CCLD_NCCS_DVSN": "00", "OVRS_EXCG_CD": "%" if half == "real" else "", "SORT_SQN": "DS", "ORD_DT": "",
        "ORD_GNO_BRNO": "", "ODNO": "",
    }  # fmt: skip
    tr_id = "TTTS3035R" if half == "real" else "VTTS3035R"
    with new_york.client(keys) as kis:
        odnos = [kis.buy("AAPL", 1, "150").odno for _ in range(25)]
        first = kis.raw(tr_id, asked)
        areas = {"CTX_AREA_FK200": first["ctx_area_fk200"], "CTX_AREA_NK200": first["ctx_area_nk200"]}
        second = kis.raw(tr_id, asked | areas, tr_cont="N")
        rows = [row["odno"].zfill(10) for reply in (first, second) for row in reply["output"]]
        assert rows == odnos
    assert [one.tr_cont for one in new_york.asked(keys, "inquire-ccnl")] == ["", "N"]


def test_what_there_is_not(new_york: House) -> None:
    keys = new_york.keys("mock")
    with new_york.client(keys) as kis:
        with pytest.raises(ValueError, match="there is no TR 'TTTT9999U'"):
            kis.raw("TTTT9999U")
        with pytest.raises(ValueError, match="TTTT1002U is a TR of real; in mock it is VTTT1002U"):
            kis.raw("TTTT1002U", ORDER)
        with pytest.raises(ValueError, match="needs PDNO"):
            kis.raw("VTTT1002U", {name: text for name, text in ORDER.items() if name != "PDNO"})
        sent_on = kis.raw("VTTT1002U", ORDER | {"ORD_DVSN": "00", "NEW_FIELD": "1"})
        assert sent_on["output"]["ODNO"]
    assert b'"NEW_FIELD":"1"' in new_york.asked(keys)[-1].body
