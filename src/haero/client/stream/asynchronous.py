"""Notices and quotes for asyncio: `blocking` again, with tasks for its threads. Same names, same promises.

    line = AsyncLine(ws_url, approve)                                    # approve and catch_up are coroutine functions here
    async with AsyncNoticeStream(line, hts_id=…, environment=…, catch_up=…) as notices:
        async for notice in notices: …

A AsyncLine and its streams belong to the loop in which the first of them is opened.
"""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from datetime import datetime
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from haero.client.errors import HaeroError, NotConnected
from haero.client.stream.asynchronous_line import AsyncLine, ended
from haero.client.stream.desks import AnyDesk, NoticeDesk, OrderLike, QuoteDesk, Status, odno_of, utc_now
from haero.client.stream.failures import NoticeTimeout, StreamClosed, TooManyRegistrations
from haero.client.stream.ledger import Step
from haero.client.stream.mailbox import MOST_NOTICES, MOST_TICKS, Mailbox, Outlet
from haero.client.stream.messages import Feed, Notice, NoticeKind, OrderRow, Tick, Trouble
from haero.client.stream.policy import LOGGER
from haero.client.stream.registrations import Registration, notices_of, quotes_of
from haero.terms import Environment, Exchange

__all__ = ["AsyncLine", "AsyncNoticeStream", "AsyncQuoteStream", "AsyncReader"]
T = TypeVar("T")
log = logging.getLogger(LOGGER)


class AsyncReader(Generic[T]):
    """An iterator over a stream with a mailbox of its own. Ends when the stream is closed, raises what ends the stream."""

    def __init__(self, stream: "_Stream[T]") -> None:
        self._stream = stream
        self._box: Mailbox[T] = stream._outlet.open()

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        await self._stream.open_if_new()
        while True:
            item = self._box.take()
            if item is not None:
                return item
            if self._stream.closed:
                raise StopAsyncIteration
            if self._stream._desk.error is not None:
                raise self._stream._desk.error
            await self._stream._line.changed.wait()

    def close(self) -> None:
        """Reads no more: nothing is kept for this reader."""
        self._stream._outlet.close(self._box)


class _Stream(Generic[T]):
    """What both streams share."""

    def __init__(
        self, line: AsyncLine, desk: AnyDesk, outlet: Outlet[T], registrations: tuple[Registration, ...]
    ) -> None:
        self._line, self._desk, self._outlet = line, desk, outlet
        self._registrations = registrations
        self._tasks: set[asyncio.Task[None]] = set()
        self.closed = self._started = False
        self._own = AsyncReader(self)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> AsyncIterator[T]:
        """The stream's own reader: from the opening on, and each loop goes on where the last one stopped."""
        return self._own

    def reader(self) -> AsyncReader[T]:
        """A further, independent reader: gets what comes from now on."""
        return AsyncReader(self)

    def on_event(self, callback: Callable[[T], Any]) -> None:
        """Calls back, or awaits, with everything from now on, in a task of its own, which opens the stream if nobody did.

        What it raises is logged and ends nothing.
        """
        reader = self.reader()

        async def work() -> None:
            try:
                await self.open()
                async for item in reader:
                    try:
                        found = callback(item)
                        if inspect.isawaitable(found):
                            await found
                    except Exception:
                        log.exception("a callback failed; the stream goes on")
            except HaeroError as error:
                log.error("a callback hears no more: %s", error)

        self._start(work(), "haero-callback")

    def on_trouble(self, callback: Callable[[Trouble], None]) -> None:
        """Calls back with every trouble."""
        self._line.watch(self._desk, callback)

    @property
    def status(self) -> Status:
        """How the stream does."""
        return self._desk.status(self._line.session.connections)

    async def open_if_new(self) -> None:
        """Opens a stream that nobody opened or closed yet."""
        if not self._started and not self.closed:
            await self.open()

    async def open(self) -> None:
        """Connects, and returns once KIS has answered the registrations and, for notices, the first question. Called by `async
        with`, `async for` and `wait`.

        Raises:
            NotConnected: that took too long.
            Answered: KIS refused.
            TooManyRegistrations: there is no room for them.
        """
        if self.closed:
            raise StreamClosed("the stream was closed")
        if self._started:
            return
        new = self._line.attach(self._desk, self._registrations)
        self._started = True
        try:
            await self._line.announce(new)
            self._begin()
            ready = await self._line.changed.wait_for(self._is_ready, self._line.policy.open)
        except BaseException:
            await self.close()
            raise
        error = self._desk.error
        if ready and error is None:
            return
        await self.close()
        if error is not None:
            raise error
        last = self._desk.troubles[-1].text if self._desk.troubles else "no answer"
        raise NotConnected(f"the stream could not be opened: {last}")

    def _is_ready(self) -> bool:
        return self._desk.ready or self.closed

    def _begin(self) -> None:
        """What else starts with the stream."""

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ends the stream, its readers and its tasks; may be called twice, and from a callback."""
        was_open, self.closed = self._started and not self.closed, True
        self._line.changed.notify()
        if was_open:
            await self._line.detach(self._desk, self._registrations)
        for task in tuple(self._tasks):
            await ended(task)


class AsyncNoticeStream(_Stream[Notice]):
    """체결통보 of one customer: what happens to the orders, each fill exactly once (see `ledger`).

    async for n in notices: …              every notice, from the opening on
    await notices.wait(order, FILLED)      until it happens; it may have happened already
    notices.on_notice(callback)            in a task of its own
    """

    def __init__(
        self,
        line: AsyncLine,
        *,
        hts_id: str,
        environment: Environment,
        catch_up: Callable[[datetime], Awaitable[Iterable[OrderRow]]] | None = None,
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

    def on_notice(self, callback: Callable[[Notice], Any]) -> None:
        """Calls back, or awaits, with every notice from now on, in a task of its own. What it raises is logged and ends nothing."""
        self.on_event(callback)

    async def wait(
        self,
        order: OrderLike,
        kind: NoticeKind,
        timeout: float | None = None,  # noqa: ASYNC109 - the same call as the blocking one
        *,
        whole: bool = False,
    ) -> Notice:
        """The first notice of this kind about an order, or about its revision or cancellation; also one that was heard before.

        `whole`: with FILLED, the one with which the order is filled in full.

        Raises:
            NoticeTimeout: nothing of the kind in `timeout` seconds.
            StreamClosed: the stream was closed, or what ended it.
        """
        await self.open()
        odno, desk = odno_of(order), self._notices
        await self._line.changed.wait_for(
            lambda: self.closed or desk.error is not None or desk.find(odno, kind, whole=whole) is not None, timeout
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
            self._start(self._ask(), "haero-catch-up")

    async def _ask(self) -> None:
        assert self._catch_up is not None
        desk, line, ledger = self._notices, self._line, self._notices.ledger
        while not self.closed:
            due, tick = ledger.due(), line.clock()
            if due is None or due[0] > tick:
                await line.changed.wait(None if due is None else due[0] - tick)
                continue
            if due[1] is Step.SETTLE:
                desk.settle(tick)
            else:
                ledger.begin(tick)
                try:
                    rows = list(await self._catch_up(desk.since_when()))
                except Exception as error:
                    desk.failed(error, line.clock())
                else:
                    desk.answered(rows, line.clock())
            line.changed.notify()
            line.report()


class AsyncQuoteStream(_Stream[Tick]):
    """Realtime trades and books of some symbols.

    await quotes.add(Exchange.NASDAQ, "AAPL")
    async for tick in quotes: …
    """

    def __init__(self, line: AsyncLine, *, room: int = MOST_TICKS) -> None:
        """`room`: how many ticks may wait for a reader before the oldest are dropped."""
        self._quotes = QuoteDesk(room)
        super().__init__(line, self._quotes, self._quotes.outlet, ())

    async def add(
        self, exchange: Exchange, symbol: str, *, trades: bool = True, book: bool = True, feed: Feed = Feed.FREE
    ) -> None:
        """Registers a symbol; before or after the opening. One that is registered already stays as it is.

        Raises:
            TooManyRegistrations: trades and book are one each, and 41 is the limit.
            ValueError: there is no such key.
        """
        wanted = quotes_of(exchange, symbol, feed, trades=trades, book=book)
        new = tuple(one for one in wanted if one not in self._quotes.wanted)
        self._quotes.wanted.update(new)
        try:
            sent = self._line.attach(self._quotes, new) if self._started and not self.closed else []
        except TooManyRegistrations:
            self._quotes.wanted.difference_update(new)
            raise
        self._registrations += new
        await self._line.announce(sent)

    async def remove(
        self, exchange: Exchange, symbol: str, *, trades: bool = True, book: bool = True, feed: Feed = Feed.FREE
    ) -> None:
        """Ends the registrations of a symbol."""
        wanted = quotes_of(exchange, symbol, feed, trades=trades, book=book)
        gone = tuple(one for one in wanted if one in self._quotes.wanted)
        self._quotes.wanted.difference_update(gone)
        self._quotes.registered.difference_update(gone)
        self._registrations = tuple(one for one in self._registrations if one not in gone)
        if self._started and not self.closed:
            await self._line.forget(gone)

    @property
    def refused(self) -> dict[Registration, Any]:
        """The registrations that KIS refused, with its answer."""
        return dict(self._quotes.refused)
