"""The order page's matrix, cell by cell: TR x exchange x order division x port, against a table typed from the page's own text."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from haero.terms import Currency
from tests.support import OPEN_TIME, TRADING, Direct, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = """
buy  TTTT1002U VTTT1002U NASD,NYSE,AMEX needed  00,32,34,35,36
sell TTTT1006U VTTT1001U NASD,NYSE,AMEX needed  00,31,32,33,34,35,36
buy  TTTS0308U VTTS0308U TKSE           left    00
sell TTTS0307U VTTS0307U TKSE           left    00
buy  TTTS0202U VTTS0202U SHAA           left    00
sell TTTS1005U VTTS1005U SHAA           left    00
buy  TTTS1002U VTTS1002U SEHK           left    00
sell TTTS1001U VTTS1001U SEHK           needed  00,50
buy  TTTS0305U VTTS0305U SZAA           left    00
sell TTTS0304U VTTS0304U SZAA           left    00
buy  TTTS0311U VTTS0311U HASE,VNSE      left    00
sell TTTS0310U VTTS0310U HASE,VNSE      left    00
"""
"""Side, real TR, mock TR, exchanges, whether ORD_DVSN is needed or left out, what real takes. Mock takes 00 only."""

EXCHANGES = ("NASD", "NYSE", "AMEX", "SEHK", "SHAA", "SZAA", "TKSE", "HASE", "VNSE")
DIVISIONS = (None, "", "00", "01", "31", "32", "33", "34", "35", "36", "50", "99")
US = ("NASD", "NYSE", "AMEX")
STOCKS = {
    "NASD": ("AAPL", "100.00", "10"),
    "NYSE": ("F", "10.00", "10"),
    "AMEX": ("SPY", "500.00", "10"),
    "SEHK": ("00700", "500.0", "100"),
    "SHAA": ("600519", "1400.00", "100"),
    "SZAA": ("000001", "11.00", "100"),
    "TKSE": ("7203", "2700", "100"),
    "HASE": ("PVS", "33000", "100"),
    "VNSE": ("FPT", "95000", "100"),
}
ASIA_TIME = "2026-11-20T11:05:00+09:00"
"""Inside 일본 09:00-11:30, 상해 10:30-16:00, 홍콩 10:30-13:00 of the page, and Vietnam's own morning."""


class Row(NamedTuple):
    side: str
    trs: dict[str, str]
    exchanges: list[str]
    needs_division: bool
    real_divisions: list[str]


def read_page() -> list[Row]:
    rows = []
    for line in PAGE.strip().splitlines():
        side, real, mock, exchanges, division, taken = line.split()
        rows.append(
            Row(side, {"real": real, "mock": mock}, exchanges.split(","), division == "needed", taken.split(","))
        )
    return rows


ROWS = read_page()
TRS = [(row, environment) for row in ROWS for environment in ("real", "mock")]


def expected(row: Row, environment: str, port: str, exchange: str, division: str | None) -> tuple[int, str]:
    """HTTP status and msg_cd of a cell."""
    real = environment == "real"
    if environment != port:
        return 500, "EGW02006" if real else "EGW02004"
    if not division and row.needs_division:
        return 500, "IGW00019"
    if exchange not in row.exchanges:
        return 200, "APBK0656" if real else "40070000"
    division = division or "00"
    if division not in (row.real_divisions if real else ["00"]):
        return 200, "APBK1269" if real else "40650000"
    if division in {"31", "32"}:  # the table is walked half an hour into the session: the opening auction is over
        return 200, "APBK0918"
    return 200, "APBK0013" if real else "40600000" if row.side == "buy" else "40590000"


async def test_the_table_has_all_that_the_page_lists() -> None:
    trs = [row.trs[environment] for row, environment in TRS]
    assert len(trs) == len(set(trs)) == 24
    assert {exchange for row in ROWS for exchange in row.exchanges} == set(EXCHANGES)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    rich = dict.fromkeys(Currency, Decimal(10**12))
    async with running(Path(tmp_path_factory.mktemp("matrix")) / "data", at=ASIA_TIME, cash=rich) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ports(house: Running) -> dict[str, Direct]:
    return {"real": await house.direct("real"), "mock": await house.direct("mock")}


async def place(
    caller: Direct, tr_id: str, exchange: str, division: str | None, **changes: str
) -> tuple[int, str, dict[str, str]]:
    symbol, price, lot = STOCKS[exchange]
    body = {
        "OVRS_EXCG_CD": exchange,
        "PDNO": symbol,
        "ORD_QTY": lot,
        "OVRS_ORD_UNPR": price,
        "ORD_DVSN": division or "",
    }
    if division in {"31", "33"}:
        body["OVRS_ORD_UNPR"] = "0"
    if division in {"35", "36"}:
        body["ALGO_ORD_TMD_DVSN_CD"] = "02"
    if division == "50":
        body["ORD_QTY"] = "1"
    if division is None:
        body["ORD_DVSN"] = "-"
    answer = await caller.post(f"{TRADING}/order", tr_id, caller.order_body(**body | changes))
    return answer.status, answer.code, answer.json


async def own_shares(ports: dict[str, Direct], exchanges: tuple[str, ...] | list[str]) -> None:
    """Buys, at a quote, what the sells of the table will sell."""
    for exchange in exchanges:
        symbol, price, lot = STOCKS[exchange]
        row = next(row for row in ROWS if exchange in row.exchanges and row.side == "buy")
        quote = {"exchange": exchange, "symbol": symbol, "bid": "0", "bid_size": 0, "ask": price, "ask_size": 1_000_000}
        assert (await ports["real"].control("POST", "/control/market/quote", quote)).status == 200
        for environment, caller in ports.items():
            status, code, _ = await place(caller, row.trs[environment], exchange, "00", ORD_QTY=str(int(lot) * 20))
            assert (status, code) == expected(row, environment, environment, exchange, "00")


async def wrong_cells(ports: dict[str, Direct], exchanges: tuple[str, ...] | list[str]) -> tuple[int, list[str]]:
    """Goes through the cells of these exchanges; (how many, the wrong ones)."""
    count, wrong = 0, []
    for row, environment in TRS:
        for port, caller in ports.items():
            for exchange in exchanges:
                for division in DIVISIONS:
                    status, code, reply = await place(caller, row.trs[environment], exchange, division)
                    want = expected(row, environment, port, exchange, division)
                    count += 1
                    if (status, code) != want:
                        wrong.append(
                            f"{row.trs[environment]} on {port}, {exchange} {division}: {status} {reply}, want {want}"
                        )
    return count, wrong


async def test_every_cell(house: Running, ports: dict[str, Direct]) -> None:
    """5184 cells: the Asian exchanges in their session first, then the US ones in theirs."""
    asia = [exchange for exchange in EXCHANGES if exchange not in US]
    await own_shares(ports, asia)
    asian, wrong = await wrong_cells(ports, asia)
    assert not wrong, wrong[:10]
    moved = await ports["real"].control("POST", "/control/clock", {"to": OPEN_TIME})
    assert moved.status == 200
    await own_shares(ports, US)
    american, wrong = await wrong_cells(ports, US)
    assert not wrong, wrong[:10]
    assert asian + american == len(TRS) * 2 * len(EXCHANGES) * len(DIVISIONS) == 5184


async def test_a_refused_cell_leaves_no_order(ports: dict[str, Direct]) -> None:
    caller = ports["real"]
    before = len(await caller.orders())
    for division in ("01", "32", "33", "99"):
        assert (await place(caller, "TTTT1002U", "NASD", division))[1] != "APBK0013"
    assert len(await caller.orders()) == before


@pytest.mark.parametrize(
    ("port", "tr_id", "status", "code"),
    [
        ("mock", "VTTT1006U", 200, "90000000"),
        ("real", "VTTT1006U", 500, "EGW02004"),
        ("real", "JTTT1002U", 200, "APBK0013"),
        ("real", "JTTT1006U", 200, "APBK0013"),
        ("mock", "JTTT1002U", 500, "EGW02006"),
        ("mock", "JTTT1006U", 500, "EGW02006"),
        # As the seed writes them, one T short: they never were TRs.
        ("real", "TTS0308U", 500, "OPSQ0002"),
        ("real", "TTS1001U", 500, "OPSQ0002"),
        # Known TRs of other paths.
        ("real", "TTTT1004U", 500, "OPSQ0002"),
        ("real", "TTTS3012R", 500, "OPSQ0002"),
        ("real", "tttt1002u", 500, "OPSQ0002"),
        ("real", "", 500, "OPSQ9999"),
    ],
)
async def test_trs_beside_the_table(ports: dict[str, Direct], port: str, tr_id: str, status: int, code: str) -> None:
    await ports[port].control("POST", "/control/clock", {"to": OPEN_TIME})
    if tr_id == "JTTT1006U":
        await own_shares(ports, ["NASD"])
    assert (await place(ports[port], tr_id, "NASD", "00"))[:2] == (status, code)


@pytest.mark.parametrize("division", ["35", "36"])
async def test_algo_orders_need_their_times(ports: dict[str, Direct], division: str) -> None:
    """ALGO_ORD_TMD_DVSN_CD 02, or 00 with both times; a mock order is refused for its type first."""
    times = {"ALGO_ORD_TMD_DVSN_CD": "00", "START_TIME": "233500", "END_TIME": "043000"}
    for changes, want in (
        (times, "APBK0013"),
        ({"ALGO_ORD_TMD_DVSN_CD": "02"}, "APBK0013"),
        (times | {"START_TIME": "040000", "END_TIME": "050000"}, "APBK0013"),
        (times | {"START_TIME": "190000"}, "APBK0918"),  # not in the regular session
        (times | {"END_TIME": "233000"}, "APBK0918"),  # before the start
        (times | {"END_TIME": "055501"}, "APBK0918"),  # less than five minutes before the close
        ({"ALGO_ORD_TMD_DVSN_CD": "01"}, "IGW00010"),
        ({"ALGO_ORD_TMD_DVSN_CD": ""}, "IGW00010"),
        (times | {"START_TIME": ""}, "IGW00010"),
        (times | {"END_TIME": ""}, "IGW00010"),
        (times | {"START_TIME": "-"}, "IGW00010"),
        (times | {"START_TIME": "250000"}, "IGW00010"),
        (times | {"END_TIME": "236060"}, "IGW00010"),
        (times | {"END_TIME": "4:30AM"}, "IGW00010"),
    ):
        assert (await place(ports["real"], "TTTT1002U", "NYSE", division, **changes))[1] == want, changes
        assert (await place(ports["mock"], "VTTT1002U", "NYSE", division, **changes))[1] == "40650000", changes


async def test_a_sample_over_http(house: Running) -> None:
    """The same answers through sockets."""
    await house.real.control("POST", "/control/clock", {"to": OPEN_TIME})
    for caller, tr_id, exchange, division, status, code in (
        (house.real, "TTTT1002U", "NASD", "00", 200, "APBK0013"),
        (house.real, "TTTT1002U", "NASD", "34", 200, "APBK0013"),
        (house.real, "TTTT1002U", "NASD", "33", 200, "APBK1269"),
        (house.real, "TTTT1002U", "SEHK", "00", 200, "APBK0656"),
        (house.real, "VTTT1002U", "NASD", "00", 500, "EGW02004"),
        (house.mock, "VTTT1002U", "NASD", "00", 200, "40600000"),
        (house.mock, "VTTT1002U", "NASD", "34", 200, "40650000"),
        (house.mock, "TTTT1002U", "NASD", "00", 500, "EGW02006"),
        (house.mock, "VTTT1006U", "NASD", "00", 200, "90000000"),
    ):
        symbol, price, lot = STOCKS[exchange]
        body = caller.order_body(
            OVRS_EXCG_CD=exchange, PDNO=symbol, OVRS_ORD_UNPR=price, ORD_QTY=lot, ORD_DVSN=division
        )
        answer = await caller.post(f"{TRADING}/order", tr_id, body)
        assert (answer.status, answer.code) == (status, code), (tr_id, exchange, division)


@pytest.mark.parametrize(
    ("tr_id", "exchange", "takes"),
    [
        ("TTTT1004U", "NASD", "01 02"),
        ("TTTS1003U", "SEHK", "01 02"),
        ("TTTS0309U", "TKSE", "01 02"),
        ("TTTS0302U", "SHAA", "02"),
        ("TTTS0306U", "SZAA", "02"),
        ("TTTS0312U", "HASE", "02"),
        ("TTTS0312U", "VNSE", "02"),
    ],
)
@pytest.mark.parametrize("environment", ["real", "mock"])
async def test_which_revision_belongs_to_which_tr(
    ports: dict[str, Direct], environment: str, tr_id: str, exchange: str, takes: str
) -> None:
    """정정취소: Shanghai, Shenzhen and Vietnam only cancel; an exchange of another country is no symbol there."""
    await ports["real"].control("POST", "/control/clock", {"to": OPEN_TIME})  # whichever tests went before
    caller, real = ports[environment], environment == "real"
    tr_id = tr_id if real else f"V{tr_id[1:]}"

    async def change(exchange: str, division: str) -> tuple[int, str]:
        symbol, price, lot = STOCKS[exchange]
        body = caller.account | {
            "OVRS_EXCG_CD": exchange, "PDNO": symbol, "ORGN_ODNO": "9999999999", "RVSE_CNCL_DVSN_CD": division,
            "ORD_QTY": lot, "OVRS_ORD_UNPR": price,
        }  # fmt: skip
        answer = await caller.post(f"{TRADING}/order-rvsecncl", tr_id, body)
        return answer.status, answer.code

    if exchange in US:
        known = "APBK0344" if real else "40320000"  # no such original
    elif exchange == "TKSE":
        known = "APBK0919" if real else "40100000"  # Saturday has begun there
    else:
        known = "APBK0918" if real else "40580000"  # after the close
    for division in ("01", "02"):
        want = (200, known) if division in takes else (500, "IGW00010")
        assert await change(exchange, division) == want, division
    assert await change(exchange, "00") == (500, "IGW00010")
    other = "SEHK" if exchange in US else "NASD"
    assert await change(other, "02") == (200, "APBK0656" if real else "40070000")
