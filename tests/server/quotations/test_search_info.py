"""상품기본정보."""

import pytest

from haero.kis.catalogue import api
from haero.kis.texts import pad_message
from tests.support import Answer, Caller, Running

PATH = "/uapi/overseas-price/v1/quotations/search-info"


async def ask(caller: Caller, product_type: str = "512", symbol: str = "AAPL") -> Answer:
    return await caller.get(PATH, "CTPF1702R", {"PRDT_TYPE_CD": product_type, "PDNO": symbol})


async def test_a_share(haero: Running) -> None:
    """What KIS's own example says of this share, as far as haero knows it."""
    await haero.real.print("231.5", 1)
    answer = await ask(haero.real)
    output = answer.json["output"]
    assert list(output) == [field.name for field in api("v1_해외주식-034").output("output").fields]
    example = {
        "natn_cd": "840", "natn_name": "미국", "tr_mket_cd": "01", "tr_mket_name": "나스닥", "ovrs_excg_cd": "NASD",
        "ovrs_excg_name": "나스닥", "tr_crcy_cd": "USD", "ovrs_papr": "0.00000", "crcy_name": "미국달러", "ovrs_stck_dvsn_cd": "01",
        "prdt_clsf_cd": "101210", "prdt_clsf_name": "해외주식", "sll_unit_qty": "1", "buy_unit_qty": "1", "tr_unit_amt": "0",
        "lstg_dt": "", "ovrs_stck_tr_stop_dvsn_cd": "01", "lstg_abol_item_yn": "N", "lstg_yn": "Y", "tax_levy_yn": "N",
        "ovrs_stck_erlm_rosn_cd": "00", "ovrs_stck_hist_rght_dvsn_cd": "00", "chng_bf_pdno": "", "prdt_type_cd_2": "",
        "ovrs_item_name": "", "blbg_tckr_text": "AAPL US", "ovrs_stck_etf_risk_drtp_cd": "",
        "etp_chas_erng_rt_dbnb": "0.000000", "prdt_name": "애플", "dtm_tr_psbl_yn": "Y", "sdrf_stop_ecls_yn": "N",
        "sdrf_stop_ecls_erlm_dt": "00000000", "ptp_item_yn": "N",
    }  # fmt: skip
    assert {name: output[name] for name in example} == example
    assert (output["std_pdno"], output["lstg_stck_num"], output["ovrs_now_pric1"]) == (
        "AAPL",
        "14800000000",
        "231.50000",
    )
    assert output["last_rcvg_dtime"] == "20261121000000"
    assert (answer.code, answer.json["msg1"]) == ("KIOK0530", pad_message("조회되었습니다"))


@pytest.mark.parametrize(
    ("product_type", "symbol", "name", "value"),
    [
        ("529", "SPY", "ovrs_stck_dvsn_cd", "03"),
        ("529", "SPY", "ovrs_stck_etf_risk_drtp_cd", "001"),
        ("501", "00700", "blbg_tckr_text", "700 HK"),
        ("501", "00700", "buy_unit_qty", "100"),
        ("515", "7203", "crcy_name", "일본엔"),
        ("551", "600519", "ovrs_excg_cd", "SHAA"),
        ("508", "FPT", "dtm_tr_psbl_yn", "N"),
    ],
)
async def test_others(haero: Running, product_type: str, symbol: str, name: str, value: str) -> None:
    assert (await ask(haero.real, product_type, symbol)).json["output"][name] == value


@pytest.mark.parametrize(
    ("product_type", "symbol"), [("512", "NONE"), ("513", "AAPL"), ("543", "00700"), ("999", "AAPL"), ("", "")]
)
async def test_a_product_that_is_none(haero: Running, product_type: str, symbol: str) -> None:
    answer = await ask(haero.real, product_type, symbol)
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "KIOK0560", "7")


async def test_a_key_that_is_missing(haero: Running) -> None:
    assert (await haero.real.get(PATH, "CTPF1702R", {"PDNO": "AAPL"})).code == "OPSQ2001"
