"""Orders in three symbols at once with haero's client for asyncio; then all of them are taken back.

haero serve --data haero-data
python examples/client_async.py haero-data AAPL MSFT NVDA
"""

import asyncio
import sys
from decimal import Decimal

import haero


async def rest(kis: haero.AsyncClient, symbol: str) -> haero.AsyncOrder:
    """An order at half the last price."""
    quote = await kis.quote(symbol)
    order = await kis.buy(symbol, 1, (quote.last / 2).quantize(Decimal("0.01")))
    print(symbol, quote.last, "taken", order.odno)
    return order


async def open_numbers(rows: haero.AsyncPages[haero.OpenOrder]) -> list[str]:
    """The list page by page, as it comes."""
    return [row.odno async for row in rows]


async def main(data: str, *symbols: str) -> None:
    """`data` is the data folder of a running haero."""
    async with haero.AsyncClient(data=data, environment="real", state=f"{data}/client") as kis:
        orders = await asyncio.gather(*(rest(kis, symbol) for symbol in symbols or ("AAPL", "MSFT", "NVDA")))
        print("open", await open_numbers(kis.open_orders()))
        lower = await orders[0].revise(orders[0].price)
        for order in (lower, *orders[1:]):
            await order.cancel()
        print("open", await open_numbers(kis.open_orders()))
        print("orders of today", len(await kis.orders()))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
