"""US daytime trading (주간거래): 10:00 to 18:00 in Korea, summer and winter, on the days whose US session follows that night.

It is a session beside the exchange's own: in summer its last hour overlaps with pre-market, as the page writes.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from haero.market.time.sessions import SessionBook
from haero.terms import KST, US_EXCHANGES, Exchange

OPENS, CLOSES = time(10, 0), time(18, 0)


class Daytime(NamedTuple):
    """`position` is before, open, after or closed_day; `date` is the date in Korea and of the US session that follows."""

    position: str
    date: date
    opens: datetime
    closes: datetime


def daytime(sessions: SessionBook, exchange: Exchange, moment: datetime) -> Daytime:
    """Where the moment lies in the daytime session. Only US exchanges have one: all others are always closed_day."""
    local = moment.astimezone(KST)
    day = local.date()
    opens, closes = datetime.combine(day, OPENS, KST), datetime.combine(day, CLOSES, KST)
    if exchange not in US_EXCHANGES or not sessions.on(exchange, day):
        return Daytime("closed_day", day, opens, closes)
    position = "before" if moment < opens else "open" if moment < closes else "after"
    return Daytime(position, day, opens, closes)


def next_opening(moment: datetime) -> datetime:
    """The next 10:00 in Korea after the moment, whether or not a daytime session opens then."""
    local = moment.astimezone(KST)
    opens = datetime.combine(local.date(), OPENS, KST)
    return opens if opens > moment else opens + timedelta(days=1)
