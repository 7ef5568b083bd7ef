"""Applies what was decided and writes it down: what is in memory is on its way to the disk, or the broker stops."""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from haero.broker.feed import Feed
from haero.desk.events import Event
from haero.desk.state import State
from haero.journal.journal import Journal

E = TypeVar("E", bound=Event, covariant=True)
K = TypeVar("K", bound=Event)


class Receipt(msgspec.Struct, Generic[E], frozen=True, gc=False):
    """What a command led to: the first event, its market time, and its number in the journal."""

    event: E
    at: datetime
    seq: int


class BrokerStopped(Exception):
    """The broker found its own books broken, or its disk gone, and takes nothing more."""


class Recorder:
    """Keeps state and journal together, and tells the feed.

    `failure` says why nothing is recorded any more, or is None. `market_seq` is the number of the newest event of the market: what
    prices and the clock rest on.
    """

    def __init__(self, state: State, journal: Journal, feed: Feed) -> None:
        self.state = state
        self.journal = journal
        self.feed = feed
        self.failure: Exception | None = None
        self.market_seq = journal.seq

    def record(self, at: datetime, account: str, event: K) -> Receipt[K]:
        """Applies first, then journals: an event that breaks the books never reaches the disk.

        Whatever goes wrong on the way leaves memory and disk apart: the broker stops, and the next start reads the disk.
        """
        if self.failure is not None:
            self.check_running()
        try:
            self.state.apply(at, account, event)
            seq = self.journal.append(at, account, event)
        except Exception as error:
            self.failure = error
            raise BrokerStopped(f"{type(error).__name__}: {error}") from error
        if not account:
            self.market_seq = seq
        if self.feed.observers:
            self.feed.recorded(seq, at, account, event)
        return Receipt(event, at, seq)

    def stop(self, why: Exception) -> None:
        """Records nothing more. The first reason stays."""
        self.failure = self.failure or why

    def check_running(self) -> None:
        """Raises BrokerStopped."""
        if self.failure is not None:
            raise BrokerStopped(str(self.failure)) from self.failure
