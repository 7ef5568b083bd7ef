"""해외증거금 통화별조회: the cash of tests/story.py, by country and currency."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from haero.terms import Currency
from tests.story import START, at, told
from tests.support import TRADING, Answer, Direct, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH, TR = f"{TRADING}/foreign-margin", "TTTC2101R"
NOTHING = {
    "natn_name": "", "crcy_cd": "", "frcr_dncl_amt1": "0.000000", "ustl_buy_amt": "0.00", "ustl_sll_amt": "0.00",
    "frcr_rcvb_amt": "0.00", "frcr_mgn_amt": "0.000000", "frcr_gnrl_ord_psbl_amt": "0.00", "frcr_ord_psbl_amt1": "0.000000",
    "itgr_ord_psbl_amt": "0.00", "bass_exrt": "0.00000000",
}  # fmt: skip


async def ask(caller: Direct, **changes: str) -> Answer:
    return await caller.get(PATH, TR, caller.account | changes)


def rows_of(answer: Answer) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["natn_name"], row["crcy_cd"]): row for row in answer.json["output"] if row["crcy_cd"]}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Direct]:
    async with told(Path(tmp_path_factory.mktemp("margin"))) as (_, direct):
        yield direct


async def test_dollars_and_yen(caller: Direct) -> None:
    """Settled: 100,000 - 1002.50 - 516.29 + 658.35 + 500 paid in; today's sale of 458.85 comes on Friday. Yen per 1."""
    rows = rows_of(await ask(caller))
    assert rows["미국", "USD"] == {
        "natn_name": "미국",
        "crcy_cd": "USD",
        "frcr_dncl_amt1": "99639.560000",
        "ustl_buy_amt": "0.00",
        "ustl_sll_amt": "458.85",
        "frcr_rcvb_amt": "0.00",
        "frcr_mgn_amt": "0.000000",
        "frcr_gnrl_ord_psbl_amt": "100098.41",
        "frcr_ord_psbl_amt1": "0.000000",
        "itgr_ord_psbl_amt": "100098.41",
        "bass_exrt": "1380.00000000",
    }
    assert rows["일본", "JPY"] == {
        "natn_name": "일본",
        "crcy_cd": "JPY",
        "frcr_dncl_amt1": "14729325.000000",
        "ustl_buy_amt": "0.00",
        "ustl_sll_amt": "279300.00",
        "frcr_rcvb_amt": "0.00",
        "frcr_mgn_amt": "0.000000",
        "frcr_gnrl_ord_psbl_amt": "15008625.00",
        "frcr_ord_psbl_amt1": "0.000000",
        "itgr_ord_psbl_amt": "15008625.00",
        "bass_exrt": "9.20000000",
    }


async def test_the_rows_of_the_documented_example(caller: Direct) -> None:
    """50 rows: twelve of countries, the rest empty. A deposit stands in every row of its currency, orders only where traded."""
    answer = await ask(caller)
    found = answer.json["output"]
    assert len(found) == 50
    assert list(rows_of(answer)) == [
        ("미국", "USD"), ("홍콩", "HKD"), ("홍콩", "CNY"), ("중화인민공화국", "CNY"), ("일본", "JPY"), ("베트남", "VND"),
        ("네덜란드", "USD"), ("프랑스", "USD"), ("영국", "USD"), ("스위스", "USD"), ("싱가포르", "USD"), ("독일", "USD"),
    ]  # fmt: skip
    assert found[12:] == [NOTHING] * 38
    france, hong_kong = rows_of(answer)["프랑스", "USD"], rows_of(answer)["홍콩", "CNY"]
    assert (france["frcr_dncl_amt1"], france["ustl_sll_amt"], france["frcr_gnrl_ord_psbl_amt"]) == (
        "99639.560000", "0.00", "0.00",
    )  # fmt: skip
    assert (hong_kong["frcr_dncl_amt1"], hong_kong["frcr_gnrl_ord_psbl_amt"]) == ("700000.000000", "0.00")
    assert list(answer.json) == ["output", "rt_cd", "msg_cd", "msg1"]
    assert (answer.code, answer.headers["tr_cont"]) == ("KIOK0530", "D")


async def test_an_open_buy_a_purchase_and_a_receivable(tmp_path: Path) -> None:
    """Bought for 1002.50, 1604.00 held for an open buy; sold again for 997.50, and all that is free paid out."""
    async with running(tmp_path / "data", at=START, cash={Currency.USD: Decimal(5000)}) as house:
        direct = await house.direct()
        await direct.quote("99.00", 1000, "100.00", 1000)
        await direct.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.00")
        held = (await direct.buy(ORD_QTY="20", OVRS_ORD_UNPR="80.00")).json["output"]["ODNO"]
        row = rows_of(await ask(direct))["미국", "USD"]
        names = ["frcr_dncl_amt1", "ustl_buy_amt", "frcr_mgn_amt", "frcr_gnrl_ord_psbl_amt", "frcr_rcvb_amt"]
        assert [row[name] for name in names] == ["5000.000000", "1002.50", "1604.000000", "2393.50", "0.00"]
        assert (await direct.change(held, "02", ORD_QTY="20", OVRS_ORD_UNPR="0")).code == "APBK0013"
        await direct.quote("100.00", 1000, "101.00", 1000)
        await direct.sell(ORD_QTY="10", OVRS_ORD_UNPR="100.00")
        paid = {"account": direct.app.account, "currency": "USD", "amount": "-4995"}
        assert (await direct.control("POST", "/control/cash", paid)).status == 200
        row = rows_of(await ask(direct))["미국", "USD"]
        assert [row[name] for name in names] == ["5.000000", "1002.50", "0.000000", "0.00", "0.00"]
        assert row["ustl_sll_amt"] == "997.50"
        await at(direct, "2026-11-20T10:00:00-05:00")
        row = rows_of(await ask(direct))["미국", "USD"]
        assert [row[name] for name in names] == ["0.000000", "0.00", "0.000000", "0.00", "0.00"]


async def test_money_that_left_before_its_sale_had_settled(tmp_path: Path) -> None:
    """Shares of yesterday are sold today for 1097.25 and all 5094.75 paid out: 1097.25 is missing until tomorrow."""
    async with running(tmp_path / "data", at=START, cash={Currency.USD: Decimal(5000)}) as house:
        direct = await house.direct()
        await direct.quote("99.00", 1000, "100.00", 1000)
        await direct.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.00")
        await at(direct, "2026-11-20T10:00:00-05:00")
        await direct.quote("110.00", 1000, "111.00", 1000)
        await direct.sell(ORD_QTY="10", OVRS_ORD_UNPR="110.00")
        paid = {"account": direct.app.account, "currency": "USD", "amount": "-5094.75"}
        assert (await direct.control("POST", "/control/cash", paid)).status == 200
        row = rows_of(await ask(direct))["미국", "USD"]
        assert (row["frcr_dncl_amt1"], row["frcr_rcvb_amt"]) == ("-1097.250000", "1097.25")
        assert (row["ustl_sll_amt"], row["frcr_gnrl_ord_psbl_amt"]) == ("1097.25", "0.00")


async def test_whose_account(caller: Direct) -> None:
    assert (await ask(caller, CANO="81000002")).code == "OPSQ2000"
    assert (await caller.get(PATH, TR, {"CANO": caller.account["CANO"]})).code == "APMP0001"


async def test_mock_has_no_such_tr(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        mock = await house.direct("mock")
        assert (await mock.get(PATH, TR, mock.account)).code == "EGW02006"
