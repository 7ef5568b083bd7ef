"""주문체결내역: every order has its row, and the filters of real are not those of mock."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio

from tests.support import TRADING, Answer, Direct, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH = f"{TRADING}/inquire-ccnl"
TR = {"real": "TTTS3035R", "mock": "VTTS3035R"}
FRIDAY, MONDAY = "20261120", "20261123"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The same story in both environments: 22 orders on Friday (six of them filled, one sold, two changed), 25 on Monday."""
    async with running(Path(tmp_path_factory.mktemp("ccnl")) / "data") as started:
        callers = [await started.direct("real"), await started.direct("mock")]
        await callers[0].quote("99.00", 5, "100.00", 60)
        for caller in callers:
            for number in range(16):
                await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR=f"{number + 1}.00")  # 1 to 16 rest
            await caller.buy(ORD_QTY="10", OVRS_ORD_UNPR="100.00")  # 17 fills
            await caller.sell(ORD_QTY="1", OVRS_ORD_UNPR="99.00")  # 18 fills
            await caller.buy(OVRS_EXCG_CD="NYSE", PDNO="F", OVRS_ORD_UNPR="5.00")  # 19 rests
            await caller.change("1", "02", ORD_QTY="1", OVRS_ORD_UNPR="0")  # 20
            await caller.change("2", "01", ORD_QTY="1", OVRS_ORD_UNPR="2.50")  # 21
            await caller.sell(ORD_QTY="9", OVRS_ORD_UNPR="200.00")  # 22 rests
        await started.real.control("POST", "/control/clock", {"to": "2026-11-23T10:00:00-05:00"})
        for caller in callers:
            for number in range(25):
                await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR=f"{number + 1}.00")  # 23 to 47
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def real(house: Running) -> Direct:
    return await house.direct("real")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mock(house: Running) -> Direct:
    return await house.direct("mock")


def query(caller: Direct, **changes: str) -> dict[str, str]:
    return caller.account | {
        "PDNO": "%", "ORD_STRT_DT": FRIDAY, "ORD_END_DT": MONDAY, "SLL_BUY_DVSN": "00", "CCLD_NCCS_DVSN": "00",
        "OVRS_EXCG_CD": "%", "SORT_SQN": "DS", "ORD_DT": "", "ORD_GNO_BRNO": "", "ODNO": "", "CTX_AREA_FK200": "",
        "CTX_AREA_NK200": "",
    } | changes  # fmt: skip


async def ask(caller: Direct, **changes: str) -> Answer:
    return await caller.get(PATH, TR[caller.app.environment], query(caller, **changes))


async def numbers(caller: Direct, **changes: str) -> list[int]:
    pages = await caller.pages(PATH, TR[caller.app.environment], query(caller, **changes))
    return [int(row["odno"]) for page in pages for row in page.json["output"]]


@pytest.mark.parametrize("back", [str, str.strip, quote])
@pytest.mark.parametrize("small", [False, True])
async def test_all_pages(real: Direct, mock: Direct, back: Callable[[str], str], small: bool) -> None:
    """20 a page on real, 15 on mock, over a change of days, each order once."""
    for caller, sizes in ((real, [20, 20, 7]), (mock, [15, 15, 15, 2])):
        asked = query(caller)
        if small:
            asked = {name: value for name, value in asked.items() if not name.startswith("CTX")}
        pages = await caller.pages(PATH, TR[caller.app.environment], asked, back, small=small)
        assert [len(page.json["output"]) for page in pages] == sizes
        assert [int(row["odno"]) for page in pages for row in page.json["output"]] == list(range(1, 48))
        assert [page.headers["tr_cont"] for page in pages] == ["M"] * (len(sizes) - 1) + ["D"]


async def test_newest_first(real: Direct, mock: Direct) -> None:
    """SORT_SQN AS on real; mock does not sort."""
    assert await numbers(real, SORT_SQN="AS") == list(range(47, 0, -1))
    assert await numbers(mock, SORT_SQN="AS") == list(range(1, 48))


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({"ORD_STRT_DT": FRIDAY, "ORD_END_DT": FRIDAY}, list(range(1, 23))),
        ({"ORD_STRT_DT": MONDAY, "ORD_END_DT": MONDAY}, list(range(23, 48))),
        ({"ORD_STRT_DT": "20261121", "ORD_END_DT": "20261122"}, []),
        ({"ORD_STRT_DT": MONDAY, "ORD_END_DT": FRIDAY}, []),
        ({"ORD_STRT_DT": "20000101", "ORD_END_DT": "20991231"}, list(range(1, 48))),
    ],
)
async def test_dates_count_on_both(real: Direct, mock: Direct, changes: dict[str, str], want: list[int]) -> None:
    for caller in (real, mock):
        assert await numbers(caller, **changes) == want


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({"SLL_BUY_DVSN": "01"}, [18, 22]),
        ({"SLL_BUY_DVSN": "02"}, [n for n in range(1, 48) if n not in (18, 22)]),
        ({"CCLD_NCCS_DVSN": "01"}, [17, 18]),
        ({"CCLD_NCCS_DVSN": "02"}, list(range(23, 48))),
        ({"PDNO": "F"}, [19]),
        ({"PDNO": "AAPL", "CCLD_NCCS_DVSN": "01"}, [17, 18]),
        ({"PDNO": "MSFT"}, []),
        ({"OVRS_EXCG_CD": "NYSE"}, [19]),
        ({"OVRS_EXCG_CD": "NASD"}, list(range(1, 48))),
        ({"OVRS_EXCG_CD": "TKSE"}, []),
    ],
)
async def test_filters_count_on_real_only(real: Direct, mock: Direct, changes: dict[str, str], want: list[int]) -> None:
    """Friday's open orders ended with Friday's session, so 02 (미체결) finds Monday's alone."""
    assert await numbers(real, **changes) == want
    assert await numbers(mock, **changes) == list(range(1, 48))


async def test_the_rows_of_a_cancellation(real: Direct, mock: Direct) -> None:
    """As recorded on mock: the original keeps its row with nothing open, the cancellation has its own."""
    pages = await mock.pages(PATH, TR["mock"], query(mock))
    rows = {int(row["odno"]): row for page in pages for row in page.json["output"]}
    original, cancel = rows[1], rows[20]
    assert (original["odno"], cancel["odno"]) == ("1", "20"), "without leading zeros on mock"
    names = ("ft_ord_qty", "ft_ccld_qty", "nccs_qty", "rvse_cncl_dvsn", "rvse_cncl_dvsn_name")
    assert [original[name] for name in names] == ["1", "0", "0", "00", "보통"]
    assert {
        "orgn_odno": "1", "pdno": "AAPL", "sll_buy_dvsn_cd_name": "매수취소", "ft_ord_qty": "1", "ft_ccld_qty": "0",
        "nccs_qty": "0", "ft_ord_unpr3": "0.00000000", "rvse_cncl_dvsn": "02", "rvse_cncl_dvsn_name": "취소",
        "prcs_stat_name": "", "rjct_rson_name": "", "ord_tmd": "000000", "ord_gno_brno": "00950",
    }.items() <= cancel.items()  # fmt: skip
    assert original["prcs_stat_name"] == ""


async def test_the_rows_of_a_revision(real: Direct) -> None:
    pages = await real.pages(PATH, TR["real"], query(real))
    rows = {int(row["odno"]): row for page in pages for row in page.json["output"]}
    assert (rows[2]["nccs_qty"], rows[2]["rvse_cncl_dvsn"], rows[2]["ft_ord_unpr3"]) == ("0", "00", "2.00000000")
    revision = rows[21]
    assert (revision["orgn_odno"], revision["rvse_cncl_dvsn"]) == ("0000000002", "01")
    assert (revision["sll_buy_dvsn_cd_name"], revision["ft_ord_unpr3"]) == ("매수정정", "2.50000000")


async def test_a_filled_row(real: Direct) -> None:
    rows = {int(row["odno"]): row for row in (await ask(real)).json["output"]}
    assert rows[17] == {
        "ord_dt": FRIDAY,
        "ord_gno_brno": "01790",
        "odno": "0000000017",
        "orgn_odno": "",
        "sll_buy_dvsn_cd": "02",
        "sll_buy_dvsn_cd_name": "매수",
        "rvse_cncl_dvsn": "00",
        "rvse_cncl_dvsn_name": "보통",
        "pdno": "AAPL",
        "prdt_name": "애플",
        "ft_ord_qty": "10",
        "ft_ord_unpr3": "100.00000000",
        "ft_ccld_qty": "10",
        "ft_ccld_unpr3": "100.00000000",
        "ft_ccld_amt3": "1000.00000",
        "nccs_qty": "0",
        "prcs_stat_name": "완료",
        "rjct_rson": "",
        "rjct_rson_name": "",
        "ord_tmd": "000000",
        "tr_mket_name": "나스닥",
        "tr_natn": "840",
        "tr_natn_name": "미국",
        "ovrs_excg_cd": "NASD",
        "tr_crcy_cd": "USD",
        "dmst_ord_dt": "20261121",
        "thco_ord_tmd": "000000",
        "loan_type_cd": "10",
        "loan_dt": "",
        "mdia_dvsn_name": "OpenAPI",
        "usa_amk_exts_rqst_yn": "N",
        "splt_buy_attr_name": "",
    }
    assert rows[18]["ft_ccld_unpr3"] == "99.00000000"


@pytest.mark.parametrize("day", ["", "2026112", "2026-1-1", "20261301", "20260230", "rubbish!", "２０２６１１２０"])
@pytest.mark.parametrize("name", ["ORD_STRT_DT", "ORD_END_DT"])
async def test_a_date_that_is_none(real: Direct, name: str, day: str) -> None:
    answer = await ask(real, **{name: day})
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2002", "2")


async def test_nothing_found(real: Direct, mock: Direct) -> None:
    for caller, code in ((real, "KIOK0560"), (mock, "70070000")):
        answer = await ask(caller, ORD_STRT_DT="20200101", ORD_END_DT="20200102")
        assert (answer.status, answer.code, answer.json["rt_cd"], answer.json["output"]) == (200, code, "0", [])
        assert answer.headers["tr_cont"] == "D"


async def test_a_wrong_exchange(real: Direct, mock: Direct) -> None:
    assert (await ask(real, OVRS_EXCG_CD="XXXX")).code == "OPSQ2001"
    assert (await ask(mock, OVRS_EXCG_CD="XXXX")).json["rt_cd"] == "0"


async def test_the_key_order_of_a_reply(real: Direct) -> None:
    answer = await ask(real)
    assert list(answer.json) == ["ctx_area_fk200", "ctx_area_nk200", "output", "rt_cd", "msg_cd", "msg1"]
    assert answer.json["ctx_area_fk200"] == f"81000001^01^%^{FRIDAY}^{MONDAY}^00^00^%^DS^".ljust(200)
