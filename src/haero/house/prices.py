"""Where prices come from: the source that the settings name, and what the journal remembers of a market that was made by hand."""

from datetime import datetime
from pathlib import Path

from haero.desk.events import ClockMoved, Event, PrintPosted, QuotePosted, SymbolHalted, SymbolResumed
from haero.house.settings import REPLAY, Settings, SettingsError
from haero.house.start import start_time
from haero.market.listing.instruments import InstrumentBook, builtin
from haero.market.listing.master import load_masters
from haero.market.prices.halts import Halts
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import Auction, Print, Quote
from haero.market.prices.past import Past
from haero.market.prices.source import PriceSource
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.sessions import SessionBook

MASTER_FOLDER = "master"  # in the data folder: what `haero master load` copied there


class Posted:
    """What was done to the market by hand, as the journal tells it: prices go into `manual` at once, halts where `halt_in` says."""

    def __init__(self, manual: ManualSource) -> None:
        self._manual = manual
        self._halts: list[tuple[datetime, SymbolHalted | SymbolResumed]] = []

    def happened(self, at: datetime, event: Event) -> None:
        """Takes one event of the market from the journal, in order."""
        if isinstance(event, PrintPosted):
            auction = Auction(event.auction) if event.auction else None
            self._manual.post_print(Print(event.exchange, event.symbol, event.price, event.size, at, auction))
        elif isinstance(event, QuotePosted):
            bid, ask = (event.bid, event.bid_size), (event.ask, event.ask_size)
            self._manual.post_quote(Quote(event.exchange, event.symbol, *bid, *ask, at))
        elif isinstance(event, SymbolHalted | SymbolResumed):
            self._halts.append((at, event))
        else:
            assert isinstance(event, ClockMoved), event

    def halt_in(self, halts: Halts) -> None:
        """Halts what was halted, at the moments at which it was."""
        for at, event in self._halts:
            if isinstance(event, SymbolHalted):
                halts.halt(event.exchange, event.symbol, at, event.reason)
            else:
                halts.resume(event.exchange, event.symbol, at)


def instruments(folder: Path, settings: Settings) -> InstrumentBook:
    """All that is listed: what is built in, overruled by master files that the settings name, then by those in the folder.

    Raises:
        MasterFileError: a file cannot be read.
    """
    found, kept = builtin(), folder / MASTER_FOLDER
    for path in [*map(Path, settings.masters), *([kept] if kept.is_dir() else [])]:
        for instrument in load_masters(path):
            found.add(instrument)
    return found


def past(settings: Settings, sessions: SessionBook, begins: datetime) -> Past:
    """What a market that is made by hand from `begins` on can have before that: the days of the synthetic market."""
    return Past(SyntheticSource(settings.seed, sessions, settings.volatility), sessions, begins)


def open_market(
    settings: Settings,
    wall_now: datetime,
    sessions: SessionBook,
    listed: InstrumentBook,
    manual: ManualSource,
    last: datetime | None,
) -> tuple[PriceSource, datetime]:
    """The source that `settings.market` names, and the moment at which the clock starts: not before `last`, the journal's.

    Raises:
        SettingsError: the start time or the recording cannot be used.
    """
    if settings.market.startswith(REPLAY):
        return replay(settings, wall_now, sessions, listed, last)
    source = manual if settings.market == "manual" else SyntheticSource(settings.seed, sessions, settings.volatility)
    return source, start_time(settings.at, wall_now, sessions, last)


def replay(
    settings: Settings, wall_now: datetime, sessions: SessionBook, instruments: InstrumentBook, last: datetime | None
) -> tuple[PriceSource, datetime]:
    """The recording that `settings.market` names, and the moment at which the clock starts; its symbols join `instruments`.

    `--at open` is the recording's first message, or where the journal already is if that is later.

    Raises:
        SettingsError: the files cannot be replayed, the start or the journal lies behind their end, or polars is not installed.
    """
    try:
        from haero.market.recording.files import RecordingError
        from haero.market.recording.replay_source import open_replay
    except ModuleNotFoundError as error:
        raise SettingsError("--market replay reads files with polars: pip install polars") from error
    try:
        source = open_replay(settings.market.removeprefix(REPLAY), sessions, instruments)
    except RecordingError as error:
        raise SettingsError(f"--market {error}") from error
    for instrument in source.instruments():
        instruments.add(instrument)
    reach = f"{source.first.isoformat()} to {source.last.isoformat()}"
    if settings.at == "open":
        start = source.first if last is None else max(source.first, last)
        if start > source.last:  # every price would stand still, and no order be filled
            raise SettingsError(
                f"--market {settings.market}: the recording runs from {reach}, and the journal of this folder has reached "
                f"{start.isoformat()}: time only moves forward, so choose a new folder, like --data replay-data"
            )
        return source, start
    start = start_time(settings.at, wall_now, sessions, last)
    if start > source.last:
        raise SettingsError(f"--at {settings.at}: the recording runs from {reach}: choose a time in it, or open")
    return source, start
