"""One client in a process of its own: `python -m bench.client_worker NAME TASKS URL FOLDER`.

A line on its standard input is a number of orders: it sends them and answers with a line, microseconds of CPU of all its threads
and of wall time an order. TASKS is 0 for a client that blocks, else the tasks that share the orders.
"""

import asyncio
import gc
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

from bench.client_buyers import BLOCKING, LATER, Buy, BuyLater


class Spent(NamedTuple):
    """Microseconds an order."""

    cpu: float
    wall: float


def _per_order(orders: int, cpu: float, wall: float) -> Spent:
    return Spent((time.process_time() - cpu) / orders * 1e6, (time.perf_counter() - wall) / orders * 1e6)


def blocking(buy: Buy, orders: int) -> Spent:
    """One order after the other."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(orders):
        buy()
    return _per_order(orders, cpu, wall)


async def later(buy: BuyLater, tasks: int, orders: int) -> Spent:
    """The same in so many tasks at once."""

    async def some() -> None:
        for _ in range(orders // tasks):
            await buy()

    cpu, wall = time.process_time(), time.perf_counter()
    if tasks == 1:
        await some()
    else:
        async with asyncio.TaskGroup() as group:
            for _ in range(tasks):
                group.create_task(some())
    return _per_order(orders // tasks * tasks, cpu, wall)


def _answer(spent: Spent) -> None:
    print(json.dumps(spent), flush=True)
    gc.collect()  # between rounds, not in one


async def _serve_later(name: str, tasks: int, url: str, folder: Path) -> None:
    client = LATER[name]()
    buy = await client.open(url, folder)
    while line := await asyncio.to_thread(sys.stdin.readline):
        _answer(await later(buy, tasks, int(line)))
    await client.close()


def main() -> None:
    name, tasks, url, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    if tasks:
        asyncio.run(_serve_later(name, tasks, url, folder))
        return
    with BLOCKING[name](url, folder) as buy:
        for line in sys.stdin:
            _answer(blocking(buy, int(line)))


if __name__ == "__main__":
    main()
