"""Random trading over days and currencies: six inquiries agree with each other and with a second bookkeeping.

The second one is tests/bookkeeping.py, the comparison tests/comparison.py.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from haero.books import Books as Door
from haero.broker.broker import Broker
from haero.desk.commands import CancelOrder, MoveCash, OpenAccount, PlaceOrder
from haero.desk.events import Event, OrderAccepted, OrderExecuted
from haero.desk.fees import FeeRate, FeeSchedule
from haero.desk.reasons import Refusal
from haero.desk.state import State
from haero.market.listing.instruments import builtin
from haero.market.prices.manual import ManualSource
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook
from haero.terms import Currency, Environment, Exchange, OrderType, Side
from haero.world.marketplace import Marketplace
from tests.bookkeeping import HONG_KONG, NEW_YORK, TOKYO, ZONES, Books, is_open
from tests.comparison import ACCOUNT, RATES, START_CASH, SYMBOLS, Comparison
from tests.makers import Ear

D = Decimal
TAXED = FeeRate(D("0.0025"), D("0.0008"), D("0.0003"))  # New York taxes sales and buys here, each at its own rate
# The slots of a day at which something is done: (zone, hour, minute).
SLOTS = {Exchange.TOKYO: (TOKYO, 9, 30), Exchange.HONG_KONG: (HONG_KONG, 11, 0), Exchange.NASDAQ: (NEW_YORK, 11, 0)}
FIRST = datetime(2026, 11, 18, 0, 0, tzinfo=UTC)  # a Wednesday, 09:00 in Korea
LAST = datetime(2026, 12, 18, 0, 0, tzinfo=UTC)  # the next holiday is Christmas


STEPS = st.integers(-9, 9)
HOPS = st.sampled_from([0, 0, 0, 1, 1, 2])


def tick_of(symbol: str) -> Decimal:
    return D(1) if symbol == "7203" else D("0.2") if symbol == "00700" else D("0.01")


def price_of(symbol: str, steps: int) -> Decimal:
    return D(SYMBOLS[symbol][2]) + tick_of(symbol) * steps * 3


class Notebook:
    """In the place of the journal: counts the events."""

    def __init__(self) -> None:
        self.seq = 0

    def append(self, at: datetime, account: str, event: Event) -> int:
        self.seq += 1
        return self.seq


class Trading(Comparison, RuleBasedStateMachine):
    """Orders at random prices and sizes, fills in parts, cancellations, payments; days go by; then everything is compared."""

    def __init__(self) -> None:
        super().__init__()
        sessions = SessionBook()
        self.clock = MarketClock(FIRST, 0.0)
        market = Marketplace(self.clock, sessions, builtin(), ManualSource(sessions))
        fees = FeeSchedule({Exchange.NYSE: TAXED})
        self.broker = Broker(market, Notebook(), State(), fees)  # type: ignore[arg-type]
        Ear(self.broker, self.hear)
        numbers = lambda: self.broker.journal.seq, lambda: self.broker.market_seq
        self.door = Door(self.broker.state, market, fees, RATES, *numbers)
        self.books = Books()
        self.prices: dict[str, Decimal] = {}

    def hear(self, at: datetime, account: str, event: Event) -> None:
        if isinstance(event, OrderExecuted):
            self.books.fill(event.number, event.quantity, event.price)

    @initialize(skipped=st.integers(0, 6))
    def open(self, skipped: int) -> None:
        self.broker.submit(OpenAccount("81000001", "01", Environment.REAL, "01790", "h8100000", "test"))
        for currency, amount in START_CASH.items():
            self.pay(currency, amount)
        self.later(skipped + 1)

    def pay(self, currency: Currency, amount: Decimal) -> None:
        self.broker.submit(MoveCash(ACCOUNT, currency, amount))
        self.books.paid.append((self.clock.now(), currency, amount))

    @rule(currency=st.sampled_from(list(START_CASH)), percent=st.integers(-120, 60).filter(bool))
    def move_cash(self, currency: Currency, percent: int) -> None:
        amount = (START_CASH[currency] * percent / 1000).quantize(D(1))
        try:
            self.pay(currency, amount)
        except Refusal:
            assert amount < 0

    @precondition(lambda self: any(done["side"] is Side.SELL for done in self.books.fills))
    @rule(currency=st.sampled_from(list(START_CASH)))
    def pay_all_out(self, currency: Currency) -> None:
        """All that can be spent, also what sales have not brought yet."""
        free = self.broker.state.accounts[ACCOUNT].cash[currency].available
        if free:
            self.pay(currency, -free)

    def open_symbols(self) -> list[str]:
        """What can be traded at this moment."""
        now, found = self.clock.now(), []
        for symbol, (exchange, _, _) in SYMBOLS.items():
            local = now.astimezone(ZONES[exchange])
            slot = next(slot for slot in SLOTS.values() if slot[0] is ZONES[exchange])
            if is_open(ZONES[exchange], local.date()) and (local.hour, local.minute) == slot[1:]:
                found.append(symbol)
        return found

    @precondition(lambda self: bool(self.open_symbols()))
    @rule(
        data=st.data(),
        deals=st.lists(st.tuples(st.sampled_from(Side), st.integers(1, 9), STEPS, HOPS), min_size=1, max_size=5),
    )
    def deal(self, data: Any, deals: list[tuple[Side, int, int, int]]) -> None:
        """The market shows a price and so many shares, and an order takes them; what is left of it waits."""
        for side, lots, steps, hops in deals:
            if self.clock.now() > LAST - timedelta(days=3):
                return
            self.later(hops)
            while not self.open_symbols():
                self.later(1)
            symbol = data.draw(st.sampled_from(self.open_symbols()))
            exchange, lot, _ = SYMBOLS[symbol]
            price, quantity = price_of(symbol, steps), lots * (lot if lot > 1 else 7)
            held = self.books.average(symbol)[0]
            if side is Side.SELL and held:
                quantity = max(held * lots // 9 // lot * lot, lot)
            size = data.draw(st.sampled_from([quantity, quantity, max(quantity // 3, 1), quantity * 2]))
            bid, ask = (price, price + tick_of(symbol)) if side is Side.SELL else (price - tick_of(symbol), price)
            self.broker.post_quote(exchange, symbol, bid, size, ask, size)
            self.order(symbol, side if held else Side.BUY, quantity, price)

    @precondition(lambda self: bool(self.open_symbols()))
    @rule(data=st.data(), side=st.sampled_from(Side), lots=st.integers(1, 9), steps=st.integers(-4, 9))
    def wait(self, data: Any, side: Side, lots: int, steps: int) -> None:
        """An order that may have to wait; it ends with the day."""
        symbol = data.draw(st.sampled_from(self.open_symbols()))
        lot = SYMBOLS[symbol][1]
        quantity = lots * (lot if lot > 1 else 7)
        self.order(symbol, side, quantity, price_of(symbol, -steps if side is Side.BUY else steps))

    def order(self, symbol: str, side: Side, quantity: int, price: Decimal) -> None:
        """A sale of more than is held, or a buy of more than is paid for, is refused."""
        exchange = SYMBOLS[symbol][0]
        day = self.clock.now().astimezone(ZONES[exchange]).date()
        number = self.broker.state.accounts[ACCOUNT].last_number + 1
        # Noted before it is sent: it is filled before it is acknowledged.
        self.books.orders[number] = {
            "exchange": exchange, "symbol": symbol, "side": side, "amount": D(0), "open": quantity, "day": day,
        }  # fmt: skip
        try:
            event = self.broker.submit(
                PlaceOrder(ACCOUNT, exchange, symbol, side, OrderType.LIMIT, quantity, price)
            ).event
        except Refusal:
            del self.books.orders[number]
            return
        assert isinstance(event, OrderAccepted)
        assert (event.number, event.trade_date) == (number, day)

    @precondition(lambda self: bool(self.open_symbols()))
    @rule(data=st.data(), steps=st.integers(-9, 9), size=st.sampled_from([3, 20, 100, 250, 5000]))
    def trade(self, data: Any, steps: int, size: int) -> None:
        """The market trades, and fills what waits; often only a part of it."""
        symbol = data.draw(st.sampled_from(self.open_symbols()))
        self.prices[symbol] = price_of(symbol, steps)
        self.broker.post_print(SYMBOLS[symbol][0], symbol, self.prices[symbol], size)

    @precondition(lambda self: bool(self.broker.state.accounts[ACCOUNT].working))
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        account = self.broker.state.accounts[ACCOUNT]
        order = account.orders[data.draw(st.sampled_from(list(account.working)))]
        try:
            self.broker.submit(
                CancelOrder(ACCOUNT, order.exchange, order.symbol, order.number, data.draw(st.integers(0, 5)))
            )
        except Refusal:
            return  # its exchange is closed now

    @rule(times=st.sampled_from([1, 1, 1, 2, 3]))
    def go_on(self, times: int) -> None:
        """On to the next slot: Tokyo, Hong Kong or New York is open, if it is no holiday."""
        self.later(times)

    def later(self, times: int) -> None:
        for _ in range(times):
            now = self.clock.now()
            if now > LAST:
                return
            moments = [
                datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
                for zone, hour, minute in SLOTS.values()
                for day in (now.astimezone(zone).date() + timedelta(days=n) for n in (0, 1))
            ]
            self.broker.move_clock(min(moment for moment in moments if moment > now).astimezone(UTC))

    @rule()
    def compare(self) -> None:
        self.compare_everything()

    def teardown(self) -> None:
        if self.books.paid:
            self.compare_everything()


TestAccounting = Trading.TestCase
TestAccounting.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
