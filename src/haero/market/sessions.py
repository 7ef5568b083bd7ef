"""Where programs that were written for haero 0.1.0 find the sessions: the room is `haero.market.time.sessions`."""

from haero.market.time.sessions import CalendarError, Session, SessionBook, SessionKind

__all__ = ["CalendarError", "Session", "SessionBook", "SessionKind"]
