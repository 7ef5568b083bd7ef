import gc
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from haero.broker.broker import Broker
from haero.desk.commands import MoveCash
from haero.desk.ledger import audit
from haero.house.folder import FolderError
from haero.house.house import FIRST_NUMBERS, House
from haero.house.settings import DEFAULT_CASH, Settings, SettingsError
from haero.journal import snapshot
from haero.journal.codec import Row, UnreadableEvent
from haero.journal.recovery import RecoveryError, recover
from haero.journal.sqlite.store import FILE_NAME, StoreError
from haero.journal.sqlite.verify import CLEAN, verify
from haero.market.prices.manual import ManualSource
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook
from haero.terms import Currency, Environment, Exchange, Side
from haero.world.marketplace import Marketplace
from tests.makers import ALICE, BOB, NASDAQ, NOW, D, event_rows, house, place
from tests.recordings import written

SESSIONS = SessionBook()
MANUAL = Settings(market="manual", speed=0.0, at=NOW.isoformat())


def failed_start(folder: Path) -> tuple[type[Exception], str]:
    """Tries to open a folder that cannot be used; returns the error."""
    try:
        House(folder, MANUAL, NOW)
    except Exception as error:
        found = type(error), str(error)
    return found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# The first start, and the next ones


def test_a_first_start_opens_one_account_per_environment_with_money(tmp_path: Path) -> None:
    with house(tmp_path / "new" / "folder") as opened:
        accounts = opened.broker.state.accounts
        assert list(accounts) == [ALICE, BOB]
        for environment, account in zip(Environment, accounts.values(), strict=True):
            assert account.environment is environment
            assert account.number == str(FIRST_NUMBERS[environment])
            assert {currency: purse.balance for currency, purse in account.cash.items()} == DEFAULT_CASH


def test_a_second_start_opens_no_more_and_new_accounts_count_on(tmp_path: Path) -> None:
    with house(tmp_path):
        pass
    with house(tmp_path) as opened:
        assert len(opened.broker.state.accounts) == 2
        assert opened.open_account(Environment.MOCK, {Currency.USD: D(0), Currency.JPY: D(7)}) == "50000002-01"
        assert opened.open_account(Environment.REAL, {}) == "81000002-01"
        names = [account.hts_id for account in opened.broker.state.accounts.values()]
        # A person has one login name for both environments; within one, no two accounts may share it: notices go to it.
        assert sorted(names) == ["h1000001", "h1000001", "h1000002", "h1000002"]
        assert list(opened.broker.state.accounts["50000002-01"].cash) == [Currency.JPY]


def test_a_restart_finds_everything_with_and_without_an_orderly_close(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        broker = opened.broker
        broker.submit(place(Side.BUY, 10, "100.00"))
        broker.post_print(NASDAQ, "AAPL", D("99.00"), 6)
        first = broker.state
    with house(tmp_path) as opened:
        assert opened.recovered.replayed == 0  # the snapshot says it all
        assert snapshot.same(opened.broker.state, first)
        whole = recover(opened.store)
        assert snapshot.same(whole.state, first)
        for account in whole.state.accounts.values():
            audit(account)


def test_the_clock_starts_where_the_journal_ended(tmp_path: Path) -> None:
    wall = at("2026-11-20T12:00-05:00")
    with house(tmp_path, wall, at="open") as opened:
        opened.broker.move_clock(at("2026-11-20T15:00-05:00"))
    with house(tmp_path, wall, at="open") as opened:
        assert opened.broker.market.clock.now() == at("2026-11-20T15:00-05:00")
        opened.broker.move_clock(at("2026-11-20T20:00-05:00"))
    with house(tmp_path, wall, at="open") as opened:
        assert opened.broker.market.clock.now() == at("2026-11-23T10:00-05:00")


def test_manual_prices_survive_a_restart(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        opened.broker.post_quote(NASDAQ, "AAPL", D("99.00"), 7, D("100.00"), 9)
        opened.broker.post_print(NASDAQ, "AAPL", D("99.50"), 3)
    for _ in range(2):
        with house(tmp_path) as opened:
            broker = opened.broker
            quote = broker.market.source.quote(broker.market.instrument(NASDAQ, "AAPL"), NOW)
            assert quote is not None
            assert (quote.bid, quote.bid_size, quote.ask, quote.ask_size) == (D("99.00"), 7, D("100.00"), 9)
            assert broker.market.last_price(NASDAQ, "AAPL") == D("99.50")
    with house(tmp_path) as opened:
        receipt = opened.broker.submit(place(Side.BUY, 20, "100.00"))
        assert opened.journal.seq == receipt.seq + 1
        assert opened.broker.state.accounts[ALICE].orders[1].filled == 9


def test_one_folder_may_see_other_markets_later(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        opened.broker.post_print(NASDAQ, "AAPL", D("99.50"), 3)
    with house(tmp_path, market="synthetic") as opened:
        assert opened.broker.market.last_price(NASDAQ, "AAPL") != D("99.50")


def test_master_files_overrule_what_is_built_in_named_or_in_the_folder(tmp_path: Path) -> None:
    sample = Path(__file__).parents[1] / "data" / "master" / "nasmst.cod"
    with house(tmp_path / "plain") as opened:
        built_in = opened.broker.market.instrument(NASDAQ, "AAPL").base_price
    with house(tmp_path / "named", masters=(str(sample),)) as opened:
        assert opened.broker.market.instrument(NASDAQ, "AAPL").base_price == D("266.25") != built_in
    (tmp_path / "kept" / "master").mkdir(parents=True)
    shutil.copy(sample, tmp_path / "kept" / "master")
    with house(tmp_path / "kept") as opened:
        assert opened.broker.market.instrument(NASDAQ, "AAPL").base_price == D("266.25")


# Folders that cannot be used


def test_one_folder_has_one_writer(tmp_path: Path) -> None:
    with house(tmp_path):
        kind, text = failed_start(tmp_path)
        assert (kind, "in use by another haero" in text) == (FolderError, True)
    with house(tmp_path):
        pass


def test_a_start_before_the_last_event_is_refused(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        opened.broker.move_clock(NOW + timedelta(hours=1))
    kind, text = failed_start(tmp_path)
    assert (kind, "before the last event" in text) == (SettingsError, True)


def test_a_failed_start_leaves_the_folder_free(tmp_path: Path) -> None:
    """The error is kept, as a program that shows it does; the lock must be gone all the same."""
    with house(tmp_path) as opened:
        opened.broker.move_clock(NOW + timedelta(hours=1))
    try:
        House(tmp_path, MANUAL, NOW)
    except SettingsError:
        with house(tmp_path, at=(NOW + timedelta(hours=2)).isoformat()):
            pass


def test_a_damaged_log_is_not_opened(tmp_path: Path) -> None:
    """SQLite would silently drop everything behind the flipped bit."""
    with house(tmp_path / "data") as opened:
        for _ in range(5):
            opened.broker.submit(MoveCash(ALICE, Currency.USD, D(1)))
            opened.journal.flush()
        copied = tmp_path / "copied"
        copied.mkdir()
        for suffix in ("", "-wal", "-shm"):
            data = (tmp_path / "data" / (FILE_NAME + suffix)).read_bytes()
            (copied / (FILE_NAME + suffix)).write_bytes(data)
    log = copied / (FILE_NAME + "-wal")
    damaged = bytearray(log.read_bytes())
    damaged[5000] ^= 4
    log.write_bytes(damaged)
    kind, text = failed_start(copied)
    assert (kind, "haero verify" in text) == (FolderError, True)
    assert log.read_bytes() == damaged


def _delete(db: apsw.Connection) -> None:
    db.execute("DELETE FROM event WHERE seq = 3")


def _rename(db: apsw.Connection) -> None:
    db.execute("UPDATE event SET kind = 'Nonsense' WHERE seq = 3")


@pytest.mark.parametrize(("harm", "error"), [(_delete, RecoveryError), (_rename, UnreadableEvent)])
def test_a_journal_that_cannot_be_read_is_not_used(
    tmp_path: Path, harm: Callable[[apsw.Connection], None], error: type[Exception]
) -> None:
    with house(tmp_path):
        pass
    (tmp_path / snapshot.FILE_NAME).unlink()
    db = apsw.Connection(str(tmp_path / FILE_NAME), vfs="cksmvfs")
    harm(db)
    db.close()
    kind, text = failed_start(tmp_path)
    assert (kind, "event 3" in text) == (error, True)


def test_a_file_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute("CREATE TABLE mine(x)")
        db.commit()
    before = (tmp_path / FILE_NAME).read_bytes()
    kind, text = failed_start(tmp_path)
    assert (kind, "not a haero journal" in text) == (StoreError, True)
    assert (tmp_path / FILE_NAME).read_bytes() == before


# The end


def test_an_erased_house_starts_empty_and_frees_the_folder(tmp_path: Path) -> None:
    opened = House(tmp_path, MANUAL, NOW)
    opened.open_first_accounts()
    opened.broker.submit(place())
    opened.erase()
    opened.keep_mark()  # as the timer does, where no other house could be opened: it must not speak of what is gone
    with house(tmp_path) as again:
        assert again.recovered.seq == 0
        assert again.broker.state.accounts[ALICE].last_number == 0


def test_a_broken_broker_leaves_no_snapshot(tmp_path: Path) -> None:
    """What it has in memory is what broke; the journal is what counts."""
    with house(tmp_path) as opened:
        seq = opened.journal.seq
        opened.broker.state.accounts[ALICE].cash[Currency.USD].balance += 1
        opened.broker.stop(AssertionError("the books are broken"))
    assert not (tmp_path / snapshot.FILE_NAME).exists()
    assert len(event_rows(tmp_path)) == seq
    assert verify(tmp_path).status == CLEAN


def test_a_snapshot_that_cannot_be_written_does_not_spoil_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*saved: object) -> bool:
        raise OSError(28, "No space left on device")

    opened = House(tmp_path, MANUAL, NOW)
    opened.open_first_accounts()
    monkeypatch.setattr(snapshot, "save", full)
    opened.close()
    with house(tmp_path) as again:
        assert again.recovered.replayed == again.recovered.seq > 0


def test_a_stop_does_not_wait_for_a_process_that_is_taking_a_snapshot(tmp_path: Path) -> None:
    with snapshot.alone(tmp_path), house(tmp_path):
        pass
    assert not (tmp_path / snapshot.FILE_NAME).exists()


def test_a_replay_starts_with_its_first_message_and_lists_its_symbols(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv", ["2013-10-07T13:30:00Z,ZZZZ,NYSE,trade,5,100", "2013-10-07T14:30:00Z,ZZZZ,NYSE,trade,6,1"]
    )
    opened = House(tmp_path / "house", Settings(market=f"replay:{file}", speed=0.0), NOW)
    assert opened.broker.market.clock.now() == at("2013-10-07T13:30:00+00:00")
    listing = opened.broker.market.listing(Exchange.NYSE, "ZZZZ")
    assert listing is not None
    assert listing.lot == 1
    opened.broker.move_clock(at("2013-10-07T14:00:00+00:00"))
    opened.close()
    again = House(tmp_path / "house", Settings(market=f"replay:{file}", speed=0.0), NOW)
    assert again.broker.market.clock.now() == at("2013-10-07T14:00:00+00:00")
    assert again.broker.market.last_price(Exchange.NYSE, "ZZZZ") == 5
    again.close()


@pytest.mark.parametrize(
    ("files", "start", "says"),
    [
        ("*.csv", "2013-10-07T13:29:00Z", None),
        ("*.csv", "2013-10-07T13:30:01Z", "--at 2013-10-07T13:30:01Z: the recording runs from 2013-10-07T13:30:00"),
        ("*.csv", "now", "--at now: the recording runs"),
        ("*.parquet", "open", r"--market .*\*\.parquet: no such file"),
    ],
)
def test_a_replay_that_cannot_start_is_refused(tmp_path: Path, files: str, start: str, says: str | None) -> None:
    written(tmp_path / "a.csv", ["2013-10-07T13:30:00Z,IBM,NYSE,trade,5,100"])
    settings = Settings(market=f"replay:{tmp_path}/{files}", at=start, speed=0.0)
    if says is None:
        House(tmp_path / "house", settings, NOW).close()
        return
    with pytest.raises(SettingsError, match=says):
        House(tmp_path / "house", settings, NOW)
    House(tmp_path / "house", MANUAL, NOW).close()  # the folder is free


def test_replay_without_polars_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("haero.market.recording",))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(SettingsError, match="pip install polars"):
        House(tmp_path, Settings(market="replay:x.csv"), NOW)


# The ports


class Remembering:
    """A log without a disk."""

    identity = "of this test"

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.kept = list(rows)
        self.closed = False

    def write(self, rows: list[Row]) -> None:
        self.kept += rows

    def last_seq(self) -> int:
        return len(self.kept)

    def rows(self, after: int = 0) -> Iterator[Row]:
        return iter(self.kept[after:])

    def market_rows(self, until: int) -> Iterator[Row]:
        return (row for row in self.kept[:until] if not row[2])

    def row(self, seq: int) -> Row | None:
        return self.kept[seq - 1] if 0 < seq <= len(self.kept) else None

    def read(self, after: int, limit: int) -> list[Row]:
        return self.kept[after : after + limit]

    def hurry(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


def test_any_log_will_do_with_its_snapshot(tmp_path: Path) -> None:
    """Nothing above the port knows SQLite: no file of it is there, and a start reads what the stop left."""
    store = Remembering()
    opened = House(tmp_path, MANUAL, NOW, store=store)
    opened.open_first_accounts()
    opened.broker.submit(place())
    opened.close()
    assert store.closed
    assert len(store.kept) > 10
    assert {path.name for path in tmp_path.iterdir()} == {"haero.lock", snapshot.FILE_NAME}
    again = House(tmp_path, MANUAL, NOW, store=Remembering(store.kept))
    assert again.recovered.replayed == 0
    assert again.broker.state.accounts[ALICE].orders[1].open == 10
    again.broker.submit(place())
    again.close()
    elsewhere = House(tmp_path / "other", MANUAL, NOW, store=Remembering(store.kept))
    assert elsewhere.recovered.replayed == len(store.kept)
    elsewhere.close()


def test_the_clock_that_is_given_is_the_markets(tmp_path: Path) -> None:
    seconds = [0.0]
    clock = MarketClock(NOW, 1.0, lambda: seconds[0])
    opened = House(tmp_path, MANUAL, NOW, clock=clock)
    opened.open_first_accounts()
    seconds[0] = 90.0
    opened.broker.advance()
    assert opened.broker.submit(place()).at == NOW + timedelta(seconds=90)
    opened.close()
    with pytest.raises(SettingsError, match="the clock stands before the last event"):
        House(
            tmp_path, Settings(market="manual", at=(NOW + timedelta(hours=1)).isoformat()), NOW, clock=MarketClock(NOW)
        )


def test_the_prices_that_are_given_are_the_markets_and_a_journal_fills_manual_ones(tmp_path: Path) -> None:
    with house(tmp_path) as opened:
        opened.broker.post_quote(NASDAQ, "AAPL", D("99.00"), 7, D("100.00"), 9)
    source = ManualSource(SESSIONS)
    opened = House(tmp_path, Settings(market="synthetic", speed=0.0, at=NOW.isoformat()), NOW, source=source)
    market = opened.broker.market
    assert market.manual() is source
    quote = source.quote(market.instrument(NASDAQ, "AAPL"), NOW)
    assert quote is not None
    assert quote.ask_size == 9
    opened.close()


def test_while_a_house_opens_the_collector_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    whole = House._open_broker

    def watched(self: House, market: Marketplace) -> Broker:
        seen.append(gc.isenabled())
        return whole(self, market)

    monkeypatch.setattr(House, "_open_broker", watched)
    with house(tmp_path):
        pass
    assert seen == [False]
    assert gc.isenabled()


def test_a_journal_that_cannot_be_read_at_the_stop_costs_the_snapshot_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened = House(tmp_path / "house", MANUAL, NOW)
    opened.open_first_accounts()

    def broken(seq: int) -> None:
        raise StoreError("disk I/O error")

    monkeypatch.setattr(opened.store, "row", broken)
    opened.close()
    assert "disk I/O error" in caplog.text
    House(tmp_path / "house", MANUAL, NOW).close()


def test_a_manual_market_may_stand_on_a_past_that_no_restart_moves(tmp_path: Path) -> None:
    """So that a program finds yesterday's bar: the days before the one on which the journal began."""
    settings = replace(MANUAL, manual_past=True)
    days = []
    for at in ("2026-11-20T10:00-05:00", "2026-11-25T10:00-05:00"):
        with closing(House(tmp_path, replace(settings, at=at), NOW)) as opened:
            opened.open_first_accounts()
            market = opened.broker.market
            days.append(market.source.daily(market.instrument(NASDAQ, "AAPL"), market.clock.now(), 300))
    assert days[0] == days[1]
    assert (len(days[0]), days[0][-1].start.date()) == (300, date(2026, 11, 19))
