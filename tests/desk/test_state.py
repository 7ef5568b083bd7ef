"""The state after every event, held against a second bookkeeping that is written here, in plain dictionaries."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from haero.desk.accounts import Account
from haero.desk.commands import CancelOrder, MoveCash, ReviseOrder
from haero.desk.events import CashMoved, ClockMoved, OrderCancelled, OrderExecuted, OrderExpired, OrderRevised
from haero.desk.ledger import LedgerError, audit
from haero.desk.reasons import Refusal
from haero.desk.state import State
from haero.journal import snapshot
from haero.terms import CURRENCY_OF, Currency, Environment, Exchange, Side
from tests.makers import ALICE, BOB, CLOSE, NASDAQ, NOW, TODAY, Counter, D, accepted, counter, hours, listing, place

USD, HKD = Currency.USD, Currency.HKD
PLACES = [(NASDAQ, "AAPL"), (NASDAQ, "MSFT"), (Exchange.HONG_KONG, "00700")]
EXCHANGE_OF = {symbol: exchange for exchange, symbol in PLACES}
LOTS = {"AAPL": 1, "MSFT": 1, "00700": 100}
RATES = {
    (USD, Side.BUY): Decimal("0.0025"), (USD, Side.SELL): Decimal("0.0025206"),
    (HKD, Side.BUY): Decimal("0.004085"), (HKD, Side.SELL): Decimal("0.004085"),
}  # fmt: skip
CENT = Decimal("0.01")
_encode = msgspec.msgpack.Encoder(decimal_format="string").encode
_decode = msgspec.msgpack.Decoder(Account).decode


class Bookkeeping(RuleBasedStateMachine):
    """Random commands and executions over two accounts, two currencies and three symbols."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Counter()
        self.cash: dict[tuple[str, Currency], Decimal] = {}
        self.shares: dict[tuple[str, str], int] = {}
        # order -> [side, symbol, currency, limit, open, traded amount, fee so far]
        self.orders: dict[tuple[str, int], list[Any]] = {}

    @initialize(dollars=st.integers(0, 50_000), hong_kong=st.integers(0, 200_000))
    def open(self, dollars: int, hong_kong: int) -> None:
        for name, environment in ((ALICE, Environment.REAL), (BOB, Environment.MOCK)):
            self.desk.open(name, environment, {USD: D(dollars) + 1, HKD: D(hong_kong) + 1})
            self.cash |= {(name, USD): D(dollars) + 1, (name, HKD): D(hong_kong) + 1}

    def held(self, account: str, currency: Currency) -> Decimal:
        """Money that open buys need: the rest at the limit, and the fee that the whole order can still grow to."""
        total = D(0)
        for (owner, _), (side, _, money, limit, open_, traded, fee) in self.orders.items():
            if (owner, side, money) == (account, Side.BUY, currency) and open_:
                total += limit * open_
                total += (RATES[money, Side.BUY] * (traded + limit * open_)).quantize(CENT, ROUND_CEILING) - fee
        return total

    def promised(self, account: str, symbol: str) -> int:
        mine = [order for (owner, _), order in self.orders.items() if owner == account]
        return sum(order[4] for order in mine if order[0] is Side.SELL and order[1] == symbol)

    def choose(self, data: Any, *, open_only: bool) -> tuple[str, int] | None:
        found = [key for key, order in self.orders.items() if order[4] or not open_only]
        return data.draw(st.sampled_from(found)) if found else None

    @rule(
        account=st.sampled_from([ALICE, BOB]), currency=st.sampled_from([USD, HKD]), cents=st.integers(-(10**6), 10**7)
    )
    def move_cash(self, account: str, currency: Currency, cents: int) -> None:
        amount = D(cents) / 100
        allowed = amount != 0 and self.cash[account, currency] - self.held(account, currency) + min(amount, D(0)) >= 0
        try:
            event = self.desk.desk.move_cash(MoveCash(account, currency, amount))
        except Refusal:
            assert not allowed
            return
        assert allowed
        self.desk.record(account, event)
        self.cash[account, currency] += amount

    @rule(
        account=st.sampled_from([ALICE, BOB]),
        where=st.sampled_from(PLACES),
        side=st.sampled_from(list(Side)),
        lots=st.integers(1, 30),
        cents=st.integers(100, 30_000),
    )
    def place(self, account: str, where: tuple[Exchange, str], side: Side, lots: int, cents: int) -> None:
        exchange, symbol = where
        currency, quantity, price = CURRENCY_OF[exchange], lots * LOTS[symbol], D(cents) / 100
        need = price * quantity + (RATES[currency, side] * price * quantity).quantize(CENT, ROUND_CEILING)
        if side is Side.BUY:
            allowed = need <= self.cash[account, currency] - self.held(account, currency)
        else:
            allowed = quantity <= self.shares.get((account, symbol), 0) - self.promised(account, symbol)
        command = place(side, quantity, str(price), symbol, account=account, exchange=exchange)
        try:
            number = self.desk.place(command, listing(symbol, exchange, LOTS[symbol]))
        except Refusal:
            assert not allowed
            return
        assert allowed
        self.orders[account, number] = [side, symbol, currency, price, quantity, D(0), D(0)]

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), cents=st.integers(100, 30_000), share=st.floats(0, 1))
    def revise(self, data: Any, cents: int, share: float) -> None:
        key = self.choose(data, open_only=False)
        assert key is not None
        account, number = key
        side, symbol, currency, _, open_, _, _ = self.orders[key]
        exchange, lot, price = EXCHANGE_OF[symbol], LOTS[symbol], D(cents) / 100
        quantity = max(lot, int(open_ * share) // lot * lot)
        command = ReviseOrder(account, exchange, symbol, number, quantity, price)
        allowed = 0 < quantity <= open_
        if allowed and side is Side.BUY:
            self.orders[key][4] -= quantity
            free = self.cash[account, currency] - self.held(account, currency)
            self.orders[key][4] += quantity
            allowed = (
                price * quantity + (RATES[currency, side] * price * quantity).quantize(CENT, ROUND_CEILING) <= free
            )
        try:
            event = self.desk.desk.revise(command, listing(symbol, exchange, lot), hours(), NOW)
        except Refusal:
            assert not allowed
            return
        assert allowed
        self.desk.record(account, event)
        self.orders[key][4] -= quantity
        self.orders[account, event.number] = [side, symbol, currency, price, quantity, D(0), D(0)]

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), quantity=st.integers(0, 40))
    def cancel(self, data: Any, quantity: int) -> None:
        key = self.choose(data, open_only=False)
        assert key is not None
        account, number = key
        order = self.orders[key]
        exchange = EXCHANGE_OF[order[1]]
        try:
            event = self.desk.desk.cancel(CancelOrder(account, exchange, order[1], number, quantity), hours(), NOW)
        except Refusal:
            assert order[4] == 0
            return
        self.desk.record(account, event)
        order[4] -= min(quantity, order[4]) if quantity else order[4]

    @precondition(lambda self: any(order[4] for order in self.orders.values()))
    @rule(data=st.data(), better=st.integers(0, 99), share=st.floats(0, 1))
    def execute(self, data: Any, better: int, share: float) -> None:
        key = self.choose(data, open_only=True)
        assert key is not None
        account, number = key
        order = self.orders[key]
        side, symbol, currency, limit, open_, traded, fee = order
        quantity = max(1, int(open_ * share))
        price = limit - CENT * better if side is Side.BUY else limit + CENT * better
        paid = self.desk.fill(number, quantity, str(price), account)
        amount = price * quantity
        whole_fee = (RATES[currency, side] * (traded + amount)).quantize(CENT, ROUND_HALF_UP)
        assert paid == whole_fee - fee
        order[4:] = [open_ - quantity, traded + amount, whole_fee]
        sign = 1 if side is Side.BUY else -1
        self.cash[account, currency] -= sign * amount + paid
        self.shares[account, symbol] = self.shares.get((account, symbol), 0) + sign * quantity

    @precondition(lambda self: any(order[4] for order in self.orders.values()))
    @rule(data=st.data(), rejected=st.booleans())
    def end(self, data: Any, rejected: bool) -> None:
        key = self.choose(data, open_only=True)
        assert key is not None
        account, number = key
        if rejected:
            self.desk.reject(number, "halted", account)
        else:
            self.desk.expire(number, account)
        self.orders[key][4] = 0

    @invariant()
    def both_books_agree(self) -> None:
        for name, account in self.desk.state.accounts.items():
            for currency, purse in account.cash.items():
                assert purse.balance == self.cash[name, currency]
                assert purse.reserved == self.held(name, currency)
                assert purse.available >= 0
            for position in account.positions.values():
                assert position.quantity == self.shares[name, position.symbol]
                assert position.reserved == self.promised(name, position.symbol)
            mine = {number: order[4] for (owner, number), order in self.orders.items() if owner == name}
            assert {n: o.open for n, o in account.orders.items() if n in mine} == mine
            assert set(account.working) == {number for number, open_ in mine.items() if open_}
            audit(account)

    def teardown(self) -> None:
        again = State()
        for at, account, event in self.desk.events:
            again.apply(at, account, event)
        assert snapshot.same(again, self.desk.state)
        saved = State()
        saved.accounts = {name: _decode(_encode(account)) for name, account in again.accounts.items()}
        assert snapshot.same(saved, again)
        for restored in saved.accounts.values():
            audit(restored)


Bookkeeping.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestBookkeeping = Bookkeeping.TestCase


def test_events_of_the_market_change_no_account() -> None:
    desk, fresh = counter(), counter()
    desk.state.apply(NOW, "", ClockMoved(NOW, 0.0))
    assert snapshot.same(desk.state, fresh.state)


def test_orders_are_found_by_their_day_in_the_order_in_which_they_came() -> None:
    desk = counter()
    numbers = [desk.buy(1), desk.buy(1), desk.buy(1)]
    assert desk.state.accounts[ALICE].by_date == {TODAY: numbers}


def test_an_event_of_an_unknown_account_or_order_does_not_apply() -> None:
    desk = counter()
    with pytest.raises(KeyError):
        desk.state.apply(NOW, BOB, CashMoved(USD, D(1), ""))
    with pytest.raises(KeyError):
        desk.state.apply(NOW, ALICE, OrderExpired(7, 1, USD))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_an_order_number_never_repeats_and_never_jumps(number: int) -> None:
    desk = counter()
    desk.buy(1)
    with pytest.raises(LedgerError, match="order number"):
        desk.state.apply(NOW, ALICE, accepted(number))


def test_no_event_takes_more_out_of_an_order_than_is_open() -> None:
    for event in (
        OrderExecuted(1, 11, D(100), D(0), D(0), USD, ""),
        OrderExecuted(1, 0, D(100), D(0), D(0), USD, ""),
        OrderExpired(1, 11, USD),
        OrderExpired(1, 0, USD),
        OrderCancelled(2, 1, 11, TODAY, "", CLOSE, D(0), USD),
        OrderRevised(2, 1, 11, D(1), TODAY, "", CLOSE, D(0), D(0), USD),
    ):
        desk = counter()
        desk.buy(10)
        with pytest.raises(LedgerError):
            desk.state.apply(NOW, ALICE, event)


def test_an_event_that_spends_more_than_there_is_does_not_apply() -> None:
    desk = counter("100")
    with pytest.raises(LedgerError):
        desk.state.apply(NOW, ALICE, accepted(1, 10, "100.00"))
    with pytest.raises(LedgerError):
        counter("100").state.apply(NOW, ALICE, CashMoved(USD, D("-100.01"), ""))
