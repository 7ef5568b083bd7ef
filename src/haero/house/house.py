"""Puts a broker together from a data folder, settings and ports: recovers the journal, sets the clock, opens the first accounts."""

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from haero.broker.broker import Broker
from haero.broker.feed import Feed, Happened
from haero.desk.checks import OrderRoom
from haero.desk.commands import ChangeService, MoveCash, OpenAccount
from haero.desk.fees import FeeSchedule
from haero.house.folder import close_to_others, erase_journal, lock, open_journal
from haero.house.prices import Posted, instruments, open_market, past
from haero.house.settings import Settings, SettingsError
from haero.house.start import start_time
from haero.journal import mark as marks
from haero.journal import snapshot
from haero.journal.codec import Codec
from haero.journal.collector import collector_off
from haero.journal.journal import Journal
from haero.journal.log import Log
from haero.journal.mark import HighWater
from haero.journal.recovery import recover
from haero.journal.sqlite.store import StoreError
from haero.market.prices.manual import ManualSource
from haero.market.prices.source import PriceSource
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook
from haero.terms import Currency, Environment
from haero.venue.simulated.floor import FloorRules
from haero.venue.simulated.models import book_factory
from haero.world.marketplace import Marketplace

log = logging.getLogger("haero.house.house")
FIRST_NUMBERS = {Environment.REAL: 81_000_001, Environment.MOCK: 50_000_001}
FIRST_HTS_ID = 1_000_001
PRODUCT = "01"


class House:
    """A running broker and the journal below it. `close` leaves a snapshot, so that the next start is quick."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        wall_now: datetime,
        *,
        store: Log | None = None,
        clock: MarketClock | None = None,
        source: PriceSource | None = None,
    ) -> None:
        """Opens `folder`, making it where it is missing. `wall_now` is the wall's time.

        The ports, each with what the settings say as its default: `store` keeps the journal (else the file in the folder), and is
        closed with the house; `source` has the prices; `clock` the market's time, and must not stand before the last event.

        Raises:
            FolderError: another haero uses the folder, or its journal is damaged.
            SettingsError: the start time cannot be used.
            StoreError, RecoveryError, UnreadableEvent, LedgerError: the journal cannot be read; `haero verify` says more.
        """
        self.folder, self.settings = folder, settings
        close_to_others(folder)
        with ExitStack() as undo, collector_off():
            self._lock = undo.enter_context(lock(folder))
            self._marked: HighWater | None = None
            self._has_mark = store is None
            self.store = store if store is not None else open_journal(folder)
            undo.callback(self.store.close)
            self._codec = Codec()
            market, posted = self._open_market(wall_now, clock, source)
            self.journal = Journal(self.store)
            undo.callback(self.journal.close)
            posted.halt_in(market.halts)
            self.broker = self._open_broker(market)
            self.keep_mark()
            undo.pop_all()  # all is well: nothing is undone

    def _open_market(
        self, wall_now: datetime, clock: MarketClock | None, source: PriceSource | None
    ) -> tuple[Marketplace, Posted]:
        """Recovers the journal, and makes the market in which it goes on."""
        settings = self.settings
        sessions = SessionBook(settings.hours)
        manual = source if isinstance(source, ManualSource) else ManualSource(sessions)
        posted = Posted(manual)
        self.recovered = recover(self.store, self.folder, watch=posted.happened)
        listed = instruments(self.folder, settings)
        last = self.recovered.at
        if source is None:
            source, start = open_market(settings, wall_now, sessions, listed, manual, last)
        else:
            start = start_time(settings.at, wall_now, sessions, last)
        if settings.manual_past:
            manual.stand_on(past(settings, sessions, self._began() or start))
        clock = clock or MarketClock(start, settings.speed)
        if last is not None and clock.now() < last:
            raise SettingsError(f"the clock stands before the last event of this journal ({last.isoformat()})")
        latency = timedelta(milliseconds=settings.data_latency_ms)
        return Marketplace(clock, sessions, listed, source, latency), posted

    def _began(self) -> datetime | None:
        """The moment of the first event of this journal, or None."""
        first = self.store.row(1)
        return None if first is None else self._codec.event(first)[0]

    def _open_broker(self, market: Marketplace) -> Broker:
        settings = self.settings
        rules = FloorRules(
            book_of=book_factory(settings.fills, settings.fill_rules, settings.seed),
            participation=settings.algo_participation,
            order_latency=timedelta(milliseconds=settings.order_latency_ms),
        )
        recovered = self.recovered
        fees, feed = FeeSchedule(settings.fees), Feed(self.events)
        room = OrderRoom(settings.orders_per_account, settings.orders_in_all)
        broker = Broker(market, self.journal, recovered.state, fees, recovered.at, rules, feed, room)
        broker.advance()
        return broker

    def events(self, after: int, limit: int) -> list[Happened]:
        """Up to `limit` events behind number `after`, oldest first; only such as are on disk. For the broker's thread.

        Raises:
            UnreadableEvent: a row is not an event.
        """
        return [Happened(row[0], *self._codec.event(row)) for row in self.store.read(after, limit)]

    def open_account(self, environment: Environment, cash: Mapping[Currency, Decimal], *, overseas: bool = True) -> str:
        """Opens the next account of an environment and pays in. Returns its id, such as 50000001-01.

        One without `overseas` is not signed up for overseas stocks: it may not order.
        """
        accounts = self.broker.state.accounts.values()
        numbers = [int(a.number) for a in accounts if a.environment is environment]
        number = max(numbers, default=FIRST_NUMBERS[environment] - 1) + 1
        # A person has one HTS ID for both environments, and clients have one place to keep it: the first real and the first mock
        # account share theirs, and so on. Within an environment it is each account's own.
        hts_id = f"h{FIRST_HTS_ID + number - FIRST_NUMBERS[environment]:07d}"
        command = OpenAccount(
            str(number), PRODUCT, environment, self.settings.branches[environment], hts_id, f"haero {environment}"
        )
        account = f"{number}-{PRODUCT}"
        with self.journal.together():  # an account and its money: both or neither
            self.broker.submit(command)
            if not overseas:
                self.broker.submit(ChangeService(account, overseas=False))
            for currency, amount in cash.items():
                if amount:
                    self.broker.submit(MoveCash(account, currency, amount, "opening"))
        return account

    def open_first_accounts(self) -> None:
        """One account per environment, in a journal that has none."""
        for environment in Environment:
            if not any(a.environment is environment for a in self.broker.state.accounts.values()):
                self.open_account(environment, self.settings.cash)

    def keep_mark(self) -> None:
        """Writes down how far the journal has come (journal/mark.py), if it has. To be called now and then. Raises OSError."""
        mark = HighWater(self.store.identity, self.journal.durable)
        if self._has_mark and mark != self._marked and self.journal.failure is None:
            marks.write(self.folder, mark)
            self._marked = mark

    def close(self) -> None:
        """Writes what is pending, saves a snapshot, closes the file. A broken journal is closed as it is.

        A snapshot is only a short cut: where it cannot be written (a full disk), the next start reads the events.
        """
        self.store.hurry()
        self.journal.close()
        try:
            if self.journal.failure is None and self.broker.failure is None:
                self.keep_mark()
                with snapshot.alone(self.folder):
                    snapshot.save(self.folder, self.store, self.broker.state, self.journal.seq)
        except (OSError, StoreError) as error:
            log.warning("no snapshot at the stop: %s", error)
        finally:
            self.store.close()
            self._lock.close()

    def erase(self) -> None:
        """Closes and deletes the journal: the next House of this folder starts empty. This one writes no mark any more."""
        self._has_mark = False
        self.journal.close()
        self.store.close()
        erase_journal(self.folder)
        self._lock.close()
