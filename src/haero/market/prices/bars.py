"""Bars (봉): open, high, low, close, volume and amount of a stretch of time."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import msgspec


class Bar(msgspec.Struct, frozen=True, gc=False):
    """One bar. `start` (UTC) is when its stretch begins, for a daily bar the first open of its date.

    Volume is shares, amount (거래대금) is in the instrument's currency. A daily bar covers all sessions of the date, but
    opens and closes with the regular one, once that had a print. No bar is made where nothing traded.
    """

    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: int
    amount: Decimal
    start: dt.datetime


def joined(bars: Sequence[Bar], start: dt.datetime | None = None) -> Bar:
    """One bar of several in time order (at least one), from `start`, by default the first one's."""
    first = bars[0]
    if len(bars) == 1 and start in (None, first.start):
        return first
    return Bar(
        open=first.open,
        high=max(bar.high for bar in bars),
        low=min(bar.low for bar in bars),
        close=bars[-1].close,
        volume=sum(bar.volume for bar in bars),
        amount=sum((bar.amount for bar in bars), Decimal(0)),
        start=first.start if start is None else start,
    )


def stretch_start(local: dt.datetime, per: int) -> dt.datetime:
    """Where the stretch of `per` minutes begins that a local time lies in. They are counted from local midnight."""
    hour, minute = divmod((local.hour * 60 + local.minute) // per * per, 60)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


def stretch_end(local: dt.datetime, per: int) -> dt.datetime:
    """The last microsecond of that stretch; the day's last stretch ends with the day."""
    midnight = dt.datetime.combine(local.date(), dt.time(), local.tzinfo)
    minutes = min(((local.hour * 60 + local.minute) // per + 1) * per, 24 * 60)
    return midnight + dt.timedelta(minutes=minutes) - dt.timedelta(microseconds=1)
