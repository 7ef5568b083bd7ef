"""One account over six days and two currencies, worked out by hand: what four inquiries must show of it, digit by digit.

Thu 19 Nov, New York    buys 10 Apple at 100.00 and 5 at 103.00: 1515.00, fees 2.50 and 1.29; settles Fri 20
Fri 20 Nov, Tokyo       buys 100 Toyota at 2700: 270,000 yen, fee 675; Mon 23 is a holiday there: settles Wed 25
Fri 20 Nov, New York    sells 6 Apple at 110.00: 660.00, fee 1.65, cost 606.00, profit 52.35; settles Mon 23
Mon 23 Nov              Apple trades at 112.00
Tue 24 Nov, Tokyo       sells the 100 Toyota at 2800: 280,000, fee 700, profit 9,300; settles Thu 26; trades at 2750
Wed 25 Nov, New York    sells 4 Apple at 115.00: 460.00, fee 1.15, cost 404.00; Thu 26 is a holiday there: settles Fri 27
                        pays in 500 dollars, which is Thu 26, 00:00 in Korea
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from tests.support import TRADING, Direct, Running, running

START = "2026-11-19T10:00:00-05:00"


async def show(caller: Direct, exchange: str, symbol: str, bid: str, ask: str) -> None:
    """Posts a best bid and ask, large enough for everything here."""
    quote = {"exchange": exchange, "symbol": symbol, "bid": bid, "bid_size": 1000, "ask": ask, "ask_size": 1000}
    assert (await caller.control("POST", "/control/market/quote", quote)).status == 200


async def trade(caller: Direct, exchange: str, symbol: str, price: str) -> None:
    """Posts a print of one share."""
    body = {"exchange": exchange, "symbol": symbol, "price": price, "size": 1}
    assert (await caller.control("POST", "/control/market/print", body)).status == 200


async def at(caller: Direct, moment: str) -> None:
    """Moves the market clock."""
    assert (await caller.control("POST", "/control/clock", {"to": moment})).status == 200


async def order(caller: Direct, tr_id: str, exchange: str, symbol: str, quantity: str, price: str) -> None:
    """Places an order that must be taken."""
    body = caller.order_body(
        OVRS_EXCG_CD=exchange,
        PDNO=symbol,
        ORD_QTY=quantity,
        OVRS_ORD_UNPR=price,
        ORD_DVSN="00" if "TTTT" in tr_id else "-",
    )
    answer = await caller.post(f"{TRADING}/order", tr_id, body)
    assert answer.code == "APBK0013", answer


async def tell(caller: Direct) -> None:
    """The story above, up to its last moment."""
    await show(caller, "NASD", "AAPL", "99.00", "100.00")
    await order(caller, "TTTT1002U", "NASD", "AAPL", "10", "100.00")
    await show(caller, "NASD", "AAPL", "102.00", "103.00")
    await order(caller, "TTTT1002U", "NASD", "AAPL", "5", "103.00")
    await at(caller, "2026-11-20T11:05:00+09:00")
    await show(caller, "TKSE", "7203", "2699", "2700")
    await order(caller, "TTTS0308U", "TKSE", "7203", "100", "2700")
    await at(caller, "2026-11-20T10:00:00-05:00")
    await show(caller, "NASD", "AAPL", "110.00", "113.00")
    await order(caller, "TTTT1006U", "NASD", "AAPL", "6", "110.00")
    await at(caller, "2026-11-23T10:00:00-05:00")
    await trade(caller, "NASD", "AAPL", "112.00")
    await at(caller, "2026-11-24T10:00:00+09:00")
    await show(caller, "TKSE", "7203", "2800", "2801")
    await order(caller, "TTTS0307U", "TKSE", "7203", "100", "2800")
    await trade(caller, "TKSE", "7203", "2750")
    await at(caller, "2026-11-25T10:00:00-05:00")
    await show(caller, "NASD", "AAPL", "115.00", "116.00")
    await order(caller, "TTTT1006U", "NASD", "AAPL", "4", "115.00")
    paid = await caller.control(
        "POST", "/control/cash", {"account": caller.app.account, "currency": "USD", "amount": "500"}
    )
    assert paid.status == 200, paid


@contextlib.asynccontextmanager
async def told(folder: Path) -> AsyncIterator[tuple[Running, Direct]]:
    """A haero in which the story has happened."""
    async with running(folder / "data", at=START) as house:
        caller = await house.direct()
        await tell(caller)
        yield house, caller
