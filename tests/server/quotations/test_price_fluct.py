"""가격급등락: against the price some minutes ago."""

import pytest

from tests.server.quotations.boards import EVERYTHING, RANKING, ask, refused, shown, two_days
from tests.support import Caller, Running

NAME, TR = "price-fluct", "HHDFS76260000"
FIELDS = ("n_base", "n_diff", "n_rate")


async def five_minutes(haero: Running) -> Caller:
    """AAPL from 110 to 121, MSFT from 190 to 171."""
    caller = await two_days(haero)
    await caller.control("POST", "/control/clock", {"advance": "PT5M"})
    await caller.print("121", 60)
    await caller.print("171", 1, "MSFT")
    return caller


async def test_rises_and_falls(haero: Running) -> None:
    caller = await five_minutes(haero)
    up = await ask(caller, NAME, TR, GUBN="1", MINX="3")
    assert shown(up, *FIELDS) == [("AAPL", "110.0000", "11.0000", "+10.00")]
    assert (up.json["output2"][0]["knam"], up.json["output2"][0]["enam"]) == ("애플", "Apple Inc.")
    assert up.json["output1"] == {"zdiv": "4", "stat": "무료실시간", "nrec": "1"}
    assert shown(await ask(caller, NAME, TR, GUBN="0", MINX="3"), *FIELDS) == [
        ("MSFT", "190.0000", "19.0000", "-10.00")
    ]


async def test_minutes_are_codes(haero: Running) -> None:
    """9 is 120 minutes: the price of Friday stood then. Nothing moved in the last minute."""
    caller = await five_minutes(haero)
    assert shown(await ask(caller, NAME, TR, GUBN="1", MINX="9"), "n_base") == [("AAPL", "100.0000")]
    await caller.control("POST", "/control/clock", {"advance": "PT2M"})
    assert shown(await ask(caller, NAME, TR, GUBN="1", MINX="0")) == []


async def test_the_older_spelling_of_the_field(haero: Running) -> None:
    caller = await five_minutes(haero)
    old = await caller.get(RANKING + NAME, TR, EVERYTHING | {"GUBN": "1", "MIXN": "3"})
    assert old.json == (await ask(caller, NAME, TR, GUBN="1", MINX="3")).json
    neither = await caller.get(RANKING + NAME, TR, EVERYTHING | {"GUBN": "1"})
    assert (neither.code, "MINX" in neither.json["msg1"]) == ("OPSQ2001", True)


@pytest.mark.parametrize(("name", "text"), [("GUBN", "2"), ("GUBN", ""), ("MINX", ""), ("MINX", "x")])
async def test_codes_that_mean_nothing(haero: Running, name: str, text: str) -> None:
    assert name in await refused(await haero.direct(), NAME, TR, **({"GUBN": "1", "MINX": "0"} | {name: text}))
