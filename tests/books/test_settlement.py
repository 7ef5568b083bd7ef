"""When trades settle, with the holidays of each exchange, and what happens where a calendar ends."""

from datetime import UTC, date, datetime

import pytest

from haero.books.settlement import last_known_moment, settlement_date, trading_date
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange

BOOK = SessionBook()


@pytest.mark.parametrize(
    ("exchange", "traded", "settles"),
    [
        (Exchange.NASDAQ, date(2026, 11, 19), date(2026, 11, 20)),
        (Exchange.NYSE, date(2026, 11, 20), date(2026, 11, 23)),  # over a weekend
        (Exchange.AMEX, date(2026, 11, 25), date(2026, 11, 27)),  # over Thanksgiving
        (Exchange.TOKYO, date(2026, 11, 20), date(2026, 11, 25)),  # Monday is a holiday
        (Exchange.HONG_KONG, date(2026, 11, 20), date(2026, 11, 24)),
        (Exchange.SHANGHAI, date(2026, 9, 30), date(2026, 10, 8)),  # over the golden week
        (Exchange.HO_CHI_MINH, date(2026, 11, 19), date(2026, 11, 23)),
        (Exchange.SHANGHAI, date(2026, 12, 31), date(2027, 1, 4)),  # over New Year
        (Exchange.SHANGHAI, date(2027, 12, 31), date(2028, 1, 3)),  # beyond the calendar: weekdays
        (Exchange.SHENZHEN, date(2028, 1, 7), date(2028, 1, 10)),
        (Exchange.TOKYO, date(2027, 12, 31), date(2028, 1, 4)),
    ],
)
def test_settlement(exchange: Exchange, traded: date, settles: date) -> None:
    assert settlement_date(BOOK, exchange, traded) == settles


@pytest.mark.parametrize(
    ("exchange", "now", "day"),
    [
        (Exchange.NASDAQ, datetime(2026, 11, 20, 15, 0, tzinfo=UTC), date(2026, 11, 20)),
        (Exchange.NASDAQ, datetime(2026, 11, 21, 15, 0, tzinfo=UTC), date(2026, 11, 20)),  # a Saturday
        (Exchange.NASDAQ, datetime(2026, 11, 23, 0, 59, tzinfo=UTC), date(2026, 11, 20)),
        (Exchange.NASDAQ, datetime(2026, 11, 23, 1, 0, tzinfo=UTC), date(2026, 11, 23)),  # daytime trading in Korea
        (Exchange.NASDAQ, datetime(2026, 11, 23, 9, 0, tzinfo=UTC), date(2026, 11, 23)),  # and pre-market
        (Exchange.TOKYO, datetime(2026, 11, 23, 1, 0, tzinfo=UTC), date(2026, 11, 20)),  # a holiday
        (Exchange.SHANGHAI, datetime(2028, 1, 9, 4, 0, tzinfo=UTC), date(2028, 1, 7)),  # a Sunday beyond the calendar
        (Exchange.SHANGHAI, datetime(2028, 1, 10, 4, 0, tzinfo=UTC), date(2028, 1, 10)),
    ],
)
def test_which_day_it_is(exchange: Exchange, now: datetime, day: date) -> None:
    assert trading_date(BOOK, exchange, now) == day


def test_prices_are_known_until_the_calendar_ends() -> None:
    now = datetime(2028, 2, 1, 4, 0, tzinfo=UTC)
    assert last_known_moment(BOOK, Exchange.NASDAQ, now) is now
    assert last_known_moment(BOOK, Exchange.SHANGHAI, now) == datetime(2027, 12, 31, 7, 0, tzinfo=UTC)
