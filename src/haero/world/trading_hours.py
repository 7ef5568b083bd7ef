"""The market's calendar in the desk's words: may an order be placed now, and until when does it work."""

from datetime import datetime

from haero.desk.auctions import Auctions
from haero.desk.hours import DAYTIME, Hours, Phase
from haero.market.time.auction_times import auction_times
from haero.market.time.daytime import daytime
from haero.market.time.sessions import MarketPhase, SessionBook, SessionKind
from haero.terms import Exchange

_PHASES = {
    "before": Phase.BEFORE_OPEN,
    "open": Phase.OPEN,
    "break": Phase.BREAK,
    "after": Phase.AFTER_CLOSE,
    "closed_day": Phase.CLOSED_DAY,
}


class TradingHours:
    """Answers are kept while the exchange stays in the same stretch of its day."""

    def __init__(self, sessions: SessionBook) -> None:
        self._sessions = sessions
        self._known: dict[Exchange, tuple[MarketPhase, Hours]] = {}

    def of(self, exchange: Exchange, now: datetime) -> Hours:
        """The exchange's own hours. A day order of pre-market or regular hours ends with the regular session.

        Raises CalendarError outside the calendar.
        """
        phase = self._sessions.phase(exchange, now)
        known = self._known.get(exchange)
        if known is not None and known[0] is phase:
            return known[1]
        kind = phase.kind
        last = SessionKind.AFTER if kind is SessionKind.AFTER else SessionKind.REGULAR
        sessions = self._sessions.on(exchange, phase.date)
        expires = max((s.closes for s in sessions if s.kind is last), default=now)
        regular = [s for s in sessions if s.kind is SessionKind.REGULAR]
        times = auction_times(self._sessions, exchange, phase.date)
        hours = Hours(
            _PHASES[phase.position],
            str(kind or ""),
            phase.date,
            expires,
            regular[0].opens if regular else None,
            regular[-1].closes if regular else None,
            Auctions(*times) if times is not None else None,
        )
        self._known[exchange] = (phase, hours)
        return hours

    def daytime(self, exchange: Exchange, now: datetime) -> Hours:
        """The daytime session (주간거래). Its orders end with it."""
        found = daytime(self._sessions, exchange, now)
        session = DAYTIME if found.position == "open" else ""
        return Hours(_PHASES[found.position], session, found.date, found.closes)
