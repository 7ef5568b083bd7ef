"""Small parts for tests of the heart: listings, hours, a desk with money, a journal on disk, a house in a folder."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from haero.broker.broker import Broker
from haero.broker.feed import Observer
from haero.desk.accounts import Account
from haero.desk.auctions import Auctions
from haero.desk.commands import CancelOrder, OpenAccount, PlaceOrder, ReviseOrder
from haero.desk.desk import Desk
from haero.desk.events import AccountOpened, CashMoved, Event, OrderAccepted
from haero.desk.fees import FeeRate, FeeSchedule
from haero.desk.hours import Hours, Phase
from haero.desk.listing import Ladder, Listing
from haero.desk.state import State
from haero.house.house import House
from haero.house.settings import Settings
from haero.journal.codec import Codec, Row
from haero.journal.sqlite.store import FILE_NAME
from haero.rules.ticks import US_LADDER
from haero.terms import CURRENCY_OF, Currency, Environment, Exchange, OrderType, Side

D = Decimal
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # a Friday, 10:00 in New York
TODAY = date(2026, 11, 20)
OPEN = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
CLOSE = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
AUCTIONS = Auctions(
    open_entry=OPEN - 2 * _MINUTE,
    open_cancel=OPEN - 5 * _MINUTE,
    close_entry=CLOSE - 10 * _MINUTE,
    close_cancel=CLOSE - 15 * _MINUTE,
    opens=OPEN,
    closes=CLOSE,
    close_deadline=CLOSE + 30 * _MINUTE,
)
ALICE, BOB = "81000001-01", "50000001-01"
NASDAQ = Exchange.NASDAQ


def listing(
    symbol: str = "AAPL", exchange: Exchange = NASDAQ, lot: int = 1, shares: int = 0, ladder: Ladder | None = None
) -> Listing:
    steps = ladder if ladder is not None else US_LADDER if CURRENCY_OF[exchange] is Currency.USD else ()
    return Listing(exchange, symbol, CURRENCY_OF[exchange], lot, shares, steps)


def hours(phase: Phase = Phase.OPEN, session: str = "regular") -> Hours:
    return Hours(phase, session, TODAY, CLOSE, OPEN, CLOSE, AUCTIONS)


def place(
    side: Side = Side.BUY, quantity: int = 10, price: str = "100.00", symbol: str = "AAPL", **more: Any
) -> PlaceOrder:
    account, exchange = more.pop("account", ALICE), more.pop("exchange", NASDAQ)
    kind = more.pop("type", OrderType.LIMIT)
    return PlaceOrder(account, exchange, symbol, side, kind, quantity, D(price), **more)


class Counter:
    """A desk, its state, and the list of all that happened: each decision is applied at once."""

    def __init__(self, fees: dict[Exchange, FeeRate] | None = None) -> None:
        self.state = State()
        self.desk = Desk(self.state, FeeSchedule(fees))
        self.events: list[tuple[datetime, str, Event]] = []

    def record(self, account: str, event: Event) -> Event:
        self.state.apply(NOW, account, event)
        self.events.append((NOW, account, event))
        return event

    def open(self, account: str, environment: Environment, cash: dict[Currency, Decimal]) -> Account:
        number, product = account.split("-")
        self.record(account, self.desk.open_account(OpenAccount(number, product, environment, "00950", "hts", "name")))
        for currency, amount in cash.items():
            self.record(account, CashMoved(currency, amount, "opening"))
        return self.state.accounts[account]

    def place(self, command: PlaceOrder, instrument: Listing | None = None, now: Hours | None = None) -> int:
        found = instrument or listing(command.symbol, command.exchange)
        event = self.desk.place(command, found, now or hours(), NOW)
        self.record(command.account, event)
        return event.number

    def buy(self, quantity: int = 10, price: str = "100.00", **more: Any) -> int:
        return self.place(place(Side.BUY, quantity, price, **more))

    def sell(self, quantity: int = 10, price: str = "100.00", **more: Any) -> int:
        return self.place(place(Side.SELL, quantity, price, **more))

    def revise(self, original: int, quantity: int, price: str, account: str = ALICE, symbol: str = "AAPL") -> int:
        command = ReviseOrder(account, NASDAQ, symbol, original, quantity, D(price))
        event = self.desk.revise(command, listing(symbol), hours(), NOW)
        self.record(account, event)
        return event.number

    def cancel(self, original: int, quantity: int = 0, account: str = ALICE, symbol: str = "AAPL") -> int:
        event = self.desk.cancel(CancelOrder(account, NASDAQ, symbol, original, quantity), hours(), NOW)
        self.record(account, event)
        return event.number

    def fill(self, number: int, quantity: int, price: str, account: str = ALICE) -> Decimal:
        """Executes, and returns the fee."""
        event = self.desk.execute(self.state.accounts[account], number, quantity, D(price), "regular")
        self.record(account, event)
        return event.fee

    def expire(self, number: int, account: str = ALICE) -> None:
        self.record(account, self.desk.expire(self.state.accounts[account], number))

    def reject(self, number: int, reason: str, account: str = ALICE) -> None:
        self.record(account, self.desk.reject(self.state.accounts[account], number, reason))


def counter(cash: str = "100000", environment: Environment = Environment.REAL) -> Counter:
    """A desk with one account, ALICE, that has US dollars."""
    made = Counter()
    made.open(ALICE, environment, {Currency.USD: D(cash)})
    return made


def account_opened(account: str = ALICE, environment: Environment = Environment.REAL) -> AccountOpened:
    number, product = account.split("-")
    return AccountOpened(number, product, environment, "01790", "h8100000", "haero")


def accepted(number: int, quantity: int = 10, price: str = "1.00", symbol: str = "AAPL") -> OrderAccepted:
    """A buy that was taken, with the money that it holds."""
    amount = D(price) * quantity
    return OrderAccepted(
        number, NASDAQ, symbol, Side.BUY, OrderType.LIMIT, quantity, D(price), TODAY, "regular", CLOSE,
        amount + FeeSchedule().ceiling(NASDAQ, Currency.USD, Side.BUY, amount), Currency.USD,
    )  # fmt: skip


def story(orders: int = 5) -> list[tuple[datetime, str, Event]]:
    """An account is opened, gets money and places orders: a valid journal of `orders` + 2 events."""
    events: list[tuple[str, Event]] = [(ALICE, account_opened()), (ALICE, CashMoved(Currency.USD, D(10**9), "opening"))]
    events += [(ALICE, accepted(number, 10 + number)) for number in range(1, orders + 1)]
    return [(NOW + timedelta(seconds=n), account, event) for n, (account, event) in enumerate(events)]


def rows_of(events: Iterable[tuple[datetime, str, Event]], first: int = 1) -> list[Row]:
    codec = Codec()
    return [codec.row(seq, at, account, event) for seq, (at, account, event) in enumerate(events, first)]


@contextmanager
def house(folder: Path, wall: datetime = NOW, **settings: Any) -> Iterator[House]:
    """A house with its first accounts: manual market, standing clock at NOW, unless told otherwise. Closed at the end."""
    chosen: dict[str, Any] = {"market": "manual", "speed": 0.0, "at": NOW.isoformat()} | settings
    opened = House(folder, Settings(**chosen), wall)
    try:
        opened.open_first_accounts()
        yield opened
    finally:
        opened.close()


class Ear(Observer):
    """Calls a function with every event that a broker records."""

    def __init__(self, broker: Broker, hear: Callable[[datetime, str, Event], None]) -> None:
        self._hear = hear
        broker.feed.follow(self)

    def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
        self._hear(at, account, event)


def event_rows(folder: Path) -> list[tuple[Any, ...]]:
    """The journal as any SQL tool sees it."""
    with closing(sqlite3.connect(f"file:{folder / FILE_NAME}?mode=ro", uri=True)) as db:
        return list(db.execute("SELECT seq, at, account, kind, body FROM event ORDER BY seq"))
