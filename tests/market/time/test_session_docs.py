"""docs/sessions.md is what its generator writes, and says what the tables say."""

import datetime as dt

from haero.market.time.calendars import calendar_of
from haero.terms import Exchange
from tools import make_docs, make_session_docs


def test_the_page_is_what_the_generator_writes() -> None:
    page = make_session_docs.page()
    assert (make_docs.DOCS / "sessions.md").read_text(encoding="utf-8") == page
    assert "generated" in page[:300]


def test_the_page_has_the_hours_of_both_rule_sets_in_seoul() -> None:
    page = make_session_docs.page()
    by_page, own = page.split("### `hours = ")[1:]
    assert (
        "| pre 18:00-23:30, 23:30-06:00, after 06:00-07:00 | pre 17:00-22:30, 22:30-05:00, after 05:00-07:00 |"
        in by_page
    )
    assert "after 06:00-10:00" in own
    assert "| TOKYO | 2024-11-05 | 09:00-11:30, 12:30-15:30 | 09:00-11:30, 12:30-15:30 | the same |" in own


def test_special_days_are_special_in_the_calendar() -> None:
    """A row of the page that the calendar does not know would be a lie."""
    for names, dates, session, _ in make_session_docs.SPECIAL:
        if "," in dates:
            continue
        for name in names.split(", "):
            exchange = Exchange(name)
            calendar = calendar_of(exchange)
            day = dt.date.fromisoformat(dates)
            word, _, time = session.partition(" ")
            if word == "closed":
                assert day in calendar.closed
            else:
                known = calendar.late if word == "from" else calendar.early
                assert f"{known[day]:%H:%M}" == time
