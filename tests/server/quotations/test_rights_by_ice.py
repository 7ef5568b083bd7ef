"""권리종합: none, and what is asked wrongly."""

import pytest

from tests.support import Running

PATH, TR = "/uapi/overseas-price/v1/quotations/rights-by-ice", "HHDFS78330900"
GOOD = {"NCOD": "US", "SYMB": "AAPL", "ST_YMD": "", "ED_YMD": ""}


async def test_there_are_none(haero: Running) -> None:
    caller = await haero.direct()
    for dates in ({}, {"ST_YMD": "20260101", "ED_YMD": "20261231"}):
        answer = await caller.get(PATH, TR, GOOD | dates)
        assert (answer.code, answer.json["output1"], "output2" in answer.json) == ("MCA00000", [], False)


@pytest.mark.parametrize(("name", "text"), [("NCOD", "84"), ("NCOD", ""), ("ST_YMD", "20260230"), ("ED_YMD", "x")])
async def test_what_means_nothing(haero: Running, name: str, text: str) -> None:
    answer = await (await haero.direct()).get(PATH, TR, GOOD | {name: text})
    assert (answer.code, name in answer.json["msg1"]) == ("OPSQ2001", True)
