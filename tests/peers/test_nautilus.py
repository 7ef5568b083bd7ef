"""The same limit orders in the same market: haero's fill models and NautilusTrader 1.221's backtest engine.

Equal where both are meant to be; where they differ, docs/fills.md says why, and the case is here with both answers.
Runs where `make bench` has set up the engine's own environment, or where the package is installed.
"""

import importlib.util
import json
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haero.terms import Exchange, Side
from haero.venue.simulated.models import Fills, book_factory
from tests.venue.fills_document import ORDER, PRINT, QUOTE, differences

pytestmark = pytest.mark.peer
BESIDE = Path(sys.prefix) / "engines" / "nautilus" / "bin" / "python"
PYTHON = sys.executable if importlib.util.find_spec("nautilus_trader") else str(BESIDE)
CHANCE = {"touch": 1.0, "queue": 1.0, "through": 0.0}  # its nearest setting

Messages = list[list[Any]]
Filled = list[tuple[int, int, int, str]]


def nautilus(cases: list[tuple[str, Messages]]) -> list[Filled]:
    """Its fills: index of the message, order, shares, price. One process for all cases, as it takes seconds to start."""
    if not Path(PYTHON).exists():
        pytest.skip("nautilus_trader is not installed: `make bench ARGS=engines` does it")
    wanted = json.dumps([{"messages": messages, "probability": CHANCE[model]} for model, messages in cases])
    script = Path(__file__).with_name("nautilus_orders.py")
    ended = subprocess.run([PYTHON, str(script)], input=wanted, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return [joined([tuple(fill) for fill in fills]) for fills in json.loads(ended.stdout)]


def haero(model: str, messages: Messages) -> Filled:
    book = book_factory(Fills(model), (), 1)((Exchange.NASDAQ, "AAPL"), "81000001-01")
    found, data = list[tuple[int, int, int, str]](), 0
    for turn, (kind, *parts) in enumerate(messages):
        if kind == "quote":
            bid_size, bid, ask_size, ask = parts
            fills = book.on_quote(Decimal(bid), bid_size, Decimal(ask), ask_size)
        elif kind == "print":
            fills = book.on_print(Decimal(parts[1]), parts[0])
        else:
            size, price, number = parts
            fills = book.submit(number, Side(kind), Decimal(price), size)
        data = data if kind in {"buy", "sell"} else turn
        found += [(data, one.number, one.quantity, str(one.price)) for one in fills]
    return joined(found)


def joined(fills: list[Any]) -> Filled:
    """Fills of an order at one price and message as one, by order: which of two comes first is nobody's business here."""
    sums: dict[tuple[int, int, str], int] = {}
    for turn, number, size, price in fills:
        sums[turn, number, price] = sums.get((turn, number, price), 0) + size
    return sorted((turn, number, size, price) for (turn, number, price), size in sums.items())


def day(model: str, seed: int) -> Messages:
    """A random market with one order, smaller than all that the market shows or prints. Each print is followed by its quote.

    For `through`, no quote's price is the order's: NautilusTrader fills there whatever its setting. For `queue`, the order
    comes between bid and ask, where nobody stands before it.
    """
    dice = random.Random(seed)
    side, bid, ask = dice.choice(["buy", "sell"]), 1_000, dice.randint(1_002, 1_005)
    limit = dice.randint(bid - 3, ask + 3) if model != "queue" else dice.randint(bid + 1, ask - 1)
    messages: Messages = []

    def show() -> None:
        sizes = dice.randint(50, 90), dice.randint(50, 90)
        messages.append(["quote", sizes[0], f"{bid / 100:.2f}", sizes[1], f"{ask / 100:.2f}"])

    show()
    messages.append([side, dice.randint(1, 50), f"{limit / 100:.2f}", 1])
    for _ in range(12):
        if dice.random() < 0.5:
            messages.append(["print", dice.randint(50, 90), f"{dice.randint(bid, ask) / 100:.2f}"])
        else:
            bid += dice.randint(-3, 3)
            ask = bid + dice.randint(2, 5)
            while model == "through" and limit == (ask if side == "buy" else bid):
                bid, ask = bid - 1, ask + 1
        show()
    return messages


@pytest.mark.parametrize("model", ["touch", "through", "queue"])
def test_the_same_fills_come_out(model: str) -> None:
    days = [day(model, seed) for seed in range(100)]
    theirs = nautilus([(model, messages) for messages in days])
    fills = 0
    for messages, found in zip(days, theirs, strict=True):
        assert haero(model, messages) == found
        fills += len(found)
    assert 50 < fills < 100  # some never fill


def told(message: str) -> list[Any]:
    """A message of the document as the engine's script takes it."""
    if found := QUOTE.fullmatch(message):
        bid_size, bid, ask_size, ask = found.groups()
        return ["quote", int(bid_size), bid, int(ask_size), ask]
    if found := PRINT.fullmatch(message):
        return ["print", int(found[1]), found[2]]
    found = ORDER.fullmatch(message)
    assert found, message
    return [found[1], int(found[3]), found[4], int(found[5])]


def test_where_the_fills_differ_the_document_says_both_answers() -> None:
    """Both are pinned: a difference that goes away is as much news as one that comes."""
    rows = differences()
    assert len(rows) == 9
    cases = [(row.model, [told(message) for message in row.messages]) for row in rows]
    theirs = nautilus(cases)
    for row, (model, messages), found in zip(rows, cases, theirs, strict=True):
        assert row.haero != row.nautilus
        for fills, answer in ((row.haero, haero(model, messages)), (row.nautilus, found)):
            sums = joined([(0, number, size, price) for _, number, size, price in answer])
            written = sorted((0, one.number, one.quantity, str(one.price)) for one in fills)
            assert (row.name, sums) == (row.name, written)
