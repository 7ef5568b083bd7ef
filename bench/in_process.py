"""(c) CPU of a command through the desk in this process, with and without journal, and (d) of an event in a recovery."""

import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from bench import yardstick
from bench.effort import FULL, Effort
from bench.report import Rounds, emit_rounds, say
from haero.broker.broker import Broker
from haero.desk.checks import OrderRoom
from haero.desk.commands import CancelOrder, Command, MoveCash, OpenAccount, PlaceOrder, ReviseOrder
from haero.desk.events import Event
from haero.desk.fees import FeeSchedule
from haero.desk.state import State
from haero.journal import snapshot
from haero.journal.journal import Journal
from haero.journal.recovery import recover
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.market.listing.instruments import builtin
from haero.market.prices.manual import ManualSource
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook
from haero.service.service import calm_collector
from haero.terms import Currency, Environment, Exchange, OrderType, Side
from haero.world.marketplace import Marketplace

OPEN_TIME = datetime.fromisoformat("2026-11-20T10:00:00-05:00")
COMMANDS, ROUNDS = 40_000, 5
ROOM = OrderRoom(10**8, 10**8)
"""No benchmark is about how many orders an account may have."""


class NoJournal(Journal):
    """Numbers events and forgets them: the desk and the venue alone."""

    def __init__(self) -> None:
        self.seq = self.durable = 0
        self.failure = None

    def append(self, at: datetime, account: str, event: Event) -> int:
        self.seq += 1
        return self.seq


def make_broker(journal: Journal, state: State | None = None) -> Broker:
    sessions = SessionBook()
    market = Marketplace(MarketClock(OPEN_TIME, 0.0), sessions, builtin(), ManualSource(sessions))
    return Broker(market, journal, state or State(), FeeSchedule(), room=ROOM)


def open_account(broker: Broker, number: int = 1) -> str:
    broker.submit(OpenAccount(str(81_000_000 + number), "01", Environment.REAL, "01790", "bench", "bench"))
    account = f"{81_000_000 + number}-01"
    broker.submit(MoveCash(account, Currency.USD, Decimal(10) ** 12))
    return account


def commands(account: str, count: int) -> Iterator[Command]:
    """A mix: of ten commands six buys at resting prices, two revisions, two cancellations, as a market maker would send."""
    number = 0
    for turn in range(count):
        step = turn % 10
        if step < 6:
            number += 1
            price = Decimal(10_000 - turn % 500) / 100
            yield PlaceOrder(account, Exchange.NASDAQ, "AAPL", Side.BUY, OrderType.LIMIT, 10, price)
        elif step < 8:
            number += 1
            yield ReviseOrder(account, Exchange.NASDAQ, "AAPL", number - 6, 10, Decimal(9_000 + turn % 500) / 100)
        else:
            number += 1
            yield CancelOrder(account, Exchange.NASDAQ, "AAPL", number - 3, 0)


def cost(broker: Broker, account: str, count: int, *, flush: bool) -> float:
    """Microseconds of CPU of a command, all threads of the process included."""
    batch = list(commands(account, count))
    started = time.process_time()
    submit = broker.submit
    for command in batch:
        submit(command)
    if flush:
        broker.journal.flush()
    return (time.process_time() - started) / count * 1e6


def run(effort: Effort = FULL) -> None:
    """In turn: plain Python, without journal, with it until the last event is on disk, and the recovery from that."""
    calm_collector()
    count, rounds = effort.some(COMMANDS), effort.rounds(ROUNDS)
    plain, bare, durable, replay = Rounds(), Rounds(), Rounds(), Rounds()
    for number in range(rounds):
        plain.append(yardstick.turn_cost())
        broker = make_broker(NoJournal())
        bare.append(cost(broker, open_account(broker), count, flush=False))
        with tempfile.TemporaryDirectory() as name:
            store = Store(Path(name) / FILE_NAME)
            journal = Journal(store)
            broker = make_broker(journal)
            durable.append(cost(broker, open_account(broker), count, flush=True))
            journal.close()
            started = time.process_time()
            found = recover(store)
            replay.append((time.process_time() - started) / found.replayed * 1e6)
            assert snapshot.same(found.state, broker.state)
            store.close()
        say(
            f"desk, round {number + 1}/{rounds}: {bare[-1]:.1f} µs CPU bare, {durable[-1]:.1f} durable, {replay[-1]:.1f} an event"
        )
    emit_rounds("yardstick", plain, "µs CPU/turn")
    emit_rounds("desk.commands", bare, "µs CPU/command", vs=yardstick.NAME, base=plain)
    emit_rounds("desk.commands_durable", durable, "µs CPU/command", vs="without journal", base=bare)
    emit_rounds("recovery.events", replay, "µs CPU/event", vs=yardstick.NAME, base=plain)
