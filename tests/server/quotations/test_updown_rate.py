"""상승율/하락율: against the close some trading days ago."""

import pytest

from tests.server.quotations.boards import ask, refused, shown, two_days
from tests.support import Running

NAME, TR = "updown-rate", "HHDFS76290000"
FIELDS = ("n_base", "n_diff", "n_rate", "rate")


async def test_gainers_and_losers(haero: Running) -> None:
    caller = await two_days(haero)
    up = await ask(caller, NAME, TR, GUBN="1", NDAY="0")
    assert shown(up, *FIELDS) == [("AAPL", "100.0000", "10.0000", "+10.00", "+10.00")]
    down = await ask(caller, NAME, TR, GUBN="0", NDAY="0")
    assert shown(down, *FIELDS) == [("MSFT", "200.0000", "10.0000", "-5.00", "-5.00")]
    # Two trading days ago nobody had traded yet.
    assert shown(await ask(caller, NAME, TR, GUBN="1", NDAY="1")) == []


async def test_some_days_ago(haero: Running) -> None:
    caller = await two_days(haero)
    await caller.control("POST", "/control/clock", {"advance": "PT24H"})
    await caller.print("99", 1)
    await caller.print("195", 1, "MSFT")
    assert shown(await ask(caller, NAME, TR, GUBN="0", NDAY="1"), *FIELDS) == [
        ("MSFT", "200.0000", "5.0000", "-2.50", "+2.63"),
        ("AAPL", "100.0000", "1.0000", "-1.00", "-10.00"),
    ]
    assert shown(await ask(caller, NAME, TR, GUBN="1", NDAY="0"), "n_base") == [("MSFT", "190.0000")]


@pytest.mark.parametrize(("name", "text"), [("GUBN", "2"), ("GUBN", ""), ("NDAY", ""), ("NDAY", "x")])
async def test_codes_that_mean_nothing(haero: Running, name: str, text: str) -> None:
    assert name in await refused(await haero.direct(), NAME, TR, **({"GUBN": "1", "NDAY": "0"} | {name: text}))
