"""Market time: what falls due runs in its order, and waiting orders see the market, up to the moment that the clock shows.

Moving time costs what falls due: instruments in which nobody waits, and those that have no market data yet, are not looked at.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter

from haero.broker.dealer import Dealer
from haero.broker.upcoming import Upcoming
from haero.market.listing.instruments import Instrument
from haero.market.prices.messages import Print, Quote
from haero.market.time.sessions import CalendarError
from haero.world.agenda import Agenda
from haero.world.marketplace import Marketplace

INSTANT = timedelta(microseconds=1)
CHUNK = timedelta(seconds=60)  # how much market data is fetched at once while time is made up
FETCH = timedelta(
    minutes=10
)  # of one instrument, or a minute of ten of them: what a piece of a long move fetches, some 5 ms
FETCHED_AT_ONCE = 100  # instruments asked in one piece, however little each has to say
DONE_AT_ONCE = 100  # entries of the agenda in one piece
_BY_TIME = attrgetter("at")


class Timeline:
    """`now` is the moment up to which everything has happened; commands happen at it."""

    def __init__(
        self, market: Marketplace, agenda: Agenda, dealer: Dealer, since: datetime, seq: Callable[[], int] = lambda: 0
    ) -> None:
        """`seq` tells the number of the newest event: whether anything happened while a piece gave way."""
        self.now = self._fed = since  # between two pieces of one moment, its market data is still to come
        self._seq, self._disturbed = seq, False
        self._market, self._agenda, self._dealer = market, agenda, dealer
        self._upcoming = Upcoming(market, dealer.floor.venue)

    def advance(self) -> datetime:
        """Brings everything up to the market clock, in order, and returns its time.

        Raises CalendarError where a calendar ends: the clock then stands still at the last moment reached.
        """
        clock = self._market.clock
        now = clock.tick()
        if now > self.now:
            try:
                if self._fed != self.now or not self._stride(now):
                    for _ in self._pieces(now, None):
                        pass
            except CalendarError as error:
                clock.stop_at(self.now, str(error))
                raise
        return now

    def _stride(self, target: datetime) -> bool:
        """A short way on which nothing falls due, as nearly all are: as `_pieces` would go it, for less. False: it is not one."""
        upcoming, fed, due = self._upcoming, self._fed, self._agenda.next()
        if target - fed > CHUNK or (due is not None and due <= target):
            return False
        first = upcoming.first(fed)
        if first is None or first > target:
            self._fed = self.now = target
            return True
        taken = upcoming.take(target)
        try:
            if len(taken) == 1:
                messages = list(self._market.source.messages(taken[0], fed, target))
            else:
                messages = [message for one in taken for message in self._market.source.messages(one, fed, target)]
        except BaseException:
            upcoming.put_back(taken, fed)
            raise
        self._meet(taken, messages, target)
        return True

    def pieces(self, target: datetime) -> Iterator[None]:
        """Brings everything up to `target`, and gives way after each bounded piece of work; the clock shows how far it came.

        Commands may come in between, and happen at `now`; time may not be moved by anybody else meanwhile: the clock must be held.
        The same things happen as in one go. Raises CalendarError as `advance`.
        """
        clock = self._market.clock
        try:
            for _ in self._pieces(target, FETCH):
                clock.hold(self.now)
                yield
        except CalendarError as error:
            clock.stop_at(self.now, str(error))
            raise

    def _pieces(self, target: datetime, fetch: timedelta | None) -> Iterator[None]:
        while self._fed < target:
            due = self._agenda.next()
            # What ends at a moment is not there any more for the market data of that moment, what begins is.
            until = target if due is None or due > target else max(due - INSTANT, self._fed)
            yield from self._feed(until, fetch)
            if self._disturbed:
                continue
            until = self._fed
            self.now = max(self.now, until)
            last = until + INSTANT if until < target else until
            if due is not None and due <= last:
                for number, (at, entry) in enumerate(self._agenda.take(last), 1):
                    # After a restart in another market: what is overdue happens now.
                    self.now = max(at, self.now)
                    self._dealer.do(self.now, entry)
                    if number % DONE_AT_ONCE == 0:
                        yield
            yield

    def _feed(self, until: datetime, fetch: timedelta | None) -> Iterator[None]:
        """Lets the waiting orders see the market up to `until`, or a chunk of it; `_fed` says how far it came."""
        upcoming, fed = self._upcoming, self._fed
        first = upcoming.first(fed)
        if first is None or first > until:
            self._fed = until
            return
        start = max(first, fed)
        until = min(until, start + CHUNK)
        due = upcoming.take(until)
        if fetch is not None and due:
            until = min(until, start + fetch / len(due))
        seq, messages = self._seq(), list[Print | Quote]()
        try:
            for number, instrument in enumerate(due, 1):
                messages += self._market.source.messages(instrument, fed, until)
                if fetch is not None and not self._disturbed and number % FETCHED_AT_ONCE == 0:
                    yield
            self._disturbed = self._seq() != seq
        except BaseException:
            upcoming.put_back(due, fed)
            raise
        if self._disturbed:  # who came in between may wait for what was not fetched: once more, in one go
            upcoming.put_back(due, fed)
            return
        self._meet(due, messages, until)

    def _meet(self, waiting: list[Instrument], messages: list[Print | Quote], until: datetime) -> None:
        """Those who wait meet what came up to `until`."""
        if len(waiting) > 1:
            messages.sort(key=_BY_TIME)  # stable: those of one moment keep the order of their instruments
        reached = self._fed
        try:
            for message in messages:
                reached = message.at
                self._dealer.meet(message)
            reached = until
        finally:  # whatever happens at one message: who waits goes on waiting, and no message is met twice
            self._fed = reached
            if reached > self.now:
                self.now = reached
            self._upcoming.put_back(waiting, reached)
