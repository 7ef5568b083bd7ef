"""Every exchange, every date 2020-2027, both rule sets, to the minute: against the answer files of tests/data/sessions.

The files come from other sources than haero's calendars: tools/make_session_answers.py and the head of each file say which.
"""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from haero.market.time.daytime import daytime
from haero.market.time.opening_hours import RULES
from haero.market.time.sessions import Session, SessionBook, SessionKind
from haero.terms import US_EXCHANGES, Exchange

FOLDER = Path(__file__).parents[2] / "data" / "sessions"
FILES = {
    **dict.fromkeys(US_EXCHANGES, "us"),
    Exchange.TOKYO: "tokyo",
    Exchange.HONG_KONG: "hong_kong",
    Exchange.SHANGHAI: "china",
    Exchange.SHENZHEN: "china",
    Exchange.HANOI: "hnx",
    Exchange.HO_CHI_MINH: "hose",
}
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2027, 12, 31)
DATES = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
KST = dt.timezone(dt.timedelta(hours=9))


@cache
def answers(name: str) -> dict[dt.date, dict[str, str]]:
    """The sessions of each weekday, as text, by rule set."""
    lines = (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    head, *rows = (line for line in lines if not line.startswith("#"))
    assert head == "first,last,page,exchange"
    found: dict[dt.date, dict[str, str]] = {}
    for row in rows:
        first, last, page, own = row.split(",")
        day = dt.date.fromisoformat(first)
        while day <= dt.date.fromisoformat(last):
            if day.weekday() < 5:
                assert day not in found, f"{name} answers {day} twice"
                found[day] = {"page": page, "exchange": own}
            day += dt.timedelta(days=1)
    return found


def clock(moment: dt.datetime, date: dt.date) -> str:
    """HH:MM of a UTC moment; hours of the next day go on from 24."""
    assert moment.utcoffset() == dt.timedelta(0)
    assert (moment.second, moment.microsecond) == (0, 0)
    return f"{moment.hour + 24 * (moment.date() - date).days:02d}:{moment.minute:02d}"


def written(sessions: tuple[Session, ...], date: dt.date) -> str:
    texts = (f"{s.kind} {clock(s.opens, date)}-{clock(s.closes, date)}" for s in sessions)
    return "; ".join(texts) or "closed"


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("exchange", list(Exchange))
def test_every_date_of_every_exchange_to_the_minute(exchange: Exchange, rules: str) -> None:
    book, expected = SessionBook(rules), answers(FILES[exchange])
    assert len(DATES) == 2922
    wrong = {}
    for date in DATES:
        found, right = written(book.on(exchange, date), date), expected[date][rules] if date in expected else "closed"
        if found != right:
            wrong[date] = (found, right)
    assert not wrong
    assert set(expected) == {date for date in DATES if date.weekday() < 5}, "an answer for every weekday"


@pytest.mark.parametrize("name", sorted(set(FILES.values())))
def test_every_answer_file_says_where_it_comes_from(name: str) -> None:
    head = [line for line in (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    text = " ".join(head)
    assert "make_session_answers.py" in text
    assert "Accessed 20" in text
    assert "exchange_calendars" not in text, "that is where the calendars come from"


CHANGES = {  # the Sundays on which New York's clock changes
    2020: ("03-08", "11-01"),
    2021: ("03-14", "11-07"),
    2022: ("03-13", "11-06"),
    2023: ("03-12", "11-05"),
    2024: ("03-10", "11-03"),
    2025: ("03-09", "11-02"),
    2026: ("03-08", "11-01"),
    2027: ("03-14", "11-07"),
}
WINTER, SUMMER = ("18:00", "23:30", "06:00", "07:00"), ("17:00", "22:30", "05:00", "07:00")
OWN_WINTER, OWN_SUMMER = ("18:00", "23:30", "06:00", "10:00"), ("17:00", "22:30", "05:00", "09:00")


def edges(book: SessionBook, exchange: Exchange, date: dt.date) -> tuple[str, ...]:
    """When pre-market opens, the regular session opens, the after-market opens and closes, in Seoul; on two dates."""
    pre, regular, after = book.on(exchange, date)
    assert [pre.kind, regular.kind, after.kind] == list(SessionKind)
    moments = [moment.astimezone(KST) for moment in (pre.opens, regular.opens, after.opens, after.closes)]
    assert [moment.date() - date for moment in moments] == [dt.timedelta(days=n) for n in (0, 0, 1, 1)]
    assert (pre.closes, regular.closes) == (regular.opens, after.opens)
    return tuple(f"{moment:%H:%M}" for moment in moments)


@pytest.mark.parametrize("exchange", sorted(US_EXCHANGES))
@pytest.mark.parametrize("year", CHANGES)
def test_summer_time_in_seoul(exchange: Exchange, year: int) -> None:
    """The last business day before each change of the clock, and the first behind it."""
    page, own = SessionBook("page"), SessionBook("exchange")
    for change, before, after in zip(CHANGES[year], (WINTER, SUMMER), (SUMMER, WINTER), strict=True):
        sunday = dt.date.fromisoformat(f"{year}-{change}")
        assert sunday.weekday() == 6
        friday, monday = sunday - dt.timedelta(days=2), sunday + dt.timedelta(days=1)
        assert (edges(page, exchange, friday), edges(page, exchange, monday)) == (before, after)
        by_own = {WINTER: OWN_WINTER, SUMMER: OWN_SUMMER}
        assert (edges(own, exchange, friday), edges(own, exchange, monday)) == (by_own[before], by_own[after])
        for book in (page, own):
            for day in (friday, monday):  # 주간거래: 10:00 to 18:00 in Seoul, summer and winter
                found = daytime(book, exchange, dt.datetime.combine(day, dt.time(10), KST))
                assert (found.position, found.date) == ("open", day)
                assert (f"{found.opens:%H:%M}", f"{found.closes:%H:%M}") == ("10:00", "18:00")
            for day in (friday + dt.timedelta(days=1), sunday):
                assert daytime(book, exchange, dt.datetime.combine(day, dt.time(12), KST)).position == "closed_day"
                assert book.on(exchange, day) == ()


def test_daytime_overlaps_with_pre_market_in_summer_only() -> None:
    book = SessionBook()
    for text, overlaps in (("2026-03-06T17:30", False), ("2026-03-09T17:30", True), ("2026-11-02T17:30", False)):
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=KST)
        assert daytime(book, Exchange.NASDAQ, moment).position == "open"
        assert (book.phase(Exchange.NASDAQ, moment).kind is SessionKind.PRE) == overlaps
