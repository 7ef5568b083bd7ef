"""(e) what an order costs with 1 thousand, 100 thousand and 1 million resting orders, and with 10 thousand accounts."""

import time
from decimal import Decimal

from bench import yardstick
from bench.effort import FULL, Effort
from bench.in_process import NoJournal, make_broker, open_account
from bench.report import Rounds, emit_rounds, say
from haero.broker.broker import Broker
from haero.desk.commands import CancelOrder, PlaceOrder
from haero.service.service import calm_collector
from haero.terms import Exchange, OrderType, Side

PROBES, ROUNDS = 1_000, 10
SIZES = {
    "1 thousand resting orders": (1, 1_000),
    "100 thousand resting orders": (1, 100_000),
    "1 million resting orders": (1, 1_000_000),
    "10 thousand accounts": (10_000, 20_000),
}
"""Accounts, and resting orders of all of them."""
UNIT = "µs CPU/order and cancellation"
SYMBOLS = ("AAPL", "MSFT", "NVDA", "AMZN", "META", "GOOGL", "TSLA", "QQQ", "PYPL", "TQQQ")


def buy(account: str, turn: int) -> PlaceOrder:
    """A resting buy: ten symbols, a thousand prices."""
    price = Decimal(1_000 + (turn // len(SYMBOLS)) % 1_000) / 100
    return PlaceOrder(account, Exchange.NASDAQ, SYMBOLS[turn % len(SYMBOLS)], Side.BUY, OrderType.LIMIT, 1, price)


def probe(broker: Broker, accounts: list[str], stretch: int, probes: int) -> float:
    """Microseconds of CPU of one order and its cancellation."""
    started = time.process_time()
    for turn in range(probes):
        account = accounts[(stretch * 7919 + turn * 31) % len(accounts)]
        receipt = broker.submit(buy(account, turn))
        number = broker.state.accounts[account].last_number
        broker.submit(CancelOrder(account, Exchange.NASDAQ, SYMBOLS[turn % len(SYMBOLS)], number, 0))
        assert receipt.seq
    return (time.process_time() - started) / probes * 1e6


def resting(accounts: int, orders: int) -> tuple[Broker, list[str]]:
    """A broker of its own, with so many resting orders, spread over its accounts."""
    broker = make_broker(NoJournal())
    names = [open_account(broker, number) for number in range(1, accounts + 1)]
    for turn in range(orders):
        broker.submit(buy(names[turn % accounts], turn))
    return broker, names


def run(effort: Effort = FULL) -> None:
    """All sizes are there at once and take their rounds in turn; the ratio is to the smallest."""
    calm_collector()
    scenes = {}
    for label, (accounts, orders) in SIZES.items():
        say(f"making {label}")
        scenes[label] = resting(effort.some(accounts, 1), effort.some(orders, 100))
    calm_collector()
    found: dict[str, Rounds] = {label: [] for label in SIZES}
    plain = Rounds()
    for number in range(effort.rounds(ROUNDS)):
        plain.append(yardstick.turn_cost())
        for label, (broker, names) in scenes.items():
            found[label].append(probe(broker, names, number, effort.some(PROBES)))
        say(f"scale, round {number + 1}/{effort.rounds(ROUNDS)}")
    first = next(iter(SIZES))
    emit_rounds(f"scale.order_and_cancel.{first}", found[first], UNIT, vs=yardstick.NAME, base=plain)
    for label, rounds in found.items():
        if label != first:
            emit_rounds(f"scale.order_and_cancel.{label}", rounds, UNIT, vs=first, base=found[first])
