"""담보대출 가능 종목: none."""

import pytest

from haero.kis.catalogue import api
from tests.support import Running

PATH, TR = "/uapi/overseas-price/v1/quotations/colable-by-company", "CTLN4050R"
GOOD = dict.fromkeys((field.name for field in api("해외주식-051").request), "") | {
    "PDNO": "AMD",
    "NATN_CD": "840",
    "INQR_SQN_DVSN": "02",
}


async def test_there_are_none(haero: Running) -> None:
    answer = await (await haero.direct()).get(PATH, TR, GOOD)
    assert (answer.code, answer.headers["tr_cont"]) == ("KIOK0560", "D")
    assert (answer.json["output1"], answer.json["output2"]) == ([], {"loan_psbl_item_num": "0"})
    assert answer.json["ctx_area_fk100"] == "AMD!^!^!^!^!^840!^02!^".ljust(100)
    assert answer.json["ctx_area_nk100"] == " " * 100


@pytest.mark.parametrize(("name", "text"), [("NATN_CD", "392"), ("INQR_SQN_DVSN", "")])
async def test_what_means_nothing(haero: Running, name: str, text: str) -> None:
    answer = await (await haero.direct()).get(PATH, TR, GOOD | {name: text})
    assert (answer.code, name in answer.json["msg1"]) == ("OPSQ2001", True)
