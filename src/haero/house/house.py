"""Puts a broker together from a data folder and settings: recovers the journal, sets the clock, opens the first accounts."""

import fcntl
import logging
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO

import apsw

from haero.broker.broker import Broker
from haero.desk.commands import MoveCash, OpenAccount
from haero.desk.events import ClockMoved, Event, PrintPosted, QuotePosted, SymbolHalted, SymbolResumed
from haero.desk.fees import FeeSchedule
from haero.house.settings import REPLAY, Settings, SettingsError
from haero.journal import snapshot
from haero.journal.journal import Journal
from haero.journal.recovery import recover
from haero.journal.sqlite import wal
from haero.journal.sqlite.store import FILE_NAME, Store
from haero.market.listing.instruments import InstrumentBook, builtin
from haero.market.listing.master import load_masters
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import Auction, Print, Quote
from haero.market.prices.source import PriceSource
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook, SessionKind
from haero.terms import Currency, Environment, Exchange
from haero.venue.simulated.floor import FloorRules
from haero.venue.simulated.models import book_factory
from haero.world.marketplace import Marketplace

log = logging.getLogger("haero.house.house")
AFTER_OPEN = timedelta(minutes=30)
FIRST_NUMBERS = {Environment.REAL: 81_000_001, Environment.MOCK: 50_000_001}
PRODUCT = "01"
MASTER_FOLDER = "master"  # in the data folder: what `haero master load` copied there


class FolderError(Exception):
    """The data folder cannot be used; the text says why and what to do."""


class House:
    """A running broker and the file below it. `close` leaves a snapshot, so that the next start is quick."""

    def __init__(self, folder: Path, settings: Settings, wall_now: datetime) -> None:
        """Opens `folder`, making it where it is missing.

        Raises:
            FolderError: another haero uses the folder, or its journal is damaged.
            SettingsError: the start time cannot be used.
            StoreError, RecoveryError, UnreadableEvent, LedgerError: the journal cannot be read; `haero verify` says more.
        """
        self.folder, self.settings = folder, settings
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as undo:
            self._lock = undo.enter_context(_lock(folder))
            self._open(wall_now, undo)
            undo.pop_all()  # all is well: nothing is undone

    def _open(self, wall_now: datetime, undo: ExitStack) -> None:
        """Recovers the journal and makes the broker; what was opened is put on `undo`, for the case that a later step fails."""
        folder, settings = self.folder, self.settings
        found = wal.inspect(folder / (FILE_NAME + "-wal"))
        if found.damage:
            raise FolderError(
                f"{found.damage}\nThe journal is damaged: run `haero verify --data {folder}`, restore a copy."
            )
        sessions = SessionBook(settings.hours)
        manual = ManualSource(sessions)
        source: PriceSource
        halts: list[tuple[datetime, SymbolHalted | SymbolResumed]] = []
        self.store = Store(folder / FILE_NAME)
        undo.callback(self.store.close)
        self.recovered = recover(self.store, watch=lambda at, event: _replay_market(manual, halts, at, event))
        instruments = builtin()
        kept = folder / MASTER_FOLDER
        for path in [*map(Path, settings.masters), *([kept] if kept.is_dir() else [])]:
            for instrument in load_masters(path):
                instruments.add(instrument)
        if settings.market.startswith(REPLAY):
            source, start = replay(settings, wall_now, sessions, instruments, self.recovered.at)
        else:
            synthetic = SyntheticSource(settings.seed, sessions, settings.volatility)
            source = manual if settings.market == "manual" else synthetic
            start = start_time(settings.at, wall_now, sessions, self.recovered.at)
        self.journal = Journal(self.store)
        undo.callback(self.journal.close)
        clock = MarketClock(start, settings.speed)
        market = Marketplace(clock, sessions, instruments, source, timedelta(milliseconds=settings.data_latency_ms))
        for at, event in halts:
            if isinstance(event, SymbolHalted):
                market.halts.halt(event.exchange, event.symbol, at, event.reason)
            else:
                market.halts.resume(event.exchange, event.symbol, at)
        self.broker = Broker(
            market,
            self.journal,
            self.recovered.state,
            FeeSchedule(settings.fees),
            self.recovered.at,
            FloorRules(
                book_of=book_factory(settings.fills, settings.fill_rules, settings.seed),
                participation=settings.algo_participation,
                order_latency=timedelta(milliseconds=settings.order_latency_ms),
            ),
        )
        self.broker.advance()

    def open_account(self, environment: Environment, cash: Mapping[Currency, Decimal]) -> str:
        """Opens the next account of an environment and pays in. Returns its id, such as 50000001-01."""
        accounts = self.broker.state.accounts.values()
        numbers = [int(a.number) for a in accounts if a.environment is environment]
        number = max(numbers, default=FIRST_NUMBERS[environment] - 1) + 1
        # Eight characters, and each account's own: the first digit of a number says no more than the letter does.
        hts_id = f"{'h' if environment is Environment.REAL else 'v'}{number % 10**7:07d}"
        command = OpenAccount(
            str(number), PRODUCT, environment, self.settings.branches[environment], hts_id, f"haero {environment}"
        )
        account = f"{number}-{PRODUCT}"
        with self.journal.together():  # an account and its money: both or neither
            self.broker.submit(command)
            for currency, amount in cash.items():
                if amount:
                    self.broker.submit(MoveCash(account, currency, amount, "opening"))
        return account

    def open_first_accounts(self) -> None:
        """One account per environment, in a journal that has none."""
        for environment in Environment:
            if not any(a.environment is environment for a in self.broker.state.accounts.values()):
                self.open_account(environment, self.settings.cash)

    def close(self) -> None:
        """Writes what is pending, saves a snapshot, closes the file. A broken journal is closed as it is.

        A snapshot is only a short cut: where it cannot be written (a full disk), the next start reads the events.
        """
        self.journal.close()
        try:
            if self.journal.failure is None and self.broker.failure is None:
                snapshot.save(self.store, self.broker.state, self.journal.seq)
        except apsw.Error as error:
            log.warning("no snapshot at the stop: %s", error)
        finally:
            self.store.close()
            self._lock.close()

    def erase(self) -> None:
        """Closes and deletes the journal: the next House of this folder starts empty."""
        self.journal.close()
        self.store.close()
        erase_journal(self.folder)
        self._lock.close()


def erase_journal(folder: Path) -> None:
    """Deletes the journal of a folder that nobody has open."""
    for suffix in ("", "-wal", "-shm"):
        (folder / (FILE_NAME + suffix)).unlink(missing_ok=True)


def _lock(folder: Path) -> IO[str]:
    """One broker per folder: two writers would each believe that they are the only one."""
    file = (folder / "haero.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise FolderError(
            f"{folder} is in use by another haero: stop it, or choose another folder with --data"
        ) from error
    return file


def _replay_market(
    manual: ManualSource, halts: list[tuple[datetime, SymbolHalted | SymbolResumed]], at: datetime, event: Event
) -> None:
    if isinstance(event, PrintPosted):
        auction = Auction(event.auction) if event.auction else None
        manual.post_print(Print(event.exchange, event.symbol, event.price, event.size, at, auction))
    elif isinstance(event, QuotePosted):
        manual.post_quote(Quote(event.exchange, event.symbol, event.bid, event.bid_size, event.ask, event.ask_size, at))
    elif isinstance(event, SymbolHalted | SymbolResumed):
        halts.append((at, event))
    else:
        assert isinstance(event, ClockMoved), event


def replay(
    settings: Settings, wall_now: datetime, sessions: SessionBook, instruments: InstrumentBook, last: datetime | None
) -> tuple[PriceSource, datetime]:
    """The recording that `settings.market` names, and the moment at which the clock starts; its symbols join `instruments`.

    `--at open` is the recording's first message, or where the journal already is if that is later.

    Raises:
        SettingsError: the files cannot be replayed, the start lies behind their end, or polars is not installed.
    """
    try:
        from haero.market.recording.files import RecordingError
        from haero.market.recording.replay_source import open_replay
    except ModuleNotFoundError as error:
        raise SettingsError("--market replay reads files with polars: pip install 'haero[replay]'") from error
    try:
        source = open_replay(settings.market.removeprefix(REPLAY), sessions, instruments)
    except RecordingError as error:
        raise SettingsError(f"--market {error}") from error
    for instrument in source.instruments():
        instruments.add(instrument)
    if settings.at == "open":
        return source, source.first if last is None else max(source.first, last)
    start = start_time(settings.at, wall_now, sessions, last)
    if start > source.last:
        reach = f"{source.first.isoformat()} to {source.last.isoformat()}"
        raise SettingsError(f"--at {settings.at}: the recording runs from {reach}: choose a time in it, or open")
    return source, start


def start_time(at: str, wall_now: datetime, sessions: SessionBook, last: datetime | None) -> datetime:
    """The moment at which the market clock starts; never before the last event of the journal.

    `open`: 30 minutes into the newest regular US session, or where the journal already is if that session is still on, else 30
    minutes into the next one. `now`: the wall's time. Otherwise an ISO time with its offset.

    Raises:
        SettingsError: not a time, or one before the journal's last event.
    """
    if at == "open":
        session = sessions.newest_regular(Exchange.NYSE, wall_now)
        start = session.opens + AFTER_OPEN
        if last is None or last <= start:
            return start
        current = sessions.at(Exchange.NYSE, last)
        if current is not None and current.kind == session.kind:
            return last
        date = sessions.phase(Exchange.NYSE, last).date
        opens = _regular_open(sessions, date)
        while opens is None or opens < last:
            date = sessions.next_business_day(Exchange.NYSE, date)
            opens = _regular_open(sessions, date)
        return opens + AFTER_OPEN
    if at == "now":
        start = wall_now
    else:
        try:
            start = datetime.fromisoformat(at)
        except ValueError as error:
            raise SettingsError(f"--at {at}: must be open, now, or a time like 2026-11-20T10:00-05:00") from error
        if start.tzinfo is None:
            raise SettingsError(f"--at {at}: needs an offset, like {at}-05:00 or {at}+09:00")
    try:
        start = start.astimezone(UTC)
    except OverflowError:
        raise SettingsError(f"--at {at}: lies outside the years 1 to 9999") from None
    if last is not None and start < last:
        raise SettingsError(
            f"--at {at} lies before the last event of this journal ({last.isoformat()}): "
            "choose a later time, or another folder with --data"
        )
    return start


def _regular_open(sessions: SessionBook, date: date) -> datetime | None:
    """When the regular US session of a date opens; None on a closed day."""
    found = (s.opens for s in sessions.on(Exchange.NYSE, date) if s.kind is SessionKind.REGULAR)
    return next(found, None)
