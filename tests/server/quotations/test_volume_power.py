"""매수체결강도상위: the last minutes, and the day."""

from tests.server.quotations.boards import ask, refused, shown, two_days
from tests.support import Running

NAME, TR = "volume-power", "HHDFS76280000"


async def test_the_strongest_first(haero: Running) -> None:
    caller = await two_days(haero)
    await caller.control("POST", "/control/clock", {"advance": "PT5M"})
    for price in ("114", "112", "113"):
        await caller.print(price, 1)
    for price in ("180", "191", "191"):
        await caller.print(price, 1, "MSFT")
    found = await ask(caller, NAME, TR, NDAY="0")
    # The minute: MSFT closes at its high, AAPL in the middle. The day of AAPL: 110 to 114, now 113.
    assert shown(found, "powx", "tpow") == [("MSFT", "500.00", "500.00"), ("AAPL", "100.00", "300.00")]
    assert found.json["output1"] == {"zdiv": "4", "stat": "무료실시간", "nrec": "2"}
    assert (found.json["output2"][1]["name"], found.json["output2"][1]["ename"]) == ("애플", "Apple Inc.")
    assert shown(await ask(caller, NAME, TR, NDAY="3"), "powx") == [("MSFT", "500.00"), ("AAPL", "300.00")]


async def test_who_did_not_trade_has_no_place(haero: Running) -> None:
    caller = await two_days(haero)
    await caller.control("POST", "/control/clock", {"advance": "PT5M"})
    assert shown(await ask(caller, NAME, TR, NDAY="0")) == []
    assert "NDAY" in await refused(caller, NAME, TR, NDAY="x")
