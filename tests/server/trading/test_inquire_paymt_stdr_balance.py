"""결제기준잔고: what had settled of tests/story.py, day by day."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.story import START, told
from tests.support import TRADING, Answer, Direct, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH, TR = f"{TRADING}/inquire-paymt-stdr-balance", "CTRP6010R"


async def ask(caller: Direct, day: str = "20261125", **changes: str) -> Answer:
    asked = {"BASS_DT": day, "WCRC_FRCR_DVSN_CD": "02", "INQR_DVSN_CD": "00"}
    return await caller.get(PATH, TR, caller.account | asked | changes)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Direct]:
    async with told(Path(tmp_path_factory.mktemp("settled"))) as (_, direct):
        yield direct


async def test_the_holdings_of_the_25th(caller: Direct) -> None:
    """15 Apple bought, 6 sold, 4 of today still there; the Toyota shares came on the 25th and leave on the 26th."""
    apple, toyota = (await ask(caller)).json["output1"]
    assert apple == {
        "pdno": "AAPL",
        "prdt_name": "애플",
        "cblc_qty13": "9.00000000",
        "ord_psbl_qty1": "5.00000000",
        "avg_unpr3": "101.0000",
        "ovrs_now_pric1": "112.00000",
        "frcr_pchs_amt": "909.00000",
        "frcr_evlu_amt2": "1008.000000",
        "evlu_pfls_amt2": "99.00000",
        "bass_exrt": "1380.00000000",
        "oprt_dtl_dtime": "20261121000000000",
        "buy_crcy_cd": "USD",
        "thdt_sll_ccld_qty1": "4.00000000",
        "thdt_buy_ccld_qty1": "0.00000000",
        "evlu_pfls_rt1": "10.89000000",
        "tr_mket_name": "나스닥",
        "natn_kor_name": "미국",
        "std_pdno": "AAPL",
        "mgge_qty": "0",
        "loan_rmnd": "0",
        "prdt_type_cd": "512",
        "ovrs_excg_cd": "NASD",
        "scts_dvsn_name": "현금",
        "ldng_cblc_qty": "0",
    }
    assert (toyota["pdno"], toyota["cblc_qty13"], toyota["ord_psbl_qty1"]) == ("7203", "100.00000000", "0.00000000")
    assert (toyota["frcr_pchs_amt"], toyota["frcr_evlu_amt2"]) == ("270000.00000", "275000.000000")
    assert (toyota["bass_exrt"], toyota["oprt_dtl_dtime"]) == ("920.00000000", "20261120110500000")


async def test_in_won(caller: Direct) -> None:
    """01: whole won; the rate is cut after two digits: 46,000 of 2,484,000 is 1.8518 %."""
    apple, toyota = (await ask(caller, WCRC_FRCR_DVSN_CD="01")).json["output1"]
    names = ["avg_unpr3", "ovrs_now_pric1", "frcr_pchs_amt", "frcr_evlu_amt2", "evlu_pfls_amt2", "evlu_pfls_rt1"]
    assert [apple[name] for name in names] == [
        "139380.0000", "154560.00000", "1254420.00000", "1391040.000000", "136620.00000", "10.89000000",
    ]  # fmt: skip
    assert [toyota[name] for name in names] == [
        "24840.0000", "25300.00000", "2484000.00000", "2530000.000000", "46000.00000", "1.85000000",
    ]  # fmt: skip


@pytest.mark.parametrize("division", ["01", "02"])
async def test_the_whole_is_always_in_won(caller: Direct, division: str) -> None:
    """Cash: 99,139.56 x 1380 + 14,729,325 x 9.2 + the four untouched ones. 182,620 of 3,738,420 is 4.88495139 %."""
    total = (await ask(caller, WCRC_FRCR_DVSN_CD=division)).json["output3"]
    assert total == {
        "pchs_amt_smtl_amt": "3738420",
        "tot_evlu_pfls_amt": "182620.00000000",
        "evlu_erng_rt1": "4.8849513966",
        "tot_dncl_amt": "785272383",
        "wcrc_evlu_amt_smtl": "3921040.000000",
        "tot_asst_amt2": "789193422.800000",
        "frcr_cblc_wcrc_evlu_amt_smtl": "685272382.800000",
        "tot_loan_amt": "0",
        "tot_ldng_evlu_amt": "0",
    }


@pytest.mark.parametrize(
    ("day", "shares", "dollars", "yen"),
    [
        ("20261118", {}, "0.000000", "0.000000"),
        ("20261119", {}, "0.000000", "0.000000"),
        ("20261120", {"AAPL": "15"}, "98481.210000", "15000000.000000"),
        ("20261122", {"AAPL": "15"}, "98481.210000", "15000000.000000"),
        ("20261123", {"AAPL": "9"}, "99139.560000", "15000000.000000"),
        ("20261125", {"AAPL": "9", "7203": "100"}, "99139.560000", "14729325.000000"),
        ("20261126", {"AAPL": "9"}, "99639.560000", "15008625.000000"),
        ("20261127", {"AAPL": "5"}, "100098.410000", "15008625.000000"),
        ("20301231", {"AAPL": "5"}, "100098.410000", "15008625.000000"),
    ],
)
async def test_every_day(caller: Direct, day: str, shares: dict[str, str], dollars: str, yen: str) -> None:
    """The first payments came on the 20th by Korean time (Thursday 10:00 in New York), the 500 dollars on the 26th."""
    answer = await ask(caller, day)
    assert {row["pdno"]: row["cblc_qty13"] for row in answer.json["output1"]} == {
        symbol: f"{count}.00000000" for symbol, count in shares.items()
    }
    cash = {row["crcy_cd"]: row["frcr_dncl_amt_2"] for row in answer.json["output2"]}
    assert (cash["USD"], cash["JPY"]) == (dollars, yen)


async def test_the_cash(caller: Direct) -> None:
    rows = {row["crcy_cd"]: row for row in (await ask(caller)).json["output2"]}
    assert set(rows) == {"USD", "HKD", "CNY", "JPY", "VND", "KRW"}
    assert rows["JPY"] == {
        "crcy_cd": "JPY",
        "crcy_cd_name": "일본 엔",
        "frcr_dncl_amt_2": "14729325.000000",
        "frst_bltn_exrt": "9.20000000",
        "frcr_evlu_amt2": "135509790.000000",
    }


async def test_kinds_and_the_envelope(caller: Direct) -> None:
    """02 is 미니스탁, of which haero has none."""
    for kind, count in (("00", 2), ("01", 2), ("", 2), ("02", 0)):
        assert len((await ask(caller, INQR_DVSN_CD=kind)).json["output1"]) == count
    answer = await ask(caller)
    assert list(answer.json) == ["output1", "output2", "output3", "rt_cd", "msg_cd", "msg1"]
    assert (answer.code, answer.headers["tr_cont"]) == ("KIOK0530", "D")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"WCRC_FRCR_DVSN_CD": ""}, "OPSQ2001"), ({"WCRC_FRCR_DVSN_CD": "03"}, "OPSQ2001"), ({"INQR_DVSN_CD": "03"}, "OPSQ2001"),
        ({"BASS_DT": ""}, "OPSQ2002"), ({"BASS_DT": "20261131"}, "OPSQ2002"), ({"CANO": "81000002"}, "OPSQ2000"),
    ],
)  # fmt: skip
async def test_wrong_codes(caller: Direct, changes: dict[str, str], code: str) -> None:
    assert (await ask(caller, **changes)).code == code


async def test_mock_has_no_such_tr(tmp_path: Path) -> None:
    async with running(tmp_path / "data", at=START) as house:
        mock = await house.direct("mock")
        asked = {"BASS_DT": "20261125", "WCRC_FRCR_DVSN_CD": "02", "INQR_DVSN_CD": "00"}
        assert (await mock.get(PATH, TR, mock.account | asked)).code == "EGW02006"
