"""미국주간주문: its own hours, its own orders, and only on real."""

from pathlib import Path

import pytest

from tests.support import TRADING, Answer, Caller, running

NOON = "2026-11-20T12:00:00+09:00"


async def order(caller: Caller, tr_id: str = "TTTS6036U", **changes: str) -> Answer:
    return await caller.post(f"{TRADING}/daytime-order", tr_id, caller.order_body(**changes))


async def test_it_works_in_korean_daytime_and_fills(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=NOON) as haero:
        made = await order(haero.real)
        assert (made.code, made.json["output"]["ORD_TMD"]) == ("APBK0013", "120000")
        assert (await haero.real.buy()).code == "APBK0918"  # the exchange itself sleeps
        await haero.real.print("99.50", 4)
        (row,) = await haero.real.orders()
        assert (row["ord_dt"], row["ft_ccld_qty"], row["nccs_qty"]) == ("20261120", "4", "6")
        sold = await order(haero.real, "TTTS6037U", ORD_QTY="4", OVRS_ORD_UNPR="120.00")
        assert sold.code == "APBK0013"


async def test_it_ends_with_the_daytime_session(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at="2026-07-10T17:59:00+09:00") as haero:  # summer: pre-market runs already
        await order(haero.real)
        assert (await haero.real.buy()).code == "APBK0013"
        await haero.real.control("POST", "/control/clock", {"advance": "PT2M"})
        daytime, pre_market = await haero.real.orders()
        assert (daytime["nccs_qty"], pre_market["nccs_qty"]) == ("0", "10")
        assert (await order(haero.real)).code == "APBK0918"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ORD_DVSN": "32"}, "APBK1269"),
        ({"ORD_DVSN": "-"}, "IGW00019"),
        ({"OVRS_EXCG_CD": "SEHK"}, "APBK0656"),
        ({"PDNO": "NOSUCH"}, "APBK0656"),
        ({"ORD_QTY": "100000"}, "APBK0952"),
        ({"OVRS_ORD_UNPR": "100.001"}, "APBK0506"),
        ({"ORD_SVR_DVSN_CD": "-"}, "IGW00036"),
    ],
)
async def test_refusals(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    async with running(tmp_path / "d", at=NOON) as haero:
        assert (await order(haero.real, **changes)).code == code


async def test_before_ten_and_on_days_without_a_us_session_it_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path / "a", at="2026-11-20T09:59:00+09:00") as haero:
        assert (await order(haero.real)).code == "APBK0918"
    async with running(tmp_path / "b", at="2026-11-26T12:00:00+09:00") as haero:
        assert (await order(haero.real)).code == "APBK0919"


async def test_mock_has_none(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=NOON) as haero:
        answer = await order(haero.mock)
        assert (answer.status, answer.code) == (500, "EGW02006")
