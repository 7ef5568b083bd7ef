"""일별거래내역: the days of tests/story.py, row by row."""

from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio

from haero.desk.fees import FeeRate
from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.terms import Currency, Exchange
from tests.story import told
from tests.support import TRADING, Answer, Direct, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH, TR = f"{TRADING}/inquire-period-trans", "CTOS4001R"
DAYS = {"ERLM_STRT_DT": "20261119", "ERLM_END_DT": "20261125"}
FILTERS = {"OVRS_EXCG_CD": "", "PDNO": "", "SLL_BUY_DVSN_CD": "00", "LOAN_DVSN_CD": ""}
AREAS = {"CTX_AREA_FK100": "", "CTX_AREA_NK100": ""}


async def ask(caller: Direct, tr_cont: str = "", **changes: str) -> Answer:
    return await caller.get(PATH, TR, caller.account | DAYS | FILTERS | AREAS | changes, tr_cont=tr_cont)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Direct]:
    async with told(Path(tmp_path_factory.mktemp("trans"))) as (_, direct):
        yield direct


async def test_a_purchase_of_two_prices(caller: Direct) -> None:
    """1515.00 for 15 shares: 101.00 each; 3.79 of fees are 5230.2 won, cut to 5230."""
    row = (await ask(caller)).json["output1"][0]
    assert row == {
        "trad_dt": "20261119",
        "sttl_dt": "20261120",
        "sll_buy_dvsn_cd": "02",
        "sll_buy_dvsn_name": "매수",
        "pdno": "AAPL",
        "ovrs_item_name": "애플",
        "ccld_qty": "15",
        "amt_unit_ccld_qty": "15.00000000",
        "ft_ccld_unpr2": "101.00000000",
        "ovrs_stck_ccld_unpr": "139380.00000000",
        "tr_frcr_amt2": "1515.000000",
        "tr_amt": "2090700",
        "frcr_excc_amt_1": "1518.790000",
        "wcrc_excc_amt": "2095930",
        "dmst_frcr_fee1": "3.79000",
        "frcr_fee1": "0.000000",
        "dmst_wcrc_fee": "5230",
        "ovrs_wcrc_fee": "0",
        "crcy_cd": "USD",
        "std_pdno": "AAPL",
        "erlm_exrt": "1380.00000000",
        "loan_dvsn_cd": "01",
        "loan_dvsn_name": "현금",
    }


async def test_all_rows_and_the_sums(caller: Direct) -> None:
    """By day, sales first. 23 November is a holiday in Japan, the 26th in the US."""
    answer = await ask(caller)
    shown = [
        "trad_dt", "sttl_dt", "sll_buy_dvsn_name", "pdno", "ccld_qty", "frcr_excc_amt_1", "wcrc_excc_amt", "erlm_exrt",
    ]  # fmt: skip
    assert [[row[name] for name in shown] for row in answer.json["output1"]] == [
        ["20261119", "20261120", "매수", "AAPL", "15", "1518.790000", "2095930", "1380.00000000"],
        ["20261120", "20261123", "매도", "AAPL", "6", "658.350000", "908523", "1380.00000000"],
        ["20261120", "20261125", "매수", "7203", "100", "270675.000000", "2490210", "9.20000000"],
        ["20261124", "20261126", "매도", "7203", "100", "279300.000000", "2569560", "9.20000000"],
        ["20261125", "20261127", "매도", "AAPL", "4", "458.850000", "633213", "1380.00000000"],
    ]
    assert answer.json["output2"] == {
        "frcr_buy_amt_smtl": "4574700.000000",
        "frcr_sll_amt_smtl": "4121600.000000",
        "dmst_fee_smtl": "21744.000000",
        "ovrs_fee_smtl": "0.000000",
    }


async def test_the_envelope(caller: Direct) -> None:
    answer = await ask(caller)
    assert list(answer.json) == [
        "ctx_area_fk100", "ctx_area_nk100", "output1", "output2", "rt_cd", "msg_cd", "msg1",
    ]  # fmt: skip
    number = caller.account["CANO"]
    assert answer.json["ctx_area_fk100"] == f"{number}!^01!^20261119!^20261125!^!^".ljust(100)
    assert answer.json["ctx_area_nk100"] == " " * 100
    assert (answer.code, answer.headers["tr_cont"]) == ("KIOK0460", "D")
    assert answer.json["msg1"].rstrip() == "조회 되었습니다. (마지막 자료)"
    assert len(answer.json["msg1"].encode("cp949")) == 80


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"OVRS_EXCG_CD": "NASD"}, 3), ({"OVRS_EXCG_CD": "NAS"}, 3), ({"OVRS_EXCG_CD": "NYSE"}, 0), ({"OVRS_EXCG_CD": "TSE"}, 2),
        ({"OVRS_EXCG_CD": "%"}, 5), ({"PDNO": "7203"}, 2), ({"PDNO": "X"}, 0), ({"SLL_BUY_DVSN_CD": "01"}, 3),
        ({"SLL_BUY_DVSN_CD": "02"}, 2), ({"SLL_BUY_DVSN_CD": ""}, 5), ({"LOAN_DVSN_CD": "01"}, 5), ({"LOAN_DVSN_CD": "02"}, 0),
        ({"ERLM_STRT_DT": "20261120", "ERLM_END_DT": "20261120"}, 2), ({"ERLM_STRT_DT": "20261126"}, 0),
        ({"ERLM_END_DT": "20261118"}, 0), ({"ERLM_STRT_DT": "20261121", "ERLM_END_DT": "20261124"}, 1),
    ],
)  # fmt: skip
async def test_what_is_asked_for(caller: Direct, changes: dict[str, str], count: int) -> None:
    answer = await ask(caller, **changes)
    assert len(answer.json["output1"]) == count
    assert answer.code == ("KIOK0460" if count else "KIOK0560")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"OVRS_EXCG_CD": "XXXX"}, "OPSQ2001"), ({"SLL_BUY_DVSN_CD": "03"}, "OPSQ2001"), ({"ERLM_STRT_DT": ""}, "OPSQ2002"),
        ({"ERLM_END_DT": "20261301"}, "OPSQ2002"), ({"ERLM_END_DT": "2026112"}, "OPSQ2002"), ({"CANO": "81000002"}, "OPSQ2000"),
    ],
)  # fmt: skip
async def test_wrong_codes(caller: Direct, changes: dict[str, str], code: str) -> None:
    assert (await ask(caller, **changes)).code == code


async def test_a_missing_field(caller: Direct) -> None:
    asked = caller.account | DAYS | FILTERS
    assert (await caller.get(PATH, TR, asked)).code == "APMP0001"


async def test_mock_has_no_such_tr(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        mock = await house.direct("mock")
        for tr_id, code in (("CTOS4001R", "EGW02006"), ("VTOS4001R", "OPSQ0002")):
            assert (await mock.get(PATH, tr_id, mock.account | DAYS | FILTERS | AREAS)).code == code


async def test_tax_is_the_fee_of_the_market(tmp_path: Path) -> None:
    """Commission 0.25 %, 0.10 % tax on sales: 660.00 cost 2.31 in all, 0.66 of it tax, 910.8 won."""
    rate = FeeRate(Decimal("0.0025"), Decimal("0.001"))
    async with running(tmp_path / "data", fees={Exchange.NASDAQ: rate}) as house:
        direct = await house.direct()
        await direct.quote("109.00", 1000, "110.00", 1000)
        await direct.buy(ORD_QTY="6", OVRS_ORD_UNPR="110.00")
        await direct.quote("110.00", 1000, "111.00", 1000)
        await direct.sell(ORD_QTY="6", OVRS_ORD_UNPR="110.00")
        sale, purchase = (await ask(direct)).json["output1"]
        names = ["dmst_frcr_fee1", "frcr_fee1", "dmst_wcrc_fee", "ovrs_wcrc_fee", "frcr_excc_amt_1"]
        assert [sale[name] for name in names] == ["1.65000", "0.660000", "2277", "910", "657.690000"]
        assert [purchase[name] for name in names] == ["1.65000", "0.000000", "2277", "0", "661.650000"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def full(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Direct]:
    """250 symbols bought on one day."""
    async with running(Path(tmp_path_factory.mktemp("trans")) / "data") as house:
        assert house.service.hub is not None
        direct = await house.direct()
        for number in range(250):
            name = f"T{number:03d}"
            one = Instrument(
                Exchange.NASDAQ, name, name, name, Currency.USD, InstrumentKind.STOCK, 1, 0, Decimal("2.00")
            )
            house.service.hub.broker.market.instruments.add(one)
            await direct.quote("0.99", 100, "1.00", 100, name)
            assert (await direct.buy(PDNO=name, ORD_QTY="1", OVRS_ORD_UNPR="1.00")).code == "APBK0013"
        yield direct


@pytest.mark.parametrize("back", [str, str.strip, quote])
async def test_pages(full: Direct, back: Callable[[str], str]) -> None:
    """100 rows a page; the sums are of all pages on every page."""
    found, sums, more, areas = [], set(), "", dict(AREAS)
    for size, last in ((100, False), (100, False), (50, True)):
        answer = await ask(full, more, **areas)
        assert (len(answer.json["output1"]), answer.headers["tr_cont"]) == (size, "D" if last else "M")
        assert answer.code == ("KIOK0460" if last else "KIOK0500")
        assert {len(answer.json[name.lower()]) for name in AREAS} == {100}
        found += [row["pdno"] for row in answer.json["output1"]]
        sums.add(answer.json["output2"]["frcr_buy_amt_smtl"])
        more, areas = "N", {name: back(answer.json[name.lower()]) for name in AREAS}
    assert found == [f"T{number:03d}" for number in range(250)]
    assert sums == {"345000.000000"}


@pytest.mark.parametrize("area", ["", "x", "a-b", "９", "-" * 99])
async def test_an_invented_position(full: Direct, area: str) -> None:
    answer = await ask(full, "N", CTX_AREA_NK100=area)
    assert (answer.json["rt_cd"], answer.code) == ("7", "SYDB0050")
