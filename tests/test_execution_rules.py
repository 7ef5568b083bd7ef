"""Whatever customers, market and clock do, in any order and with restarts in between: the rules of execution hold."""

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from haero.broker.broker import Broker
from haero.desk.algos import ALGO_TYPES
from haero.desk.auctions import AUCTION_TYPES, MARKET_TYPES, ON_CLOSE, ON_OPEN
from haero.desk.commands import CancelOrder, CancelReservation, Command, PlaceOrder, ReserveOrder, ReviseOrder
from haero.desk.events import Event, OrderAccepted, OrderExecuted
from haero.desk.ledger import audit
from haero.desk.orders import Order
from haero.desk.reasons import Refusal
from haero.house.house import House
from haero.house.settings import Settings
from haero.journal import snapshot
from haero.journal.recovery import recover
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.market.prices.halts import HaltError
from haero.market.prices.messages import Auction, MarketDataError, Print
from haero.market.time.auction_times import auction_times
from haero.market.time.sessions import SessionKind
from haero.terms import Currency, Exchange, OrderType, Side
from haero.venue.simulated.models import FillModel, Fills
from tests.makers import ALICE, BOB, NASDAQ, D, Ear

NYSE = Exchange.NYSE
SYMBOLS = ((NASDAQ, "AAPL"), (NYSE, "IBM"))
INSTANT, SECOND, MINUTE = timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1)
STARTS = (
    "2026-11-20T09:27:00-05:00",  # a Friday, before Nasdaq's cut-off for orders on the open
    "2026-11-20T10:00:00-05:00",
    "2026-11-20T15:48:00-05:00",
    "2026-11-25T19:30:00-05:00",  # the evening before Thanksgiving; then a half day
    "2026-11-27T12:40:00-05:00",  # the half day, before its close
    "2026-11-20T09:20:00+09:00",  # before the daytime session
)
JUMPS = (
    INSTANT, INSTANT, timedelta(milliseconds=250), SECOND, SECOND, timedelta(seconds=59), MINUTE, 3 * MINUTE,
    timedelta(hours=1),
)  # fmt: skip
LONG_JUMPS = (timedelta(hours=9), timedelta(days=1), timedelta(days=3))
TICKS = st.integers(-3, 3).map(lambda n: D("100.00") + n * D("0.01"))
SIZES = st.sampled_from((1, 2, 3, 7, 20, 100, 1000))
WHICH = st.integers(0, 12)
KINDS = st.sampled_from((OrderType.LIMIT, *(kind for kind in OrderType if kind is not OrderType.ODD_LOT_LIMIT)))
RESERVED = st.sampled_from((OrderType.LIMIT, OrderType.MARKET_ON_OPEN, OrderType.TWAP, OrderType.VWAP))
WHERE = st.sampled_from((SYMBOLS[1], SYMBOLS[1], SYMBOLS[1], SYMBOLS[0]))
SIDE = st.sampled_from(Side)
RARELY = st.sampled_from((False, False, False, False, True))
MOMENTS = ("open_entry", "opens", "close_entry", "closes", "close_deadline")
CLOCKS = st.sampled_from(
    (None, time(0, 5), time(0, 6), time(2, 55), time(5, 54), time(5, 55), time(23, 30), time(23, 31))
)


class Rules:
    """Two customers and two symbols in a manual market. `happened` is all that the journal was told."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="haero-rules-"))
        self.house: House | None = None

    def close(self) -> None:
        if self.house is not None:
            self.house.close()
        shutil.rmtree(self.folder)

    def open(self, start: str, model: FillModel, latency: int) -> None:
        self.settings: dict[str, Any] = {
            "market": "manual",
            "speed": 0.0,
            "fills": Fills(model=model, participation=D("0.3")),
            "order_latency_ms": latency,
            "cash": {Currency.USD: D(1_000_000)},
        }
        self.happened: list[tuple[datetime, str, Event]] = []
        self.prints: list[Print] = []
        self.got: Counter[tuple[int, str, Side]] = Counter()
        self.posting = False
        self.start_house(start)
        self.house_now.open_first_accounts()
        self.hold_shares()

    def start_house(self, at: str) -> None:
        self.house = House(self.folder, Settings(**self.settings, at=at), datetime.fromisoformat(at))
        Ear(self.broker, self.hear)

    @property
    def house_now(self) -> House:
        assert self.house is not None
        return self.house

    @property
    def broker(self) -> Broker:
        return self.house_now.broker

    @property
    def now(self) -> datetime:
        return self.broker.market.clock.now()

    def hold_shares(self) -> None:
        """Shares from nowhere would break the books: they are bought by events as the desk writes them."""
        for account in (ALICE, BOB):
            for exchange, symbol in SYMBOLS:
                number = self.broker.state.accounts[account].last_number + 1
                when = self.now
                date = when.date()
                self.broker._recorder.record(
                    when, account,
                    OrderAccepted(number, exchange, symbol, Side.BUY, OrderType.LIMIT, 1000, D(100), date, "regular",
                                  when + MINUTE, D(100_000), Currency.USD),
                )  # fmt: skip
                self.broker._recorder.record(
                    when, account, OrderExecuted(number, 1000, D(100), D(0), D(0), Currency.USD, "regular")
                )

    # What is heard

    def hear(self, at: datetime, account: str, event: Event) -> None:
        assert not self.happened or self.happened[-1][0] <= at, "time went back"
        assert at <= self.now
        self.happened.append((at, account, event))
        if isinstance(event, OrderExecuted) and event.number > len(SYMBOLS):
            self.check_fill(at, account, event, self.broker.state.accounts[account].orders[event.number])

    def check_fill(self, at: datetime, account: str, event: OrderExecuted, order: Order) -> None:
        assert self.broker.market.halts.standing(order.exchange, order.symbol) is None
        assert at < order.expires
        if order.type not in MARKET_TYPES:
            assert event.price <= order.price if order.side is Side.BUY else event.price >= order.price
        if order.type in ON_CLOSE and not self.posting:
            self.check_closing(at, account, event, order)
        elif order.type in AUCTION_TYPES:
            self.check_auction(order, event)
        if self.posting:
            self.got[len(self.prints) - 1, account, order.side] += event.quantity
            assert self.got[len(self.prints) - 1, account, order.side] <= self.prints[-1].size, "more than was printed"

    def check_auction(self, order: Order, event: OrderExecuted) -> None:
        """The print must be the order's auction's, or stand in for its opening."""
        assert self.posting
        found = self.prints[-1]
        assert (found.exchange, found.symbol, found.price) == (order.exchange, order.symbol, event.price)
        if found.auction is None:
            assert order.type in ON_OPEN
            assert [place for place in self.regular(order) if self.prints[place].auction is None] == [
                len(self.prints) - 1
            ]
        else:
            assert found.auction is (Auction.OPEN if order.type in ON_OPEN else Auction.CLOSE)

    def check_closing(self, at: datetime, account: str, event: OrderExecuted, order: Order) -> None:
        """The last regular print stands in for the closing, and with it what else traded in its minute."""
        times = auction_times(self.broker.market.sessions, order.exchange, order.trade_date)
        assert times is not None
        assert at == times.closes
        places = self.regular(order)
        last = self.prints[places[-1]]
        assert event.price == last.price
        minute = last.at.replace(second=0, microsecond=0)
        places = [place for place in places if self.prints[place].at >= minute]
        self.got[places[-1], account, order.side] += event.quantity
        assert sum(self.got[place, account, order.side] for place in places) <= sum(
            self.prints[place].size for place in places
        ), "more than was printed"

    def regular(self, order: Order) -> list[int]:
        """The regular prints of the order's symbol and day."""
        sessions, found = self.broker.market.sessions, []
        for place, trade in enumerate(self.prints):
            session = sessions.at(trade.exchange, trade.at)
            if (
                (trade.exchange, trade.symbol) == (order.exchange, order.symbol)
                and session is not None
                and session.kind is SessionKind.REGULAR
                and session.date == order.trade_date
            ):
                found.append(place)
        return found

    # What customers do

    def ask(self, what: Callable[[], object]) -> None:
        with contextlib.suppress(Refusal, HaltError, MarketDataError):
            what()

    def submit(self, command: Command) -> None:
        self.ask(lambda: self.broker.submit(command))

    def place(
        self, bob: bool, where: tuple[Exchange, str], kind: OrderType, side: Side, quantity: int, price: Decimal,
        clocks: tuple[time | None, time | None], daytime: bool,
    ) -> None:  # fmt: skip
        if kind in MARKET_TYPES:
            side, price = Side.SELL, D(0)
        elif kind in AUCTION_TYPES:  # most of them should fill
            price += D("0.02") if side is Side.BUY else -D("0.02")
        starts, ends = clocks if kind in ALGO_TYPES else (None, None)
        command = PlaceOrder(
            BOB if bob else ALICE, *where, side, kind, quantity, price, daytime=daytime, starts=starts, ends=ends
        )
        self.submit(command)

    def reserve(self, where: tuple[Exchange, str], kind: OrderType, side: Side, quantity: int) -> None:
        price = D(0) if kind in MARKET_TYPES else D("100.00")
        self.submit(ReserveOrder(ALICE, *where, side, kind, quantity, price))

    def unreserve(self, which: int) -> None:
        for reservation in self.broker.desk.account(ALICE).reservations.values():
            if reservation.number == which:
                command = CancelReservation(ALICE, which, reservation.receipt_date)
                self.submit(command)
                return

    def working(self, which: int) -> tuple[str, Order] | None:
        accounts = self.broker.state.accounts.values()
        found = [(account.id, account.orders[number]) for account in accounts for number in account.working]
        return found[which % len(found)] if found else None

    def revise(self, which: int, quantity: int, price: Decimal) -> None:
        self.broker.advance()
        if (found := self.working(which)) is not None:
            account, order = found
            command = ReviseOrder(
                account, order.exchange, order.symbol, order.number, quantity or order.open, price,
                daytime=order.session == "daytime",
            )  # fmt: skip
            self.submit(command)

    def cancel(self, which: int, quantity: int) -> None:
        self.broker.advance()
        if (found := self.working(which)) is not None:
            account, order = found
            command = CancelOrder(
                account, order.exchange, order.symbol, order.number, quantity, daytime=order.session == "daytime"
            )
            self.submit(command)

    # What the market does

    def print(self, where: tuple[Exchange, str], price: Decimal, size: int, auction: Auction | None) -> None:
        now = self.broker.advance()
        if self.broker.market.halts.standing(*where):
            return
        self.prints.append(Print(*where, price, size, now, auction))
        self.posting = True
        try:
            self.ask(lambda: self.broker.post_print(*where, price, size, auction))
        finally:
            self.posting = False

    def quote(self, where: tuple[Exchange, str], bid: Decimal, spread: int, sizes: tuple[int, int]) -> None:
        ask = bid + spread * D("0.01")
        self.ask(lambda: self.broker.post_quote(*where, bid, sizes[0], ask, sizes[1]))

    def halt_or_resume(self, where: tuple[Exchange, str]) -> None:
        if self.broker.market.halts.standing(*where):
            self.ask(lambda: self.broker.resume(*where))
        else:
            self.ask(lambda: self.broker.halt(*where))

    # What the clock does

    def move(self, jump: timedelta) -> None:
        self.broker.move_clock(self.now + jump)

    def move_to_what_is_due(self, away: timedelta) -> None:
        due = self.broker._agenda.next()
        if due is not None:
            self.broker.move_clock(max(due + away, self.now))

    def move_to_the_auction(self, name: str, before: int) -> None:
        market = self.broker.market
        times = auction_times(market.sessions, NYSE, market.hours(NYSE, self.now).trade_date)
        if times is not None:
            self.broker.move_clock(max(getattr(times, name) - before * SECOND, self.now))

    # What may happen to haero

    def restart(self, killed: bool) -> None:
        """As it stopped or as it was killed with all on disk: the events say what memory said."""
        opened, now = self.house_now, self.now
        if killed:
            opened.journal.close()
            opened.store.close()
            opened._lock.close()
        else:
            opened.close()
        self.house = None
        store = Store(self.folder / FILE_NAME)
        for folder in (self.folder, None):
            assert snapshot.same(recover(store, folder).state, opened.broker.state)
        store.close()
        self.start_house(now.isoformat())

    # What always holds

    def all_is_well(self) -> None:
        broker = self.broker
        assert broker.failure is None
        for account in broker.state.accounts.values():
            audit(account)
            for number in account.working:
                order = account.orders[number]
                assert order.open > 0
                assert order.expires > self.now

    def all_ends(self) -> None:
        """Days later nothing works and nothing is held."""
        self.broker.move_clock(self.now + timedelta(days=6))
        for account in self.broker.state.accounts.values():
            assert not account.working
            assert all(purse.reserved == 0 for purse in account.cash.values())
            assert all(position.reserved == 0 for position in account.positions.values())


def _one(name: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, tuple[Any, ...]]]:
    return st.tuples(st.just(name), st.tuples(*parts))


COMMANDS = st.one_of(
    *[
        _one(
            "place",
            st.booleans(),
            WHERE,
            KINDS,
            SIDE,
            st.sampled_from((1, 7, 100)),
            TICKS,
            st.tuples(CLOCKS, CLOCKS),
            RARELY,
        )
    ]
    * 6,
    *[_one("print", WHERE, TICKS, st.sampled_from((3, 20, 100)), st.sampled_from((*[None] * 8, *Auction)))] * 5,
    *[_one("quote", WHERE, TICKS, st.integers(1, 3), st.tuples(SIZES, SIZES))] * 3,
    *[_one("move_to_what_is_due", st.sampled_from((-INSTANT, INSTANT, *[timedelta(0)] * 4)))] * 2,
    *[_one("move", st.sampled_from(JUMPS))] * 2,
    _one("move", st.sampled_from((*JUMPS, *JUMPS, *LONG_JUMPS))),
    *[_one("move_to_the_auction", st.sampled_from(MOMENTS), st.integers(0, 2))] * 2,
    *[_one("revise", WHICH, st.sampled_from((0, 0, 1, 2, 7)), TICKS)] * 2,
    *[_one("cancel", WHICH, st.sampled_from((0, 0, 1, 2, 7)))] * 2,
    _one("reserve", WHERE, RESERVED, SIDE, SIZES),
    _one("unreserve", WHICH),
    _one("halt_or_resume", st.sampled_from(SYMBOLS)),
    _one("restart", st.booleans()),
)


def _buy(kind: OrderType) -> tuple[str, tuple[Any, ...]]:
    return "place", (False, SYMBOLS[1], kind, Side.BUY, 100, D("100.03"), (None, None), False)


def _print(auction: Auction | None = None) -> tuple[str, tuple[Any, ...]]:
    return "print", (SYMBOLS[1], D("99.98"), 20, auction)


# Found before they were mended: a print that was given out twice, an order that came behind its auction, a stale closing print.
@example(STARTS[4], FillModel.THROUGH, 0, [_buy(OrderType.LIMIT_ON_CLOSE), _buy(OrderType.LIMIT), _print()])
@example(
    STARTS[0],
    FillModel.QUEUE,
    0,
    [_buy(OrderType.LIMIT_ON_OPEN), _buy(OrderType.LIMIT), ("move_to_the_auction", ("opens", 0)), _print()],
)
@example(
    STARTS[0],
    FillModel.QUEUE,
    250,
    [
        _buy(OrderType.LIMIT_ON_OPEN),
        ("move_to_the_auction", ("opens", 1)),
        ("move", (timedelta(milliseconds=900),)),
        _buy(OrderType.LIMIT_ON_OPEN),
        ("move", (timedelta(milliseconds=200),)),
        _print(),
        ("move", (SECOND,)),
        _print(),
    ],
)
@example(
    STARTS[1], FillModel.QUEUE, 60_000,
    [_buy(OrderType.LIMIT_ON_CLOSE), ("move", (MINUTE,)), _buy(OrderType.LIMIT_ON_CLOSE), _print(),
     _print(Auction.CLOSE), ("print", (SYMBOLS[1], D("100.00"), 20, None))],
)  # fmt: skip
@settings(max_examples=100)
@given(
    st.sampled_from(STARTS),
    st.sampled_from(FillModel),
    st.sampled_from((0, 0, 0, 250, 60_000)),
    st.lists(COMMANDS, min_size=20, max_size=80),
)
def test_the_rules_of_execution(start: str, model: FillModel, latency: int, commands: list[tuple[str, Any]]) -> None:
    rules = Rules()
    try:
        rules.open(start, model, latency)
        for name, parts in commands:
            getattr(rules, name)(*parts)
            rules.all_is_well()
        rules.all_ends()
    finally:
        rules.close()
