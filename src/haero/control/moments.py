"""Where a person sends the clock: a moment by its time, or the next open or close of the US market by its name."""

from datetime import datetime, timedelta

from haero.control.forms import moment
from haero.market.time.sessions import SessionBook, SessionKind
from haero.terms import Exchange

NAMED = {"open", "close"}


def moment_of(text: str, sessions: SessionBook, now: datetime) -> datetime:
    """`open` and `close` are those of the regular US session that come next, never `now` itself; else an ISO time with offset.

    Raises:
        ControlError: it is none of these.
        CalendarError: the calendars end before there is one.
    """
    if text not in NAMED:
        return moment(text)
    date = sessions.phase(Exchange.NYSE, now).date - timedelta(days=1)
    while True:
        for session in sessions.on(Exchange.NYSE, date):
            found = session.opens if text == "open" else session.closes
            if session.kind is SessionKind.REGULAR and found > now:
                return found
        date += timedelta(days=1)
