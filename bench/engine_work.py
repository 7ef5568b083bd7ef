"""What every engine is given: the same market messages and the same limit orders, seeded, and how an engine says what it filled.

The path is made so that the engines' models agree on every fill price, although they differ in what they look at:

- The price goes down and up by single ticks. Before it leaves a price there is a print at it, so a resting order meets a print at
  its limit (bars are made of prints and of the middle of quotes), then a quote whose other side is its limit (quotes).
- A marketable order comes right after a quote, has the quote's price for its limit, and is followed by a print at that price.
- Shown sizes are larger than what is asked, so every order fills in one piece.

This module imports the standard library alone: it runs in the environment of every engine.
"""

import gc
import json
import random
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Self

SEED = 20261120
STEP = 10_000  # microseconds between messages
FIRST_BID = 23_000  # cents


class Shown(NamedTuple):
    """A best bid and ask. `at` is microseconds from the start, prices are cents, sizes shares."""

    at: int
    bid: int
    bid_size: int
    ask: int
    ask_size: int


class Traded(NamedTuple):
    """A print of the market; `buyer` where it took the ask."""

    at: int
    price: int
    size: int
    buyer: bool


class Wanted(NamedTuple):
    """A limit order, sent when message `after` is known."""

    after: int
    buy: bool
    quantity: int
    price: int


class Filled(NamedTuple):
    """What became of one order: shares, and their average price in cents."""

    quantity: int
    price: float


class Work(NamedTuple):
    """Messages in time order, orders in the order of their messages; at most one order a message."""

    messages: list[Shown | Traded]
    orders: list[Wanted]


class _Maker:
    """Walks the price, and puts orders where they will be filled."""

    def __init__(self, seed: int, quiet: int) -> None:
        """`quiet` messages that move no price follow every tick."""
        self.random = random.Random(seed)
        self.quiet = quiet
        self.work = Work([], [])
        self.bid = FIRST_BID
        self.held = 0

    def show(self) -> None:
        size = self.random.randint
        self.work.messages.append(Shown(self._at(), self.bid, size(2_000, 9_000), self.bid + 1, size(2_000, 9_000)))

    def print(self, price: int, *, buyer: bool) -> None:
        self.work.messages.append(Traded(self._at(), price, self.random.randint(1, 20), buyer))

    def order(self, buy: bool, quantity: int, price: int) -> None:
        self.held += quantity if buy else -quantity
        self.work.orders.append(Wanted(len(self.work.messages) - 1, buy, quantity, price))

    def leg(self, ticks: int, down: bool, sizes: list[int]) -> None:
        """`ticks` steps one way. Resting orders (one each second step) take `sizes`: buys on the way down, sells on the way up."""
        pending = 0
        for step in range(ticks):
            left = ticks - step
            if step % 2 == 0:
                away = self.random.randint(1, min(5, left))
                self.order(down, sizes[step // 2], self.bid + 1 - away if down else self.bid + away)
            elif pending:
                self._lift(False, pending)
                pending = 0
            else:
                pending = self.random.randint(1, 100)
                self._lift(True, pending)
            for turn in range(self.quiet):
                if turn % 2:
                    self.print(self.bid if down else self.bid + 1, buyer=not down)
                else:
                    self.show()
            self.print(self.bid if down else self.bid + 1, buyer=not down)
            self.bid += -1 if down else 1
            self.show()

    def _lift(self, buy: bool, quantity: int) -> None:
        price = self.bid + 1 if buy else self.bid
        self.order(buy, quantity, price)
        self.print(price, buyer=buy)

    def _at(self) -> int:
        return (len(self.work.messages) + 1) * STEP


def make(orders: int, quiet: int, seed: int = SEED) -> Work:
    """About `orders` orders, half of them marketable, half resting, with `quiet` further messages to each."""
    maker = _Maker(seed, quiet)
    maker.show()
    while len(maker.work.orders) < orders:
        ticks = 4 * maker.random.randint(4, 12)  # pairs of a marketable buy and sell come out even
        sizes = [maker.random.randint(1, 100) for _ in range(ticks // 2)]
        maker.leg(ticks, True, sizes)
        maker.random.shuffle(sizes)
        maker.leg(ticks, False, sizes)
    assert maker.held == 0
    return maker.work


WORKS: dict[str, Callable[[], Work]] = {
    "busy": lambda: make(5_000, 0),
    "quiet": lambda: make(500, 100),
}
"""2.5 messages an order, and 100."""


class Watch:
    """Stops the time of the inner loop: by the wall, and that of the process's own threads on the processor."""

    def __enter__(self) -> Self:
        gc.collect()
        gc.disable()  # the same rule for every engine: no garbage collection while the clock runs
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds, self.cpu_seconds = time.perf_counter() - self._wall, time.process_time() - self._cpu
        gc.enable()


def drive(run: Callable[[Work], tuple[Watch, list[Filled]]]) -> None:
    """Runs an engine on every work and prints one JSON object: the times and fills of each."""
    found: dict[str, Any] = {}
    for name, work in WORKS.items():
        watch, fills = run(work())
        found[name] = {"seconds": watch.seconds, "cpu_seconds": watch.cpu_seconds, "fills": fills}
    print(json.dumps(found))
