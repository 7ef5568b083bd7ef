"""Notices and quotes for programs with threads. One Line is the one connection of an app key; streams share it.

    line = Line(ws_url, approve)
    with NoticeStream(line, hts_id=…, environment=…, catch_up=…) as notices, QuoteStream(line) as quotes:
        …

A Line has a thread of its own while a stream is open, a NoticeStream with `catch_up` one more, each callback one more.
"""

import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Generic, TypeVar

from haero.client.errors import AuthError, HaeroError, NotConnected
from haero.client.stream.desks import NoticeDesk, OrderLike, QuoteDesk, Status, odno_of
from haero.client.stream.failures import NoticeTimeout, StreamClosed
from haero.client.stream.ledger import Step
from haero.client.stream.mailbox import MOST_NOTICES, MOST_TICKS, Mailbox, Outlet
from haero.client.stream.messages import Feed, Notice, NoticeKind, OrderRow, Tick, Trouble, TroubleKind
from haero.client.stream.policy import LOGGER, USUAL, Policy
from haero.client.stream.registrations import Registration, Wanted, book_of, notices_of, trades_of
from haero.client.stream.session import Event, Session
from haero.client.stream.sockets import options
from haero.terms import Environment, Exchange

T = TypeVar("T")
AnyDesk = NoticeDesk | QuoteDesk
log = logging.getLogger(LOGGER)


def utc_now() -> datetime:
    """The local wall clock."""
    return datetime.now(UTC)


class Line:
    """The connection of one app key to the realtime server; KIS allows one. It is open while a stream is.

    `approve` fetches an approval key (실시간-000); it is asked again when KIS refuses the last one. Neither is ever shown.
    """

    def __init__(
        self,
        ws_url: str,
        approve: Callable[[], str],
        *,
        policy: Policy = USUAL,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.policy, self.clock = policy, clock
        self.changed = threading.Condition()
        self._url, self._approve, self._approval = ws_url, approve, ""
        self._wanted = Wanted()
        self.session = Session(self._wanted, policy, chance)
        self._desks: list[AnyDesk] = []
        self._watchers: dict[int, Callable[[Trouble], None]] = {}
        self._socket: Any = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def __repr__(self) -> str:
        return f"Line({self._url})"

    def attach(self, desk: AnyDesk, registrations: tuple[Registration, ...]) -> None:
        """Registers for a desk; the connection is opened for the first. Raises TooManyRegistrations."""
        with self.changed:
            new = self._wanted.add(registrations)
            if desk not in self._desks:
                self._desks.append(desk)
            self._change(new, [])
            if registrations and self._thread is None:
                self._stop = threading.Event()
                self._thread = threading.Thread(target=self._run, args=(self._stop,), name="haero-stream", daemon=True)
                self._thread.start()

    def forget(self, registrations: tuple[Registration, ...]) -> None:
        """Ends registrations; the connection stays."""
        with self.changed:
            gone = self._wanted.remove(registrations)
            self._change([], gone)

    def detach(self, desk: AnyDesk, registrations: tuple[Registration, ...]) -> None:
        """Ends a desk and its registrations; the connection ends with the last."""
        with self.changed:
            self.forget(registrations)
            if desk in self._desks:
                self._desks.remove(desk)
            if self._desks or self._thread is None:
                return
            thread, socket = self._thread, self._socket
            self._thread = None
            self._stop.set()
        if socket is not None:
            socket.close()
        if thread is not threading.current_thread():
            thread.join()

    def watch(self, desk: AnyDesk, callback: Callable[[Trouble], None]) -> None:
        """Calls back with every trouble of a desk."""
        self._watchers[id(desk)] = callback

    def _change(self, new: list[Registration], gone: list[Registration]) -> None:
        if self._socket is not None:
            self._send(self.session.changed(new, gone))

    def _send(self, texts: list[bytes]) -> None:
        from websockets.exceptions import ConnectionClosed

        with contextlib.suppress(ConnectionClosed):  # the next connection registers anew
            for text in texts:
                self._socket.send(text.decode())

    def _run(self, stop: threading.Event) -> None:
        wait = 0.0
        while not stop.wait(wait):
            try:
                wait = self._connection(stop)
            except Exception:
                log.exception("a defect of haero, please report it")
                wait = self.policy.longest_wait

    def _connection(self, stop: threading.Event) -> float:
        """One connection, from its approval key to its end; gives the seconds to wait for the next."""
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect

        try:
            if not self._approval or self.session.approval_is_bad:
                self._approval = self._approve()
            socket = connect(self._url, **options(connect, self._url, self.policy))
        except AuthError as error:
            self._fail(error)
            return self.policy.longest_wait
        except (HaeroError, OSError, WebSocketException) as error:
            return self._end(was_open=False, why=f"no connection: {type(error).__name__}")
        try:
            with self.changed:
                if stop.is_set():
                    return 0.0
                self._socket = socket
                self._send(self.session.opened(self._approval, self.clock()))
            self._listen(socket)
        except (OSError, WebSocketException):
            pass
        finally:
            with self.changed:
                self._socket = None
            socket.close()
        return 0.0 if stop.is_set() else self._end(was_open=True)

    def _listen(self, socket: Any) -> None:
        while True:
            patience = self.session.silence(self.clock())
            try:
                text = socket.recv(timeout=max(patience, 0.0))
            except TimeoutError:
                if self.session.silence(self.clock()) <= 0:
                    self.session.silent()
                    return
                continue
            with self.changed:
                heard = self.session.heard(text, self.clock())
                self._send(heard.texts)
                self._tell(heard.events)
            self.report()
            if heard.hang_up is not None:
                return

    def _end(self, *, was_open: bool, why: str = "") -> float:
        with self.changed:
            wait, events = self.session.closed(self.clock(), was_open=was_open)
            if why:
                events.append(Trouble(TroubleKind.DISCONNECTED, f"{why}; the next try is in {wait:.1f} s"))
            self._tell(events)
        self.report()
        return wait

    def _tell(self, events: list[Event]) -> None:
        tick = self.clock()
        for event in events:
            if isinstance(event, Trouble):
                log.warning("%s", f"{event.code} {event.text}".strip())
            for desk in tuple(self._desks):
                desk.take(event, tick)
        if events:
            self.changed.notify_all()

    def _fail(self, error: HaeroError) -> None:
        with self.changed:
            for desk in self._desks:
                desk.fail(error)
            self.changed.notify_all()

    def report(self) -> None:
        """Calls those who want to be told of troubles, outside of every lock."""
        for desk in tuple(self._desks):
            callback = self._watchers.get(id(desk))
            for trouble in desk.take_news():
                if callback is not None:
                    _contained(callback, trouble)


def _contained(callback: Callable[[T], None], item: T) -> None:
    try:
        callback(item)
    except Exception:
        log.exception("a callback failed; the stream goes on")


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

    def __enter__(self) -> Any:
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
            with contextlib.suppress(HaeroError):
                for item in reader:
                    _contained(callback, item)

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
        """Connects, and returns once KIS has answered the registrations. Called by `with`, by `for` and by `wait`.

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
        raise NotImplementedError

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

    def _is_ready(self) -> bool:
        return bool(self._notices.registered) or self._notices.error is not None or self.closed

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
        wanted = _keys(exchange, symbol, trades, book, feed)
        with self._line.changed:
            new = tuple(one for one in wanted if one not in self._quotes.wanted)
            if self._started and not self.closed:
                self._line.attach(self._quotes, new)
            self._quotes.wanted.update(new)
            self._registrations += new

    def remove(
        self, exchange: Exchange, symbol: str, *, trades: bool = True, book: bool = True, feed: Feed = Feed.FREE
    ) -> None:
        """Ends the registrations of a symbol."""
        wanted = _keys(exchange, symbol, trades, book, feed)
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

    def _is_ready(self) -> bool:
        return self._quotes.settled or self._quotes.error is not None or self.closed


def _keys(exchange: Exchange, symbol: str, trades: bool, book: bool, feed: Feed) -> tuple[Registration, ...]:
    makers = [maker for maker, on in ((trades_of, trades), (book_of, book)) if on]
    return tuple(maker(exchange, symbol, feed) for maker in makers)
