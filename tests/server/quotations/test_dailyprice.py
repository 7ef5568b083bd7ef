"""기간별시세: rows, periods and pages, in both environments."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio

from haero.market.time.sessions import SessionBook
from haero.terms import Exchange
from tests.support import Answer, Caller, Direct, Running, running

PATH = "/uapi/overseas-price/v1/quotations/dailyprice"
D = Decimal
QUERY = {"AUTH": "", "EXCD": "NAS", "SYMB": "AAPL", "GUBN": "0", "BYMD": "", "MODP": "0"}
BOOK = SessionBook()


async def ask(caller: Caller, **more: str) -> Answer:
    return await caller.get(PATH, "HHDFS76240000", QUERY | more)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def market(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(Path(tmp_path_factory.mktemp("daily")) / "data", market="synthetic") as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def real(market: Running) -> Direct:
    return await market.direct()


def day(row: dict[str, str]) -> date:
    return datetime.strptime(row["xymd"], "%Y%m%d").date()  # noqa: DTZ007


def check(rows: list[dict[str, str]]) -> None:
    """Each row is a bar, and its change is against the row below it."""
    for newer, older in pairwise(rows):
        assert day(newer) > day(older)
        difference = D(newer["clos"]) - D(older["clos"])
        assert D(newer["diff"]) == abs(difference)
        assert newer["sign"] == ("2" if difference > 0 else "5" if difference < 0 else "3")
        assert abs(D(newer["rate"]) - difference * 100 / D(older["clos"])) <= D("0.005")
    for row in rows:
        assert D(row["low"]) <= min(D(row["open"]), D(row["clos"]))
        assert D(row["high"]) >= max(D(row["open"]), D(row["clos"]))
        assert D(row["pbid"]) < D(row["pask"])
        assert int(row["vbid"]) > 0


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("environment", ["real", "mock"])
async def test_a_hundred_days_newest_first(market: Running, environment: str) -> None:
    answer = await ask(await market.direct(environment))
    rows = answer.json["output2"]
    assert answer.json["output1"] == {"rsym": "DNASAAPL", "zdiv": "4", "nrec": "100"}
    assert len(rows) == 100
    assert rows[0]["xymd"] == "20261120"
    check(rows)
    for newer, older in pairwise(rows):
        assert BOOK.next_business_day(Exchange.NASDAQ, day(older)) == day(newer)
    assert list(answer.json) == ["output1", "output2", "rt_cd", "msg_cd", "msg1"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("period", ["0", "1", "2"])
async def test_pages_have_no_gaps_and_no_repeats(real: Direct, period: str) -> None:
    """By the documented rule: BYMD = oldest xymd less one day."""
    rows: list[dict[str, str]] = []
    by = ""
    for _ in range(2):
        page = (await ask(real, GUBN=period, BYMD=by)).json["output2"]
        assert len(page) == 100
        rows += page
        by = f"{day(page[-1]) - timedelta(days=1):%Y%m%d}"
    check(rows)
    if period == "1":
        mondays = [day(row) - timedelta(days=day(row).weekday()) for row in rows]
        assert {one - two for one, two in pairwise(mondays)} == {timedelta(days=7)}
    if period == "2":
        months = [day(row).year * 12 + day(row).month for row in rows]
        assert {one - two for one, two in pairwise(months)} == {1}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("period", "by"), [("1", "20261105"), ("1", "20261108"), ("2", "20260915")])
async def test_a_period_is_its_days(real: Direct, period: str, by: str) -> None:
    newest = (await ask(real, GUBN=period, BYMD=by)).json["output2"][0]
    first = day(newest)
    last = first + timedelta(days=6 - first.weekday()) if period == "1" else date(2026, 9, 30)
    days = (await ask(real, BYMD=f"{last:%Y%m%d}")).json["output2"]
    days = [row for row in days if day(row) >= first]
    assert (newest["open"], newest["clos"]) == (days[-1]["open"], days[0]["clos"])
    assert D(newest["high"]) == max(D(row["high"]) for row in days)
    assert D(newest["low"]) == min(D(row["low"]) for row in days)
    assert int(newest["tvol"]) == sum(int(row["tvol"]) for row in days)
    assert (newest["pbid"], newest["vask"]) == (days[0]["pbid"], days[0]["vask"])


@pytest.mark.asyncio(loop_scope="module")
async def test_the_base_date(real: Direct) -> None:
    for by, first in (
        ("20261120", "20261120"),
        ("20301231", "20261120"),
        ("20261118", "20261118"),
        ("20261115", "20261113"),
    ):
        assert (await ask(real, BYMD=by)).json["output2"][0]["xymd"] == first
    assert (await ask(real, BYMD="20050105")).json["output1"]["nrec"] == "3"
    for by in ("20041226", "19991231", "00010101"):
        for period in ("0", "1", "2"):
            answer = await ask(real, BYMD=by, GUBN=period)
            assert (answer.json["rt_cd"], answer.json["output1"]["nrec"], answer.json["output2"]) == ("0", "0", [])


@pytest.mark.asyncio(loop_scope="module")
async def test_adjusted_prices_are_the_prices(real: Direct) -> None:
    assert (await ask(real, MODP="1")).json == (await ask(real)).json == (await ask(real, KEYB="1")).json


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("name", "value"), [("GUBN", "3"), ("GUBN", "D"), ("MODP", "2"), ("BYMD", "20260230"), ("BYMD", "x")]
)
async def test_values_that_mean_nothing(real: Direct, name: str, value: str) -> None:
    answer = await ask(real, **{name: value})
    assert (answer.status, answer.code, answer.json["rt_cd"]) == (200, "OPSQ2001", "2")
    assert name in answer.json["msg1"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("exchange", "symbol", "decimals"), [("TSE", "7203", 1), ("HKS", "00700", 3), ("HSX", "FPT", 0)]
)
async def test_other_countries(real: Direct, exchange: str, symbol: str, decimals: int) -> None:
    rows = (await ask(real, EXCD=exchange, SYMB=symbol)).json["output2"]
    check(rows)
    assert {len(row[name].partition(".")[2]) for row in rows for name in ("clos", "diff", "open", "pask")} == {decimals}


async def test_a_manual_market_shows_the_days_that_had_prints(haero: Running) -> None:
    assert (await ask(haero.real)).json["output2"] == []
    await haero.real.print("241.50", 7)
    await haero.real.control("POST", "/control/clock", {"advance": "PT72H"})
    await haero.real.quote("238.00", 10, "239.00", 20)
    await haero.real.print("239.00", 3)
    for caller in (haero.real, haero.mock):
        newest, oldest = (await ask(caller)).json["output2"]
        assert (newest["xymd"], newest["clos"], newest["diff"], newest["sign"]) == (
            "20261123",
            "239.0000",
            "2.5000",
            "5",
        )
        assert (newest["pbid"], newest["vbid"], newest["pask"], newest["vask"]) == ("238.0000", "10", "239.0000", "20")
        assert (oldest["xymd"], oldest["diff"], oldest["rate"], oldest["tamt"]) == (
            "20261120",
            "11.5000",
            "+5.00",
            "1690",
        )
        assert (oldest["pbid"], oldest["vask"]) == ("", "")
    (week,) = (await ask(haero.real, GUBN="2")).json["output2"]
    assert (week["xymd"], week["open"], week["clos"], week["tvol"]) == ("20261120", "241.5000", "239.0000", "10")


async def test_250_days_by_tr_cont_and_the_last_date(real: Direct) -> None:
    """A course's way to a moving average: on while tr_cont is M or F, BYMD of the last row."""
    days: list[str] = []
    by, more = "20261120", dict[str, str]()
    for _ in range(6):
        query = {"AUTH": "", "EXCD": "NAS", "SYMB": "TQQQ", "GUBN": "0", "BYMD": by, "MODP": "1"}
        answer = await real.get(PATH, "HHDFS76240000", query, **more)
        days += [row["xymd"] for row in answer.json["output2"] if row["xymd"] not in days]
        by, more = days[-1], {"tr_cont": "N"}
        if answer.headers["tr_cont"] not in {"M", "F"} or len(days) >= 250:
            break
    assert len(days) >= 250
    assert days == sorted(set(days), reverse=True)


async def test_tr_cont_ends_with_the_history(haero: Running) -> None:
    """Three posted days are one page; so is a symbol that is not listed."""
    caller = await haero.direct()
    for _ in range(3):
        await caller.print("100", 1)
        await caller.control("POST", "/control/clock", {"advance": "P7D"})
    for symbol in ("AAPL", "NOPE"):
        query = {"AUTH": "", "EXCD": "NAS", "SYMB": symbol, "GUBN": "0", "BYMD": "", "MODP": "1"}
        assert (await caller.get(PATH, "HHDFS76240000", query)).headers["tr_cont"] == ""
