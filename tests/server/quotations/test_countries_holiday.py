"""결제일자조회: which markets have a row, and when their trades settle."""

import pytest

from tests.support import Answer, Caller, Running

PATH = "/uapi/overseas-stock/v1/quotations/countries-holiday"
US = {"512", "513", "527", "528", "529"}


async def ask(caller: Caller, day: str, nk: str = "", fk: str = "", **headers: str) -> Answer:
    return await caller.get(PATH, "CTOS5011R", {"TRAD_DT": day, "CTX_AREA_NK": nk, "CTX_AREA_FK": fk}, **headers)


async def test_a_day_on_which_all_trade(haero: Running) -> None:
    answer = await ask(haero.real, "20261118")
    rows = answer.json["output"]
    assert list(answer.json) == ["ctx_area_fk", "ctx_area_nk", "output", "rt_cd", "msg_cd", "msg1"]
    assert (answer.json["ctx_area_fk"], answer.json["ctx_area_nk"]) == ("20261118" + " " * 12, " " * 20)
    assert (answer.headers["tr_cont"], answer.code, answer.json["msg1"].strip()) == (
        "D",
        "KIOK0460",
        "조회 되었습니다. (마지막 자료)",
    )
    types = [row["prdt_type_cd"] for row in rows]
    assert types == sorted(types)
    assert len(types) == 14
    assert set(types) >= US
    settles = {row["prdt_type_cd"]: (row["acpl_sttl_dt"], row["dmst_sttl_dt"]) for row in rows}
    assert settles["512"] == settles["528"] == ("20261119", "20261120")
    assert settles["515"] == settles["501"] == settles["508"] == ("20261120", "20261120")
    assert settles["551"] == ("20261119", "20261119")
    by_type = {row["prdt_type_cd"]: row for row in rows}
    assert by_type["513"] | {"acpl_sttl_dt": "", "dmst_sttl_dt": ""} == {
        "prdt_type_cd": "513", "tr_natn_cd": "840", "tr_natn_name": "미국", "natn_eng_abrv_cd": "US", "tr_mket_cd": "02",
        "tr_mket_name": "뉴욕거래소", "acpl_sttl_dt": "", "dmst_sttl_dt": "",
    }  # fmt: skip
    assert by_type["556"]["tr_mket_name"] == "업콤거래소"


async def test_a_closed_market_has_no_row(haero: Running) -> None:
    """2026-07-03: seen on the real server without its five US rows."""
    rows = (await ask(haero.real, "20260703")).json["output"]
    assert len(rows) == 9
    assert not US & {row["prdt_type_cd"] for row in rows}


async def test_holidays_and_weekends_are_counted(haero: Running) -> None:
    rows = {row["prdt_type_cd"]: row for row in (await ask(haero.real, "20260702")).json["output"]}
    assert (rows["512"]["acpl_sttl_dt"], rows["512"]["dmst_sttl_dt"]) == ("20260706", "20260707")
    rows = {row["prdt_type_cd"]: row for row in (await ask(haero.real, "20261119")).json["output"]}
    assert (rows["512"]["acpl_sttl_dt"], rows["512"]["dmst_sttl_dt"]) == ("20261120", "20261123")


@pytest.mark.parametrize("day", ["20261115", "20261122", "20261201", "19990104", "20991231"])
async def test_a_weekend_and_a_day_to_come_have_no_rows(haero: Running, day: str) -> None:
    answer = await ask(haero.real, day)
    assert (answer.status, answer.json["rt_cd"], answer.json["output"]) == (200, "0", [])
    assert answer.json["msg1"].strip() == "조회할 자료가 없습니다"
    assert answer.headers["tr_cont"] == "D"


async def test_today_is_koreas(haero: Running) -> None:
    """At OPEN_TIME it is Saturday there; the Friday before has rows, the Saturday none."""
    assert (await ask(haero.real, "20261120")).json["output"]
    assert (await ask(haero.real, "")).json["ctx_area_fk"].strip() == "20261121"


async def test_paging_keys_change_nothing_as_one_page_holds_all(haero: Running) -> None:
    first = await ask(haero.real, "20261118")
    again = await ask(haero.real, "20261118", first.json["ctx_area_nk"], first.json["ctx_area_fk"], tr_cont="N")
    assert again.json == first.json


@pytest.mark.parametrize("day", ["2026-1-1", "20261131", "x"])
async def test_a_date_that_is_none(haero: Running, day: str) -> None:
    assert (await ask(haero.real, day)).code == "OPSQ2001"
