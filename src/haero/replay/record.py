"""What a report needs and nobody keeps: written down while it happens.

The quote that stood when an order came, what the market traded while the order worked, and the value of each account.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from haero.broker.broker import Broker
from haero.broker.feed import Observer
from haero.desk.accounts import Account
from haero.desk.events import (
    Event,
    OrderAccepted,
    OrderCancelled,
    OrderExecuted,
    OrderExpired,
    OrderRejected,
    OrderRevised,
)
from haero.desk.orders import Order
from haero.replay.curve import Curve
from haero.terms import CURRENCY_OF, ZERO, Currency, InstrumentKey

SAMPLE = timedelta(minutes=1)
"""How often an account is valued; at each of its fills as well."""


class Traded:
    """What a symbol traded between two moments: shares and money, all sessions of the day, as the day's totals say."""

    __slots__ = ("_amount", "_volume", "amount", "volume")

    def __init__(self, volume: int, amount: Decimal) -> None:
        self._volume, self._amount = volume, amount
        self.volume, self.amount = 0, ZERO

    def until(self, volume: int, amount: Decimal) -> None:
        """The day's totals now. They are smaller than before where a new day has begun: then all of it counts."""
        if volume < self._volume:
            self._volume, self._amount = 0, ZERO
        self.volume, self.amount = volume - self._volume, amount - self._amount

    @property
    def average(self) -> Decimal | None:
        """The volume-weighted average price (VWAP), None where nothing traded."""
        return self.amount / self.volume if self.volume else None


class Life:
    """An order in the market. `arrival` is the middle of the quote when it came, else the last price, as `arrival_by` says.

    `traded` runs from its acceptance (TWAP, VWAP: from their start) to its last fill, or its end without one. `done_at` is None
    while it works.
    """

    __slots__ = ("account", "arrival", "arrival_by", "done_at", "key", "number", "starts", "traded")

    def __init__(self, account: str, order: Order) -> None:
        self.account, self.number = account, order.number
        self.key: InstrumentKey = order.exchange, order.symbol
        self.arrival: Decimal | None = None
        self.arrival_by = ""
        self.starts: datetime | None = None
        self.traded = Traded(0, ZERO)
        self.done_at: datetime | None = None


class Record(Observer):
    """Follows the feed of a broker. `events` counts what happened to orders; `lives` has every order, oldest first."""

    def __init__(self, broker_of: Callable[[], Broker]) -> None:
        """`broker_of` gives the broker that stands behind the feed: another one after a reset."""
        self._broker_of = broker_of
        self.restarted()

    def restarted(self) -> None:
        """A new broker has a new record."""
        self._broker = self._broker_of()
        self.events = 0
        self.fills = 0
        self.lives: dict[tuple[str, int], Life] = {}
        self.working: dict[tuple[str, int], Life] = {}
        self.curves: dict[tuple[str, Currency], Curve] = {}
        self.volumes: dict[InstrumentKey, int] = {}
        self._at_work: dict[InstrumentKey, Traded] = {}
        self._count_at_work: dict[InstrumentKey, int] = {}
        self._starting: dict[tuple[str, int], Life] = {}
        self._sampled: datetime | None = None

    def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
        if account:
            self._happened(self._broker, at, account, event)

    def look(self, now: datetime) -> None:
        """Time has come to `now`: starts of orders that wait for theirs, and a value of each account every minute."""
        for name, life in list(self._starting.items()):
            if life.starts is not None and life.starts <= now:
                del self._starting[name]
                life.traded = self._traded(life.key, life.starts)
        if self._sampled is None or now - self._sampled >= SAMPLE:
            self._sampled = now
            self._value_all(now)

    def finish(self, now: datetime) -> None:
        """The end: what still works is looked at once more, and each account valued."""
        for life in self.working.values():
            order = self._order(life)
            if not order.filled:
                self._until(life, now)
        for key in self._at_work:
            self._count(key, now)
        self._value_all(now)

    def _happened(self, broker: Broker, at: datetime, account_id: str, event: Event) -> None:
        account = broker.state.accounts[account_id]
        if isinstance(event, OrderAccepted | OrderRevised):
            self._begin(account, account.orders[event.number], at)
            if isinstance(event, OrderRevised):
                self._end_if_done(account, event.original, at)
        elif isinstance(event, OrderExecuted):
            self.fills += 1
            self._until(self.lives[account_id, event.number], at)
            self._end_if_done(account, event.number, at)
            self._value(account_id, at)
        elif isinstance(event, OrderCancelled):
            self._end_if_done(account, event.original, at)
        elif isinstance(event, OrderExpired | OrderRejected):
            self._end_if_done(account, event.number, at)
        else:
            return
        self.events += 1

    def _begin(self, account: Account, order: Order, at: datetime) -> None:
        life = Life(account.id, order)
        market, (exchange, symbol) = self._broker.market, life.key
        instrument = market.instrument(exchange, symbol)
        quote = market.source.quote(instrument, at)
        if quote is not None and quote.bid_size and quote.ask_size:
            life.arrival, life.arrival_by = (quote.bid + quote.ask) / 2, "quote"
        else:
            life.arrival, life.arrival_by = market.source.summary(instrument, at).last, "last"
        if life.arrival is None:
            life.arrival_by = ""
        name = account.id, order.number
        if order.starts is not None and order.starts > at:
            life.starts = order.starts
            self._starting[name] = life
        else:
            life.traded = self._traded(life.key, at)
        if life.key not in self._at_work:
            self._at_work[life.key] = self._traded(life.key, at)
        self._count_at_work[life.key] = self._count_at_work.get(life.key, 0) + 1
        curve = account.id, CURRENCY_OF[order.exchange]
        if curve not in self.curves:
            self.curves[curve] = Curve()
            self._value(account.id, at)
        self.lives[name] = self.working[name] = life

    def _end_if_done(self, account: Account, number: int, at: datetime) -> None:
        order = account.orders[number]
        life = self.working.get((account.id, number))
        if life is None or order.open:
            return
        del self.working[account.id, number]
        self._starting.pop((account.id, number), None)
        life.done_at = at
        if not order.filled and (life.starts is None or life.starts <= at):
            self._until(life, at)
        self._count_at_work[life.key] -= 1
        if not self._count_at_work[life.key]:
            self._count(life.key, at)
            self.volumes[life.key] = self.volumes.get(life.key, 0) + self._at_work.pop(life.key).volume

    def volume(self, key: InstrumentKey) -> int:
        """Shares that the market traded in a symbol while at least one order for it worked."""
        running = self._at_work.get(key)
        return self.volumes.get(key, 0) + (running.volume if running is not None else 0)

    def _count(self, key: InstrumentKey, at: datetime) -> None:
        summary = self._broker.market.source.summary(self._broker.market.instrument(*key), at)
        self._at_work[key].until(summary.volume, summary.amount)

    def _until(self, life: Life, at: datetime) -> None:
        if (life.account, life.number) in self._starting:
            return
        summary = self._broker.market.source.summary(self._broker.market.instrument(*life.key), at)
        life.traded.until(summary.volume, summary.amount)

    def _traded(self, key: InstrumentKey, at: datetime) -> Traded:
        summary = self._broker.market.source.summary(self._broker.market.instrument(*key), at)
        return Traded(summary.volume, summary.amount)

    def _order(self, life: Life) -> Order:
        return self._broker.state.accounts[life.account].orders[life.number]

    def _value_all(self, at: datetime) -> None:
        for account in {name: None for name, _ in self.curves}:
            self._value(account, at)

    def _value(self, account_id: str, at: datetime) -> None:
        """Cash and holdings of each currency in which the account trades, at the last prices."""
        market, account = self._broker.market, self._broker.state.accounts[account_id]
        values = {currency: account.cash[currency].balance for name, currency in self.curves if name == account_id}
        for position in account.positions.values():
            if position.quantity:
                summary = market.source.summary(market.instrument(position.exchange, position.symbol), at)
                price = summary.last if summary.last is not None else summary.previous_close
                values[position.currency] += position.quantity * price
        for currency, value in values.items():
            self.curves[account_id, currency].add(at, value, account.cash[currency].deposited)
