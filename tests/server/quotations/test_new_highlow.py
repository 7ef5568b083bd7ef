"""신고/신저가: beyond the days before today, touched or held."""

from pathlib import Path

import pytest

from tests.server.quotations.boards import EVERYTHING, RANKING, ask, refused, shown, two_days
from tests.support import Running, running

NAME, TR = "new-highlow", "HHDFS76300000"
FIELDS = ("n_base", "n_diff", "n_rate")


async def test_highs_and_lows(haero: Running) -> None:
    caller = await two_days(haero)
    for held in "01":
        high = await ask(caller, NAME, TR, GUBN="1", GUBN2=held, NDAY="0")
        assert shown(high, *FIELDS) == [("AAPL", "100.0000", "10.0000", "+10.00")]
        low = await ask(caller, NAME, TR, GUBN="0", GUBN2=held, NDAY="0")
        assert shown(low, *FIELDS) == [("MSFT", "200.0000", "10.0000", "-5.00")]
    assert high.json["output1"] == {"zdiv": "4", "stat": "무료실시간", "nrec": "1"}


async def test_touched_and_gone_again(haero: Running) -> None:
    caller = await two_days(haero)
    await caller.print("99", 1)
    await caller.print("201", 1, "MSFT")
    for side, name, base, rate in (("1", "AAPL", "100.0000", "-1.00"), ("0", "MSFT", "200.0000", "+0.50")):
        touched = shown(await ask(caller, NAME, TR, GUBN=side, GUBN2="0", NDAY="0"), "n_base", "n_rate")
        assert (name, base, rate) in touched
        assert name not in [row[0] for row in shown(await ask(caller, NAME, TR, GUBN=side, GUBN2="1", NDAY="0"))]


async def test_only_the_days_asked_for_count(tmp_path: Path) -> None:
    """The high of six days ago is none of the last five, but one of the last ten."""
    async with running(tmp_path / "data", at="2026-11-02T10:00:00-05:00") as haero:
        caller = await haero.direct()
        for price, wait in (("150", 24), ("100", 24), ("101", 24), ("102", 24), ("103", 72), ("104", 24), ("120", 0)):
            await caller.print(price, 1)
            await caller.control("POST", "/control/clock", {"advance": f"PT{wait}H"})
        for code, rows in (("0", [("AAPL", "104.0000")]), ("1", []), ("7", [])):
            assert shown(await ask(caller, NAME, TR, GUBN="1", GUBN2="1", NDAY=code), "n_base") == rows


async def test_without_nday_the_real_server_refuses(haero: Running) -> None:
    caller = await haero.direct()
    answer = await caller.get(RANKING + NAME, TR, EVERYTHING | {"GUBN": "1", "GUBN2": "0", "MINX": "0"})
    assert answer.code == "OPSQ2001"
    assert "NDAY" in answer.json["msg1"]


@pytest.mark.parametrize(("name", "text"), [("GUBN", "2"), ("GUBN2", ""), ("NDAY", "8"), ("NDAY", "")])
async def test_codes_that_mean_nothing(haero: Running, name: str, text: str) -> None:
    fields = {"GUBN": "1", "GUBN2": "1", "NDAY": "0"} | {name: text}
    assert name in await refused(await haero.direct(), NAME, TR, **fields)
