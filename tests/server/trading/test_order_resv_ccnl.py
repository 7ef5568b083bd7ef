"""Taking a US reservation back."""

from pathlib import Path

from tests.server.trading.test_order_resv import MORNING, US_OPEN, listed, reserve, to
from tests.support import TRADING, Answer, Caller, running


async def cancel(caller: Caller, number: str, day: str = "20261120") -> Answer:
    body = caller.account | {"RSVN_ORD_RCIT_DT": day, "OVRS_RSVN_ODNO": number}
    return await caller.post(f"{TRADING}/order-resv-ccnl", caller.tr("TTTT3017U", "VTTT3017U"), body)


async def test_a_cancelled_reservation_is_never_sent(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        await reserve(haero.real, "TTTT3014U")
        done = await cancel(haero.real, "1")
        assert (done.code, done.json["output"]) == ("APBK1711", {"OVRS_RSVN_ODNO": "0000000001"})
        await to(haero.real, US_OPEN)
        assert not await haero.real.orders()
        (row,) = await listed(haero.real)
        assert (row["cncl_yn"], row["ovrs_rsvn_ord_stat_cd_name"]) == ("Y", "취소")


async def test_unknown_done_and_foreign_ones_are_refused(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        for caller, unknown, nothing in ((haero.real, "APBK0344", "APBK0927"), (haero.mock, "40320000", "40330000")):
            await reserve(caller, "TTTT3014U")
            assert (await cancel(caller, "2")).code == unknown
            assert (await cancel(caller, "x")).code == unknown
            assert (await cancel(caller, "0000000001", "20261119")).code == unknown
            assert (await cancel(caller, "0000000001")).json["rt_cd"] == "0"
            assert (await cancel(caller, "0000000001")).code == nothing


async def test_a_sent_one_cannot_be_taken_back(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        await reserve(haero.real, "TTTT3014U")
        await to(haero.real, US_OPEN)
        assert (await cancel(haero.real, "1")).code == "APBK0927"
