"""The opening and closing auctions of the US exchanges: until when orders may be entered and taken back.

Each symbol's auctions are those of its primary exchange, with that exchange's own cut-offs by date (`CUT_OFFS`, with
sources). KIS offers order types for auctions in the US only: elsewhere there are none. Which cut-off KIS itself sets in front
of them is not known.

Simplified, everywhere on the strict side:

- NYSE takes MOC and LOC orders behind its cut-off on the other side of a published imbalance, and cancels until 15:58 for a
  legitimate error: haero does neither.
- Nasdaq takes LOO orders until 09:29:30 and LOC orders until 15:58, and may change their limits: haero takes neither.
- NYSE American and Arca take orders during the freeze that offset the imbalance: haero takes none.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from haero.market.time.opening_hours import SessionKind
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange

_DEADLINE = timedelta(minutes=30)
_NONE, _MINUTE = timedelta(0), timedelta(minutes=1)
# Auctions kept ready: three exchanges, and days enough for a replay of a year.
_CACHED = 1024


class AuctionTimes(NamedTuple):
    """One day's auctions, all UTC. A moment equal to a cut-off is too late."""

    open_entry: datetime
    """MOO and LOO may be entered before this,"""
    open_cancel: datetime
    """and cancelled or revised before this."""
    close_entry: datetime
    """MOC and LOC may be entered before this,"""
    close_cancel: datetime
    """and cancelled or revised before this."""
    opens: datetime
    """The regular open."""
    closes: datetime
    """The regular close; an early close moves everything with it."""
    close_deadline: datetime
    """A closing print later than this does not count: 30 minutes behind the close. A guess."""


class CutOffs(NamedTuple):
    """Rules from the date `since` on, as times before the regular open and close."""

    since: date
    open_entry: timedelta
    open_cancel: timedelta
    close_entry: timedelta
    close_cancel: timedelta
    source: str
    evidence: Literal["documented", "day guessed", "guessed"] = "documented"
    """What we could find: times and day, the times without the day of the change, or neither."""


_FLOOR = CutOffs(
    date.min,
    _NONE,
    _NONE,
    20 * _MINUTE,
    20 * _MINUTE,
    "NYSE Rule 123C before SR-NYSE-2009-111: MOC and LOC until 15:40; opening orders until the security opens",
    evidence="guessed",
)
_FLOOR_2010 = CutOffs(
    date(2010, 3, 1),
    _NONE,
    _NONE,
    15 * _MINUTE,
    15 * _MINUTE,
    "NYSE Rule 123C (SR-NYSE-2009-111): 15:45; NYSE, Open and Closing Auctions (2015): opening orders until it opens",
)

CUT_OFFS: dict[Exchange, tuple[CutOffs, ...]] = {
    Exchange.NYSE: (
        _FLOOR,
        _FLOOR_2010,
        CutOffs(
            date(2019, 3, 25),
            _NONE,
            _NONE,
            10 * _MINUTE,
            10 * _MINUTE,
            "SR-NYSE-2018-58, approved 2019-01-31: 15:50; now Rules 7.35A and 7.35B",
            evidence="day guessed",
        ),
    ),
    Exchange.NASDAQ: (
        CutOffs(
            date.min,
            2 * _MINUTE,
            2 * _MINUTE,
            10 * _MINUTE,
            10 * _MINUTE,
            "Nasdaq Rules 4702 and 4754 before SR-NASDAQ-2018-068: on-open until 09:28, on-close until 15:50",
        ),
        CutOffs(
            date(2018, 10, 29),
            2 * _MINUTE,
            2 * _MINUTE,
            5 * _MINUTE,
            5 * _MINUTE,
            "SR-NASDAQ-2018-068, approved 2018-10-19; Equity Trader Alert 2019-20: entry and cancellation until 15:55",
            evidence="day guessed",
        ),
        CutOffs(
            date(2019, 10, 7),
            2 * _MINUTE,
            2 * _MINUTE,
            5 * _MINUTE,
            10 * _MINUTE,
            "SR-NASDAQ-2019-064, approved 2019-10-02: entry until 15:55, cancellation until 15:50",
            evidence="day guessed",
        ),
        CutOffs(
            date(2021, 4, 26),
            2 * _MINUTE,
            5 * _MINUTE,
            5 * _MINUTE,
            10 * _MINUTE,
            "Equity Trader Alert 2021-15: from 2021-04-26 on-open orders until 09:28, their cancellation until 09:25",
        ),
    ),
    Exchange.AMEX: (
        _FLOOR,
        _FLOOR_2010,
        CutOffs(
            date(2017, 7, 24),
            timedelta(seconds=5),
            timedelta(seconds=5),
            _MINUTE,
            _MINUTE,
            "NYSE American's rules after NYSE Arca's (82 FR 21850, 2017): auctions freeze 5 seconds before the open and "
            "1 minute before the close. The times are from memory of Rule 7.35E",
            evidence="guessed",
        ),
    ),
}
"""Every change of the cut-offs by exchange, oldest first. AMEX is NYSE American; its Arca-listed funds follow it."""


def auction_times(sessions: SessionBook, exchange: Exchange, date: date) -> AuctionTimes | None:
    """The auctions of an exchange-local date; None where there are none: outside the US, or on a closed day.

    Raises CalendarError outside the calendar.
    """
    if exchange not in CUT_OFFS:
        return None
    for session in sessions.on(exchange, date):
        if session.kind is SessionKind.REGULAR:
            return _times(exchange, date, session.opens, session.closes)
    return None


@lru_cache(_CACHED)
def _times(exchange: Exchange, day: date, opens: datetime, closes: datetime) -> AuctionTimes:
    cut = next(cut for cut in reversed(CUT_OFFS[exchange]) if cut.since <= day)
    return AuctionTimes(
        opens - cut.open_entry,
        opens - cut.open_cancel,
        closes - cut.close_entry,
        closes - cut.close_cancel,
        opens,
        closes,
        closes + _DEADLINE,
    )
