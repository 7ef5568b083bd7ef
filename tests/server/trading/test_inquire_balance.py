"""잔고: an example worked out by hand, and holdings page by page."""

from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio

from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.market.prices.messages import Quote
from haero.terms import Currency, Exchange
from tests.support import TRADING, Answer, Caller, Direct, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH = f"{TRADING}/inquire-balance"


async def balance(caller: Caller, **changes: str) -> Answer:
    asked = caller.account | {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD", "CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    return await caller.get(PATH, caller.tr("TTTS3012R", "VTTS3012R"), asked | changes)


async def trade(caller: Caller) -> None:
    """Buys 10 at 100.00 and 5 at 103.00, sells 6 at 110.00; the last trade on the market is at 112.00."""
    await caller.quote("99.00", 1000, "100.00", 1000)
    assert (await caller.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.00")).json["rt_cd"] == "0"
    await caller.quote("102.00", 1000, "103.00", 1000)
    assert (await caller.buy(ORD_QTY="5", OVRS_ORD_UNPR="103.00")).json["rt_cd"] == "0"
    await caller.quote("110.00", 1000, "113.00", 1000)
    assert (await caller.sell(ORD_QTY="6", OVRS_ORD_UNPR="110.00")).json["rt_cd"] == "0"
    await caller.print("112.00", 1)


@pytest.mark.parametrize("environment", ["real", "mock"])
async def test_two_buys_and_a_partial_sell(tmp_path: Path, environment: str) -> None:
    """By hand: cost 10 x 100 + 5 x 103 = 1515, so 101.00 a share; 6 leave it: 9 shares, 909.00.

    The sale brings 660.00 less 0.25 % = 1.65 less its cost 606.00: profit 52.35, which is 8.63861386 % of 606.
    Nine shares at 112.00 are 1008.00: 99.00 more than they cost, 10.89 %.
    """
    async with running(tmp_path / "data") as house:
        caller = house.real if environment == "real" else house.mock
        await trade(caller)
        answer = await balance(caller)
        (row,) = answer.json["output1"]
        assert row == {
            "cano": caller.account["CANO"],
            "acnt_prdt_cd": "01",
            "prdt_type_cd": "512",
            "ovrs_pdno": "AAPL",
            "ovrs_item_name": "애플",
            "frcr_evlu_pfls_amt": "99.000000",
            "evlu_pfls_rt": "10.89",
            "pchs_avg_pric": "101.0000",
            "ovrs_cblc_qty": "9",
            "ord_psbl_qty": "9",
            "frcr_pchs_amt1": "909.00000",
            "ovrs_stck_evlu_amt": "1008.00000000",
            "now_pric2": "112.000000",
            "tr_crcy_cd": "USD",
            "ovrs_excg_cd": "NASD",
            "loan_type_cd": "10",
            "loan_dt": "",
            "expd_dt": "",
        }
        assert answer.json["output2"] == {
            "frcr_pchs_amt1": "909.00000",
            "ovrs_rlzt_pfls_amt": "52.35000",
            "ovrs_tot_pfls": "151.35000",
            "rlzt_erng_rt": "8.63861386",
            "tot_evlu_pfls_amt": "99.00000000",
            "tot_pftrt": "9.99009901",
            "frcr_buy_amt_smtl1": "1515.000000",
            "ovrs_rlzt_pfls_amt2": "52.35000",
            "frcr_buy_amt_smtl2": "1515.000000",
        }
        assert list(answer.json) == [
            "ctx_area_fk200", "ctx_area_nk200", "output1", "output2", "rt_cd", "msg_cd", "msg1",
        ]  # fmt: skip
        assert answer.code == ("KIOK0530" if environment == "real" else "20310000")
        # The cash: 100,000 - 1000 - 2.50 - 515 - 1.29 + 660 - 1.65.
        assert house.service.hub is not None
        purse = house.service.hub.broker.state.accounts[caller.app.account].cash[Currency.USD]
        assert purse.balance == Decimal("99139.56")


async def test_shares_in_an_open_sell_cannot_be_sold_again(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        await trade(house.real)
        await house.real.sell(ORD_QTY="4", OVRS_ORD_UNPR="500.00")
        (row,) = (await balance(house.real)).json["output1"]
        assert (row["ovrs_cblc_qty"], row["ord_psbl_qty"]) == ("9", "5")


async def test_a_holding_sold_out_leaves_its_profit_but_no_row(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        await trade(house.real)
        await house.real.sell(ORD_QTY="9", OVRS_ORD_UNPR="110.00")
        answer = await balance(house.real)
        assert answer.json["output1"] == []
        assert answer.code == "KIOK0560"
        # 990.00 - 2.48 - 909.00 on top of 52.35: 2.475 rounds half up.
        assert answer.json["output2"]["ovrs_rlzt_pfls_amt"] == "130.87000"
        assert answer.json["output2"]["tot_evlu_pfls_amt"] == "0.00000000"


async def test_nothing_held(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as house:
        for caller, code, text in (
            (house.real, "KIOK0560", "조회할 내용이 없습니다"),
            (house.mock, "70070000", "모의투자 조회할 내역(자료)이 없습니다."),
        ):
            answer = await balance(caller)
            assert (answer.status, answer.code, answer.json["rt_cd"], answer.json["output1"]) == (200, code, "0", [])
            assert answer.json["msg1"].strip() == text
            assert len(answer.json["msg1"].encode("cp949")) == 80
            assert set(answer.json["output2"].values()) == {"0.00000", "0.000000", "0.00000000"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def full(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """250 holdings on Nasdaq, one each on NYSE and AMEX."""
    async with running(Path(tmp_path_factory.mktemp("balance")) / "data") as house:
        assert house.service.hub is not None
        market = house.service.hub.broker.market
        callers = [await house.direct("real"), await house.direct("mock")]
        names = [f"T{number:03d}" for number in range(250)]
        for name in names:
            one = Instrument(
                Exchange.NASDAQ, name, name, name, Currency.USD, InstrumentKind.STOCK, 1, 0, Decimal("2.00")
            )
            market.instruments.add(one)
        places = [("NASD", name) for name in names] + [("NYSE", "F"), ("AMEX", "SPY")]
        for code, name in places:
            body = {"exchange": code, "symbol": name, "bid": "0", "bid_size": 0, "ask": "1.00", "ask_size": 100}
            assert (await callers[0].control("POST", "/control/market/quote", body)).status == 200
            for caller in callers:
                placed = await caller.buy(OVRS_EXCG_CD=code, PDNO=name, ORD_QTY="1", OVRS_ORD_UNPR="1.00")
                assert placed.json["rt_cd"] == "0"
        assert isinstance(market.source.quote(one, market.clock.now()), Quote)
        yield house


def query(caller: Direct, **changes: str) -> dict[str, str]:
    areas = {"CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
    return caller.account | {"OVRS_EXCG_CD": "NASD", "TR_CRCY_CD": "USD"} | areas | changes


@pytest.mark.parametrize("back", [str, str.strip, quote])
@pytest.mark.parametrize("small", [False, True])
async def test_all_pages(full: Running, back: Callable[[str], str], small: bool) -> None:
    """100 a page; NASD is all US on real. The totals are of everything on every page."""
    caller = await full.direct()
    asked = query(caller)
    if small:
        asked = {name: value for name, value in asked.items() if not name.startswith("CTX")}
    pages = await caller.pages(PATH, "TTTS3012R", asked, back, small=small)
    assert [len(page.json["output1"]) for page in pages] == [100, 100, 52]
    assert [page.headers["tr_cont"] for page in pages] == ["M", "M", "D"]
    names = [row["ovrs_pdno"] for page in pages for row in page.json["output1"]]
    assert len(set(names)) == 252
    assert {page.json["output2"]["frcr_pchs_amt1"] for page in pages} == {"252.00000"}


@pytest.mark.parametrize(
    ("environment", "code", "count"),
    [
        ("real", "NASD", 252), ("real", "NAS", 250), ("real", "NYSE", 1), ("real", "AMEX", 1), ("real", "TKSE", 0),
        ("real", "", 252), ("mock", "NASD", 250), ("mock", "NYSE", 1), ("mock", "AMEX", 1),
    ],
)  # fmt: skip
async def test_which_exchange(full: Running, environment: str, code: str, count: int) -> None:
    """NASD is all US on real and Nasdaq alone on mock; NAS is Nasdaq."""
    caller = await full.direct(environment)
    pages = await caller.pages(PATH, caller.tr("TTTS3012R", "VTTS3012R"), query(caller, OVRS_EXCG_CD=code))
    assert sum(len(page.json["output1"]) for page in pages) == count


async def test_which_currency(full: Running) -> None:
    caller = await full.direct()
    for currency, count in (("USD", 100), ("", 100), ("HKD", 0), ("XXX", 0)):
        answer = await caller.get(PATH, "TTTS3012R", query(caller, TR_CRCY_CD=currency))
        assert len(answer.json["output1"]) == count


async def test_a_wrong_exchange(full: Running) -> None:
    caller = await full.direct()
    answer = await caller.get(PATH, "TTTS3012R", query(caller, OVRS_EXCG_CD="XXXX"))
    assert (answer.status, answer.code) == (200, "OPSQ2001")


@pytest.mark.parametrize("area", ["", "-1", "0", "99", "999", "x", "１００", "9" * 30, "1e3"])
async def test_an_invented_position(full: Running, area: str) -> None:
    caller = await full.direct()
    answer = await caller.get(PATH, "TTTS3012R", query(caller, CTX_AREA_NK200=area), tr_cont="N")
    assert (answer.status, answer.json["rt_cd"], answer.code) == (200, "7", "SYDB0050")
    assert "output1" not in answer.json
