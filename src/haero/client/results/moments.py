"""When something was, from the parts that KIS sends: a time of day without its date, a date without its zone.

Times are Korean, or those of the exchange. Nothing here reads a clock: what "now" is comes with the reply.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from haero.terms import KST, US_EXCHANGES, Exchange

NEW_YORK = "America/New_York"
_ZONES: dict[Exchange, str] = {
    Exchange.NASDAQ: NEW_YORK,
    Exchange.NYSE: NEW_YORK,
    Exchange.AMEX: NEW_YORK,
    Exchange.HONG_KONG: "Asia/Hong_Kong",
    Exchange.SHANGHAI: "Asia/Shanghai",
    Exchange.SHENZHEN: "Asia/Shanghai",
    Exchange.TOKYO: "Asia/Tokyo",
    Exchange.HANOI: "Asia/Ho_Chi_Minh",
    Exchange.HO_CHI_MINH: "Asia/Ho_Chi_Minh",
}
_DAY = timedelta(days=1)
_HALF_A_DAY = timedelta(hours=12)
_EVENING = timedelta(hours=4)
"""A US trading day begins at 20:00 of the day before in New York, with the daytime session of Korea, and ends at 20:00."""
_AHEAD = timedelta(minutes=2)
"""How far the broker's clocks may be apart: a time that is later than the reply by less than this is not of yesterday."""


@cache
def named(zone: str) -> ZoneInfo:
    """A time zone."""
    return ZoneInfo(zone)


def zone(exchange: Exchange) -> ZoneInfo:
    """The time zone of an exchange."""
    return named(_ZONES[exchange])


def korean(day: date, at: time) -> datetime:
    """A moment by its Korean date and time."""
    return datetime.combine(day, at, KST)


def local(exchange: Exchange, day: date, at: time) -> datetime:
    """A moment by the date and time of an exchange."""
    return datetime.combine(day, at, zone(exchange))


def nearest(at: time, now: datetime) -> datetime:
    """The moment at this Korean time of day that is nearest to `now` (aware): for a reply that says when it took an order.

    23:59:59 in a reply of 00:00:01 is of yesterday, 00:00:00 in one whose clock still says 23:59:59 is of tomorrow.
    """
    moment = korean(_day_in_korea(now), at)
    if moment - now >= _HALF_A_DAY:
        return moment - _DAY
    return moment + _DAY if now - moment > _HALF_A_DAY else moment


def latest(at: time, now: datetime) -> datetime:
    """The last moment at this Korean time of day before `now` (aware): for trades, which are all in the past."""
    moment = korean(_day_in_korea(now), at)
    return moment - _DAY if moment > now + _AHEAD else moment


def of_trading_day(exchange: Exchange, day: date, at: time) -> datetime:
    """The moment at a Korean time of day within a trading day of an exchange.

    A US trading day lies on two Korean dates. Other exchanges trade on one.
    """
    if exchange not in US_EXCHANGES:
        return korean(day, at)
    early = korean(day, at)
    return early if us_trading_day(early) >= day else early + _DAY


def in_new_york(moment: datetime) -> datetime:
    """A moment (aware) as New York's clocks show it."""
    return moment.astimezone(named(NEW_YORK))


def us_trading_day(moment: datetime) -> date:
    """The US trading day of a moment (aware). It begins at 20:00 of the evening before, with the daytime session of Korea."""
    return (in_new_york(moment) + _EVENING).date()


def _day_in_korea(now: datetime) -> date:
    if now.tzinfo is None:
        raise ValueError("the moment of the reply has no time zone")
    return now.astimezone(KST).date()
