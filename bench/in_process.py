"""(c) commands a second through the desk in this process, with and without journal, and (d) recovery, events a second."""

import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from bench.report import emit, median, say
from haero.broker.broker import Broker
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
COMMANDS, ROUNDS = 60_000, 3


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
    return Broker(market, journal, state or State(), FeeSchedule())


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


def rate(broker: Broker, account: str, *, flush: bool) -> float:
    batch = list(commands(account, COMMANDS))
    started = time.perf_counter()
    submit = broker.submit
    for command in batch:
        submit(command)
    if flush:
        broker.journal.flush()
    return COMMANDS / (time.perf_counter() - started)


def run() -> None:
    """Alternates with and without journal; the journalled run ends when the last event is on disk."""
    calm_collector()
    bare: list[float] = []
    durable: list[float] = []
    replay: list[float] = []
    for number in range(ROUNDS):
        broker = make_broker(NoJournal())
        bare.append(rate(broker, open_account(broker), flush=False))
        with tempfile.TemporaryDirectory() as name:
            store = Store(Path(name) / FILE_NAME)
            journal = Journal(store)
            broker = make_broker(journal)
            durable.append(rate(broker, open_account(broker), flush=True))
            journal.close()
            started = time.perf_counter()
            found = recover(store)
            replay.append(found.replayed / (time.perf_counter() - started))
            assert snapshot.same(found.state, broker.state)
            store.close()
        say(
            f"desk, round {number + 1}/{ROUNDS}: {bare[-1]:.0f}/s bare, {durable[-1]:.0f}/s durable, {replay[-1]:.0f} events/s"
        )
    emit("desk.commands", median(bare), "commands/s", higher_is_better=True)
    ratio = median([a / b for a, b in zip(durable, bare, strict=True)])
    emit(
        "desk.commands_durable", median(durable), "commands/s", higher_is_better=True, vs="without journal", ratio=ratio
    )
    emit("recovery.events", median(replay), "events/s", higher_is_better=True)
