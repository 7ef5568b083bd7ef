"""미국주간정정취소: knows daytime orders alone, and nobody else knows them."""

from pathlib import Path

from tests.server.trading.test_daytime_order import NOON, order
from tests.support import TRADING, Answer, Caller, running


async def change(caller: Caller, number: str, division: str, **changes: str) -> Answer:
    body = caller.order_body(
        ORD_DVSN="-", ORGN_ODNO=number, RVSE_CNCL_DVSN_CD=division, CTAC_TLNO="", MGCO_APTM_ODNO=""
    )
    body |= changes
    body = {name: value for name, value in body.items() if value != "-"}
    return await caller.post(f"{TRADING}/daytime-order-rvsecncl", "TTTS6038U", body)


async def test_revise_then_cancel(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=NOON) as haero:
        await order(haero.real)
        revised = await change(haero.real, "1", "01", OVRS_ORD_UNPR="101.00")
        assert revised.json["output"]["ODNO"] == "0000000002"
        cancelled = await change(haero.real, "0000000002", "02", ORD_QTY="10", OVRS_ORD_UNPR="0")
        assert cancelled.json["rt_cd"] == "0"
        assert [row["nccs_qty"] for row in await haero.real.orders()] == ["0", "0", "0"]


async def test_the_two_sessions_do_not_know_each_others_orders(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at="2026-07-10T17:30:00+09:00") as haero:  # both sessions are open
        await order(haero.real)
        await haero.real.buy()
        assert (await haero.real.change("1", "02", ORD_QTY="0", OVRS_ORD_UNPR="0")).code == "APBK0344"
        assert (await change(haero.real, "2", "02", ORD_QTY="0", OVRS_ORD_UNPR="0")).code == "APBK0344"
        assert (await change(haero.real, "1", "02", ORD_QTY="0", OVRS_ORD_UNPR="0")).json["rt_cd"] == "0"


async def test_its_two_extra_keys_are_required_but_may_be_empty(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=NOON) as haero:
        await order(haero.real)
        for name in ("CTAC_TLNO", "MGCO_APTM_ODNO"):
            assert (await change(haero.real, "1", "02", **{name: "-"})).code == "IGW00010"
        assert (await change(haero.real, "1", "09")).code == "IGW00010"
