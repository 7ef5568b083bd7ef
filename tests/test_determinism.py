"""Promise 3, deterministic: the same seed and the same commands give the same journal, to the last byte."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from haero.desk.commands import CancelOrder, MoveCash, PlaceOrder, ReviseOrder
from haero.desk.reasons import Refusal
from haero.terms import Currency, Exchange, OrderType, Side
from tests.makers import ALICE, BOB, NASDAQ, NOW, D, event_rows, house

SYMBOLS = (
    (NASDAQ, "AAPL", "230.00"),
    (NASDAQ, "NVDA", "170.00"),
    (Exchange.NYSE, "IBM", "260.00"),
)


NEWEST = 0  # stands for the newest order that the account still has open


def commands() -> Iterator[Any]:
    """A morning of two customers: orders around the market, revisions, cancellations, cash, and time going by in between."""
    for turn in range(24):
        account = (ALICE, BOB)[turn % 2]
        exchange, symbol, price = SYMBOLS[turn % 3]
        limit = D(price) + (turn % 7 - 3) * D("1.50")
        yield PlaceOrder(account, exchange, symbol, Side.BUY, OrderType.LIMIT, 5 + turn, limit)
        if turn % 4 == 3:
            yield timedelta(minutes=3, seconds=turn)
            yield PlaceOrder(account, exchange, symbol, Side.SELL, OrderType.LIMIT, 3, limit + D("0.50"))
        if turn % 5 == 4:
            yield ReviseOrder(account, exchange, symbol, NEWEST, 2, limit + 1)
            yield CancelOrder(account, exchange, symbol, NEWEST, 1)
        if turn % 6 == 5:
            kind = (OrderType.TWAP, OrderType.VWAP, OrderType.LIMIT_ON_CLOSE)[turn // 6 % 3]
            yield PlaceOrder(account, exchange, symbol, Side.BUY, kind, 40, limit + 2)
        if turn % 8 == 7:
            yield MoveCash(account, Currency.USD, D("-12.34"))
    yield timedelta(hours=7)


def journal_of(folder: Path, seed: int) -> list[tuple[Any, ...]]:
    with house(folder, market="synthetic", seed=seed) as opened:
        for command in commands():
            if isinstance(command, timedelta):
                opened.broker.move_clock(opened.broker.market.clock.now() + command)
                continue
            if isinstance(command, ReviseOrder | CancelOrder):
                account = opened.broker.desk.account(command.account)
                newest = account.orders[max(account.working)]
                place = {"exchange": newest.exchange, "symbol": newest.symbol, "original": newest.number}
                command = msgspec.structs.replace(command, **place)
            try:
                opened.broker.submit(command)
            except Refusal:
                continue
    return event_rows(folder)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    return journal_of(tmp_path_factory.mktemp("first"), seed=7)


def test_the_morning_is_worth_comparing(first: list[tuple[Any, ...]]) -> None:
    kinds = {row[3] for row in first}
    assert {
        "OrderAccepted",
        "OrderExecuted",
        "ChildSent",
        "OrderExpired",
        "OrderRevised",
        "OrderCancelled",
        "CashMoved",
    } <= kinds
    assert {row[2] for row in first if row[3] == "OrderExecuted"} == {ALICE, BOB}
    assert sum(row[3] == "OrderExecuted" for row in first) > 10
    assert first[-1][1] == (NOW + sum((c for c in commands() if isinstance(c, timedelta)), timedelta())).isoformat(
        timespec="microseconds"
    )


def test_the_same_seed_and_commands_give_the_same_journal(first: list[tuple[Any, ...]], tmp_path: Path) -> None:
    assert journal_of(tmp_path, seed=7) == first


def test_another_seed_is_another_market(first: list[tuple[Any, ...]], tmp_path: Path) -> None:
    other = journal_of(tmp_path, seed=8)
    accepted = [row[4] for row in first if row[3] == "OrderAccepted"]
    assert other != first
    assert [row[4] for row in other if row[3] == "OrderAccepted"][:1] == accepted[:1]  # the same first wish
