"""매수가능조회, by which programs read the won of an account."""

import pytest

from tests.support import Answer, Caller, Running

PATH = "/uapi/domestic-stock/v1/trading/inquire-psbl-order"


async def ask(caller: Caller, **fields: str) -> Answer:
    asked = {"PDNO": "005930", "ORD_UNPR": "70000", "ORD_DVSN": "00", "CMA_EVLU_AMT_ICLD_YN": "N", "OVRS_ICLD_YN": "N"}
    return await caller.get(PATH, caller.tr("TTTC8908R", "VTTC8908R"), caller.account | asked | fields)


@pytest.mark.parametrize(("environment", "code"), [("real", "KIOK0510"), ("mock", "20310000")])
async def test_won_and_what_they_buy(haero: Running, environment: str, code: str) -> None:
    answer = await ask(await haero.direct(environment))
    assert (answer.status, answer.code, len(answer.json["msg1"].encode("cp949"))) == (200, code, 80)
    assert answer.json["output"] == {
        "ord_psbl_cash": "100000000", "ord_psbl_sbst": "0", "ruse_psbl_amt": "0", "fund_rpch_chgs": "0",
        "psbl_qty_calc_unpr": "70000", "nrcvb_buy_amt": "100000000", "nrcvb_buy_qty": "1428", "max_buy_amt": "100000000",
        "max_buy_qty": "1428", "cma_evlu_amt": "0", "ovrs_re_use_amt_wcrc": "0",
        "ord_psbl_frcr_amt_wcrc": answer.json["output"]["ord_psbl_frcr_amt_wcrc"],
    }  # fmt: skip


@pytest.mark.parametrize("fields", [{"PDNO": ""}, {"ORD_UNPR": ""}, {"ORD_UNPR": "0", "ORD_DVSN": "01"}])
async def test_no_quantity_without_a_symbol_or_a_price(haero: Running, fields: dict[str, str]) -> None:
    output = (await ask(await haero.direct(), **fields)).json["output"]
    assert (output["ord_psbl_cash"], output["nrcvb_buy_qty"], output["max_buy_qty"]) == ("100000000", "0", "0")


async def test_an_order_in_dollars_takes_no_won(haero: Running) -> None:
    """Only the won value of the foreign cash goes down, by what the order reserves."""
    caller = await haero.direct()
    before = (await ask(caller)).json["output"]
    assert (await caller.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.00")).json["rt_cd"] == "0"
    after = (await ask(caller)).json["output"]
    assert after["ord_psbl_cash"] == before["ord_psbl_cash"]
    less = int(before["ord_psbl_frcr_amt_wcrc"]) - int(after["ord_psbl_frcr_amt_wcrc"])
    assert 1000 * 1380 <= less <= 1010 * 1380


async def test_wrong_accounts_and_prices(haero: Running) -> None:
    caller = await haero.direct()
    assert (await ask(caller, CANO="99999999")).code == "OPSQ2000"
    assert (await ask(caller, ORD_UNPR="x")).json["rt_cd"] != "0"
