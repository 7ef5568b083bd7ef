"""The read door: what it shows is the house's own, and reading changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haero.books import Books
from haero.desk.commands import MoveCash
from haero.desk.reasons import Reason, Refusal
from haero.house.house import House
from haero.terms import Currency, Exchange, Side
from tests.makers import ALICE, NOW, D, house


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "data") as made:
        yield made


def door(opened: House) -> Books:
    broker = opened.broker
    numbers = lambda: broker.journal.seq, lambda: broker.market_seq
    return Books(broker.state, broker.market, broker.desk.fees, opened.settings.exchange_rates, *numbers)


def test_an_account_is_the_one_that_is_written_to(opened: House) -> None:
    books = door(opened)
    before = books.account(ALICE).cash[Currency.USD].balance
    opened.broker.submit(MoveCash(ALICE, Currency.USD, D(5)))
    assert books.account(ALICE).cash[Currency.USD].balance == before + 5
    with pytest.raises(Refusal) as refusal:
        books.account("99999999-01")
    assert refusal.value.reason is Reason.UNKNOWN_ACCOUNT


def test_the_numbers_are_those_of_the_newest_event(opened: House) -> None:
    books = door(opened)
    printed = opened.broker.post_print(Exchange.NASDAQ, "AAPL", D(100), 1).seq
    assert (books.seq, books.market_seq) == (printed, printed)
    for amount in (1, 2):
        receipt = opened.broker.submit(MoveCash(ALICE, Currency.USD, D(amount)))
        assert (books.seq, books.market_seq) == (receipt.seq, printed)


def test_a_look_at_an_account_is_of_its_moment(opened: House) -> None:
    view = door(opened).valuation(door(opened).account(ALICE), NOW)
    assert (view.now, view.account.id, view.rates) == (NOW, ALICE, opened.settings.exchange_rates)
    assert view.market is opened.broker.market


def test_the_fees_are_those_of_the_desk(opened: House) -> None:
    fee = opened.broker.desk.fees.ceiling(Exchange.NASDAQ, Currency.USD, Side.BUY, D(1000))
    cash = D(1000) + fee
    assert door(opened).largest_buy(Exchange.NASDAQ, cash, D(100)) == 10
    assert door(opened).largest_buy(Exchange.NASDAQ, cash - D("0.01"), D(100)) == 9


def test_reading_writes_nothing(opened: House) -> None:
    books, before = door(opened), opened.journal.seq
    view = books.valuation(books.account(ALICE), NOW)
    assert view.cash(Currency.USD).balance == view.account.cash[Currency.USD].balance
    assert books.largest_buy(Exchange.NASDAQ, D(1000), D(100)) > 0
    assert opened.journal.seq == before
