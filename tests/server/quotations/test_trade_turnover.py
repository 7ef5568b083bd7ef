"""거래회전율순위: volume in percent of the listed shares."""

from dataclasses import replace

from haero.terms import Exchange
from tests.server.quotations.boards import ask, refused, shown, two_days
from tests.support import Running

NAME, TR = "trade-turnover", "HHDFS76340000"


async def test_by_turnover(haero: Running) -> None:
    caller = await two_days(haero)
    await caller.print("110", 148_000_000)
    found = await ask(caller, NAME, TR, NDAY="0")
    assert shown(found, "shar", "tover") == [("AAPL", "14800000000", "1.00"), ("MSFT", "7430000000", "0.00")]
    assert shown(await ask(caller, NAME, TR, NDAY="1"), "tover") == [("AAPL", "0.50"), ("MSFT", "0.00")]
    assert "NDAY" in await refused(caller, NAME, TR, NDAY="x")


async def test_unknown_shares_have_no_turnover(haero: Running) -> None:
    assert haero.service.hub is not None
    instruments = haero.service.hub.broker.market.instruments
    apple = instruments.get(Exchange.NASDAQ, "AAPL")
    assert apple is not None
    instruments.add(replace(apple, listed_shares=0))
    caller = await two_days(haero)
    assert shown(await ask(caller, NAME, TR, NDAY="0")) == [("MSFT",)]
