"""해외지수분봉: 102 minutes in New York time, of US stocks and of exchange rates."""

from pathlib import Path

import pytest

from tests.support import Answer, Caller, Running, running

PATH, TR = "/uapi/overseas-price/v1/quotations/inquire-time-indexchartprice", "FHKST03030200"


async def ask(caller: Caller, code: str = "AAPL", **fields: str) -> Answer:
    asked = {
        "FID_COND_MRKT_DIV_CODE": "N",
        "FID_INPUT_ISCD": code,
        "FID_HOUR_CLS_CODE": "0",
        "FID_PW_DATA_INCU_YN": "Y",
    }
    return await caller.get(PATH, TR, asked | fields)


async def test_minutes_of_a_moving_market(tmp_path: Path) -> None:
    """At 10:00 there are 31 minutes of today, the one that begins included; earlier days fill the page."""
    async with running(tmp_path / "data", market="synthetic") as haero:
        caller = await haero.direct()
        rows = (await ask(caller)).json["output2"]
        assert len(rows) == 102
        times = [(row["stck_bsop_date"], row["stck_cntg_hour"]) for row in rows]
        assert times == sorted(times, reverse=True)
        assert ("20261120", "093000") in times
        assert ("20261119", "155900") in times
        assert {"093000" <= clock < "160000" for _, clock in times} == {True}
        today = (await ask(caller, FID_PW_DATA_INCU_YN="N")).json["output2"]
        assert today == [row for row in rows if row["stck_bsop_date"] == "20261120"]
        assert (await ask(caller, FID_HOUR_CLS_CODE="1")).json["output2"] == []


async def test_the_minutes_of_posted_prices(haero: Running) -> None:
    caller = await haero.direct()
    for price, size in (("100", 3), ("103", 4), ("101", 5)):
        await caller.print(price, size)
    answer = await ask(caller)
    assert answer.json["output2"] == [
        {
            "stck_bsop_date": "20261120", "stck_cntg_hour": "100000", "optn_prpr": "101.0000", "optn_oprc": "100.0000",
            "optn_hgpr": "103.0000", "optn_lwpr": "100.0000", "cntg_vol": "12",
        }
    ]  # fmt: skip
    assert answer.json["output1"]["stck_shrn_iscd"] == "AAPL"
    assert answer.json["output1"]["ovrs_nmix_prpr"] == "101.0000"
    assert (await ask(caller, "MSFT")).json["output2"] == []


async def test_a_rate_is_the_same_in_every_minute(haero: Running) -> None:
    caller = await haero.direct()
    rows = (await ask(caller, "FX@KRW", FID_COND_MRKT_DIV_CODE="X")).json["output2"]
    assert len(rows) == 102
    assert {row["optn_prpr"] for row in rows} == {"1380.0000"}
    assert (rows[0]["stck_cntg_hour"], rows[1]["stck_cntg_hour"], rows[0]["cntg_vol"]) == ("100000", "095900", "0")


@pytest.mark.parametrize(("kind", "code"), [("N", ".DJI"), ("N", "NOPE"), ("X", "FX@EUR"), ("KX", "FX@KRW")])
async def test_what_haero_lacks_is_empty_and_no_error(haero: Running, kind: str, code: str) -> None:
    answer = await ask(await haero.direct(), code, FID_COND_MRKT_DIV_CODE=kind)
    assert (answer.json["rt_cd"], answer.json["output2"], "stck_shrn_iscd" in answer.json["output1"]) == (
        "0",
        [],
        False,
    )


@pytest.mark.parametrize(
    ("name", "text"), [("FID_COND_MRKT_DIV_CODE", "J"), ("FID_HOUR_CLS_CODE", "2"), ("FID_PW_DATA_INCU_YN", "")]
)
async def test_what_means_nothing(haero: Running, name: str, text: str) -> None:
    answer = await ask(await haero.direct(), **{name: text})
    assert (answer.code, name in answer.json["msg1"]) == ("OPSQ2001", True)
