"""When a trade settles, and which day it is at an exchange; also beyond the end of its calendar."""

from datetime import date, datetime, timedelta

from haero.market.time.daytime import daytime
from haero.market.time.sessions import CalendarError, SessionBook
from haero.terms import Exchange

SETTLEMENT_DAYS: dict[Exchange, int] = {
    Exchange.NASDAQ: 1,
    Exchange.NYSE: 1,
    Exchange.AMEX: 1,
    Exchange.HONG_KONG: 2,
    Exchange.SHANGHAI: 1,
    Exchange.SHENZHEN: 1,
    Exchange.TOKYO: 2,
    Exchange.HANOI: 2,
    Exchange.HO_CHI_MINH: 2,
}
"""Business days of the exchange from trade to settlement, by the markets' own rules."""

LONGEST_DAYS = 21
"""No trade takes more calendar days than this to settle: the longest cycle, and a holiday of more than two weeks."""

_DAY = timedelta(days=1)
_FRIDAY = 4


def settlement_date(sessions: SessionBook, exchange: Exchange, trade_date: date) -> date:
    """When a trade of that day settles, the exchange's holidays counted.

    Where the calendar ends (China's holidays of the next year come late in the year), every weekday counts as a business day:
    an account must stay readable although one of its trades lies at the end of a calendar.
    """
    settles = trade_date
    for _ in range(SETTLEMENT_DAYS[exchange]):
        try:
            settles = sessions.next_business_day(exchange, settles)
        except CalendarError:
            settles = _next_weekday(settles)
    return settles


def trading_date(sessions: SessionBook, exchange: Exchange, now: datetime) -> date:
    """The day to which today's trades of the exchange belong; beyond its calendar the newest weekday there.

    The US daytime session (주간거래) begins the day of the session that follows it.
    """
    try:
        own, by_day = sessions.trading_date(exchange, now), daytime(sessions, exchange, now)
        return max(own, by_day.date) if by_day.position in {"open", "after"} else own
    except CalendarError:
        day = sessions.local_date(exchange, now)
        while day.weekday() > _FRIDAY:
            day -= _DAY
        return day


def last_known_moment(sessions: SessionBook, exchange: Exchange, now: datetime) -> datetime:
    """`now`, or where the exchange's calendar has ended, the end of its last day: prices are known until then."""
    last = sessions.covers(exchange)[1]
    if sessions.local_date(exchange, now) <= last:
        return now
    while not sessions.on(exchange, last):
        last -= _DAY
    return sessions.day_end(exchange, last)


def _next_weekday(day: date) -> date:
    day += _DAY
    while day.weekday() > _FRIDAY:
        day += _DAY
    return day
