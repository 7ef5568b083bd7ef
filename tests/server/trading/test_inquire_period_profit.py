"""기간손익: what the sales of tests/story.py realised."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.terms import Currency, Exchange
from tests.story import START, at, told
from tests.support import TRADING, Answer, Direct, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH, TR = f"{TRADING}/inquire-period-profit", "TTTS3039R"
ASKED = {
    "OVRS_EXCG_CD": "", "NATN_CD": "", "CRCY_CD": "", "PDNO": "", "INQR_STRT_DT": "20261101", "INQR_END_DT": "20261130",
    "WCRC_FRCR_DVSN_CD": "01",
}  # fmt: skip
AREAS = {"CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}


async def ask(caller: Direct, tr_cont: str = "", **changes: str) -> Answer:
    return await caller.get(PATH, TR, caller.account | ASKED | AREAS | changes, tr_cont=tr_cont)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Direct]:
    async with told(Path(tmp_path_factory.mktemp("profit"))) as (_, direct):
        yield direct


async def test_dollars(caller: Direct) -> None:
    """01 is 외화 here. 6 Apple of 101.00 for 110.00; the sale of the 25th is of today in New York and not there yet."""
    answer = await ask(caller, CRCY_CD="USD")
    assert answer.json["output1"] == [
        {
            "trad_day": "20261120",
            "ovrs_pdno": "AAPL",
            "ovrs_item_name": "애플",
            "slcl_qty": "6",
            "pchs_avg_pric": "101.0000",
            "frcr_pchs_amt1": "606.00000",
            "avg_sll_unpr": "110.00000000",
            "frcr_sll_amt_smtl1": "660.000000",
            "stck_sll_tlex": "1.6500",
            "ovrs_rlzt_pfls_amt": "52.35000",
            "pftrt": "8.63861386",
            "exrt": "1380.0000000000",
            "ovrs_excg_cd": "NASD",
            "frst_bltn_exrt": "1380.00000000",
        }
    ]
    assert answer.json["output2"] == {
        "stck_sll_amt_smtl": "660.0000",
        "stck_buy_amt_smtl": "606.0000",
        "smtl_fee1": "1.65000000",
        "excc_dfrm_amt": "658.35000",
        "ovrs_rlzt_pfls_tot_amt": "52.35000",
        "tot_pftrt": "8.63861386",
        "bass_dt": "20261126",
        "exrt": "1380.0000000000",
    }


async def test_yen_and_won(caller: Direct) -> None:
    """02 is 원화: 9,300 yen at 9.20 are 85,560 won, the rate is told per yen."""
    (yen,) = (await ask(caller, OVRS_EXCG_CD="TKSE")).json["output1"]
    (won,) = (await ask(caller, OVRS_EXCG_CD="TKSE", WCRC_FRCR_DVSN_CD="02")).json["output1"]
    names = [
        "pchs_avg_pric",
        "frcr_pchs_amt1",
        "avg_sll_unpr",
        "frcr_sll_amt_smtl1",
        "stck_sll_tlex",
        "ovrs_rlzt_pfls_amt",
    ]
    assert [yen[name] for name in names] == [
        "2700.0000", "270000.00000", "2800.00000000", "280000.000000", "700.0000", "9300.00000",
    ]  # fmt: skip
    assert [won[name] for name in names] == [
        "24840.0000", "2484000.00000", "25760.00000000", "2576000.000000", "6440.0000", "85560.00000",
    ]  # fmt: skip
    assert yen["pftrt"] == won["pftrt"] == "3.44444444"
    assert yen["exrt"] == won["exrt"] == "9.2000000000"


@pytest.mark.parametrize("division", ["01", "02"])
async def test_two_currencies_are_added_in_won(caller: Direct, division: str) -> None:
    """660 x 1380 + 280,000 x 9.2 = 3,486,800; cost 836,280 + 2,484,000; fees 2,277 + 6,440; profit 157,803."""
    answer = await ask(caller, WCRC_FRCR_DVSN_CD=division)
    assert [row["trad_day"] for row in answer.json["output1"]] == ["20261120", "20261124"]
    assert answer.json["output2"] == {
        "stck_sll_amt_smtl": "3486800.0000",
        "stck_buy_amt_smtl": "3320280.0000",
        "smtl_fee1": "8717.00000000",
        "excc_dfrm_amt": "3478083.00000",
        "ovrs_rlzt_pfls_tot_amt": "157803.00000",
        "tot_pftrt": "4.75270158",
        "bass_dt": "20261126",
        "exrt": "1.0000000000",
    }


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"OVRS_EXCG_CD": "NASD"}, 1), ({"OVRS_EXCG_CD": "NYSE"}, 0), ({"OVRS_EXCG_CD": "HASE"}, 0), ({"NATN_CD": "392"}, 1),
        ({"NATN_CD": "000"}, 2), ({"NATN_CD": "840", "OVRS_EXCG_CD": "TKSE"}, 0), ({"CRCY_CD": "JPY"}, 1), ({"CRCY_CD": "HKD"}, 0),
        ({"PDNO": "AAPL"}, 1), ({"PDNO": "MSFT"}, 0), ({"INQR_STRT_DT": "20261121"}, 1), ({"INQR_END_DT": "20261120"}, 1),
        ({"INQR_STRT_DT": "20261125"}, 0),
    ],
)  # fmt: skip
async def test_what_is_asked_for(caller: Direct, changes: dict[str, str], count: int) -> None:
    answer = await ask(caller, **changes)
    assert len(answer.json["output1"]) == count
    assert answer.code == ("KIOK0530" if count else "KIOK0560")
    assert answer.headers["tr_cont"] == "D"


async def test_nothing_sold(caller: Direct) -> None:
    """The sums are zero; the rate is the one of the currency that was asked for."""
    sums = (await ask(caller, CRCY_CD="HKD")).json["output2"]
    assert (sums["stck_sll_amt_smtl"], sums["tot_pftrt"], sums["exrt"]) == ("0.0000", "0.00000000", "177.0000000000")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"OVRS_EXCG_CD": "XXXX"}, "OPSQ2001"), ({"NATN_CD": "999"}, "OPSQ2001"), ({"CRCY_CD": "EUR"}, "OPSQ2001"),
        ({"WCRC_FRCR_DVSN_CD": ""}, "OPSQ2001"), ({"WCRC_FRCR_DVSN_CD": "03"}, "OPSQ2001"), ({"INQR_STRT_DT": "x"}, "OPSQ2002"),
        ({"INQR_END_DT": "20260230"}, "OPSQ2002"),
    ],
)  # fmt: skip
async def test_wrong_codes(caller: Direct, changes: dict[str, str], code: str) -> None:
    assert (await ask(caller, **changes)).code == code


async def test_a_day_shows_from_the_next_day_on(tmp_path: Path) -> None:
    """New York's own date counts: the sale of the 25th is there when it is the 26th in New York."""
    async with told(tmp_path) as (_, direct):
        for moment, count in (("2026-11-25T23:59:59-05:00", 2), ("2026-11-26T00:00:00-05:00", 3)):
            await at(direct, moment)
            assert len((await ask(direct)).json["output1"]) == count


async def test_shanghai_means_all_of_china(tmp_path: Path) -> None:
    """NASD, SHAA and HASE stand for their countries here; another code for its exchange alone."""
    async with running(tmp_path / "data", at=START) as house:
        direct = await house.direct()
        await direct.quote("9.00", 100, "10.00", 100, "AAPL")
        for code, symbol in (("NYSE", "F"), ("AMEX", "SPY")):
            show = {"exchange": code, "symbol": symbol, "bid": "10.00", "bid_size": 10, "ask": "10.01", "ask_size": 10}
            assert (await direct.control("POST", "/control/market/quote", show)).status == 200
            for tr_id in ("TTTT1002U", "TTTT1006U"):
                body = direct.order_body(OVRS_EXCG_CD=code, PDNO=symbol, ORD_QTY="1", OVRS_ORD_UNPR="10.01")
                price = "10.01" if tr_id == "TTTT1002U" else "10.00"
                assert (
                    await direct.post(f"{TRADING}/order", tr_id, body | {"OVRS_ORD_UNPR": price})
                ).code == "APBK0013"
        await at(direct, "2026-11-20T10:00:00-05:00")
        found = {code: len((await ask(direct, OVRS_EXCG_CD=code)).json["output1"]) for code in ("NASD", "NYSE", "SHAA")}
        assert found == {"NASD": 2, "NYSE": 1, "SHAA": 0}


async def test_pages(tmp_path: Path) -> None:
    """130 symbols bought and sold: 100 rows and 30."""
    async with running(tmp_path / "data", at=START) as house:
        assert house.service.hub is not None
        direct = await house.direct()
        for number in range(130):
            name = f"T{number:03d}"
            one = Instrument(
                Exchange.NASDAQ, name, name, name, Currency.USD, InstrumentKind.STOCK, 1, 0, Decimal("2.00")
            )
            house.service.hub.broker.market.instruments.add(one)
            await direct.quote("2.00", 100, "2.01", 100, name)
            assert (await direct.buy(PDNO=name, ORD_QTY="1", OVRS_ORD_UNPR="2.01")).code == "APBK0013"
            assert (await direct.sell(PDNO=name, ORD_QTY="1", OVRS_ORD_UNPR="2.00")).code == "APBK0013"
        await at(direct, "2026-11-20T10:00:00-05:00")
        pages = await direct.pages(PATH, TR, direct.account | ASKED)
        assert [len(page.json["output1"]) for page in pages] == [100, 30]
        assert [page.headers["tr_cont"] for page in pages] == ["M", "D"]
        assert [page.code for page in pages] == ["KIOK0500", "KIOK0530"]
        assert len({row["ovrs_pdno"] for page in pages for row in page.json["output1"]}) == 130
        assert {page.json["output2"]["stck_sll_amt_smtl"] for page in pages} == {"260.0000"}
