"""(e) what an order costs with 1 thousand, 100 thousand and 1 million resting orders, and with 10 thousand accounts."""

import time
from decimal import Decimal

from bench.in_process import NoJournal, make_broker, open_account
from bench.report import emit, median, say
from haero.broker.broker import Broker
from haero.desk.commands import CancelOrder, PlaceOrder
from haero.service.service import calm_collector
from haero.terms import Exchange, OrderType, Side

PROBES = 5_000
SYMBOLS = ("AAPL", "MSFT", "NVDA", "AMZN", "META", "GOOGL", "TSLA", "QQQ", "PYPL", "TQQQ")


def buy(account: str, turn: int) -> PlaceOrder:
    """A resting buy: ten symbols, a thousand prices."""
    price = Decimal(1_000 + (turn // len(SYMBOLS)) % 1_000) / 100
    return PlaceOrder(account, Exchange.NASDAQ, SYMBOLS[turn % len(SYMBOLS)], Side.BUY, OrderType.LIMIT, 1, price)


def probe(broker: Broker, accounts: list[str]) -> float:
    """Microseconds of one order and its cancellation, the median of ten stretches."""
    stretches = []
    for stretch in range(10):
        started = time.perf_counter()
        for turn in range(PROBES // 10):
            account = accounts[(stretch * 7919 + turn * 31) % len(accounts)]
            receipt = broker.submit(buy(account, turn))
            number = broker.state.accounts[account].last_number
            broker.submit(CancelOrder(account, Exchange.NASDAQ, SYMBOLS[turn % len(SYMBOLS)], number, 0))
            assert receipt.seq
        stretches.append((time.perf_counter() - started) / (PROBES // 10) * 1e6)
    return median(stretches)


def run() -> None:
    """Each size in a broker of its own; the ratio is to the smallest."""
    base = 0.0
    for resting, label in ((1_000, "1 thousand"), (100_000, "100 thousand"), (1_000_000, "1 million")):
        say(f"placing {label} resting orders")
        broker = make_broker(NoJournal())
        account = open_account(broker)
        calm_collector()
        for turn in range(resting):
            broker.submit(buy(account, turn))
        cost = probe(broker, [account])
        base = base or cost
        emit(
            f"scale.order_and_cancel.{label} resting orders", cost, "µs", higher_is_better=False,
            vs="1 thousand resting orders", ratio=cost / base,
        )  # fmt: skip
        del broker
    say("opening 10 thousand accounts")
    broker = make_broker(NoJournal())
    accounts = [open_account(broker, number) for number in range(1, 10_001)]
    for turn in range(20_000):
        broker.submit(buy(accounts[turn % len(accounts)], turn))
    cost = probe(broker, accounts)
    emit(
        "scale.order_and_cancel.10 thousand accounts", cost, "µs", higher_is_better=False,
        vs="1 thousand resting orders", ratio=cost / base,
    )  # fmt: skip
