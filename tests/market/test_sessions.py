"""The name that programs of 0.1.0 import."""

from haero.market import sessions
from haero.market.time.sessions import CalendarError, Session, SessionBook, SessionKind


def test_it_is_the_same_room() -> None:
    assert [getattr(sessions, name) for name in sessions.__all__] == [CalendarError, Session, SessionBook, SessionKind]
