"""분봉조회: bars, hours, pages by KEYB."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support import Answer, Caller, Direct, Running, running

PATH = "/uapi/overseas-price/v1/quotations/inquire-time-itemchartprice"
D = Decimal
QUERY = {
    "AUTH": "", "EXCD": "NAS", "SYMB": "AAPL", "NMIN": "1", "PINC": "1", "NEXT": "", "NREC": "120", "FILL": "", "KEYB": "",
}  # fmt: skip


async def ask(caller: Caller, **more: str) -> Answer:
    return await caller.get(PATH, "HHDFS76950200", QUERY | more)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def real(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Direct]:
    folder = Path(tmp_path_factory.mktemp("minutes")) / "data"
    async with running(folder, market="synthetic", at="2026-11-20T10:00:30-05:00") as started:
        yield await started.direct()


def local(row: dict[str, str]) -> datetime:
    return datetime.strptime(row["xymd"] + row["xhms"], "%Y%m%d%H%M%S")  # noqa: DTZ007


def check(rows: list[dict[str, str]]) -> None:
    for newer, older in pairwise(rows):
        assert local(newer) > local(older)
    for row in rows:
        assert D(row["low"]) <= min(D(row["open"]), D(row["last"]))
        assert D(row["high"]) >= max(D(row["open"]), D(row["last"]))
        assert int(D(row["low"]) * int(row["evol"])) <= int(row["eamt"]) <= D(row["high"]) * int(row["evol"])
        korean = datetime.strptime(row["kymd"] + row["khms"], "%Y%m%d%H%M%S")  # noqa: DTZ007
        assert korean - local(row) in {timedelta(hours=13), timedelta(hours=14)}
        assert row["tymd"] == row["xymd"]


@pytest.mark.asyncio(loop_scope="module")
async def test_the_newest_bars(real: Direct) -> None:
    answer = await ask(real)
    rows = answer.json["output2"]
    assert answer.json["output1"] == {
        "rsym": "DNASAAPL", "zdiv": "4", "stim": "040000", "etim": "170000", "sktm": "180000", "ektm": "070000", "next": "1",
        "more": "0", "nrec": "120",
    }  # fmt: skip
    assert len(rows) == 120
    assert (rows[0]["xymd"], rows[0]["xhms"], rows[0]["kymd"], rows[0]["khms"]) == (
        "20261120",
        "100000",
        "20261121",
        "000000",
    )
    check(rows)
    assert (await ask(real)).json == answer.json


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("per", "back"), [("1", 1), ("5", 1), ("5", 5), ("60", 1), ("7", 7), ("390", 1)])
async def test_pages_have_no_gaps_and_no_repeats(real: Direct, per: str, back: int) -> None:
    """By the documented rule: KEYB is one minute, or NMIN minutes, before the oldest bar."""
    rows: list[dict[str, str]] = []
    more = {"NMIN": per, "NREC": "50"}
    for _ in range(4):
        page = (await ask(real, **more)).json["output2"]
        assert len(page) == 50
        rows += page
        more |= {"NEXT": "1", "KEYB": f"{local(page[-1]) - timedelta(minutes=back):%Y%m%d%H%M%S}"}
    check(rows)
    whole = (await ask(real, NMIN=per)).json["output2"]
    assert rows[:120] == whole
    assert sum(int(row["evol"]) for row in rows[:120]) == sum(int(row["evol"]) for row in whole)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_key_alone_decides_where_a_page_starts(real: Direct) -> None:
    """kis-trader sends NEXT empty with a KEYB; the page's own example sends NEXT 1 without one."""
    assert (await ask(real, KEYB="20261119120000")).json == (await ask(real, NEXT="1", KEYB="20261119120000")).json
    assert (await ask(real, NEXT="1")).json == (await ask(real)).json
    assert (await ask(real, KEYB="20261119120000")).json["output2"][0]["xhms"] == "120000"
    assert (await ask(real, KEYB="20261119120203", NMIN="5")).json["output2"][0]["xhms"] == "120000"
    assert (await ask(real, KEYB="20261122120000", NMIN="5")).json == (await ask(real, NMIN="5")).json
    assert (await ask(real, KEYB="20050101000000")).json["output1"]["nrec"] == "0"


@pytest.mark.asyncio(loop_scope="module")
async def test_the_current_day_only(real: Direct) -> None:
    for more in ({"PINC": "0"}, {"EXCD": "BAQ"}):
        answer = await ask(real, NMIN="10", **more)
        rows = answer.json["output2"]
        assert {row["xymd"] for row in rows} == {"20261120"}
        assert (rows[-1]["xhms"], answer.json["output1"]["next"], len(rows)) == ("040000", "0", 37)
    assert (await ask(real, PINC="0")).json["output1"]["next"] == "1"
    assert (await ask(real, PINC="0", KEYB="20261119120000")).json["output2"] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_how_many(real: Direct) -> None:
    for wanted, found in (("1", 1), ("0007", 7), ("120", 120), ("121", 120), ("9999", 120), ("", 120)):
        answer = await ask(real, NREC=wanted)
        assert (len(answer.json["output2"]), answer.json["output1"]["nrec"]) == (found, str(found))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_bar_of_a_day_is_the_day(real: Direct) -> None:
    daily = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL", "GUBN": "0", "BYMD": "", "MODP": "0"}
    days = (await real.get(PATH.replace("inquire-time-itemchartprice", "dailyprice"), "HHDFS76240000", daily)).json[
        "output2"
    ]
    bars = (await ask(real, NMIN="9999", NREC="5")).json["output2"]
    for bar, row in zip(bars, days, strict=False):
        assert (bar["xymd"], bar["evol"], bar["xhms"]) == (row["xymd"], row["tvol"], "040000")
        assert D(row["low"]) <= D(bar["low"]) <= D(bar["high"]) <= D(row["high"])


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NMIN", ""), ("NMIN", "0"), ("NMIN", "x"), ("NREC", "0"), ("NREC", "-1"), ("PINC", "2"), ("NEXT", "N"),
        ("KEYB", "2026112010"), ("KEYB", "20261120256060"), ("KEYB", "x"),
    ],
)  # fmt: skip
async def test_values_that_mean_nothing(real: Direct, name: str, value: str) -> None:
    answer = await ask(real, **{name: value})
    assert (answer.status, answer.code) == (200, "OPSQ2001")
    assert name in answer.json["msg1"]


async def test_a_manual_market_shows_the_minutes_that_had_prints(haero: Running) -> None:
    assert (await ask(haero.real)).json["output1"]["nrec"] == "0"
    await haero.real.print("241.50", 7)
    await haero.real.print("240.50", 3)
    await haero.real.control("POST", "/control/clock", {"advance": "PT3M"})
    await haero.real.print("242.00", 1)
    newest, oldest = (await ask(haero.real)).json["output2"]
    assert [oldest[name] for name in ("xhms", "open", "high", "low", "last", "evol", "eamt")] == [
        "100000", "241.5000", "241.5000", "240.5000", "240.5000", "10", "2412",
    ]  # fmt: skip
    assert (newest["xhms"], newest["evol"]) == ("100300", "1")
    (both,) = (await ask(haero.real, NMIN="5")).json["output2"]
    assert (both["xhms"], both["evol"], both["high"]) == ("100000", "11", "242.0000")
