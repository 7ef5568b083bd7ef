"""What an account has: one answer on real, many on mock."""

from decimal import Decimal
from typing import Any

from haero.client.core.holding import balance
from haero.client.results.balance import Balance
from haero.client.transport.wire import WireReply
from tests.client.core.conftest import Makes
from tests.client.core.stage import HAERO_MOCK, Stage, query_of, said

PRESENT, HELD, POWER = "inquire-present-balance", "inquire-balance", "inquire-psamount"


def blocks(**found: Any) -> WireReply:
    return said({"rt_cd": "0", "msg_cd": "KIOK0510", "msg1": ""} | found)


def present(*symbols: str) -> WireReply:
    return blocks(
        output1=[{"pdno": one} for one in symbols], output2=[{"crcy_cd": "USD"}], output3={"tot_asst_amt": "5"}
    )


def ask(stage: Stage, **named: Any) -> Balance:
    return stage.run(balance(stage.asker, **{"in_won": False, "exchanges": None} | named))


def test_real_tells_all_at_once(stage: Stage) -> None:
    stage.answers(PRESENT, present("AAPL", "MSFT"))
    found = ask(stage, in_won=True)
    assert [row.symbol for row in found.holdings] == ["AAPL", "MSFT"]
    assert query_of(stage.sent_to(PRESENT)[0])["WCRC_FRCR_DVSN_CD"] == "01"
    assert (stage.sent_to(HELD), stage.sent_to(POWER)) == ([], [])


def test_mock_is_asked_for_each_exchange_and_each_currency(make_stage: Makes) -> None:
    stage = make_stage(HAERO_MOCK)
    stage.answers(PRESENT, present())
    stage.answers(HELD, *(blocks(output1=[{"ovrs_pdno": one}], output2={}) for one in ("AAPL", "IBM", "SPY")))
    stage.answers(POWER, blocks(output={"ovrs_ord_psbl_amt": "123.45"}))
    found = ask(stage)
    assert [row.symbol for row in found.holdings] == ["AAPL", "IBM", "SPY"]
    assert [query_of(one)["OVRS_EXCG_CD"] for one in stage.sent_to(HELD)] == ["NASD", "NYSE", "AMEX"]
    assert [query_of(one)["ITEM_CD"] for one in stage.sent_to(POWER)] == ["AAPL"]  # one currency, one question


def test_mock_is_asked_for_the_exchanges_that_are_named(make_stage: Makes) -> None:
    stage = make_stage(HAERO_MOCK)
    stage.answers(PRESENT, present())
    stage.answers(HELD, blocks(output1=[], output2={}))
    stage.answers(POWER, blocks(output={"ovrs_ord_psbl_amt": "7"}), blocks(output={"ovrs_ord_psbl_amt": "8"}))
    found = ask(stage, exchanges=["TKSE", "SEHK"])
    assert [(one["OVRS_EXCG_CD"], one["TR_CRCY_CD"]) for one in map(query_of, stage.sent_to(HELD))] == [
        ("TKSE", "JPY"), ("SEHK", "HKD")
    ]  # fmt: skip
    assert [query_of(one)["ITEM_CD"] for one in stage.sent_to(POWER)] == ["7203", "00700"]
    assert found.cash == {"JPY": Decimal(7), "HKD": Decimal(8)}
