"""(i) what accounts that once traded, and symbols in which orders rest, cost everybody else: in the default market and in a replay.

An order is `broker.advance` and `broker.submit`, two milliseconds of market time after the one before; 500 of them are one second
of market. Its CPU is that of all threads of the process, journal included. The typical order (median) and all of them with the
market's own second in it (mean) are told apart: a second brings news for every symbol that waits. These orders are in one symbol;
`in_turn` is the typical order where each is in another of the waiting symbols, whose memory is cold. All sizes take their rounds
in turn.
"""

import dataclasses
import random
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from bench.effort import FULL, Effort
from bench.in_process import OPEN_TIME
from bench.report import Rounds, emit_rounds, median, say
from haero.broker.broker import Broker
from haero.desk.commands import CancelOrder, MoveCash, PlaceOrder
from haero.house.house import House
from haero.house.settings import Settings
from haero.service.service import calm_collector
from haero.terms import Currency, Environment, Exchange, OrderType, Side

NASDAQ = Exchange.NASDAQ
ACCOUNTS = (0, 100, 1_000, 10_000)
SYMBOLS = (1, 10, 100, 1_000)
TRADED = 50  # symbols that each of the other accounts traded
ORDERS, STEP, ROUNDS = 500, timedelta(milliseconds=2), 7
RECORDED = timedelta(seconds=60)  # of which the rounds of orders use the first seconds
PLAYED = (1, 100, 500)
ROWS, PLAY_ROUNDS = 100_000, 3
LOW = Decimal("1.00")  # where an order rests


class Cost(NamedTuple):
    """Microseconds of CPU: of the typical order in one symbol, of an order there on the average, of the typical order where each is
    in another symbol, of the market's second alone.
    """

    median: float
    mean: float
    in_turn: float
    second: float


Costs = dict[int, list[Cost]]
"""The rounds of each size."""


def name_of(turn: int) -> str:
    """A symbol that no list has."""
    return f"X{turn:04d}"


def buy(account: str, symbol: str) -> PlaceOrder:
    return PlaceOrder(account, NASDAQ, symbol, Side.BUY, OrderType.LIMIT, 1, LOW)


class Scene:
    """A house on a folder of its own, with an account that trades and a clock that the measurement moves."""

    def __init__(self, folder: Path, market: str, symbols: int) -> None:
        """An order of its account rests in each of `symbols` symbols."""
        self.house = House(folder, Settings(market=market, speed=0.0, at=OPEN_TIME.isoformat()), OPEN_TIME)
        self.house.open_first_accounts()
        self.broker: Broker = self.house.broker
        self.account = next(iter(self.broker.state.accounts))
        self.broker.submit(MoveCash(self.account, Currency.USD, Decimal(10) ** 9))
        self._list(max(symbols, TRADED))
        self.symbols = [name_of(turn) for turn in range(symbols)]
        for symbol in self.symbols:
            self.broker.submit(buy(self.account, symbol))

    def _list(self, count: int) -> None:
        instruments = self.broker.market.instruments
        apple = instruments.get(NASDAQ, "AAPL")
        assert apple is not None
        for symbol in map(name_of, range(count)):
            if instruments.get(NASDAQ, symbol) is None:
                instruments.add(dataclasses.replace(apple, symbol=symbol))

    def others_traded(self, accounts: int) -> None:
        """Other accounts have an order in each of TRADED symbols, and take it back."""
        broker = self.broker
        cash = {Currency.USD: Decimal(1_000)}
        for _ in range(accounts):
            account = self.house.open_account(Environment.REAL, cash)
            broker.submit(buy(account, name_of(0)))
            order = broker.state.accounts[account].orders[1]
            for symbol in map(name_of, range(1, TRADED)):  # the venue alone: a million events say nothing more
                one = replace(order, symbol=symbol)
                broker.floor.venue.submit(account, one, None)
                broker.floor.venue.reduce(account, one, 1)
            broker.submit(CancelOrder(account, NASDAQ, name_of(0), 1, 0))

    def orders(self, symbols: list[str]) -> list[float]:
        """One second of orders: microseconds of CPU of each."""
        broker, clock, cpu = self.broker, self.broker.market.clock, time.process_time
        costs = []
        for turn in range(ORDERS):
            order = buy(self.account, symbols[turn % len(symbols)])
            clock.move_to(clock.now() + STEP)
            started = cpu()
            broker.advance()
            broker.submit(order)
            costs.append((cpu() - started) * 1e6)
        self.house.journal.flush()
        return costs

    def round(self) -> Cost:
        """A second of orders in one symbol, one of orders in all symbols in turn, and one of market."""
        alone, in_turn = self.orders(self.symbols[:1]), self.orders(self.symbols)
        self.symbols = self.symbols[ORDERS:] + self.symbols[:ORDERS]
        clock = self.broker.market.clock
        clock.move_to(clock.now() + timedelta(seconds=1))
        started = time.process_time()
        self.broker.advance()
        return Cost(median(alone), sum(alone) / ORDERS, median(in_turn), (time.process_time() - started) * 1e6)


def write_recording(path: Path, symbols: int, rows: int, length: timedelta) -> None:
    """Quotes and trades of many symbols in turn, evenly over `length` from a second before OPEN_TIME."""
    draw = random.Random(20_261_128)
    start = OPEN_TIME.astimezone(UTC) - timedelta(seconds=1)
    moments = rows // 2
    with path.open("w", encoding="ascii") as file:
        file.write("time_utc,symbol,exchange,kind,price,size,venue,condition,suspicious\n")
        for turn in range(moments):
            at = start + length * turn / moments
            symbol = name_of(turn % symbols)
            stamp = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1_000:03d}Z,{symbol},NASDAQ"
            price = 26_000 + draw.randrange(100)
            file.write(f"{stamp},bid,{price / 100:.2f},{draw.randrange(1, 9) * 100},P,1,0\n")
            file.write(f"{stamp},ask,{price / 100 + 0.02:.2f},{draw.randrange(1, 9) * 100},Q,1,0\n")


def measured(scenes: dict[int, Scene], what: str, effort: Effort) -> Costs:
    """ROUNDS rounds of each scene, a round each in turn."""
    calm_collector()
    rounds: Costs = {size: [] for size in scenes}
    for number in range(effort.rounds(ROUNDS) + 1):
        for size, scene in scenes.items():
            found = scene.round()
            if number:  # the first warms up
                rounds[size].append(found)
        say(f"{what}, round {number}/{effort.rounds(ROUNDS)}")
    return rounds


def _say_orders(name: str, label: str, found: Costs, fields: tuple[str, ...]) -> None:
    first, *_ = found
    for field in fields:
        base = [getattr(cost, field) for cost in found[first]]
        for size, costs in found.items():
            rounds = [getattr(cost, field) for cost in costs]
            vs = f"{first} {label}" if size != first else None
            emit_rounds(
                f"growth.{name}.{field}.{size} {label}", rounds, "µs CPU/order", vs=vs, base=base if vs else None
            )


def _say_seconds(name: str, found: Costs) -> None:
    *_, most = found
    rounds = [cost.second / most for cost in found[most]]
    emit_rounds(f"growth.{name}.second.{most} symbols", rounds, "µs CPU/symbol/market second")


def accounts(folder: Path, effort: Effort) -> None:
    """Accounts that once traded, in the default market."""
    with ExitStack() as stack:
        scenes = {}
        for count in sizes(ACCOUNTS, effort):
            say(f"opening {count} accounts that traded {TRADED} symbols each")
            scenes[count] = Scene(folder / f"accounts{count}", "synthetic", 1)
            stack.callback(scenes[count].house.close)
            scenes[count].others_traded(count)
        _say_orders("accounts", "accounts", measured(scenes, "accounts that traded", effort), ("median", "mean"))


def symbols(folder: Path, name: str, market: str, effort: Effort) -> None:
    """Symbols in which an order rests."""
    with ExitStack() as stack:
        scenes = {}
        for count in sizes(SYMBOLS, effort):
            scenes[count] = Scene(folder / f"{name}{count}", market, count)
            stack.callback(scenes[count].house.close)
        found = measured(scenes, f"symbols with resting orders, {name}", effort)
    _say_orders(f"symbols_{name}", "symbols", found, ("median", "mean", "in_turn"))
    _say_seconds(f"symbols_{name}", found)


def _played(folder: Path, path: Path, waiting: int) -> float:
    """Seconds of CPU of the whole recording but for its first second."""
    scene = Scene(folder, f"replay:{path}", waiting)
    end = OPEN_TIME + timedelta(minutes=10)
    started = time.process_time()
    scene.broker.move_clock(end)
    spent = time.process_time() - started
    scene.house.close()
    return spent


def rows(folder: Path, effort: Effort) -> None:
    """A recording of 500 symbols, of which some have a resting order."""
    path, count = folder / "rows.csv", effort.some(ROWS)
    write_recording(path, PLAYED[-1], count, timedelta(minutes=9))
    costs: dict[int, Rounds] = {waiting: [] for waiting in PLAYED}
    for number in range(effort.rounds(PLAY_ROUNDS)):
        for waiting, found in costs.items():
            found.append(_played(folder / f"rows{waiting}-{number}", path, waiting) / count * 1e6)
        say(f"replay with waiting symbols, round {number + 1}/{effort.rounds(PLAY_ROUNDS)}")
    first = PLAYED[0]
    for waiting, found in costs.items():
        vs = f"{first} waiting symbol" if waiting != first else None
        name = f"growth.replay_rows.{waiting} of {PLAYED[-1]} symbols wait"
        emit_rounds(name, found, "µs CPU/row", vs=vs, base=costs[first] if vs else None)


def sizes(all_: tuple[int, ...], effort: Effort) -> tuple[int, ...]:
    """All sizes, or the smaller ones, two at least."""
    return tuple(size for place, size in enumerate(all_) if place < 2 or size <= all_[-1] // effort.share)


def run(effort: Effort = FULL) -> None:
    """Every size in a house of its own; the ratio is to the smallest."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        accounts(folder, effort)
        symbols(folder, "synthetic", "synthetic", effort)
        recording = folder / "day.csv"
        write_recording(recording, SYMBOLS[-1], 10_000, RECORDED)
        symbols(folder, "replay", f"replay:{recording}", effort)
        rows(folder, effort)
