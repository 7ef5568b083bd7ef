"""The domestic price look-up of python-kis: no symbol of haero is a domestic one."""

import pytest

from tests.support import Running

PATH = "/uapi/domestic-stock/v1/quotations/inquire-price"
QUERY = {"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": "AAPL"}


async def test_there_is_no_price(haero: Running) -> None:
    for caller in (haero.real, haero.mock):
        answer = await caller.get(PATH, "FHKST01010100", QUERY)
        assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "MCA00000", "0")
        assert answer.json["output"] == {"stck_prpr": "0"}


@pytest.mark.parametrize("missing", list(QUERY))
async def test_a_key_that_is_missing(haero: Running, missing: str) -> None:
    answer = await haero.real.get(PATH, "FHKST01010100", {k: v for k, v in QUERY.items() if k != missing})
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2001", "2")
    assert missing in answer.json["msg1"]
