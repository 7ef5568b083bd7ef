"""Notices of one's own orders and realtime quotes, first with a client that blocks, then with asyncio.

    haero serve --data haero-data
    python examples/client_streams.py haero-data AAPL

The price is far over the market, so that the order fills, where somebody sells; after SECONDS it is taken back instead.
"""

import asyncio
import sys
from decimal import Decimal

import haero

SECONDS = 10.0
NEWS: dict[haero.NoticeKind, str] = {
    haero.ACCEPTED: "taken",
    haero.CONFIRMED: "at the exchange",
    haero.REQUESTED: "a change was asked for",
    haero.REVISED: "revised",
    haero.CANCELLED: "cancelled",
    haero.REJECTED: "refused",
    haero.FILLED: "filled",
    haero.EXPIRED: "gone at the end of the day",
}


def told(notice: haero.Notice) -> None:
    """One line a notice; a reader that was too slow hears of it as well."""
    if notice.kind is haero.LOST:
        print("too slow:", notice.quantity, "notices were folded")
        return
    print(notice.odno, NEWS[notice.kind], notice.quantity, notice.symbol, notice.price)


def shown(tick: haero.TradeTick | haero.BookTick | haero.Lost) -> None:
    """A trade or a book, or that this reader was too slow for some."""
    if isinstance(tick, haero.TradeTick):
        print(tick.symbol, "traded", tick.size, "at", tick.price)
    elif isinstance(tick, haero.BookTick):
        print(tick.symbol, tick.bid, "to", tick.ask)
    else:
        print("too slow:", tick)


def filled(notices: haero.NoticeStream, order: haero.Order) -> bool:
    """Waits for a fill."""
    try:
        told(notices.wait(order, haero.FILLED, timeout=SECONDS))
    except haero.NoticeTimeout:
        return False
    return True


def first(ticks: haero.QuoteStream) -> None:
    """The first thing that the market says; too many symbols at once are refused before anything is asked."""
    try:
        shown(next(iter(ticks)))
    except haero.TooManyRegistrations as many:
        print(many)
    except StopIteration:
        print("the stream was closed")


def blocking(data: str, symbol: str) -> None:
    """An order, and what is heard of it."""
    with (
        haero.Client(data=data, environment="real", state=f"{data}/client") as kis,
        kis.notices() as notices,
        kis.ticks(symbol, feed=haero.Feed.FREE) as ticks,
    ):
        first(ticks)
        order = kis.buy(symbol, 1, (kis.quote(symbol).last * 2).quantize(Decimal("0.01")))
        if not filled(notices, order):
            order.cancel()


async def heard(notices: haero.AsyncNoticeStream, order: haero.AsyncOrder) -> bool:
    """Waits until KIS has the order."""
    try:
        told(await notices.wait(order, haero.ACCEPTED, timeout=SECONDS))
    except (haero.NoticeTimeout, haero.StreamClosed):
        return False
    return True


async def watched(ticks: haero.AsyncQuoteStream) -> None:
    """The first thing that the market says."""
    async for tick in ticks:
        shown(tick)
        return


async def awaiting(data: str, symbol: str) -> None:
    """The same with asyncio: an order that rests is taken back."""
    async with (
        haero.AsyncClient(data=data, environment="real", state=f"{data}/client") as kis,
        kis.notices() as notices,
        await kis.ticks(symbol) as ticks,
    ):
        order = await kis.buy(symbol, 1, "1.00")
        print("heard of", await heard(notices, order))
        await asyncio.wait_for(watched(ticks), SECONDS)
        await order.cancel()


def main(data: str, symbol: str = "AAPL") -> None:
    """`data` is the data folder of a running haero."""
    blocking(data, symbol)
    asyncio.run(awaiting(data, symbol))


if __name__ == "__main__":
    main(*sys.argv[1:])
