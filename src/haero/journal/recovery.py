"""Restart = snapshot + the events after it."""

import gc
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from haero.desk.events import Event
from haero.desk.ledger import audit
from haero.desk.state import State
from haero.journal import snapshot
from haero.journal.codec import Codec
from haero.journal.sqlite.store import Store


class Recovered(NamedTuple):
    """`seq` of the last event, its market time (None in an empty journal), and how many events were read one by one."""

    state: State
    seq: int
    at: datetime | None
    replayed: int


class RecoveryError(Exception):
    """The journal has a hole or an event that does not fit: run `haero verify`."""


def recover(
    store: Store, *, watch: Callable[[datetime, Event], None] | None = None, use_snapshot: bool = True
) -> Recovered:
    """Rebuilds the state. `watch` sees every event of the journal that belongs to the market, for the clock and the prices.

    Raises:
        RecoveryError: a number is missing.
        UnreadableEvent: a row is not an event.
        LedgerError: an event breaks conservation.
    """
    start, state = snapshot.load(store) if use_snapshot else (0, State(checked=False))
    codec = Codec()
    seq, at, replayed = start, None, 0
    apply, decode = state.apply, codec.event
    gc_was_on = gc.isenabled()
    gc.disable()  # millions of long-lived objects: collecting while they are made finds nothing
    try:
        if start:
            at = store.moment(start)
            if at is None:
                raise RecoveryError(f"event {start} is missing: the snapshot knows it, the journal does not")
            if watch is not None:
                for row in store.market_rows(start):
                    moment, _, event = decode(row)
                    watch(moment, event)
        for row in store.rows(start):
            if row[0] != seq + 1:
                raise RecoveryError(f"event {seq + 1} is missing: the next one is {row[0]}")
            seq = row[0]
            at, account, event = decode(row)
            if account:
                apply(at, account, event)
            elif watch is not None:
                watch(at, event)
            replayed += 1
    finally:
        if gc_was_on:
            gc.enable()
    for account_state in state.accounts.values():
        audit(account_state)
    state.check(True)
    return Recovered(state, seq, at, replayed)
