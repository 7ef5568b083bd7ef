"""When reservations are taken, and when they become orders: the page's table (v1_해외주식-002), in Korean time."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from haero.desk.reservations import Window
from haero.market.time.sessions import SessionBook, SessionKind
from haero.terms import KST, US_EXCHANGES, Exchange

BEFORE_OPEN = timedelta(minutes=10)  # the US window closes this long before the regular open: 23:20, in summer 22:20
US_FROM = time(10, 0)
US_PAUSE = (time(16, 30), time(16, 45))
SATURDAY = 5


class _Slot(NamedTuple):
    """Taken from `opens` to before `closes`, sent at `sends`."""

    opens: time
    closes: time
    sends: time


_CHINESE = (_Slot(time(9, 0), time(10, 20), time(10, 30)), _Slot(time(10, 40), time(13, 50), time(14, 0)))
_VIETNAMESE = (_Slot(time(9, 0), time(11, 0), time(11, 15)), _Slot(time(11, 20), time(14, 50), time(15, 0)))
SLOTS: dict[Exchange, tuple[_Slot, ...]] = {
    Exchange.HONG_KONG: _CHINESE,
    Exchange.SHANGHAI: _CHINESE,
    Exchange.SHENZHEN: _CHINESE,
    Exchange.TOKYO: (_Slot(time(9, 10), time(12, 20), time(12, 30)),),
    Exchange.HANOI: _VIETNAMESE,
    Exchange.HO_CHI_MINH: _VIETNAMESE,
}


def reservation_window(
    sessions: SessionBook, exchange: Exchange, now: datetime, *, on_open: bool = False
) -> Window | None:
    """The window that is open now, or None.

    US: on Korean weekdays, sent at the next regular open; on a US holiday that is the next business day's. Asia: on the
    exchange's business days, sent the same day. An order for the opening auction (`on_open`) is sent ten minutes before it,
    when the window closes: at the open it would be too late (guess).
    """
    local = now.astimezone(KST)
    if exchange in US_EXCHANGES:
        window = _us_window(sessions, exchange, now, local)
        return Window(window.receipt_date, window.sends_at - BEFORE_OPEN) if window is not None and on_open else window
    if not sessions.on(exchange, local.date()):
        return None
    for slot in SLOTS[exchange]:
        if slot.opens <= local.time() < slot.closes:
            return Window(local.date(), datetime.combine(local.date(), slot.sends, KST))
    return None


def _us_window(sessions: SessionBook, exchange: Exchange, now: datetime, local: datetime) -> Window | None:
    if local.weekday() >= SATURDAY or local.time() < US_FROM or US_PAUSE[0] <= local.time() < US_PAUSE[1]:
        return None
    opens = _regular_open(sessions, exchange, local.date())
    if now >= _usual_open(local) - BEFORE_OPEN:
        return None
    return Window(local.date(), opens)


def _regular_open(sessions: SessionBook, exchange: Exchange, day: date) -> datetime:
    """The regular open of the day, or of the next business day."""
    if not sessions.on(exchange, day):
        day = sessions.next_business_day(exchange, day)
    return next(s.opens for s in sessions.on(exchange, day) if s.kind is SessionKind.REGULAR)


def _usual_open(local: datetime) -> datetime:
    """09:30 in New York on this date, holiday or not: on a holiday the window closes at its usual time too."""
    return datetime.combine(local.date(), time(9, 30), ZoneInfo("America/New_York"))
