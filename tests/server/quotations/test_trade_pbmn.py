"""거래대금순위: today's amount, and averages with the days before."""

from tests.server.quotations.boards import ask, refused, shown, two_days
from tests.support import Running

NAME, TR = "trade-pbmn", "HHDFS76320010"
ALL = {"PRC1": "", "PRC2": ""}


async def test_by_amount(haero: Running) -> None:
    caller = await two_days(haero)
    today = await ask(caller, NAME, TR, **ALL, NDAY="0")
    assert shown(today, "tamt", "a_tamt") == [("AAPL", "3300", "3300"), ("MSFT", "950", "950")]
    two = await ask(caller, NAME, TR, **ALL, NDAY="1")
    assert shown(two, "tamt", "a_tamt") == [("MSFT", "950", "2475"), ("AAPL", "3300", "2150")]
    assert shown(await ask(caller, NAME, TR, NDAY="0", PRC1="150", PRC2=""), "rank") == [("MSFT", "1")]
    assert "NDAY" in await refused(caller, NAME, TR, **ALL, NDAY="x")
