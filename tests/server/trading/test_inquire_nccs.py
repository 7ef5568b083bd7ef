"""미체결내역: what is open, page by page."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import pytest_asyncio

from tests.support import TRADING, Direct, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH, TR = f"{TRADING}/inquire-nccs", "TTTS3018R"
OPEN = 95


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("nccs")) / "data") as started:
        caller = await started.direct()
        for number in range(OPEN):
            await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR=f"{number + 1}.00")
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def caller(house: Running) -> Direct:
    return await house.direct()


def query(caller: Direct, **changes: str) -> dict[str, str]:
    return (
        caller.account
        | {"OVRS_EXCG_CD": "NASD", "SORT_SQN": "DS", "CTX_AREA_FK200": "", "CTX_AREA_NK200": ""}
        | changes
    )


@pytest.mark.parametrize("back", [str, str.strip, quote, quote_plus, lambda text: quote(text.strip()), str.rstrip])
@pytest.mark.parametrize("small", [False, True])
async def test_all_pages(caller: Direct, back: Callable[[str], str], small: bool) -> None:
    """40 a page, each order once, whatever the client does to the CTX values; python-kis writes their keys small."""
    asked = query(caller)
    if small:
        asked = {name: value for name, value in asked.items() if not name.startswith("CTX")}
    pages = await caller.pages(PATH, TR, asked, back, small=small)
    assert [len(page.json["output"]) for page in pages] == [40, 40, 15]
    assert [page.headers["tr_cont"] for page in pages] == ["M", "M", "D"]
    assert [page.code for page in pages] == ["KIOK0500", "KIOK0500", "KIOK0530"]
    numbers = [int(row["odno"]) for page in pages for row in page.json["output"]]
    assert numbers == list(range(1, OPEN + 1))


async def test_the_paging_fields(caller: Direct) -> None:
    first, _, last = await caller.pages(PATH, TR, query(caller))
    for page in (first, last):
        assert list(page.json) == ["ctx_area_fk200", "ctx_area_nk200", "output", "rt_cd", "msg_cd", "msg1"]
        assert page.json["ctx_area_fk200"] == "81000001^01^NASD^DS^".ljust(200)
        assert len(page.json["ctx_area_nk200"]) == 200
        assert len(page.json["msg1"].encode("cp949")) == 80
    assert first.json["ctx_area_nk200"].strip()
    assert not last.json["ctx_area_nk200"].strip()


async def test_the_other_way_round(caller: Direct) -> None:
    pages = await caller.pages(PATH, TR, query(caller, SORT_SQN="AS"))
    numbers = [int(row["odno"]) for page in pages for row in page.json["output"]]
    assert numbers == list(range(OPEN, 0, -1))
    assert [len(page.json["output"]) for page in pages] == [40, 40, 15]


async def test_without_tr_cont_n_it_starts_again(caller: Direct) -> None:
    first = await caller.get(PATH, TR, query(caller))
    asked = query(caller, CTX_AREA_NK200=first.json["ctx_area_nk200"])
    assert (await caller.get(PATH, TR, asked)).json["output"][0]["odno"] == "0000000001"
    assert (await caller.get(PATH, TR, asked, tr_cont="N")).json["output"][0]["odno"] == "0000000041"


async def test_an_order_that_goes_while_a_client_pages_costs_no_other(house: Running, caller: Direct) -> None:
    """The cursor is an order, not a count: cancelling on page one does not make page two skip a row."""
    first = await caller.get(PATH, TR, query(caller))
    await caller.change("3", "02", ORD_QTY="0", OVRS_ORD_UNPR="0")
    asked = query(caller, CTX_AREA_NK200=first.json["ctx_area_nk200"])
    second = await caller.get(PATH, TR, asked, tr_cont="N")
    assert second.json["output"][0]["odno"] == "0000000041"
    await caller.buy(ORD_QTY="1", OVRS_ORD_UNPR="3.00")
    pages = await caller.pages(PATH, TR, query(caller))
    assert len([row for page in pages for row in page.json["output"]]) == OPEN


async def test_a_row(caller: Direct) -> None:
    row = (await caller.get(PATH, TR, query(caller))).json["output"][0]
    assert row == {
        "ord_dt": "20261120",
        "ord_gno_brno": "01790",
        "odno": "0000000001",
        "orgn_odno": "",
        "pdno": "AAPL",
        "prdt_name": "애플",
        "sll_buy_dvsn_cd": "02",
        "sll_buy_dvsn_cd_name": "매수",
        "rvse_cncl_dvsn_cd": "00",
        "rvse_cncl_dvsn_cd_name": "보통",
        "rjct_rson": "",
        "rjct_rson_name": "",
        "ord_tmd": "000000",
        "tr_mket_name": "나스닥",
        "tr_crcy_cd": "USD",
        "natn_cd": "840",
        "natn_kor_name": "미국",
        "ft_ord_qty": "1",
        "ft_ccld_qty": "0",
        "nccs_qty": "1",
        "ft_ord_unpr3": "1.00000000",
        "ft_ccld_unpr3": "0.00000000",
        "ft_ccld_amt3": "0.00000",
        "ovrs_excg_cd": "NASD",
        "prcs_stat_name": "",
        "loan_type_cd": "10",
        "loan_dt": "",
        "usa_amk_exts_rqst_yn": "N",
        "splt_buy_attr_name": "",
    }


async def test_which_exchange(caller: Direct) -> None:
    """NASD is all US, NYSE only itself, an exchange without orders is empty, a wrong code is an error."""
    placed = await caller.buy(OVRS_EXCG_CD="NYSE", PDNO="F", OVRS_ORD_UNPR="1.00")
    counts = {}
    for code in ("NASD", "NYSE", "AMEX", "TKSE", ""):
        pages = await caller.pages(PATH, TR, query(caller, OVRS_EXCG_CD=code))
        counts[code] = sum(len(page.json["output"]) for page in pages)
    assert counts == {"NASD": OPEN + 1, "NYSE": 1, "AMEX": 0, "TKSE": 0, "": OPEN + 1}
    empty = await caller.get(PATH, TR, query(caller, OVRS_EXCG_CD="AMEX"))
    assert (empty.code, empty.json["rt_cd"], empty.headers["tr_cont"]) == ("KIOK0560", "0", "D")
    wrong = await caller.get(PATH, TR, query(caller, OVRS_EXCG_CD="XXXX"))
    assert (wrong.status, wrong.code, wrong.json["rt_cd"]) == (200, "OPSQ2001", "2")
    await caller.change(placed.json["output"]["ODNO"], "02", OVRS_EXCG_CD="NYSE", PDNO="F", OVRS_ORD_UNPR="0")


async def test_mock_answers_with_no_rows(house: Running) -> None:
    """Recorded: 0 rows while an order was open. No mock TR is published any more; the real one is refused."""
    await house.mock.buy()
    answer = await house.mock.get(PATH, "VTTS3018R", query(await house.direct("mock")))
    assert (answer.status, answer.json["rt_cd"], answer.json["output"]) == (200, "0", [])
    assert (await house.mock.get(PATH, TR, query(await house.direct("mock")))).code == "EGW02006"


@pytest.mark.parametrize(
    "missing", ["CANO", "ACNT_PRDT_CD", "OVRS_EXCG_CD", "SORT_SQN", "CTX_AREA_FK200", "CTX_AREA_NK200"]
)
async def test_a_key_that_is_missing(caller: Direct, missing: str) -> None:
    asked = {name: value for name, value in query(caller).items() if name != missing}
    answer = await caller.get(PATH, TR, asked)
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "APMP0001", "7")
    assert len(answer.json["msg1"].encode("cp949")) == 80


async def test_a_value_that_is_too_long(caller: Direct) -> None:
    answer = await caller.get(PATH, TR, query(caller, SORT_SQN="DSC"))
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2002", "2")
