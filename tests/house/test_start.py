from datetime import UTC, datetime, timedelta

import pytest

from haero.house.settings import SettingsError
from haero.house.start import start_time
from haero.market.time.sessions import SessionBook
from tests.makers import NOW

SESSIONS = SessionBook()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("wall", "start"),
    [
        ("2026-11-20T12:00-05:00", "2026-11-20T10:00-05:00"),  # in the session
        ("2026-11-20T10:00-05:00", "2026-11-20T10:00-05:00"),
        ("2026-11-20T09:59-05:00", "2026-11-19T10:00-05:00"),  # not yet 30 minutes old
        ("2026-11-22T12:00-05:00", "2026-11-20T10:00-05:00"),  # a Sunday
        ("2026-11-26T12:00-05:00", "2026-11-25T10:00-05:00"),  # Thanksgiving
        ("2026-11-27T20:00-05:00", "2026-11-27T10:00-05:00"),  # a half day
        ("2026-07-06T05:00-04:00", "2026-07-02T10:00-04:00"),  # after the long weekend of the 4th
    ],
)
def test_open_is_half_an_hour_into_the_newest_us_session(wall: str, start: str) -> None:
    assert start_time("open", at(wall), SESSIONS, None) == at(start)


@pytest.mark.parametrize(
    ("last", "start"),
    [
        ("2026-11-20T09:00-05:00", "2026-11-20T10:00-05:00"),  # the journal is behind
        ("2026-11-19T15:00-05:00", "2026-11-20T10:00-05:00"),
        ("2026-11-20T15:30-05:00", "2026-11-20T15:30-05:00"),  # the session is still on: it goes on there
        ("2026-11-20T16:30-05:00", "2026-11-23T10:00-05:00"),  # after it: the next session, over the weekend
        ("2026-11-21T12:00-05:00", "2026-11-23T10:00-05:00"),
        ("2026-11-25T18:30-05:00", "2026-11-27T10:00-05:00"),  # over Thanksgiving
        ("2026-11-27T13:30-05:00", "2026-11-30T10:00-05:00"),  # after the early close of a half day
        ("2026-11-24T02:00-05:00", "2026-11-24T10:00-05:00"),  # in the night: the session of the same day
        ("2026-11-24T05:00-05:00", "2026-11-24T10:00-05:00"),
        ("2026-11-24T09:45-05:00", "2026-11-24T09:45-05:00"),
    ],
)
def test_open_goes_on_where_the_journal_is_or_at_the_next_session(last: str, start: str) -> None:
    assert start_time("open", at("2026-11-20T12:00-05:00"), SESSIONS, at(last)) == at(start)


def test_now_is_the_walls_time_and_a_text_is_that_moment_in_utc() -> None:
    assert start_time("now", NOW, SESSIONS, None) == NOW
    found = start_time("2026-11-21T00:00:00+09:00", NOW, SESSIONS, None)
    assert (found, found.tzinfo) == (NOW, UTC)


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01T00:00+09:00", "2026-11-20T10:00"])
def test_a_start_that_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SettingsError, match=r"-05:00|\+09:00"):
        start_time(text, NOW, SESSIONS, None)


@pytest.mark.parametrize("text", ["2026-11-20", "2026-11-20-05:00", "2026-11-20T10:00"])
def test_the_example_in_a_refusal_is_one_that_starts(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        start_time(text, NOW, SESSIONS, None)
    example = str(refused.value).split(", like ")[1].split(" or ")
    assert [start_time(one, NOW, SESSIONS, None).tzinfo for one in example] == [UTC, UTC]


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-05:00"])
def test_a_start_outside_the_years_that_there_are_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="outside the years"):
        start_time(text, NOW, SESSIONS, None)


def test_no_start_lies_before_the_last_event() -> None:
    assert start_time(NOW.isoformat(), NOW, SESSIONS, NOW) == NOW
    for text in (NOW.isoformat(), "now"):
        with pytest.raises(SettingsError, match="before the last event"):
            start_time(text, NOW, SESSIONS, NOW + timedelta(microseconds=1))
