"""기간별권리: none, with the keys of a last page."""

import pytest

from tests.support import Running

PATH, TR = "/uapi/overseas-price/v1/quotations/period-rights", "CTRGT011R"
GOOD = {
    "RGHT_TYPE_CD": "%%", "INQR_DVSN_CD": "02", "INQR_STRT_DT": "20261101", "INQR_END_DT": "20261130", "PDNO": "",
    "PRDT_TYPE_CD": "", "CTX_AREA_NK50": "", "CTX_AREA_FK50": "",
}  # fmt: skip


async def test_there_are_none(haero: Running) -> None:
    answer = await (await haero.direct()).get(PATH, TR, GOOD)
    assert (answer.status, answer.code, answer.headers["tr_cont"], answer.json["output"]) == (200, "KIOK0560", "D", [])
    assert answer.json["ctx_area_fk50"] == "%%!^02!^20261101!^20261130!^!^!^".ljust(50)
    assert answer.json["ctx_area_nk50"] == " " * 50


@pytest.mark.parametrize(
    ("name", "text"),
    [("RGHT_TYPE_CD", "99"), ("INQR_DVSN_CD", "01"), ("INQR_STRT_DT", ""), ("INQR_END_DT", "20261131")],
)
async def test_what_means_nothing(haero: Running, name: str, text: str) -> None:
    answer = await (await haero.direct()).get(PATH, TR, GOOD | {name: text})
    assert (answer.code, name in answer.json["msg1"]) == ("OPSQ2001", True)
