import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from haero.desk.commands import MoveCash
from haero.desk.ledger import audit
from haero.house.house import FIRST_NUMBERS, FolderError, House, start_time
from haero.house.settings import DEFAULT_CASH, Settings, SettingsError
from haero.journal import snapshot
from haero.journal.codec import UnreadableEvent
from haero.journal.recovery import RecoveryError, recover
from haero.journal.sqlite.store import FILE_NAME, Store, StoreError
from haero.journal.sqlite.verify import CLEAN, verify
from haero.market.time.sessions import SessionBook
from haero.terms import Currency, Environment, Exchange, Side
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


# The start of time


@pytest.mark.parametrize(
    ("wall", "start"),
    [
        ("2026-11-20T12:00-05:00", "2026-11-20T10:00-05:00"),  # in the session
        ("2026-11-20T10:00-05:00", "2026-11-20T10:00-05:00"),
        ("2026-11-20T09:59-05:00", "2026-11-19T10:00-05:00"),  # not yet 30 minutes old
        ("2026-11-22T12:00-05:00", "2026-11-20T10:00-05:00"),  # a Sunday
        ("2026-11-26T12:00-05:00", "2026-11-25T10:00-05:00"),  # Thanksgiving
        ("2026-11-27T20:00-05:00", "2026-11-27T10:00-05:00"),  # a half day
        ("2026-07-06T05:00-04:00", "2026-07-02T10:00-04:00"),  # after the long weekend of the 4th
    ],
)
def test_open_is_half_an_hour_into_the_newest_us_session(wall: str, start: str) -> None:
    assert start_time("open", at(wall), SESSIONS, None) == at(start)


@pytest.mark.parametrize(
    ("last", "start"),
    [
        ("2026-11-20T09:00-05:00", "2026-11-20T10:00-05:00"),  # the journal is behind
        ("2026-11-19T15:00-05:00", "2026-11-20T10:00-05:00"),
        ("2026-11-20T15:30-05:00", "2026-11-20T15:30-05:00"),  # the session is still on: it goes on there
        ("2026-11-20T16:30-05:00", "2026-11-23T10:00-05:00"),  # after it: the next session, over the weekend
        ("2026-11-21T12:00-05:00", "2026-11-23T10:00-05:00"),
        ("2026-11-25T18:30-05:00", "2026-11-27T10:00-05:00"),  # over Thanksgiving
        ("2026-11-27T13:30-05:00", "2026-11-30T10:00-05:00"),  # after the early close of a half day
        ("2026-11-24T02:00-05:00", "2026-11-24T10:00-05:00"),  # in the night: the session of the same day
        ("2026-11-24T05:00-05:00", "2026-11-24T10:00-05:00"),
        ("2026-11-24T09:45-05:00", "2026-11-24T09:45-05:00"),
    ],
)
def test_open_goes_on_where_the_journal_is_or_at_the_next_session(last: str, start: str) -> None:
    assert start_time("open", at("2026-11-20T12:00-05:00"), SESSIONS, at(last)) == at(start)


def test_now_is_the_walls_time_and_a_text_is_that_moment_in_utc() -> None:
    assert start_time("now", NOW, SESSIONS, None) == NOW
    found = start_time("2026-11-21T00:00:00+09:00", NOW, SESSIONS, None)
    assert (found, found.tzinfo) == (NOW, UTC)


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01T00:00+09:00", "2026-11-20T10:00"])
def test_a_start_that_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SettingsError, match=r"-05:00|\+09:00"):
        start_time(text, NOW, SESSIONS, None)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-05:00"])
def test_a_start_outside_the_years_that_there_are_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="outside the years"):
        start_time(text, NOW, SESSIONS, None)


def test_no_start_lies_before_the_last_event() -> None:
    assert start_time(NOW.isoformat(), NOW, SESSIONS, NOW) == NOW
    for text in (NOW.isoformat(), "now"):
        with pytest.raises(SettingsError, match="before the last event"):
            start_time(text, NOW, SESSIONS, NOW + timedelta(microseconds=1))


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
        assert len(set(names)) == len(names)  # a notice goes to one login name, so no two accounts may share it
        assert all(len(name) <= 8 for name in names)
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
        whole = recover(opened.store, use_snapshot=False)
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
    db.execute("DELETE FROM snapshot")
    db.execute("DELETE FROM event WHERE seq = 3")


def _rename(db: apsw.Connection) -> None:
    db.execute("DELETE FROM snapshot")
    db.execute("UPDATE event SET kind = 'Nonsense' WHERE seq = 3")


@pytest.mark.parametrize(("harm", "error"), [(_delete, RecoveryError), (_rename, UnreadableEvent)])
def test_a_journal_that_cannot_be_read_is_not_used(
    tmp_path: Path, harm: Callable[[apsw.Connection], None], error: type[Exception]
) -> None:
    with house(tmp_path):
        pass
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
    with house(tmp_path) as again:
        assert again.recovered.seq == 0
        assert again.broker.state.accounts[ALICE].last_number == 0


def test_a_broken_broker_leaves_no_snapshot(tmp_path: Path) -> None:
    """What it has in memory is what broke; the journal is what counts."""
    with house(tmp_path) as opened:
        seq = opened.journal.seq
        opened.broker.state.accounts[ALICE].cash[Currency.USD].balance += 1
        opened.broker.stop(AssertionError("the books are broken"))
    store = Store(tmp_path / FILE_NAME, read_only=True)
    assert store.read_snapshot() == (0, [])
    store.close()
    assert len(event_rows(tmp_path)) == seq
    assert verify(tmp_path).status == CLEAN


# raises and leaves file and lock open, although every event is safe.
def test_a_snapshot_that_cannot_be_written_does_not_spoil_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(store: Store, seq: int, parts: object) -> None:
        raise apsw.FullError("database or disk is full")

    opened = House(tmp_path, MANUAL, NOW)
    opened.open_first_accounts()
    monkeypatch.setattr(Store, "write_snapshot", full)
    try:
        opened.close()
    except apsw.FullError:
        opened.store.close()
        opened._lock.close()
        raise
    with house(tmp_path) as again:
        assert again.recovered.replayed == again.recovered.seq > 0


def test_a_replay_starts_with_its_first_message_and_lists_its_symbols(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", ["2013-10-07T13:30:00Z,ZZZZ,NYSE,trade,5,100"])
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
    with pytest.raises(SettingsError, match=r"pip install 'haero\[replay\]'"):
        House(tmp_path, Settings(market="replay:x.csv"), NOW)
