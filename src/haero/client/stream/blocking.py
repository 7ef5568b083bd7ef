"""Notices and quotes for programs with threads. One Line is the one connection of an app key; streams share it.

    line = Line(ws_url, approve)
    with NoticeStream(line, hts_id=…, environment=…, catch_up=…) as notices, QuoteStream(line) as quotes:
        …

A Line has a thread of its own while a stream is open, a NoticeStream with `catch_up` one more, each callback one more.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from haero.client.errors import HaeroError, NotConnected
from haero.client.stream.blocking_line import Line, contained
from haero.client.stream.desks import AnyDesk, NoticeDesk, OrderLike, QuoteDesk, Status, odno_of, utc_now
from haero.client.stream.failures import NoticeTimeout, StreamClosed, TooManyRegistrations
from haero.client.stream.ledger import Step
from haero.client.stream.mailbox import MOST_NOTICES, MOST_TICKS, Mailbox, Outlet
from haero.client.stream.messages import Feed, Notice, NoticeKind, OrderRow, Tick, Trouble
from haero.client.stream.policy import LOGGER
from haero.client.stream.registrations import Registration, notices_of, quotes_of
from haero.terms import Environment, Exchange

__all__ = ["Line", "NoticeStream", "QuoteStream", "Reader"]
T = TypeVar("T")
log = logging.getLogger(LOGGER)


class Reader(Generic[T]):
    """An iterator over a stream with a mailbox of its own. Ends when the stream is closed, raises what ends the stream."""

    def __init__(self, stream: "_Stream[T]") -> None:
        self._stream = stream
        self._box: Mailbox[T] = stream._outlet.open()

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        changed, desk = self._stream._line.changed, self._stream._desk
        with changed:
            while True:
                item = self._box.take()
                if item is not None:
                    return item
                if self._stream.closed:
                    raise StopIteration
                if desk.error is not None:
                    raise desk.error
                changed.wait()

    def close(self) -> None:
        """Reads no more: nothing is kept for this reader."""
        with self._stream._line.changed:
            self._stream._outlet.close(self._box)


class _Stream(Generic[T]):
    """What both streams share."""

    def __init__(self, line: Line, desk: AnyDesk, outlet: Outlet[T], registrations: tuple[Registration, ...]) -> None:
        self._line, self._desk, self._outlet = line, desk, outlet
        self._registrations = registrations
        self._threads: list[threading.Thread] = []
        self.closed = self._started = False
        self._own = Reader(self)

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[T]:
        """The stream's own reader: from the opening on, and each loop goes on where the last one stopped."""
        self.open()
        return self._own

    def reader(self) -> Reader[T]:
        """A further, independent reader: gets what comes from now on."""
        with self._line.changed:
            return Reader(self)

    def on_event(self, callback: Callable[[T], None]) -> None:
        """Calls back with everything from now on, in a thread of its own. What it raises is logged and ends nothing."""
        reader = self.reader()

        def work() -> None:
            try:
                for item in reader:
                    contained(callback, item)
            except HaeroError as error:
                log.error("a callback hears no more: %s", error)

        self._start(work, "haero-callback")
        self.open()

    def on_trouble(self, callback: Callable[[Trouble], None]) -> None:
        """Calls back with every trouble; in the stream's thread, so it must not wait."""
        self._line.watch(self._desk, callback)

    @property
    def status(self) -> Status:
        """How the stream does."""
        with self._line.changed:
            return self._desk.status(self._line.session.connections)

    def open(self) -> None:
        """Connects, and returns once KIS has answered the registrations and, for notices, the first question. Called by `with`,
        by `for` and by `wait`.

        Raises:
            NotConnected: that took too long.
            Answered: KIS refused (of quotes: all that was registered).
            TooManyRegistrations: there is no room for them.
        """
        with self._line.changed:
            if self.closed:
                raise StreamClosed("the stream was closed")
            if self._started:
                return
            self._line.attach(self._desk, self._registrations)
            self._started = True
            self._begin()
            ready = self._line.changed.wait_for(self._is_ready, self._line.policy.open)
            error = self._desk.error
        if ready and error is None:
            return
        self.close()
        if error is not None:
            raise error
        last = self._desk.troubles[-1].text if self._desk.troubles else "no answer"
        raise NotConnected(f"the stream could not be opened: {last}")

    def _is_ready(self) -> bool:
        return self._desk.ready or self.closed

    def _begin(self) -> None:
        """What else starts with the stream."""

    def _start(self, work: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Ends the stream, its readers and its threads; may be called twice, and from a callback."""
        with self._line.changed:
            was_open, self.closed = self._started and not self.closed, True
            self._line.changed.notify_all()
        if was_open:
            self._line.detach(self._desk, self._registrations)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()


class NoticeStream(_Stream[Notice]):
    """체결통보 of one customer: what happens to the orders, each fill exactly once (see `ledger`).

    for n in notices: …              every notice, from the opening on
    notices.wait(order, FILLED)      until it happens; it may have happened already
    notices.on_notice(callback)      in a thread of its own
    """

    def __init__(
        self,
        line: Line,
        *,
        hts_id: str,
        environment: Environment,
        catch_up: Callable[[datetime], Iterable[OrderRow]] | None = None,
        since: datetime | None = None,
        now: Callable[[], datetime] = utc_now,
        room: int = MOST_NOTICES,
    ) -> None:
        """`catch_up(since)` gives all orders placed since a moment (local clock) as the broker knows them now; without it, what a
        lost connection missed stays unknown. With `since`, what happened to orders placed since then is told first. `room`: how
        many notices may wait for a reader before they are folded.
        """
        registration = notices_of(environment, hts_id)
        self._notices = NoticeDesk(registration, line.policy, now, can_ask=catch_up is not None, since=since, room=room)
        self._catch_up = catch_up
        super().__init__(line, self._notices, self._notices.outlet, (registration,))

    def on_notice(self, callback: Callable[[Notice], None]) -> None:
        """Calls back with every notice from now on, in a thread of its own. What it raises is logged and ends nothing."""
        self.on_event(callback)

    def wait(self, order: OrderLike, kind: NoticeKind, timeout: float | None = None, *, whole: bool = False) -> Notice:
        """The first notice of this kind about an order, or about its revision or cancellation; also one that was heard before.

        `whole`: with FILLED, the one with which the order is filled in full.

        Raises:
            NoticeTimeout: nothing of the kind in `timeout` seconds.
            StreamClosed: the stream was closed, or what ended it.
        """
        self.open()
        odno, desk, changed = odno_of(order), self._notices, self._line.changed
        with changed:
            changed.wait_for(
                lambda: self.closed or desk.error is not None or desk.find(odno, kind, whole=whole) is not None,
                timeout,
            )
            found = desk.find(odno, kind, whole=whole)
            if found is not None:
                return found
            if desk.error is not None:
                raise desk.error
            if self.closed:
                raise StreamClosed("the stream was closed")
        raise NoticeTimeout(f"order {odno}: not {kind.value} within {timeout} s")

    def _begin(self) -> None:
        if self._catch_up is not None:
            self._start(self._ask, "haero-catch-up")

    def _ask(self) -> None:
        assert self._catch_up is not None
        desk, line, ledger = self._notices, self._line, self._notices.ledger
        while True:
            with line.changed:
                while True:
                    if self.closed:
                        return
                    due, tick = ledger.due(), line.clock()
                    if due is not None and due[0] <= tick:
                        break
                    line.changed.wait(None if due is None else due[0] - tick)
                if due[1] is Step.SETTLE:
                    desk.settle(tick)
                    line.changed.notify_all()
                    continue
                ledger.begin(tick)
                since = desk.since_when()
            rows: list[OrderRow] | None = None
            try:
                rows, failure = list(self._catch_up(since)), None
            except Exception as error:
                failure = error
            with line.changed:
                if rows is not None:
                    desk.answered(rows, line.clock())
                else:
                    assert failure is not None
                    desk.failed(failure, line.clock())
                line.changed.notify_all()
            line.report()


class QuoteStream(_Stream[Tick]):
    """Realtime trades and books of some symbols.

    quotes.add(Exchange.NASDAQ, "AAPL"); for tick in quotes: …
    """

    def __init__(self, line: Line, *, room: int = MOST_TICKS) -> None:
        """`room`: how many ticks may wait for a reader before the oldest are dropped."""
        self._quotes = QuoteDesk(room)
        super().__init__(line, self._quotes, self._quotes.outlet, ())

    def add(
        self, exchange: Exchange, symbol: str, *, trades: bool = True, book: bool = True, feed: Feed = Feed.FREE
    ) -> None:
        """Registers a symbol; before or after the opening. One that is registered already stays as it is.

        Raises:
            TooManyRegistrations: trades and book are one each, and 41 is the limit.
            ValueError: there is no such key.
        """
        wanted = quotes_of(exchange, symbol, feed, trades=trades, book=book)
        with self._line.changed:
            new = tuple(one for one in wanted if one not in self._quotes.wanted)
            self._quotes.wanted.update(new)
            if self._started and not self.closed:
                try:
                    self._line.attach(self._quotes, new)
                except TooManyRegistrations:
                    self._quotes.wanted.difference_update(new)
                    raise
            self._registrations += new

    def remove(
        self, exchange: Exchange, symbol: str, *, trades: bool = True, book: bool = True, feed: Feed = Feed.FREE
    ) -> None:
        """Ends the registrations of a symbol."""
        wanted = quotes_of(exchange, symbol, feed, trades=trades, book=book)
        with self._line.changed:
            gone = tuple(one for one in wanted if one in self._quotes.wanted)
            self._quotes.wanted.difference_update(gone)
            self._quotes.registered.difference_update(gone)
            self._registrations = tuple(one for one in self._registrations if one not in gone)
            if self._started and not self.closed:
                self._line.forget(gone)

    @property
    def refused(self) -> dict[Registration, Any]:
        """The registrations that KIS refused, with its answer."""
        with self._line.changed:
            return dict(self._quotes.refused)
