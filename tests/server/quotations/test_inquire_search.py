"""조건검색: every condition against the figures of the rows, and pages."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from haero.terms import Exchange
from tests.support import Answer, Caller, Running, running

PATH = "/uapi/overseas-price/v1/quotations/inquire-search"
D = Decimal
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(caller: Caller, exchange: str = "NAS", keyb: str = "", **ranges: Any) -> Answer:
    """`ranges` are (start, end) by the name of the condition."""
    query = {"AUTH": "", "EXCD": exchange, "KEYB": keyb}
    for name, (start, end) in ranges.items():
        query |= {f"CO_YN_{name}": "1", f"CO_ST_{name}": start, f"CO_EN_{name}": end}
    return await caller.get(PATH, "HHDFS76410000", query)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def market(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("search")) / "data", market="synthetic") as started:
        yield started


FIGURES: dict[str, Callable[[dict[str, str]], Decimal]] = {
    "PRICECUR": lambda row: D(row["last"]),
    "RATE": lambda row: D(row["rate"]),
    "VALX": lambda row: D(row["valx"]),
    "SHAR": lambda row: D(row["shar"]) / 1000,
    "VOLUME": lambda row: D(row["tvol"]),
    "AMT": lambda row: D(row["avol"]) / 1000,
    "EPS": lambda row: D(row["eps"]),
    "PER": lambda row: D(row["per"]),
}


@pytest.mark.parametrize("environment", ["real", "mock"])
async def test_everything_of_an_exchange_by_market_value(market: Running, environment: str) -> None:
    answer = await ask(await market.direct(environment))
    rows = answer.json["output2"]
    count = str(len(rows))
    assert answer.json["output1"] == {"zdiv": "4", "stat": "무료실시간", "crec": count, "trec": count, "nrec": count}
    assert [row["rank"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    assert [int(row["valx"]) for row in rows] == sorted((int(row["valx"]) for row in rows), reverse=True)
    apple = next(row for row in rows if row["symb"] == "AAPL")
    assert (apple["rsym"], apple["excd"], apple["name"], apple["ename"], apple["e_ordyn"]) == (
        "DNASAAPL", "NAS", "애플", "Apple Inc.", "○",
    )  # fmt: skip
    assert int(apple["valx"]) == int(D(apple["last"]) * int(apple["shar"]) / 1000)
    assert answer.headers["tr_cont"] == ""


@pytest.mark.parametrize("name", FIGURES)
async def test_each_condition(market: Running, name: str) -> None:
    caller, figure = await market.direct(), FIGURES[name]
    rows = (await ask(caller)).json["output2"]
    middle = sorted(figure(row) for row in rows)[len(rows) // 2]
    for start, end in ((str(middle), ""), ("", str(middle)), (str(middle), str(middle)), ("", "")):
        condition: dict[str, Any] = {name: (start, end)}
        found = {row["symb"] for row in (await ask(caller, **condition)).json["output2"]}
        sharp = {
            row["symb"] for row in rows if (not start or figure(row) >= D(start)) and (not end or figure(row) <= D(end))
        }
        # A shown figure is rounded: the symbol at the edge may fall on either side.
        edge = {row["symb"] for row in rows if abs(figure(row) - middle) <= 1}
        assert found - edge == sharp - edge, (start, end)


async def test_conditions_hold_together_and_count_only_when_chosen(market: Running) -> None:
    caller = await market.direct()
    both = (await ask(caller, PRICECUR=("100", "300"), RATE=("0", ""))).json["output2"]
    assert both
    assert all(100 <= D(row["last"]) <= 300 and D(row["rate"]) >= 0 for row in both)
    query = {"AUTH": "", "EXCD": "NAS", "CO_YN_PRICECUR": "", "CO_ST_PRICECUR": "100", "CO_EN_PRICECUR": "300"}
    everything = (await caller.get(PATH, "HHDFS76410000", query)).json["output1"]["trec"]
    assert everything == (await ask(caller)).json["output1"]["trec"]
    none = await ask(caller, PRICECUR=("1000000", "2000000"))
    assert (none.json["rt_cd"], none.json["output1"]["trec"], none.json["output2"]) == ("0", "0", [])


@pytest.mark.parametrize("exchange", ["BAQ", "SHI", "NASD", "", "XXX"])
async def test_exchanges_that_cannot_be_searched(market: Running, exchange: str) -> None:
    assert (await ask(await market.direct(), exchange)).code == "OPSQ2001"


@pytest.mark.parametrize("exchange", ["NYS", "AMS", "HKS", "SHS", "SZS", "HSX", "HNX", "TSE"])
async def test_every_exchange(market: Running, exchange: str) -> None:
    rows = (await ask(await market.direct(), exchange)).json["output2"]
    assert rows
    assert {row["excd"] for row in rows} == {exchange}


@pytest.mark.parametrize(("start", "end"), [("x", ""), ("", "1e"), ("NaN", ""), ("", "Infinity")])
async def test_ends_that_are_no_numbers(market: Running, start: str, end: str) -> None:
    answer = await ask(await market.direct(), RATE=(start, end))
    assert answer.code == "OPSQ2001"
    assert "_RATE" in answer.json["msg1"]
    assert (await ask(await market.direct(), keyb="x")).code == "OPSQ2001"


async def test_pages_by_the_rank_of_the_last_row(tmp_path: Path) -> None:
    """As a client found out on the real server: tr_cont F, then KEYB = rank of the last row."""
    async with running(tmp_path / "data") as house:
        assert house.service.hub is not None
        instruments = house.service.hub.broker.market.instruments
        apple = instruments.get(Exchange.NASDAQ, "AAPL")
        assert apple is not None
        for number in range(250):
            instruments.add(replace(apple, symbol=f"X{number:03d}", listed_shares=number + 1))
        caller = await house.direct()
        rows: list[dict[str, str]] = []
        keyb, sizes = "", []
        while True:
            answer = await ask(caller, keyb=keyb)
            rows += answer.json["output2"]
            sizes.append(int(answer.json["output1"]["nrec"]))
            if answer.headers["tr_cont"] != "F":
                break
            keyb = rows[-1]["rank"]
        total = int(answer.json["output1"]["trec"])
        assert sizes == [100] * (total // 100) + [total % 100]
        assert len({row["symb"] for row in rows}) == total == len(rows)
