"""체결기준현재잔고: the example of the balance once more, with what has settled, and the whole in won."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support import TRADING, Answer, Caller, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH = f"{TRADING}/inquire-present-balance"


async def ask(caller: Caller, **changes: str) -> Answer:
    asked = {"WCRC_FRCR_DVSN_CD": "02", "NATN_CD": "000", "TR_MKET_CD": "00", "INQR_DVSN_CD": "00"} | changes
    return await caller.get(PATH, caller.tr("CTRP6504R", "VTRP6504R"), caller.account | asked)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """10 bought at 100.00, 5 at 103.00, 6 sold at 110.00, last trade at 112.00, in both environments."""
    async with running(Path(tmp_path_factory.mktemp("present")) / "data") as started:
        for caller in (started.real, started.mock):
            await caller.quote("99.00", 1000, "100.00", 1000)
            await caller.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.00")
            await caller.quote("102.00", 1000, "103.00", 1000)
            await caller.buy(ORD_QTY="5", OVRS_ORD_UNPR="103.00")
            await caller.quote("110.00", 1000, "113.00", 1000)
            await caller.sell(ORD_QTY="6", OVRS_ORD_UNPR="110.00")
        await started.real.print("112.00", 1)
        yield started


async def test_the_holding(house: Running) -> None:
    """Nothing has settled yet: bought 15, sold 6 today, all of it comes on Monday."""
    (row,) = (await ask(house.real)).json["output1"]
    assert row == {
        "prdt_name": "애플",
        "cblc_qty13": "0.00000000",
        "thdt_buy_ccld_qty1": "15.00000000",
        "thdt_sll_ccld_qty1": "6.00000000",
        "ccld_qty_smtl1": "9.00000000",
        "ord_psbl_qty1": "9.00000000",
        "frcr_pchs_amt": "909.00000",
        "frcr_evlu_amt2": "1008.000000",
        "evlu_pfls_amt2": "99.00000",
        "evlu_pfls_rt1": "10.89108911",
        "pdno": "AAPL",
        "bass_exrt": "1380.00000000",
        "buy_crcy_cd": "USD",
        "ovrs_now_pric1": "112.00000",
        "avg_unpr3": "101.0000",
        "tr_mket_name": "나스닥",
        "natn_kor_name": "미국",
        "pchs_rmnd_wcrc_amt": "1254420",
        "thdt_buy_ccld_frcr_amt": "1515.000000",
        "thdt_sll_ccld_frcr_amt": "660.000000",
        "unit_amt": "1",
        "std_pdno": "AAPL",
        "prdt_type_cd": "512",
        "scts_dvsn_name": "해외주식",
        "loan_rmnd": "0",
        "loan_dt": "",
        "loan_expd_dt": "",
        "ovrs_excg_cd": "NASD",
        "item_lnkg_excg_cd": "NAS",
    }


async def test_the_holding_in_won(house: Running) -> None:
    """WCRC_FRCR_DVSN_CD 01: the same at 1380 won."""
    (row,) = (await ask(house.real, WCRC_FRCR_DVSN_CD="01")).json["output1"]
    assert row["frcr_pchs_amt"] == "1254420.00000"
    assert row["frcr_evlu_amt2"] == "1391040.000000"
    assert row["evlu_pfls_amt2"] == "136620.00000"
    assert (row["ovrs_now_pric1"], row["avg_unpr3"]) == ("154560.00000", "139380.0000")
    assert row["evlu_pfls_rt1"] == "10.89108911"


async def test_the_cash(house: Running) -> None:
    """USD: 100,000 settled, 99,139.56 once today's trades have: bought 1515 + 3.79, sold 660 - 1.65."""
    rows = {row["crcy_cd"]: row for row in (await ask(house.real)).json["output2"]}
    assert set(rows) == {"USD", "HKD", "CNY", "JPY", "VND", "KRW"}
    assert rows["USD"] == {
        "crcy_cd": "USD",
        "crcy_cd_name": "미국 달러",
        "frcr_buy_amt_smtl": "1515.000000",
        "frcr_sll_amt_smtl": "660.000000",
        "frcr_dncl_amt_2": "100000.000000",
        "frst_bltn_exrt": "1380.000000",
        "frcr_buy_mgn_amt": "0.000000",
        "frcr_etc_mgna": "0.000000",
        "frcr_drwg_psbl_amt_1": "99139.560000",
        "frcr_evlu_amt2": "136812592.800000",
        "acpl_cstd_crcy_yn": "Y",
        "nxdy_frcr_drwg_psbl_amt": "99139.560000",
    }
    assert rows["HKD"]["frcr_dncl_amt_2"] == "800000.000000"


async def test_the_whole_in_won(house: Running) -> None:
    """Foreign cash: 99,139.56 x 1380 + 800,000 x 177 + 700,000 x 193 + 15,000,000 x 9.2 + 2,500,000,000 x 0.0545."""
    total = (await ask(house.real)).json["output3"]
    assert total == {
        "pchs_amt_smtl": "1254420",
        "evlu_amt_smtl": "1391040",
        "evlu_pfls_amt_smtl": "136620",
        "dncl_amt": "100000000",
        "cma_evlu_amt": "0",
        "tot_dncl_amt": "787762593",
        "etc_mgna": "0",
        "wdrw_psbl_tot_amt": "787762593",
        "frcr_evlu_tota": "687762593",
        "evlu_erng_rt1": "10.89",
        "pchs_amt_smtl_amt": "1254420",
        "evlu_amt_smtl_amt": "1391040",
        "tot_evlu_pfls_amt": "136620",
        "tot_asst_amt": "789153633",
        "buy_mgn_amt": "0",
        "mgna_tota": "0",
        "frcr_use_psbl_amt": "687762593",
        "ustl_sll_amt_smtl": "908523",
        "ustl_buy_amt_smtl": "2095930",
        "tot_frcr_cblc_smtl": "687762593",
        "tot_loan_amt": "0",
    }


async def test_mock_fills_output3_only(house: Running) -> None:
    answer = await ask(house.mock)
    assert (answer.json["output1"], answer.json["output2"]) == ([], [])
    assert answer.json["output3"]["tot_asst_amt"] == "789153633"
    assert answer.code == "20310000"


async def test_one_page_and_the_order_of_its_blocks(house: Running) -> None:
    answer = await ask(house.real)
    assert list(answer.json) == ["output1", "output2", "output3", "rt_cd", "msg_cd", "msg1"]
    assert (answer.code, answer.headers["tr_cont"]) == ("KIOK0530", "D")
    assert len(answer.json["msg1"].encode("cp949")) == 80


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"NATN_CD": "840"}, 1), ({"NATN_CD": ""}, 1), ({"NATN_CD": "392"}, 0), ({"NATN_CD": "840", "TR_MKET_CD": "01"}, 1),
        ({"NATN_CD": "840", "TR_MKET_CD": "02"}, 0), ({"TR_MKET_CD": ""}, 1), ({"INQR_DVSN_CD": "01"}, 1),
        ({"INQR_DVSN_CD": "02"}, 0),
    ],
)  # fmt: skip
async def test_what_is_asked_for(house: Running, changes: dict[str, str], count: int) -> None:
    """By country and market; 02 is 미니스탁, which haero has none of."""
    assert len((await ask(house.real, **changes)).json["output1"]) == count


@pytest.mark.parametrize("changes", [{"NATN_CD": "999"}, {"WCRC_FRCR_DVSN_CD": "03"}, {"WCRC_FRCR_DVSN_CD": ""}])
async def test_a_wrong_code(house: Running, changes: dict[str, str]) -> None:
    answer = await ask(house.real, **changes)
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2001", "2")


async def test_cash_in_an_open_buy(tmp_path: Path) -> None:
    """10 at 100.00 and the fee of 2.50 are held; they can neither be drawn nor used."""
    async with running(tmp_path / "data") as fresh:
        await fresh.real.buy()
        answer = await ask(fresh.real)
        usd = next(row for row in answer.json["output2"] if row["crcy_cd"] == "USD")
        assert usd["frcr_buy_mgn_amt"] == "1002.500000"
        assert usd["frcr_drwg_psbl_amt_1"] == usd["nxdy_frcr_drwg_psbl_amt"] == "98997.500000"
        assert answer.json["output3"]["buy_mgn_amt"] == "1383450"


async def test_it_settles_on_the_next_business_day(tmp_path: Path) -> None:
    """US trades settle in one day; Friday's on Monday."""
    async with running(tmp_path / "data") as fresh:
        await fresh.real.quote("99.00", 1000, "100.00", 1000)
        await fresh.real.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.00")
        for moment, settled, today, cash in (
            ("2026-11-21T10:00:00-05:00", "0.00000000", "10.00000000", "100000.000000"),
            ("2026-11-23T10:00:00-05:00", "10.00000000", "0.00000000", "98997.500000"),
        ):
            await fresh.real.control("POST", "/control/clock", {"to": moment})
            answer = await ask(fresh.real)
            (row,) = answer.json["output1"]
            assert (row["cblc_qty13"], row["thdt_buy_ccld_qty1"]) == (settled, today)
            assert next(r for r in answer.json["output2"] if r["crcy_cd"] == "USD")["frcr_dncl_amt_2"] == cash


async def test_yen_are_told_per_hundred(tmp_path: Path) -> None:
    async with running(tmp_path / "data", at="2026-11-20T11:05:00+09:00") as fresh:
        quote = {"exchange": "TKSE", "symbol": "7203", "bid": "0", "bid_size": 0, "ask": "2700", "ask_size": 1000}
        await fresh.real.control("POST", "/control/market/quote", quote)
        body = fresh.real.order_body(
            OVRS_EXCG_CD="TKSE", PDNO="7203", ORD_QTY="100", OVRS_ORD_UNPR="2700", ORD_DVSN="-"
        )
        assert (await fresh.real.post(f"{TRADING}/order", "TTTS0308U", body)).code == "APBK0013"
        (row,) = (await ask(fresh.real)).json["output1"]
        assert (row["bass_exrt"], row["unit_amt"]) == ("920.00000000", "100")
        assert (row["frcr_pchs_amt"], row["pchs_rmnd_wcrc_amt"]) == ("270000.00000", "2484000")
