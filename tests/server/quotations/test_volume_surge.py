"""거래량급증: the day's volume against what it was some minutes ago."""

import pytest

from tests.server.quotations.boards import EVERYTHING, RANKING, ask, refused, shown, two_days
from tests.support import Running

NAME, TR = "volume-surge", "HHDFS76270000"
FIELDS = ("tvol", "n_tvol", "n_diff", "n_rate")


async def test_growth_since(haero: Running) -> None:
    caller = await two_days(haero)
    await caller.control("POST", "/control/clock", {"advance": "PT5M"})
    await caller.print("110", 60)
    await caller.print("190", 20, "MSFT")
    found = await ask(caller, NAME, TR, MINX="1")
    assert shown(found, *FIELDS) == [("MSFT", "25", "5", "20", "+400.00"), ("AAPL", "90", "30", "60", "+200.00")]
    assert found.json["output1"] == {"zdiv": "4", "stat": "무료실시간", "nrec": "2"}
    # Ten minutes ago the day had no trade: nothing to compare with.
    assert shown(await ask(caller, NAME, TR, MINX="4")) == []
    old = await caller.get(RANKING + NAME, TR, EVERYTHING | {"MIXN": "1"})
    assert old.json == found.json


@pytest.mark.parametrize("text", ["", "x", "10"])
async def test_codes_that_mean_nothing(haero: Running, text: str) -> None:
    if len(text) < 2:
        assert "MINX" in await refused(await haero.direct(), NAME, TR, MINX=text)
    else:
        answer = await (await haero.direct()).get(RANKING + NAME, TR, EVERYTHING | {"MINX": text})
        assert answer.code == "OPSQ2002"
