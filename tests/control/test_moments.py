"""Moments by name: the next regular open and close of the US market."""

from datetime import datetime

import pytest

from haero.control.forms import ControlError
from haero.control.moments import moment_of
from haero.market.time.sessions import CalendarError, SessionBook

SESSIONS = SessionBook()


@pytest.mark.parametrize(
    ("name", "now", "found"),
    [
        ("close", "2026-11-20T10:00-05:00", "2026-11-20T16:00-05:00"),
        ("open", "2026-11-20T10:00-05:00", "2026-11-23T09:30-05:00"),
        ("close", "2026-11-20T16:00-05:00", "2026-11-23T16:00-05:00"),
        ("open", "2026-11-20T09:29-05:00", "2026-11-20T09:30-05:00"),
        ("open", "2026-11-20T09:30-05:00", "2026-11-23T09:30-05:00"),
        ("open", "2026-11-25T23:00-05:00", "2026-11-27T09:30-05:00"),  # over Thanksgiving
        ("close", "2026-11-26T12:00-05:00", "2026-11-27T13:00-05:00"),  # a half day
        ("2026-11-20T12:00-05:00", "2026-11-20T10:00-05:00", "2026-11-20T12:00-05:00"),
    ],
)
def test_the_next_one(name: str, now: str, found: str) -> None:
    assert moment_of(name, SESSIONS, datetime.fromisoformat(now)) == datetime.fromisoformat(found)


def test_what_is_none() -> None:
    with pytest.raises(ControlError):
        moment_of("noon", SESSIONS, datetime.fromisoformat("2026-11-20T10:00-05:00"))
    with pytest.raises(CalendarError):
        moment_of("open", SESSIONS, SESSIONS.ends)
