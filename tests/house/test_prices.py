from datetime import datetime
from pathlib import Path

import pytest

from haero.desk.events import ClockMoved, OrderExpired, PrintPosted, QuotePosted, SymbolHalted, SymbolResumed
from haero.house.prices import Posted, instruments, open_market
from haero.house.settings import Settings, SettingsError
from haero.market.listing.instruments import builtin
from haero.market.prices.halts import Halts
from haero.market.prices.manual import ManualSource
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.sessions import SessionBook
from haero.terms import Currency
from tests.makers import NASDAQ, NOW, D
from tests.recordings import written

SESSIONS = SessionBook()
SAMPLE = Path(__file__).parents[1] / "data" / "master" / "nasmst.cod"


def opened(settings: Settings, last: datetime | None = None) -> tuple[object, datetime]:
    return open_market(settings, NOW, SESSIONS, builtin(), ManualSource(SESSIONS), last)


def test_what_the_journal_tells_of_the_market_is_there_again() -> None:
    manual = ManualSource(SESSIONS)
    posted, halts = Posted(manual), Halts(manual)
    for event in (
        ClockMoved(NOW, 0.0),
        QuotePosted(NASDAQ, "AAPL", D("99.00"), 7, D("100.00"), 9),
        PrintPosted(NASDAQ, "AAPL", D("99.50"), 3, "open"),
        SymbolHalted(NASDAQ, "AAPL", "news"),
        SymbolHalted(NASDAQ, "MSFT"),
        SymbolResumed(NASDAQ, "AAPL"),
    ):
        posted.happened(NOW, event)
    apple = builtin().get(NASDAQ, "AAPL")
    assert apple is not None
    quote = manual.quote(apple, NOW)
    assert quote is not None
    assert (quote.bid_size, quote.ask_size) == (7, 9)
    assert manual.summary(apple, NOW).last == D("99.50")
    assert halts.standing(NASDAQ, "MSFT") is None
    posted.halt_in(halts)
    assert halts.standing(NASDAQ, "AAPL") is None
    assert halts.standing(NASDAQ, "MSFT") is not None


def test_an_event_that_is_none_of_the_markets_is_a_defect() -> None:
    with pytest.raises(AssertionError):
        Posted(ManualSource(SESSIONS)).happened(NOW, OrderExpired(1, 2, Currency.USD))


def test_the_settings_name_the_source() -> None:
    moment = NOW.isoformat()
    source, start = opened(Settings(market="manual", at=moment))
    assert (type(source), start) == (ManualSource, NOW)
    assert type(opened(Settings(market="synthetic", at=moment))[0]) is SyntheticSource


def test_a_recording_starts_with_its_first_message_or_where_the_journal_is(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv", ["2013-10-07T13:30:00Z,IBM,NYSE,trade,5,100", "2013-10-07T14:30:00Z,IBM,NYSE,trade,5,100"]
    )
    settings = Settings(market=f"replay:{file}")
    first, later = datetime.fromisoformat("2013-10-07T13:30:00Z"), datetime.fromisoformat("2013-10-07T14:00:00Z")
    assert opened(settings)[1] == first
    assert opened(settings, later)[1] == later
    over = datetime.fromisoformat("2013-10-07T14:30:00.000001Z")
    assert opened(settings, source_end := datetime.fromisoformat("2013-10-07T14:30:00Z"))[1] == source_end
    with pytest.raises(
        SettingsError, match=r"has reached 2013-10-07T14:30:00\.000001.*choose a new folder, like --data"
    ):
        opened(settings, over)
    with pytest.raises(SettingsError, match="no such file"):
        opened(Settings(market=f"replay:{tmp_path}/*.parquet"))


def test_master_files_of_the_folder_overrule_what_is_built_in(tmp_path: Path) -> None:
    (tmp_path / "master").mkdir()
    (tmp_path / "master" / SAMPLE.name).write_bytes(SAMPLE.read_bytes())
    found = [instruments(folder, Settings()).get(NASDAQ, "AAPL") for folder in (tmp_path / "none", tmp_path)]
    assert [one.base_price == D("266.25") for one in found if one is not None] == [False, True]
