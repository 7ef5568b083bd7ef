"""거래량순위: today's volume, and averages with the days before."""

from tests.server.quotations.boards import ask, refused, shown, two_days
from tests.support import Running

NAME, TR = "trade-vol", "HHDFS76310010"
ALL = {"PRC1": "", "PRC2": ""}


async def test_by_volume(haero: Running) -> None:
    caller = await two_days(haero)
    today = await ask(caller, NAME, TR, **ALL, NDAY="0")
    assert shown(today, "tvol", "a_tvol", "rank") == [("AAPL", "30", "30", "1"), ("MSFT", "5", "5", "2")]
    two = await ask(caller, NAME, TR, **ALL, NDAY="1")
    assert shown(two, "tvol", "a_tvol") == [("AAPL", "30", "20"), ("MSFT", "5", "12")]
    # There are two days only.
    assert shown(await ask(caller, NAME, TR, **ALL, NDAY="9"), "a_tvol") == shown(two, "a_tvol")
    assert "NDAY" in await refused(caller, NAME, TR, **ALL, NDAY="")
