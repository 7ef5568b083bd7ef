"""기간별시세 of US stocks and exchange rates: against dailyprice, page by page, and the codes that haero lacks."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support import Answer, Caller, Direct, Running, running

PATH, TR = "/uapi/overseas-price/v1/quotations/inquire-daily-chartprice", "FHKST03030100"
DAILY = "/uapi/overseas-price/v1/quotations/dailyprice"
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(caller: Caller, code: str = "AAPL", **fields: str) -> Answer:
    asked = {"FID_COND_MRKT_DIV_CODE": "N", "FID_INPUT_ISCD": code, "FID_PERIOD_DIV_CODE": "D"}
    asked |= {"FID_INPUT_DATE_1": "20260101", "FID_INPUT_DATE_2": "20261130"}
    return await caller.get(PATH, TR, asked | fields)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def market(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("chart")) / "data", market="synthetic") as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def real(market: Running) -> Direct:
    return await market.direct()


def read(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007


@pytest.mark.parametrize("environment", ["real", "mock"])
@pytest.mark.parametrize(("period", "gubn"), [("D", "0"), ("W", "1"), ("M", "2")])
async def test_the_bars_of_dailyprice(market: Running, environment: str, period: str, gubn: str) -> None:
    caller = await market.direct(environment)
    answer = await ask(caller, FID_PERIOD_DIV_CODE=period, FID_INPUT_DATE_1="20200101")
    query = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL", "GUBN": gubn, "BYMD": "", "MODP": "0"}
    other = (await caller.get(DAILY, "HHDFS76240000", query)).json["output2"]
    rows = answer.json["output2"]
    assert [row["stck_bsop_date"] for row in rows] == [row["xymd"] for row in other][: len(rows)]
    for row, bar in zip(rows, other, strict=False):
        assert [row[f"ovrs_nmix_{name}"] for name in ("prpr", "oprc", "hgpr", "lwpr")] == [
            bar[name] for name in ("clos", "open", "high", "low")
        ]
        assert (row["acml_vol"], row["mod_yn"]) == (bar["tvol"], "N")
    assert answer.headers["tr_cont"] == ""


async def test_years(real: Direct) -> None:
    rows = (await ask(real, FID_PERIOD_DIV_CODE="Y", FID_INPUT_DATE_1="20240101")).json["output2"]
    assert [row["stck_bsop_date"] for row in rows] == ["20260102", "20250102", "20240102"]
    days = (await ask(real, FID_INPUT_DATE_1="20260801")).json["output2"]
    assert float(rows[0]["ovrs_nmix_hgpr"]) >= max(float(day["ovrs_nmix_hgpr"]) for day in days)
    assert rows[0]["ovrs_nmix_prpr"] == days[0]["ovrs_nmix_prpr"]


async def test_older_pages_by_the_second_date(real: Direct) -> None:
    """As KIS's documents say: FID_INPUT_DATE_2 = the oldest date less one day, FID_INPUT_DATE_1 stays."""
    found: list[str] = []
    until, sizes = "20261130", []
    while True:
        days = [row["stck_bsop_date"] for row in (await ask(real, FID_INPUT_DATE_2=until)).json["output2"]]
        sizes.append(len(days))
        found += days
        if len(days) < 100:
            break
        until = f"{read(days[-1]) - timedelta(days=1):%Y%m%d}"
    assert sizes[:2] == [100, 100]
    assert found == sorted(set(found), reverse=True)
    assert (found[0], found[-1]) == ("20261120", "20260102")


async def test_the_head_is_that_of_today(real: Direct) -> None:
    """Changes have their sign here, unlike diff in the other quotes."""
    head = (await ask(real)).json["output1"]
    price = (
        await real.get(
            "/uapi/overseas-price/v1/quotations/price", "HHDFS00000300", {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL"}
        )
    ).json["output"]
    assert (head["ovrs_nmix_prpr"], head["ovrs_nmix_prdy_clpr"]) == (price["last"], price["base"])
    assert (head["stck_shrn_iscd"], head["hts_kor_isnm"]) == ("AAPL", "애플")
    sign = {"2": "", "5": "-"}[price["sign"]]
    assert (head["prdy_vrss_sign"], head["ovrs_nmix_prdy_vrss"]) == (price["sign"], sign + price["diff"])
    assert head["prdy_ctrt"] == price["rate"].lstrip("+")


@pytest.mark.parametrize(
    ("market_code", "code", "rate"), [("X", "FX@KRW", "1380.0000"), ("X", "FX@KRWJS", None), ("X", "FX@EUR", "")]
)
async def test_exchange_rates_do_not_move(real: Direct, market_code: str, code: str, rate: str | None) -> None:
    answer = await ask(real, code, FID_COND_MRKT_DIV_CODE=market_code, FID_INPUT_DATE_1="20261101")
    rows = answer.json["output2"]
    if rate == "":
        assert (rows, "stck_shrn_iscd" in answer.json["output1"]) == ([], False)
        return
    assert [row["stck_bsop_date"] for row in rows][::14] == ["20261120", "20261102"]  # weekdays
    assert {row["ovrs_nmix_prpr"] for row in rows} == {answer.json["output1"]["ovrs_nmix_prpr"]}
    assert rate in (None, rows[0]["ovrs_nmix_oprc"])
    weeks = await ask(real, code, FID_COND_MRKT_DIV_CODE="X", FID_PERIOD_DIV_CODE="W", FID_INPUT_DATE_1="20000101")
    assert len(weeks.json["output2"]) == 100
    assert weeks.json["output2"][0]["stck_bsop_date"] == "20261116"


@pytest.mark.parametrize(
    ("market_code", "code"), [("N", ".DJI"), ("N", "SPX"), ("N", "NOPE"), ("N", "7203"), ("I", "Y0101"), ("S", "X")]
)
async def test_what_haero_lacks_is_empty_and_no_error(real: Direct, market_code: str, code: str) -> None:
    answer = await ask(real, code, FID_COND_MRKT_DIV_CODE=market_code)
    assert (answer.json["rt_cd"], answer.json["output2"]) == ("0", [])
    assert "stck_shrn_iscd" not in answer.json["output1"]
    assert set(answer.json["output1"].values()) == {""}


async def test_odd_dates(real: Direct) -> None:
    for code, kind in (("AAPL", "N"), ("FX@KRW", "X")):
        found = await ask(
            real, code, FID_COND_MRKT_DIV_CODE=kind, FID_INPUT_DATE_1="20261110", FID_INPUT_DATE_2="20261101"
        )
        assert (found.json["rt_cd"], found.json["output2"]) == ("0", [])
    for first, last in (("00010101", "00010105"), ("00010102", "99991231"), ("99991230", "99991231")):
        for code, kind in (("AAPL", "N"), ("FX@KRW", "X")):
            dates = {"FID_INPUT_DATE_1": first, "FID_INPUT_DATE_2": last, "FID_PERIOD_DIV_CODE": "Y"}
            assert (await ask(real, code, FID_COND_MRKT_DIV_CODE=kind, **dates)).json["rt_cd"] == "0"
    tomorrow = await ask(real, FID_INPUT_DATE_1="20261121", FID_INPUT_DATE_2="20261231")
    assert tomorrow.json["output2"] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("FID_COND_MRKT_DIV_CODE", "J"), ("FID_PERIOD_DIV_CODE", "X"), ("FID_PERIOD_DIV_CODE", ""), ("FID_INPUT_DATE_1", ""),
        ("FID_INPUT_DATE_2", "20260230"),
    ],
)  # fmt: skip
async def test_what_means_nothing(real: Direct, name: str, text: str) -> None:
    answer = await ask(real, **{name: text})
    assert (answer.code, name in answer.json["msg1"]) == ("OPSQ2001", True)
