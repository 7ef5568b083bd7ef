"""The list of reservations: filters, pages, and mock, which has none."""

from pathlib import Path

from tests.server.trading.test_order_resv import MORNING, reserve
from tests.support import TRADING, running


async def test_pages_and_filters(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        for turn in range(45):
            symbol, exchange = (("AAPL", "NASD"), ("KO", "NYSE"))[turn % 2]
            made = await reserve(haero.real, "TTTT3014U", PDNO=symbol, OVRS_EXCG_CD=exchange, FT_ORD_QTY=str(turn + 1))
            assert made.json["rt_cd"] == "0"
        query = haero.real.account | {
            "INQR_STRT_DT": "20261120", "INQR_END_DT": "20261120", "INQR_DVSN_CD": "00", "PRDT_TYPE_CD": "",
            "OVRS_EXCG_CD": "", "CTX_AREA_FK200": "", "CTX_AREA_NK200": "",
        }  # fmt: skip
        numbers: list[str] = []
        more: dict[str, str] = {}
        for pages_left in (2, 1, 0):
            answer = await haero.real.get(f"{TRADING}/order-resv-list", "TTTT3039R", query, **more)
            numbers += [row["ovrs_rsvn_odno"] for row in answer.json["output"]]
            assert answer.headers["tr_cont"] == ("M" if pages_left else "D")
            query |= {name: answer.json[name.lower()].strip() for name in ("CTX_AREA_FK200", "CTX_AREA_NK200")}
            more = {"tr_cont": "N"}
        assert numbers == [f"{n:010d}" for n in range(1, 46)]
        query |= {"CTX_AREA_FK200": "", "CTX_AREA_NK200": "", "PRDT_TYPE_CD": "513"}
        nyse = await haero.real.get(f"{TRADING}/order-resv-list", "TTTT3039R", query)
        assert {row["pdno"] for row in nyse.json["output"]} == {"KO"}
        before = await haero.real.get(f"{TRADING}/order-resv-list", "TTTT3039R", query | {"INQR_END_DT": "20261119"})
        assert (before.json["output"], before.code) == ([], "KIOK0560")
        asia = await haero.real.get(f"{TRADING}/order-resv-list", "TTTS3014R", query | {"PRDT_TYPE_CD": ""})
        assert asia.json["output"] == []
        bad = await haero.real.get(f"{TRADING}/order-resv-list", "TTTT3039R", query | {"INQR_END_DT": "yesterday"[:8]})
        assert bad.json["rt_cd"] != "0"


async def test_mock_has_no_such_tr(tmp_path: Path) -> None:
    async with running(tmp_path / "d", at=MORNING) as haero:
        answer = await haero.mock.get(f"{TRADING}/order-resv-list", "TTTT3039R", haero.mock.account)
        assert (answer.status, answer.code) == (500, "EGW02006")
