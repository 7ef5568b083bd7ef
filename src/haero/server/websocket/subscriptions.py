"""Who registered what: quotes by TR and key, notices by account. Shared by both ports, as the market is."""

from collections import deque
from datetime import date, datetime

from haero.kis.frames import QuoteKey
from haero.market.prices.messages import Quote
from haero.server.websocket.connection import Connection
from haero.server.websocket.registration import Registration
from haero.terms import Exchange, InstrumentKey

MAX_HELD = 2_000
"""Late frames kept for one key; the oldest go first."""


class Watch:
    """One quote key under one TR: its sessions, and what the next frame needs of those before it.

    `bid_hit` (매도체결량) and `ask_hit` (매수체결량) count shares of `day` since somebody watches. `held` are frames of a late key
    with the moment at which they are due.
    """

    __slots__ = ("ask_hit", "bid_hit", "day", "exchange", "held", "key", "sessions", "shown", "tr_id")

    def __init__(self, tr_id: str, key: QuoteKey, exchange: Exchange) -> None:
        self.tr_id, self.key, self.exchange = tr_id, key, exchange
        self.sessions: dict[Connection, None] = {}
        self.shown: Quote | None = None
        self.day: date | None = None
        self.bid_hit = self.ask_hit = 0
        self.held: deque[tuple[datetime, bytes]] = deque(maxlen=MAX_HELD)

    def send(self, frame: bytes) -> None:
        """To everybody who registered this key."""
        for session in tuple(self.sessions):
            session.send(frame)


class Subscriptions:
    """All registrations. What nobody registered is in no table, so it costs nothing."""

    def __init__(self) -> None:
        self.watched: dict[InstrumentKey, dict[Registration, Watch]] = {}
        self.accounts: dict[str, dict[Connection, str]] = {}

    def watch(self, session: "Connection", registration: Registration, key: QuoteKey, exchange: Exchange) -> None:
        """Registers a quote key."""
        instrument = (exchange, key.symbol)
        watches = self.watched.setdefault(instrument, {})
        watch = watches.get(registration)
        if watch is None:
            watch = watches[registration] = Watch(registration.tr_id, key, exchange)
        watch.sessions[session] = None
        session.registrations[registration] = instrument

    def listen(self, session: "Connection", registration: Registration, account: str) -> None:
        """Registers the notices of an account."""
        self.accounts.setdefault(account, {})[session] = registration.tr_id
        session.registrations[registration] = account

    def remember(self, session: "Connection", registration: Registration) -> None:
        """Registers something of which nothing will ever come."""
        session.registrations[registration] = None

    def forget(self, session: "Connection", registration: Registration) -> None:
        """Ends one registration of a session."""
        target = session.registrations.pop(registration)
        if isinstance(target, str):
            listeners = self.accounts[target]
            del listeners[session]
            if not listeners:
                del self.accounts[target]
        elif target is not None:
            watches = self.watched[target]
            sessions = watches[registration].sessions
            del sessions[session]
            if not sessions:
                del watches[registration]
            if not watches:
                del self.watched[target]

    def forget_all(self, session: "Connection") -> None:
        """A session has ended."""
        for registration in list(session.registrations):
            self.forget(session, registration)
