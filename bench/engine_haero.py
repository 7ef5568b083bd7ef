"""haero in this process with everything on: checks, fees, ledger held against the rebuilt books after every event, synced journal.

`python -m bench.engine_haero` measures it, `python -m bench.engine_haero bare` without the journal. The program brings the clock to
every quote and sends its orders there. The run ends when the last event is on disk.
"""

import sys
import tempfile
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from bench.engine_work import Filled, Shown, Watch, Work, drive
from bench.in_process import OPEN_TIME, NoJournal, open_account
from haero.broker.broker import Broker
from haero.desk.commands import PlaceOrder
from haero.desk.fees import FeeSchedule
from haero.desk.orders import OrderStatus
from haero.desk.state import State
from haero.journal.journal import Journal
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.market.listing.instruments import Instrument, builtin
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import Print, Quote
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange, OrderType, Side
from haero.world.marketplace import Marketplace

NASDAQ, AAPL = Exchange.NASDAQ, "AAPL"
START = OPEN_TIME.astimezone(UTC)


class Tape(ManualSource):
    """The work's messages as a price source that knows them beforehand, as a recorded day does."""

    step = timedelta(microseconds=1)

    def __init__(self, sessions: SessionBook, work: Work) -> None:
        super().__init__(sessions)
        self._messages: list[Print | Quote] = []
        self._standing: list[Quote] = []
        for message in work.messages:
            at = moment(message.at)
            if isinstance(message, Shown):
                quote = Quote(
                    NASDAQ, AAPL, cents(message.bid), message.bid_size, cents(message.ask), message.ask_size, at
                )
                self._messages.append(quote)
                self._standing.append(quote)
            else:
                self._messages.append(Print(NASDAQ, AAPL, cents(message.price), message.size, at))
                self._standing.append(self._standing[-1])
        self._times = [message.at for message in self._messages]
        self._asked, self._known = START, 0

    def _count(self, at: datetime) -> int:
        """How many messages there are up to a moment; a moment is asked for several times in a row."""
        if at != self._asked:
            self._asked, self._known = at, bisect_right(self._times, at)
        return self._known

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        index = self._count(at)
        return self._standing[index - 1] if index else None

    def messages(self, instrument: Instrument, after: datetime, until: datetime) -> Iterable[Print | Quote]:
        return self._messages[self._count(after) : self._count(until)]

    def upcoming(  # type: ignore[override]  # a manual source never has one
        self, instrument: Instrument, after: datetime
    ) -> datetime | None:
        index = self._count(after)
        return self._times[index] if index < len(self._times) else None


def cents(price: int) -> Decimal:
    return Decimal(price) / 100


def moment(microseconds: int) -> datetime:
    return START + timedelta(microseconds=microseconds)


def trade(broker: Broker, work: Work) -> tuple[Watch, list[Filled]]:
    """The timed part, and what it filled."""
    journal = broker.journal
    account = open_account(broker)
    wanted = {
        order.after: (Side.BUY if order.buy else Side.SELL, order.quantity, cents(order.price)) for order in work.orders
    }
    quotes = [(moment(m.at), wanted.get(turn)) for turn, m in enumerate(work.messages) if isinstance(m, Shown)]
    clock, submit, advance = broker.market.clock, broker.submit, broker.advance
    with Watch() as watch:
        for at, order in quotes:
            clock.move_to(at)
            advance()
            if order is not None:
                side, quantity, price = order
                submit(PlaceOrder(account, NASDAQ, AAPL, side, OrderType.LIMIT, quantity, price))
        if not isinstance(journal, NoJournal):
            journal.flush()
    orders = broker.state.accounts[account].orders.values()
    assert all(order.status is OrderStatus.FILLED for order in orders)
    return watch, [Filled(order.filled, float(order.average_price * 100)) for order in orders]


def run(work: Work, *, bare: bool) -> tuple[Watch, list[Filled]]:
    sessions = SessionBook()
    market = Marketplace(MarketClock(OPEN_TIME, 0.0), sessions, builtin(), Tape(sessions, work))
    if bare:
        return trade(Broker(market, NoJournal(), State(), FeeSchedule()), work)
    with tempfile.TemporaryDirectory() as name:
        store = Store(Path(name) / FILE_NAME)
        journal = Journal(store)
        found = trade(Broker(market, journal, State(), FeeSchedule()), work)
        journal.close()
        store.close()
    return found


if __name__ == "__main__":
    drive(partial(run, bare=sys.argv[1:] == ["bare"]))
