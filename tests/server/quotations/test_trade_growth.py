"""거래증가율순위: today's volume against the days before."""

from tests.server.quotations.boards import ask, refused, shown, two_days
from tests.support import Running

NAME, TR = "trade-growth", "HHDFS76330000"


async def test_by_growth(haero: Running) -> None:
    caller = await two_days(haero)
    found = await ask(caller, NAME, TR, NDAY="0")
    assert shown(found, "tvol", "n_tvol", "n_rate") == [("AAPL", "30", "10", "+200.00"), ("MSFT", "5", "20", "-75.00")]
    await caller.print("50", 7, "NVDA")  # its first day: nothing to compare with
    assert shown(await ask(caller, NAME, TR, NDAY="5"), "n_rate") == [("AAPL", "+200.00"), ("MSFT", "-75.00")]
    await caller.control("POST", "/control/clock", {"advance": "PT24H"})
    await caller.print("110", 80)
    assert shown(await ask(caller, NAME, TR, NDAY="1"), "n_tvol", "n_rate") == [("AAPL", "20", "+300.00")]
    assert "NDAY" in await refused(caller, NAME, TR, NDAY="")
