"""Ties the two WebSocket ports to the running house: its events become notices, its market quotes, its time PINGPONG."""

import asyncio
import logging
from collections import deque
from datetime import datetime

from haero.broker.broker import Broker
from haero.broker.feed import Observer
from haero.desk.events import ClockMoved, Event, PrintPosted, QuotePosted
from haero.faults.registry import Faults
from haero.market.prices.messages import Print, Quote
from haero.server.auth.approvals import ApprovalOffice
from haero.server.auth.wall import WallClock
from haero.server.websocket.notices import NoticePace, Notices
from haero.server.websocket.quotes import ALL_LEVELS, QuoteFeed
from haero.server.websocket.socket import Socket
from haero.server.websocket.stream import MAX_SESSIONS, Stream
from haero.server.websocket.subscriptions import Subscriptions
from haero.terms import Environment

log = logging.getLogger("haero.websocket")
GOODBYE_SECONDS = 2.0  # how long sessions may take to end when haero stops


class Broadcast(Observer):
    """Both streams. A defect in one notice is logged and stops no other: here, before the feed would remove the whole."""

    def __init__(
        self,
        approvals: ApprovalOffice,
        wall: WallClock,
        pace: NoticePace,
        every: float,
        free_levels: int = ALL_LEVELS,
        sessions: int = MAX_SESSIONS,
        faults: Faults | None = None,
    ) -> None:
        """`pace` is how notices look and when they leave; PINGPONG goes out `every` so many seconds.

        `free_levels` are those of the order book under a free key. Each port has room for so many `sessions`, MAX_SESSIONS
        at the most. `faults` are the injected failures that may bite at notices.
        """
        self.wall = wall
        self._every = every
        self._moves: deque[tuple[int, Print | Quote | None]] = (
            deque()
        )  # of the market, not yet on disk; None: its clock
        self.subscriptions = Subscriptions()
        self.streams = {
            where: Stream(where, approvals, self.subscriptions, min(sessions, MAX_SESSIONS)) for where in Environment
        }
        self._notices = Notices(self.subscriptions, pace, faults)
        self._quotes = QuoteFeed(self.subscriptions, free_levels)

    def attach(self, broker: Broker) -> None:
        """Shows this broker's market and accounts from now on; whoever calls lets this follow its feed.

        Sessions and registrations stay: a reset is a new market behind the same door.
        """
        self._moves.clear()
        self._notices.attach(broker, asyncio.get_running_loop())
        self._quotes.attach(broker)
        for stream in self.streams.values():
            stream.broker = broker

    async def serve(self, environment: Environment, socket: Socket) -> None:
        """One connection of an environment's port."""
        await self.streams[environment].serve(socket, self.wall.monotonic())

    def tick(self) -> None:
        """Looks at the market and at the wall clock. To be called a few times a second."""
        try:
            self._look()
            for stream in self.streams.values():
                stream.tick(self.wall.monotonic(), self.wall.now(), self._every)
        except Exception:
            log.exception("a defect of haero, please report it")

    @property
    def waiting(self) -> int:
        """Frames that the slowest session has still to take."""
        return max((session.waiting for stream in self.streams.values() for session in stream.sessions), default=0)

    async def close(self) -> None:
        """Says goodbye to all sessions, and waits a moment for them to go."""
        for stream in self.streams.values():
            stream.close()
        deadline = asyncio.get_running_loop().time() + GOODBYE_SECONDS
        while any(stream.sessions for stream in self.streams.values()):
            if asyncio.get_running_loop().time() >= deadline:
                for stream in self.streams.values():
                    for session in tuple(stream.sessions):
                        session.cut()
                return
            await asyncio.sleep(0.01)

    def recorded(self, seq: int, at: datetime, account: str, event: Event) -> None:
        try:
            if account:
                self._notices.happened(seq, at, account, event)
            elif isinstance(event, PrintPosted):
                self._moves.append((seq, Print(event.exchange, event.symbol, event.price, event.size, at)))
            elif isinstance(event, QuotePosted):
                bid, ask = (event.bid, event.bid_size), (event.ask, event.ask_size)
                self._moves.append((seq, Quote(event.exchange, event.symbol, *bid, *ask, at)))
            elif isinstance(event, ClockMoved):
                self._moves.append((seq, None))
        except Exception:
            log.exception("a defect of haero, please report it")

    def durable(self, seq: int) -> None:
        try:
            while self._moves and self._moves[0][0] <= seq:
                message = self._moves.popleft()[1]
                if message is None:
                    self._look()
                else:
                    self._quotes.posted(message)
        except Exception:
            log.exception("a defect of haero, please report it")
        self._notices.durable(seq)

    def _look(self) -> None:
        """Looks at the market, unless a price or a move of the clock is still on its way to the disk."""
        if not self._moves:
            self._quotes.look()
