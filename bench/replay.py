"""(g) CPU of a message of a replay through the broker, with 1, 1,000 and 100,000 resting orders of one account.

The recording is made up (seeded, about 130 thousand rows in one regular session) and, where HAERO_MARKET_DATA names its folder,
the real day of IBM; a message is a row. The orders rest far below the market, at as many prices as there are orders (up to
10,000), and all at five prices. The CPU is that of the clock's way through the session: reading the file, keeping the bars,
matching. No journal.
"""

import gzip
import os
import random
import tempfile
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bench import yardstick
from bench.effort import FULL, Effort
from bench.in_process import NoJournal, open_account
from bench.report import Rounds, emit_rounds, say
from haero.broker.broker import Broker
from haero.desk.commands import PlaceOrder
from haero.desk.fees import FeeSchedule
from haero.desk.state import State
from haero.market.listing.instruments import InstrumentBook, builtin
from haero.market.recording.recording import Recording
from haero.market.recording.replay_source import ReplaySource
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook, SessionKind
from haero.service.service import calm_collector
from haero.terms import Exchange, OrderType, Side
from haero.world.marketplace import Marketplace

ROWS, ROUNDS = 130_000, 3
PRICES = {"spread": 10_000, "five prices": 5}
RESTING = ((1, "1 order"), (1_000, "1 thousand orders"), (100_000, "100 thousand orders"))
SETTLE = timedelta(minutes=1)
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def write_day(path: Path, rows: int = ROWS) -> None:
    """A day that looks like the real one: of nine rows four pairs of bid and ask and one trade, a price that wanders."""
    draw = random.Random(20_261_120)
    start, price = datetime.fromisoformat("2026-11-20T14:30:00+00:00"), 26_000
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("time_utc,symbol,exchange,kind,price,size,venue,condition,suspicious\n")
        for step in range(rows // 9):
            for place in range(4):
                moment = start + timedelta(milliseconds=(step * ROWS // rows) * 1_600 + place * 400)
                stamp = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03d}Z,IBM,NYSE"
                price = min(max(price + draw.choice((-1, 0, 0, 1)), 20_000), 32_000)
                file.write(f"{stamp},bid,{price / 100:.4f},{draw.randrange(1, 9) * 100},P,1,0\n")
                file.write(f"{stamp},ask,{price / 100 + 0.02:.4f},{draw.randrange(1, 9) * 100},Q,1,0\n")
            file.write(f"{stamp},trade,{price / 100 + 0.01:.4f},{draw.randrange(1, 5) * 100},D,1,0\n")


def opened(path: Path) -> tuple[SessionBook, InstrumentBook, ReplaySource, datetime, datetime]:
    """The recording, and the regular session without its first and last minute."""
    sessions, instruments = SessionBook(), builtin()
    source = ReplaySource([path], sessions, instruments)
    regular = next(s for s in sessions.on(Exchange.NYSE, source.first.date()) if s.kind is SessionKind.REGULAR)
    start, end = max(source.first, regular.opens) + SETTLE, min(source.last, regular.closes) - SETTLE
    return sessions, instruments, source, start, end


def played(path: Path, resting: int, prices: int) -> float:
    """Seconds of CPU from the last order to a minute before the close."""
    sessions, instruments, source, start, end = opened(path)
    broker = Broker(
        Marketplace(MarketClock(start, 0.0), sessions, instruments, source), NoJournal(), State(), FeeSchedule()
    )
    account = open_account(broker)
    for turn in range(resting):
        price = Decimal(1_000 + turn % prices) / 100
        broker.submit(PlaceOrder(account, Exchange.NYSE, "IBM", Side.BUY, OrderType.LIMIT, 1, price))
    started = time.process_time()
    broker.move_clock(end)
    seconds = time.process_time() - started
    assert len(broker.state.accounts[account].working) == resting
    return seconds


def rows_between(path: Path) -> int:
    """Rows of the regular session, without its first and last minute."""
    _, _, _, start, end = opened(path)
    low, high = ((moment - EPOCH) // timedelta(microseconds=1) for moment in (start, end))
    pages = Recording([path], SessionBook()).pages()
    return sum(int(((page["at"] > low) & (page["at"] <= high)).sum()) for page in pages)


def run(effort: Effort = FULL) -> None:
    """Each recording with each number of orders; the ratio is to a single order."""
    calm_collector()
    with tempfile.TemporaryDirectory() as name:
        made_up = Path(name) / "day.csv.gz"
        write_day(made_up, effort.some(ROWS))
        days = {"made-up day": made_up}
        real = Path(os.environ.get("HAERO_MARKET_DATA", "/nowhere")) / "IBM-20131007.csv.gz"
        if real.exists() and effort == FULL:
            days["IBM 2013-10-07"] = real
        for day, path in days.items():
            _measure(day, path, effort)


def _measure(day: str, path: Path, effort: Effort) -> None:
    rows = rows_between(path)
    cases = [(count, label, kind) for count, label in RESTING for kind in (PRICES if count > 1 else ["spread"])]
    costs: list[Rounds] = [[] for _ in cases]
    plain = Rounds()
    for number in range(
        effort.rounds(ROUNDS)
    ):  # all cases in turn, so that a slow moment of the machine meets all of them
        plain.append(yardstick.turn_cost())
        for place, (count, _, kind) in enumerate(cases):
            costs[place].append(played(path, effort.some(count, 1), PRICES[kind]) / rows * 1e6)
        say(f"replay of the {day}, round {number + 1}: {', '.join(f'{found[-1]:.2f}' for found in costs)} µs CPU")
    for (count, label, kind), found in zip(cases, costs, strict=True):
        name = f"replay.{day}.{label}" + (f", {kind}" if count > 1 else "")
        vs, base = (yardstick.NAME, plain) if found is costs[0] else (RESTING[0][1], costs[0])
        emit_rounds(name, found, "µs CPU/message", vs=vs, base=base)
