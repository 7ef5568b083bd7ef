"""Sessions on dates worked out by hand, and the days against the libraries that the calendars come from.

The independent answers for every date are in test_session_answers.py.
"""

import datetime as dt
import warnings
from typing import Any

import exchange_calendars
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.time.opening_hours import RULES
from haero.market.time.sessions import CalendarError, SessionBook, SessionKind
from haero.terms import US_EXCHANGES, Exchange

UTC = dt.UTC
KST = dt.timezone(dt.timedelta(hours=9))
NASDAQ = Exchange.NASDAQ
DAY = dt.timedelta(days=1)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


def kst(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=KST)


def dates(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + DAY * n for n in range((last - first).days + 1)]


def answers(name: str, first: dt.date, last: dt.date) -> dict[dt.date, tuple[dt.datetime, dt.datetime]]:
    with warnings.catch_warnings():
        # The library's own use of pandas is not the matter here.
        warnings.simplefilter("ignore")
        calendar: Any = exchange_calendars.get_calendar(name, start=first.isoformat(), end=last.isoformat())
    return {
        row.Index.date(): (row.open.to_pydatetime(), row.close.to_pydatetime())
        for row in calendar.schedule.itertuples()
    }


def test_new_york_agrees_with_exchange_calendars_on_every_date() -> None:
    book = SessionBook()
    first, last = book.covers(NASDAQ)
    assert (first, last) == (dt.date(2005, 1, 1), dt.date(2030, 12, 31))
    expected = answers("XNYS", first, last)
    for date in dates(first, last):
        regular = [s for s in book.on(NASDAQ, date) if s.kind is SessionKind.REGULAR]
        assert [(s.opens, s.closes) for s in regular] == ([expected[date]] if date in expected else []), date


def test_the_end_of_all_calendars_is_the_last_minute_that_any_exchange_knows() -> None:
    book = SessionBook()
    ends = book.ends
    assert ends == dt.datetime(2031, 1, 1, 4, 59, tzinfo=dt.UTC)  # 23:59 in New York
    assert book.phase(NASDAQ, ends).date == book.covers(NASDAQ)[1]
    with pytest.raises(CalendarError):
        book.phase(NASDAQ, ends + dt.timedelta(minutes=1))


@pytest.mark.parametrize(
    ("exchange", "name", "last", "corrected"),
    [
        (Exchange.TOKYO, "XTKS", "2027-12-31", set()),
        # Typhoon Saola and a black rainstorm, which the library does not know: test_session_answers.py has their source.
        (Exchange.HONG_KONG, "XHKG", "2027-12-31", {"2023-09-01", "2023-09-08"}),
        # The library ends with 2026; 2027 is a prediction of ours.
        (Exchange.SHANGHAI, "XSHG", "2026-12-31", set()),
        (Exchange.SHENZHEN, "XSHG", "2026-12-31", set()),
    ],
)
def test_asia_agrees_with_exchange_calendars_on_which_dates_are_open(
    exchange: Exchange, name: str, last: str, corrected: set[str]
) -> None:
    book = SessionBook()
    first, end = book.covers(exchange)[0], dt.date.fromisoformat(last)
    expected = set(answers(name, first, end)) - {dt.date.fromisoformat(date) for date in corrected}
    assert {date for date in dates(first, end) if book.on(exchange, date)} == expected


def test_vietnam_agrees_with_its_public_holidays_but_for_what_the_exchanges_did() -> None:
    book = SessionBook()
    first, last = book.covers(Exchange.HANOI)
    free = holidays.country_holidays("VN", years=range(first.year, last.year + 1))
    only_closed = {
        Exchange.HANOI: {dt.date(2026, 1, 2)},
        Exchange.HO_CHI_MINH: {dt.date(2018, 1, 23), dt.date(2018, 1, 24), dt.date(2026, 1, 2)},
    }
    for exchange, corrected in only_closed.items():
        for date in dates(first, last):
            expected = date.weekday() < 5 and date not in free and date not in corrected
            assert bool(book.on(exchange, date)) == expected, (exchange, date)


@pytest.mark.parametrize(
    ("date", "edges"),
    [
        # KIS: 18:00-23:30, 23:30-06:00, 06:00-07:00 Seoul time.
        ("2026-11-20", ["2026-11-20T18:00", "2026-11-20T23:30", "2026-11-21T06:00", "2026-11-21T07:00"]),
        # Summer time: 17:00-22:30, 22:30-05:00, 05:00-07:00.
        ("2026-07-02", ["2026-07-02T17:00", "2026-07-02T22:30", "2026-07-03T05:00", "2026-07-03T07:00"]),
        # The clocks of New York change on Sundays 2026-03-08 and 2026-11-01.
        ("2026-03-06", ["2026-03-06T18:00", "2026-03-06T23:30", "2026-03-07T06:00", "2026-03-07T07:00"]),
        ("2026-03-09", ["2026-03-09T17:00", "2026-03-09T22:30", "2026-03-10T05:00", "2026-03-10T07:00"]),
        ("2026-10-30", ["2026-10-30T17:00", "2026-10-30T22:30", "2026-10-31T05:00", "2026-10-31T07:00"]),
        ("2026-11-02", ["2026-11-02T18:00", "2026-11-02T23:30", "2026-11-03T06:00", "2026-11-03T07:00"]),
        # Half day: the regular session ends at 13:00 New York, the after-market takes its usual hour from there.
        ("2026-11-27", ["2026-11-27T18:00", "2026-11-27T23:30", "2026-11-28T03:00", "2026-11-28T04:00"]),
        ("2028-07-03", ["2028-07-03T17:00", "2028-07-03T22:30", "2028-07-04T02:00", "2028-07-04T04:00"]),
    ],
)
def test_us_hours_in_seoul_time(date: str, edges: list[str]) -> None:
    pre, regular, after = SessionBook().on(NASDAQ, dt.date.fromisoformat(date))
    assert [pre.kind, regular.kind, after.kind] == list(SessionKind)
    assert pre.closes == regular.opens
    assert regular.closes == after.opens
    assert [pre.opens, regular.opens, after.opens, after.closes] == [kst(edge) for edge in edges]
    assert pre.opens.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("date", ["2026-11-26", "2025-01-09", "2026-11-21", "2026-11-22", "2012-10-29", "2026-07-03"])
def test_days_without_us_sessions(date: str) -> None:
    for exchange in US_EXCHANGES:
        assert SessionBook().on(exchange, dt.date.fromisoformat(date)) == ()


@pytest.mark.parametrize(
    ("exchange", "hours"),
    [
        (Exchange.TOKYO, [("09:00", "11:30"), ("12:30", "15:00")]),
        (Exchange.SHANGHAI, [("10:30", "16:00")]),
        (Exchange.SHENZHEN, [("10:30", "16:00")]),
        (Exchange.HONG_KONG, [("10:30", "13:00"), ("14:00", "17:00")]),
        (Exchange.HANOI, [("11:00", "13:30"), ("15:00", "17:00")]),
        (Exchange.HO_CHI_MINH, [("11:00", "13:30"), ("15:00", "17:00")]),
    ],
)
def test_asian_hours_in_seoul_time(exchange: Exchange, hours: list[tuple[str, str]]) -> None:
    sessions = SessionBook().on(exchange, dt.date(2026, 11, 20))
    found = [(s.opens.astimezone(KST).strftime("%H:%M"), s.closes.astimezone(KST).strftime("%H:%M")) for s in sessions]
    assert found == hours
    assert {s.kind for s in sessions} == {SessionKind.REGULAR}


def test_a_hong_kong_half_day_has_only_the_morning() -> None:
    (morning,) = SessionBook().on(Exchange.HONG_KONG, dt.date(2026, 12, 24))
    assert (morning.opens, morning.closes) == (at("2026-12-24T01:30"), at("2026-12-24T04:00"))


def test_a_late_open_in_hong_kong_is_before_the_open_until_then() -> None:
    """Typhoon Koinu: no morning, trading from 14:00. Typhoon Nalgae: the end at 13:55."""
    book = SessionBook()
    (afternoon,) = book.on(Exchange.HONG_KONG, dt.date(2023, 10, 9))
    assert (afternoon.opens, afternoon.closes) == (at("2023-10-09T06:00"), at("2023-10-09T08:00"))
    assert book.phase(Exchange.HONG_KONG, at("2023-10-09T05:59:59")).position == "before"
    morning, short = book.on(Exchange.HONG_KONG, dt.date(2022, 11, 2))
    assert (morning.closes, short.opens, short.closes) == tuple(
        at(f"2022-11-02T{text}") for text in ("04:00", "05:00", "05:55")
    )


def test_the_exchanges_own_hours_are_another_book() -> None:
    page, own = SessionBook(), SessionBook("exchange")
    assert (page.hours, own.hours) == ("page", "exchange")
    moment = kst("2026-11-20T15:10")
    assert page.phase(Exchange.TOKYO, moment).position == "after"
    assert own.phase(Exchange.TOKYO, moment).position == "open"
    lunch = kst("2026-11-20T13:00")
    assert page.phase(Exchange.SHANGHAI, lunch).position == "open"
    assert own.phase(Exchange.SHANGHAI, lunch).position == "break"
    assert page.day_end(NASDAQ, dt.date(2026, 11, 20)) == kst("2026-11-21T07:00")
    assert own.day_end(NASDAQ, dt.date(2026, 11, 20)) == kst("2026-11-21T10:00")
    assert own.day_end(NASDAQ, dt.date(2026, 11, 27)) == kst("2026-11-28T07:00"), "17:00 in New York on a half day"
    with pytest.raises(ValueError, match="'korean' hours: must be page or exchange"):
        SessionBook("korean")


def test_shanghai_goes_on_after_2026_and_says_that_it_is_a_prediction() -> None:
    book = SessionBook()
    assert book.covers(Exchange.SHANGHAI)[1] == dt.date(2027, 12, 31)
    assert book.predicted_from(Exchange.SHANGHAI) == dt.date(2027, 1, 1)
    assert book.next_business_day(Exchange.SHANGHAI, dt.date(2026, 12, 31)) == dt.date(2027, 1, 4)
    assert book.next_business_day(Exchange.SHENZHEN, dt.date(2027, 2, 4)) == dt.date(2027, 2, 15)
    assert book.predicted_from(NASDAQ) == dt.date(2028, 1, 1)


@pytest.mark.parametrize(
    ("moment", "position", "kind", "date"),
    [
        ("2026-11-20T08:59:59", "before", None, "2026-11-20"),
        ("2026-11-20T09:00:00", "open", SessionKind.PRE, "2026-11-20"),
        ("2026-11-20T14:29:59.999999", "open", SessionKind.PRE, "2026-11-20"),
        ("2026-11-20T14:30:00", "open", SessionKind.REGULAR, "2026-11-20"),
        ("2026-11-20T21:00:00", "open", SessionKind.AFTER, "2026-11-20"),
        ("2026-11-20T22:00:00", "after", None, "2026-11-20"),
        ("2026-11-21T04:59:59", "after", None, "2026-11-20"),
        ("2026-11-21T05:00:00", "closed_day", None, "2026-11-21"),
        ("2026-11-26T15:00:00", "closed_day", None, "2026-11-26"),
    ],
)
def test_phase_in_new_york(moment: str, position: str, kind: SessionKind | None, date: str) -> None:
    phase = SessionBook().phase(NASDAQ, at(moment))
    assert (phase.position, phase.kind, phase.date.isoformat()) == (position, kind, date)
    assert phase.is_business_day == (position != "closed_day")
    assert (phase.session is not None) == (position == "open")


def test_a_lunch_break_is_a_break() -> None:
    book = SessionBook()
    assert book.phase(Exchange.TOKYO, kst("2026-11-20T11:29:59")).position == "open"
    assert book.phase(Exchange.TOKYO, kst("2026-11-20T11:30")).position == "break"
    assert book.phase(Exchange.TOKYO, kst("2026-11-20T12:30")).position == "open"
    assert book.phase(Exchange.TOKYO, kst("2026-11-20T15:00")).position == "after"
    assert book.at(Exchange.TOKYO, kst("2026-11-20T12:00")) is None


seconds = st.integers(1767657600, 1798416000)
moments = seconds.map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))


@given(st.lists(st.tuples(st.sampled_from(list(Exchange)), moments), max_size=20))
def test_answers_do_not_depend_on_what_was_asked_before(asked: list[tuple[Exchange, dt.datetime]]) -> None:
    book, other = SessionBook(), SessionBook("exchange")
    for exchange, moment in asked:
        other.phase(exchange, moment)  # two books do not share what they keep
        fresh = SessionBook()
        assert book.phase(exchange, moment) == fresh.phase(exchange, moment)
        assert book.next_boundary(exchange, moment) == fresh.next_boundary(exchange, moment)


@given(st.sampled_from(list(Exchange)), moments, st.sampled_from(RULES))
def test_at_finds_the_session_that_the_day_lists(exchange: Exchange, moment: dt.datetime, hours: str) -> None:
    book = SessionBook(hours)
    nearby = [s for n in (-1, 0, 1) for s in book.on(exchange, moment.date() + DAY * n)]
    assert book.at(exchange, moment) == next((s for s in nearby if s.opens <= moment < s.closes), None)


@given(st.sampled_from(list(Exchange)), moments, st.sampled_from(RULES))
def test_nothing_opens_or_closes_before_the_next_boundary(exchange: Exchange, moment: dt.datetime, hours: str) -> None:
    book = SessionBook(hours)
    boundary = book.next_boundary(exchange, moment)
    days = (book.on(exchange, moment.date() + DAY * n) for n in range(-1, 12) if moment.date() + DAY * n <= END)
    later = sorted(edge for day in days for s in day for edge in (s.opens, s.closes) if edge > moment)
    assert boundary == later[0]


END = dt.date(2026, 12, 31)


def test_next_boundary_runs_over_a_long_weekend_and_is_strictly_later() -> None:
    book = SessionBook()
    assert book.next_boundary(NASDAQ, at("2026-11-25T22:00")) == at("2026-11-27T09:00")
    assert book.next_boundary(NASDAQ, at("2026-11-27T09:00")) == at("2026-11-27T14:30")
    assert book.next_boundary(NASDAQ, at("2026-11-27T14:30")) == at("2026-11-27T18:00")


def test_newest_regular_has_been_open_for_half_an_hour() -> None:
    book = SessionBook()
    assert book.newest_regular(NASDAQ, at("2026-11-23T14:59:59")).date == dt.date(2026, 11, 20)
    assert book.newest_regular(NASDAQ, at("2026-11-23T15:00:00")).date == dt.date(2026, 11, 23)
    assert book.newest_regular(NASDAQ, at("2026-11-22T12:00")).date == dt.date(2026, 11, 20)
    afternoon = book.newest_regular(Exchange.TOKYO, kst("2026-11-20T20:00"))
    assert afternoon.opens == kst("2026-11-20T12:30")


def test_trading_date_changes_when_the_first_session_opens() -> None:
    book = SessionBook()
    assert book.trading_date(NASDAQ, at("2026-11-23T08:59:59")) == dt.date(2026, 11, 20)
    assert book.trading_date(NASDAQ, at("2026-11-23T09:00")) == dt.date(2026, 11, 23)
    assert book.trading_date(NASDAQ, at("2026-11-24T04:00")) == dt.date(2026, 11, 23)
    assert book.trading_date(NASDAQ, at("2026-11-26T15:00")) == dt.date(2026, 11, 25)


def test_business_days_and_day_end() -> None:
    book = SessionBook()
    assert book.next_business_day(NASDAQ, dt.date(2026, 11, 25)) == dt.date(2026, 11, 27)
    assert book.previous_business_day(NASDAQ, dt.date(2026, 11, 27)) == dt.date(2026, 11, 25)
    assert book.next_business_day(NASDAQ, dt.date(2026, 11, 27)) == dt.date(2026, 11, 30)
    assert book.day_end(NASDAQ, dt.date(2026, 11, 20)) == at("2026-11-20T22:00")
    assert book.day_end(Exchange.TOKYO, dt.date(2026, 11, 20)) == kst("2026-11-20T15:00")
    with pytest.raises(ValueError, match="closed on 2026-11-26"):
        book.day_end(NASDAQ, dt.date(2026, 11, 26))


def test_outside_the_calendar_the_error_says_what_to_do() -> None:
    book = SessionBook()
    for exchange in Exchange:
        first, last = book.covers(exchange)
        with pytest.raises(CalendarError, match="upgrade haero"):
            book.on(exchange, last + DAY)
        with pytest.raises(CalendarError, match="upgrade haero"):
            book.phase(exchange, dt.datetime.combine(first - DAY, dt.time(0), UTC))
    with pytest.raises(CalendarError, match="upgrade haero"):
        book.next_business_day(NASDAQ, book.covers(NASDAQ)[1])


def test_remembered_days_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haero.market.time.sessions._CACHED_DAYS", 10)
    book = SessionBook()
    days = dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))
    before = [book.on(NASDAQ, date) for date in days]
    assert len(book._days) == 10
    assert [book.on(NASDAQ, date) for date in days] == before


def test_the_exchanges_own_clock() -> None:
    book = SessionBook()
    moment = at("2026-11-20T15:00")
    assert f"{book.local_time(NASDAQ, moment):%Y-%m-%d %H:%M}" == "2026-11-20 10:00"
    assert f"{book.local_time(Exchange.TOKYO, moment):%Y-%m-%d %H:%M}" == "2026-11-21 00:00"
    assert book.instant(NASDAQ, dt.date(2026, 11, 20), dt.time(10)) == moment
    assert book.instant(NASDAQ, dt.date(2026, 7, 20), dt.time(10)) == at("2026-07-20T14:00")
