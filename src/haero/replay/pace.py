"""How time passes in a replay: at a speed, as fast as possible, or in steps that wait for the program."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from haero.broker.recorder import BrokerStopped
from haero.market.time.clock import FASTEST, FASTEST_STRIDE, speed_text, stride
from haero.market.time.sessions import CalendarError
from haero.replay.quiet import behind, computing
from haero.replay.record import Record
from haero.replay.watch import RequestWatch
from haero.service.service import LISTENERS_BEHIND, Service

STEP = timedelta(seconds=1)
FINE_STEP = timedelta(milliseconds=100)
"""How far the market goes at once while orders work or quotes are pushed: an event of an order ends the step."""
CLOSED_STEP = timedelta(seconds=60)
"""A step while no exchange of the recording is open."""
LISTENING = 50
"""Steps without a question after which a program with a WebSocket is taken to wait for frames, and quiet steps wait no more."""
WORK_SECONDS = 5.0
"""How long a step waits for a program that computes, or does not read."""
POLL_SECONDS = 0.001
SPEED_SECONDS = 0.01
_TURNS = 20  # of the event loop: more than a question needs from its socket to its handler


class Pace(NamedTuple):
    """`speed` None is stepping: each step waits until nothing was asked or told for `idle_ms`."""

    speed: float | None = None
    idle_ms: int = 20

    def __str__(self) -> str:
        if self.speed is None:
            return f"step (idle {self.idle_ms} ms)"
        return speed_text(self.speed)


class Time:
    """Moves the market clock of a service that stands still. `moved` is told after each move.

    The period ends at `end`, or, without one, where a recording has no more messages.
    """

    def __init__(self, service: Service, tape: Record, watch: RequestWatch, end: datetime | None) -> None:
        assert service.hub is not None
        assert service.broadcast is not None
        self._hub, self._broadcast, self._notice_ms = service.hub, service.broadcast, service.settings.notice_delay_ms
        self._tape, self._watch, self.end = tape, watch, end
        self._stuck = False
        self.failure: BrokerStopped | None = None
        self._asked_on = False  # did the program ask for more than there is?
        self.pid: int | None = None
        self.ports: frozenset[int] = frozenset()
        self.stepped_at = 0.0
        self.moved: Callable[[datetime], None] = lambda now: None

    @property
    def now(self) -> datetime:
        """The market's time."""
        return self._hub.broker.market.clock.now()

    @property
    def over(self) -> bool:
        """Whether the period has ended, or time cannot go on."""
        if self._stuck or (self.end is not None and self.now >= self.end):
            return True
        last = self._hub.broker.market.halts.last
        return self.end is None and last is not None and self.now >= last

    def move(self, to: datetime) -> None:
        """Lets the market go on to a moment, but not beyond the end. All that falls due happens; what is to be pushed is queued."""
        broker = self._hub.broker
        to = min(to, self.end) if self.end is not None else to
        if to <= self.now or self._stuck:
            return
        broker.market.clock.set_speed(0)  # the pace is the replay's, whatever the program has asked of the control port
        broker.market.clock.move_to(max(to, self.now))
        try:
            broker.advance()
        except CalendarError:  # the clock stands where the calendar ends, and the log says so
            self._stuck = True
        except BrokerStopped as error:
            self._stuck, self.failure = True, error
            return
        now = self.now
        self._tape.look(now)
        self._broadcast.tick()
        self.moved(now)

    def step(self) -> None:
        """One step: a second, or less where something happened to an order; a minute while all is closed."""
        if self.over:
            self._asked_on = True
            return
        start, happened = self.now, self._tape.events
        opens = self._opens(start)
        if opens is not None:
            self.move(min(start + CLOSED_STEP, opens))
            return
        target = start + STEP
        fine = FINE_STEP if self._tape.working or self._broadcast.subscriptions.watched else STEP
        while self.now < target and self._tape.events == happened and not self.over:
            self.move(min(self.now + fine, target))

    async def run(self, pace: Pace) -> None:
        """Goes on to the end of the period. Time begins when the program has put its first questions.

        The very first is the token's: the program has not looked at the market yet, and a fast one would be over before it does.
        """
        await self._watch.met.wait()
        await self._quiet(pace.idle_ms / 1000)
        if pace.speed is None:
            await self._run_steps(pace.idle_ms / 1000)
        elif pace.speed == FASTEST:
            while not self.over:
                if not self._cutting_off():
                    self.move(self.now + FASTEST_STRIDE)
                await asyncio.sleep(0)
        else:
            await self._run_at(pace.speed)

    async def _run_at(self, speed: float) -> None:
        timer = asyncio.get_running_loop().time
        mark = timer()
        while not self.over:
            await asyncio.sleep(SPEED_SECONDS)
            read = timer()
            if speed and not (speed > 1 and self._cutting_off()):
                self.move(self.now + stride(read - mark, speed))
            mark = read

    def _cutting_off(self) -> bool:
        """Whether a listener is so far behind that it would be cut off: a fast market waits for it, as that of a service does."""
        return self._broadcast.waiting >= LISTENERS_BEHIND

    async def _run_steps(self, idle: float) -> None:
        timer = asyncio.get_running_loop().time
        silent = 0
        while not self.over:
            requests, events = self._watch.requests, self._tape.events
            self.step()
            self.stepped_at = timer()
            told = self._waiting() or self._tape.events != events
            await asyncio.sleep(0)
            silent = silent + 1 if self._watch.requests == requests else 0
            if told or not self._listens() or silent < LISTENING:
                await self._quiet(idle + (self._notice_ms / 1000 if self._tape.events != events else 0))
        await self._quiet(idle, to_the_end=True)

    async def _quiet(self, idle: float, *, to_the_end: bool = False) -> None:
        """Until nothing was asked or told for a while, all is answered and taken, and the program computes nothing.

        `to_the_end`: time has gone as far as it goes; the program may look at the end, until it asks for more.
        """
        timer = asyncio.get_running_loop().time
        latest = timer() + WORK_SECONDS
        while not (self._asked_on or timer() > latest if to_the_end else self.over):
            left = max(self._watch.active_at, self.stepped_at) + idle - timer()
            if left > 0:
                await asyncio.sleep(left)
            elif (
                self._watch.in_progress
                or self._unsaved()
                or ((self._waiting() or self._at_work()) and timer() < latest)
            ):
                await asyncio.sleep(POLL_SECONDS)
            elif await self._nothing_came():
                return

    async def _nothing_came(self) -> bool:
        """Whether no question is on its way in: a busy machine runs timers before it reads what has long arrived."""
        requests = self._watch.requests
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        return self._watch.requests == requests

    def _at_work(self) -> bool:
        if self.pid is not None and computing(self.pid):
            return True
        return self._listens() and behind(self.ports)

    def _unsaved(self) -> bool:
        """Events that nobody may be told yet, because they are not on disk. A broken disk is not waited for."""
        journal = self._hub.broker.journal
        return journal.failure is None and journal.durable < journal.seq

    def _listens(self) -> bool:
        return any(stream.sessions for stream in self._broadcast.streams.values())

    def _waiting(self) -> bool:
        """Frames that no client has taken yet."""
        return any(s.waiting for stream in self._broadcast.streams.values() for s in stream.sessions)

    def _opens(self, now: datetime) -> datetime | None:
        """The next change of hours where no exchange of the recording is open; None while one is."""
        market = self._hub.broker.market
        exchanges = market.halts.exchanges
        try:
            if any(market.hours(exchange, now).session for exchange in exchanges):
                return None
            return min(market.sessions.next_boundary(exchange, now) for exchange in exchanges)
        except CalendarError:
            return None
