"""Restart = snapshot + the events after it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from haero.desk.events import Event
from haero.desk.ledger import audit
from haero.desk.state import State
from haero.journal import snapshot
from haero.journal.codec import Codec
from haero.journal.collector import collector_off
from haero.journal.log import Log

WatchMarket = Callable[[datetime, Event], None]


class Recovered(NamedTuple):
    """`seq` of the last event, its market time (None in an empty journal), and how many events were read one by one."""

    state: State
    seq: int
    at: datetime | None
    replayed: int


class RecoveryError(Exception):
    """The journal has a hole or an event that does not fit: run `haero verify`."""


def recover(log: Log, folder: Path | None = None, *, watch: WatchMarket | None = None) -> Recovered:
    """Rebuilds the state, with the help of the snapshot in `folder` if one is given.

    `watch` sees every event of the journal that belongs to the market, for the clock and the prices.

    Raises:
        RecoveryError: a number is missing.
        UnreadableEvent: a row is not an event.
        LedgerError: an event breaks conservation.
    """
    with collector_off():
        start, state = snapshot.load(folder, log) if folder is not None else (0, State(checked=False))
        codec = Codec(sharing=True)
        seq, at = start, _skip(log, start, codec, watch) if start else None
        apply, decode = state.apply, codec.event
        for row in log.rows(start):
            if row[0] != seq + 1:
                raise RecoveryError(f"event {seq + 1} is missing: the next one is {row[0]}")
            seq = row[0]
            at, account, event = decode(row)
            if account:
                apply(at, account, event)
            elif watch is not None:
                watch(at, event)
        for account_state in state.accounts.values():
            audit(account_state)
    state.check(True)
    return Recovered(state, seq, at, seq - start)


def _skip(log: Log, start: int, codec: Codec, watch: WatchMarket | None) -> datetime:
    """Goes past what the snapshot knows: only the market's events are read. Returns the time of the last one."""
    last = log.row(start)
    if last is None:
        raise RecoveryError(
            f"event {start} is missing: the snapshot knows it, the journal does not. Run `haero verify`; if an older copy of the "
            f"journal was put back on purpose, delete {snapshot.FILE_NAME}"
        )
    if watch is not None:
        for row in log.market_rows(start):
            moment, _, event = codec.event(row)
            watch(moment, event)
    return codec.event(last)[0]
