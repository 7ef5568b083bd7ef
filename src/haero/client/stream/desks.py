"""What becomes of a session's events: one desk for the notices of a customer, one for quotes. No socket, no thread, no clock."""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from haero.client.errors import Answered, AuthError, HaeroError
from haero.client.stream.ledger import Ledger
from haero.client.stream.mailbox import MOST_NOTICES, MOST_TICKS, NoticeBox, Outlet, TickBox
from haero.client.stream.messages import FILLED, Notice, NoticeKind, OrderRow, Tick, Trouble, TroubleKind
from haero.client.stream.policy import LOGGER, NOTICE_TRS, StreamPolicy
from haero.client.stream.reading import odno_text, read_book, read_notice, read_trade
from haero.client.stream.registrations import Registration
from haero.client.stream.session import ApprovalRefused, Down, Event, Opened, Refused, Registered, Spoiled
from haero.kis import frames
from haero.kis.errors import Unreadable
from haero.kis.frames import Quotes
from haero.kis.records import WireRecord

REMEMBERED = 10_000
"""Notices in which `wait` still looks."""
MOST_TROUBLES = 100
log = logging.getLogger(LOGGER)


class HasOdno(Protocol):
    """An order of the client."""

    @property
    def odno(self) -> str: ...


OrderLike = HasOdno | str | int
"""An order, or its number in any number of digits."""


def utc_now() -> datetime:
    """The local wall clock."""
    return datetime.now(UTC)


def odno_of(order: OrderLike) -> str:
    """Its number in ten digits."""
    return odno_text(order if isinstance(order, str | int) else order.odno)


class Status(NamedTuple):
    """How a stream does. `registered`: KIS tells us now. `connections` counts them since the line was opened, `unreadable` what
    could not be read, `troubles` the last hundred of them."""

    registered: bool
    connections: int
    unreadable: int
    troubles: tuple[Trouble, ...]


class _Base:
    """What both desks share: the state, and the troubles."""

    def __init__(self) -> None:
        self.error: HaeroError | None = None
        self.registered: set[Registration] = set()
        self.unreadable = 0
        self.troubles: deque[Trouble] = deque(maxlen=MOST_TROUBLES)
        self._news: list[Trouble] = []

    def fail(self, error: HaeroError) -> None:
        """Readers get what waits for them, then this."""
        self.error = self.error or error

    def note(self, trouble: Trouble) -> None:
        """Keeps a trouble for `status` and for `take_news`."""
        self.troubles.append(trouble)
        self._news.append(trouble)
        del self._news[:-MOST_TROUBLES]

    def complain(self, kind: TroubleKind, text: str) -> None:
        """Notes a trouble of this desk, and logs it."""
        log.warning("%s", text)
        self.note(Trouble(kind, text))

    def take_news(self) -> list[Trouble]:
        """The troubles since the last call, for who wants to be told."""
        news, self._news = self._news, []
        return news

    def status(self, connections: int) -> Status:
        """How it does."""
        return Status(bool(self.registered), connections, self.unreadable, tuple(self.troubles))


class NoticeDesk(_Base):
    """The notices of one customer."""

    def __init__(
        self,
        registration: Registration,
        policy: StreamPolicy,
        now: Callable[[], datetime],
        *,
        can_ask: bool,
        since: datetime | None,
        room: int = MOST_NOTICES,
    ) -> None:
        super().__init__()
        self.registration, self.since = registration, since
        self._policy, self._now = policy, now
        self.ledger = Ledger(policy, can_ask=can_ask, tell_all=since is not None)
        self.outlet: Outlet[Notice] = Outlet(lambda: NoticeBox(room))
        self.history: deque[Notice] = deque()
        self._by_order: dict[str, deque[Notice]] = {}
        self.dropped = 0

    def take(self, event: Event, tick: float) -> None:
        """One event of the session."""
        match event:
            case Opened(tr_id, records) if tr_id == self.registration.tr_id:
                for record in records:
                    self._hear(record, tick)
            case Registered(registration) if registration == self.registration:
                self.registered.add(registration)
                self.ledger.registered(tick)
            case Refused(registration, code, text) if registration == self.registration:
                self.fail(Answered(code, text, tr_id=registration.tr_id))
            case ApprovalRefused(code, text):
                self.fail(AuthError(code, text))
            case Spoiled(tr_id):
                if tr_id in NOTICE_TRS or not tr_id:  # it may have been a notice
                    self.unreadable += 1
                    self.ledger.spoiled(tick)
            case Trouble():
                self.note(event)
            case Down():
                self.registered.clear()
            case _:
                pass

    def _hear(self, record: WireRecord, tick: float) -> None:
        try:
            found = read_notice(record, self._now())
        except Unreadable as error:
            self.unreadable += 1
            self.ledger.spoiled(tick)
            self.complain(TroubleKind.UNREADABLE, str(error))
            return
        self.tell(self.ledger.heard(found, tick))

    def since_when(self) -> datetime:
        """How far back the next question looks for orders."""
        earliest = self._now() - timedelta(seconds=self._policy.lookback)
        return earliest if self.since is None else min(earliest, self.since)

    def answered(self, rows: Iterable[OrderRow], tick: float) -> None:
        """The rows of a question."""
        self.ledger.answered(rows, tick)

    def failed(self, error: Exception, tick: float) -> None:
        """A question failed; it is asked again later."""
        self.complain(TroubleKind.UNCHECKED, f"the question that closes a gap failed: {type(error).__name__}")
        self.tell(self.ledger.failed(tick))

    def settle(self, tick: float) -> None:
        """The time after a question has passed."""
        self.tell(self.ledger.settle(tick, self._now()))

    def tell(self, notices: list[Notice]) -> None:
        """To all readers."""
        for one in notices:
            self._remember(one)
        self.outlet.put(notices)
        for dropped in self.ledger.take_dropped():
            self.dropped += 1
            if dropped.kind is FILLED:
                self.complain(TroubleKind.DROPPED, f"heard twice, counted once by the broker: {dropped!r}")

    def _remember(self, one: Notice) -> None:
        self.history.append(one)
        for odno in {one.odno, one.original}:
            self._by_order.setdefault(odno, deque()).append(one)
        if len(self.history) > REMEMBERED:
            old = self.history.popleft()
            for odno in {old.odno, old.original}:
                mine = self._by_order[odno]
                mine.popleft()
                if not mine:
                    del self._by_order[odno]

    @property
    def ready(self) -> bool:
        """KIS tells us, and what was before is known: an order placed from now on is told whatever happens to the connection."""
        return self.error is not None or (bool(self.registered) and self.ledger.asked_once)

    def find(self, odno: str, kind: NoticeKind, *, whole: bool) -> Notice | None:
        """The first notice of this kind about the order, or about a change of it; if `whole`, that with which all of it is
        filled."""
        for one in self._by_order.get(odno, ()):
            enough = not whole or (one.ordered and one.filled >= one.ordered)
            if one.kind is kind and enough:
                return one
        return None


class QuoteDesk(_Base):
    """Trades and books of some symbols."""

    def __init__(self, room: int = MOST_TICKS) -> None:
        super().__init__()
        self.wanted: set[Registration] = set()
        self.refused: dict[Registration, Answered] = {}
        self.outlet: Outlet[Tick] = Outlet(lambda: TickBox(room))

    def take(self, event: Event, tick: float) -> None:
        """One event of the session."""
        match event:
            case Quotes(tr_id, records):
                self._hear(tr_id, records)
            case Registered(registration) if registration in self.wanted:
                self.registered.add(registration)
                self.refused.pop(registration, None)
            case Refused(registration, code, text) if registration in self.wanted:
                self.refused[registration] = Answered(code, text, tr_id=registration.tr_id)
            case ApprovalRefused(code, text):
                self.fail(AuthError(code, text))
            case Spoiled(tr_id):
                self.unreadable += tr_id not in NOTICE_TRS
            case Trouble():
                self.note(event)
            case Down():
                self.registered.clear()
            case _:
                pass

    def _hear(self, tr_id: str, records: tuple[WireRecord, ...]) -> None:
        ticks: list[Tick] = []
        for record in records:
            if Registration(tr_id, record.values.get("RSYM", "").strip()) not in self.wanted:
                continue
            try:
                ticks.append(read_trade(record) if tr_id == frames.TRADES_TR else read_book(tr_id, record))
            except Unreadable as error:
                self.unreadable += 1
                self.complain(TroubleKind.UNREADABLE, str(error))
        self.outlet.put(ticks)

    @property
    def ready(self) -> bool:
        """Every registration has its answer."""
        return self.error is not None or all(one in self.registered or one in self.refused for one in self.wanted)


AnyDesk = NoticeDesk | QuoteDesk
