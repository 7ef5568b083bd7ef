"""Market time: what falls due runs in its order, and waiting orders see the market, up to the moment that the clock shows.

Moving time costs what falls due: instruments in which nobody waits, and those that have no market data yet, are not looked at.
"""

from datetime import datetime, timedelta
from operator import attrgetter

from haero.broker.dealer import Dealer
from haero.broker.upcoming import Upcoming
from haero.market.time.sessions import CalendarError
from haero.world.agenda import Agenda
from haero.world.marketplace import Marketplace

INSTANT = timedelta(microseconds=1)
CHUNK = timedelta(seconds=60)  # how much market data is fetched at once while time is made up
_BY_TIME = attrgetter("at")


class Timeline:
    """`now` is the moment up to which everything has happened; commands happen at it."""

    def __init__(self, market: Marketplace, agenda: Agenda, dealer: Dealer, since: datetime) -> None:
        self.now = since
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
                self._run_until(now)
            except CalendarError as error:
                clock.stop_at(self.now, str(error))
                raise
        return now

    def _run_until(self, target: datetime) -> None:
        while self.now < target:
            due = self._agenda.next()
            # What ends at a moment is not there any more for the market data of that moment, what begins is.
            until = target if due is None or due > target else max(due - INSTANT, self.now)
            self.now = until = self._feed(until)
            last = until + INSTANT if until < target else until
            if due is not None and due <= last:
                for at, entry in self._agenda.take(last):
                    # After a restart in another market: what is overdue happens now.
                    self._dealer.do(max(at, self.now), entry)

    def _feed(self, until: datetime) -> datetime:
        """Lets the waiting orders see the market up to `until`, or a chunk of it; returns how far it came."""
        upcoming, fed = self._upcoming, self.now
        first = upcoming.first(fed)
        if first is None or first > until:
            return until
        until = min(until, max(first, fed) + CHUNK)
        due = upcoming.take(until)
        try:
            source = self._market.source
            messages = [message for instrument in due for message in source.messages(instrument, fed, until)]
        except BaseException:
            upcoming.put_back(due, fed)
            raise
        if len(due) > 1:
            messages.sort(key=_BY_TIME)  # stable: those of one moment keep the order of their instruments
        reached = fed
        try:
            for message in messages:
                reached = message.at
                self._dealer.meet(message)
            reached = until
        finally:  # whatever happens at one message: who waits goes on waiting, and no message is met twice
            self.now = reached
            upcoming.put_back(due, reached)
        return until
