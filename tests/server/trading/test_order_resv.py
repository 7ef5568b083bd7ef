"""Reservations over HTTP: taken in their window, sent at the open, refused then for lack of means, kept over a restart."""

from pathlib import Path

import pytest

from tests.support import TRADING, Answer, Caller, running

MORNING = "2026-11-20T12:00:00+09:00"  # a Friday in Korea: the US window is open, so is Hong Kong's second
US_OPEN = "2026-11-20T23:30:00+09:00"


def body(caller: Caller, **changes: str) -> dict[str, str]:
    fields = caller.account | {"PDNO": "AAPL", "OVRS_EXCG_CD": "NASD", "FT_ORD_QTY": "10", "FT_ORD_UNPR3": "100.00"}
    return fields | {"ORD_SVR_DVSN_CD": "0"} | changes


async def reserve(caller: Caller, real: str, **changes: str) -> Answer:
    return await caller.post(f"{TRADING}/order-resv", caller.tr(real, "V" + real[1:]), body(caller, **changes))


async def listed(caller: Caller, tr_id: str = "TTTT3039R") -> list[dict[str, str]]:
    query = caller.account | {
        "INQR_STRT_DT": "20261101", "INQR_END_DT": "20261130", "INQR_DVSN_CD": "00", "PRDT_TYPE_CD": "",
        "OVRS_EXCG_CD": "", "CTX_AREA_FK200": "", "CTX_AREA_NK200": "",
    }  # fmt: skip
    answer = await caller.get(f"{TRADING}/order-resv-list", tr_id, query)
    assert answer.json["rt_cd"] == "0", answer
    return list(answer.json["output"])


async def to(caller: Caller, moment: str) -> None:
    assert (await caller.control("POST", "/control/clock", {"to": moment})).status == 200


async def test_a_reservation_becomes_an_order_at_the_open(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        made = await reserve(haero.real, "TTTT3014U")
        assert (made.code, made.json["output"]) == ("APBK0013", {"ODNO": "0000000001"})
        assert not await haero.real.orders()
        (row,) = await listed(haero.real)
        assert (row["ovrs_rsvn_ord_stat_cd_name"], row["odno"], row["cncl_yn"]) == ("접수", "", "N")
        assert (row["rsvn_ord_rcit_dt"], row["ord_rcit_tmd"]) == ("20261120", "120000")
        await to(haero.real, "2026-11-20T23:29:59+09:00")
        assert not await haero.real.orders()
        await to(haero.real, US_OPEN)
        (order,) = await haero.real.orders()
        assert (order["ft_ord_qty"], order["ord_tmd"], order["nccs_qty"]) == ("10", "233000", "10")
        (row,) = await listed(haero.real)
        assert (row["ovrs_rsvn_ord_stat_cd_name"], row["odno"], row["ord_fwdg_tmd"]) == ("전송", "0000000001", "233000")


async def test_means_are_looked_at_when_it_is_sent(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        assert (await reserve(haero.real, "TTTT3014U", FT_ORD_QTY="100000")).json["rt_cd"] == "0"
        assert (await reserve(haero.real, "TTTT3016U")).json["rt_cd"] == "0"
        await to(haero.real, US_OPEN)
        assert not await haero.real.orders()
        rows = await listed(haero.real)
        assert [row["ovrs_rsvn_ord_stat_cd_name"] for row in rows] == ["거부", "거부"]
        assert [row["nprc_rson_text"] for row in rows] == ["insufficient_cash", "nothing_held"]


async def test_one_restart_between_receipt_and_sending_sends_it_once(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        await reserve(haero.real, "TTTT3014U")
    async with running(tmp_path / "d", at="2026-11-20T12:30:00+09:00") as haero:
        await to(haero.real, US_OPEN)
        assert len(await haero.real.orders()) == 1
    async with running(tmp_path / "d", at="2026-11-20T23:45:00+09:00") as haero:
        assert len(await haero.real.orders()) == 1


async def test_a_start_after_the_sending_time_sends_it_then(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        await reserve(haero.real, "TTTT3014U")
    async with running(tmp_path / "d", at="2026-11-20T23:45:00+09:00") as haero:
        (order,) = await haero.real.orders()
        assert order["ord_tmd"] == "233000"


async def test_over_a_us_holiday_it_waits_for_the_next_business_day(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at="2026-11-26T12:00:00+09:00") as haero:
        await reserve(haero.real, "TTTT3014U")
        await to(haero.real, "2026-11-27T12:00:00+09:00")
        assert not await haero.real.orders()
        await to(haero.real, "2026-11-27T23:30:00+09:00")
        assert len(await haero.real.orders()) == 1


async def test_asia_says_side_and_cancels_by_the_same_tr(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        hong_kong = {
            "PDNO": "00700",
            "OVRS_EXCG_CD": "SEHK",
            "PRDT_TYPE_CD": "501",
            "FT_ORD_QTY": "100",
            "FT_ORD_UNPR3": "300.0",
        }
        made = await reserve(haero.real, "TTTS3013U", **hong_kong, SLL_BUY_DVSN_CD="02", RVSE_CNCL_DVSN_CD="00")
        assert made.json["output"] == {"RSVN_ORD_RCIT_DT": "20261120", "OVRS_RSVN_ODNO": "0000000001"}
        done = await reserve(
            haero.real,
            "TTTS3013U",
            **hong_kong,
            RVSE_CNCL_DVSN_CD="02",
            RSVN_ORD_RCIT_DT="20261120",
            OVRS_RSVN_ODNO="1",
        )
        assert done.code == "APBK1711"
        assert await listed(haero.real) == []
        (row,) = await listed(haero.real, "TTTS3014R")
        assert (row["cncl_yn"], row["ovrs_excg_cd"]) == ("Y", "SEHK")
        await to(haero.real, "2026-11-20T14:00:00+09:00")
        assert not await haero.real.orders()


@pytest.mark.parametrize(
    ("changes", "real", "mock"),
    [
        ({"PDNO": "NOSUCH"}, "APBK0656", "40070000"),
        ({"OVRS_EXCG_CD": "SEHK"}, "APBK0656", "40070000"),
        ({"FT_ORD_QTY": "0"}, "IGW00010", "IGW00010"),
        ({"FT_ORD_UNPR3": "100.001"}, "APBK0506", "40030000"),
        ({"FT_ORD_UNPR3": ""}, "IGW00010", "IGW00010"),
        ({"ORD_DVSN": "34"}, "APBK1269", "40650000"),
        ({"ORD_DVSN": "35", "ALGO_ORD_TMD_DVSN_CD": "00"}, "IGW00010", "40650000"),
        ({"ORD_DVSN": "31"}, "APBK1269", "40650000"),
    ],
)
async def test_what_is_wrong_is_refused_at_once(tmp_path: Path, changes: dict[str, str], real: str, mock: str) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        assert (await reserve(haero.real, "TTTT3014U", **changes)).code == real
        assert (await reserve(haero.mock, "TTTT3014U", **changes)).code == mock


async def test_asian_fields_are_asked_for(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        good = {
            "PDNO": "00700",
            "OVRS_EXCG_CD": "SEHK",
            "PRDT_TYPE_CD": "501",
            "FT_ORD_QTY": "100",
            "FT_ORD_UNPR3": "300.0",
        }
        good |= {"SLL_BUY_DVSN_CD": "02", "RVSE_CNCL_DVSN_CD": "00"}
        for name in ("SLL_BUY_DVSN_CD", "RVSE_CNCL_DVSN_CD", "PRDT_TYPE_CD"):
            wrong = await reserve(haero.real, "TTTS3013U", **(good | {name: "99"}))
            assert (wrong.code, wrong.status) == ("IGW00010", 500), name


async def test_outside_the_window_it_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at="2026-11-20T16:35:00+09:00") as haero:
        assert (await reserve(haero.real, "TTTT3014U")).code == "APBK0918"
        assert (await reserve(haero.mock, "TTTT3014U")).code == "40570000"
