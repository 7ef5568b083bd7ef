"""The moment at which the market clock starts."""

from datetime import UTC, date, datetime, timedelta

from haero.house.settings import SettingsError
from haero.market.time.sessions import SessionBook, SessionKind
from haero.terms import Exchange

AFTER_OPEN = timedelta(minutes=30)


def start_time(at: str, wall_now: datetime, sessions: SessionBook, last: datetime | None) -> datetime:
    """The moment at which the market clock starts; never before the last event of the journal.

    `open`: 30 minutes into the newest regular US session, or where the journal already is if that session is still on, else 30
    minutes into the next one. `now`: the wall's time. Otherwise an ISO time with its offset.

    Raises:
        SettingsError: not a time, or one before the journal's last event.
    """
    if at == "open":
        session = sessions.newest_regular(Exchange.NYSE, wall_now)
        start = session.opens + AFTER_OPEN
        if last is None or last <= start:
            return start
        current = sessions.at(Exchange.NYSE, last)
        if current is not None and current.kind == session.kind:
            return last
        date = sessions.phase(Exchange.NYSE, last).date
        opens = _regular_open(sessions, date)
        while opens is None or opens < last:
            date = sessions.next_business_day(Exchange.NYSE, date)
            opens = _regular_open(sessions, date)
        return opens + AFTER_OPEN
    if at == "now":
        start = wall_now
    else:
        try:
            start = datetime.fromisoformat(at)
        except ValueError as error:
            raise SettingsError(f"--at {at}: must be open, now, or a time like 2026-11-20T10:00-05:00") from error
        if start.tzinfo is None:
            moment = start.isoformat(timespec="minutes")
            raise SettingsError(f"--at {at}: needs a time and an offset, like {moment}-05:00 or {moment}+09:00")
    try:
        start = start.astimezone(UTC)
    except OverflowError:
        raise SettingsError(f"--at {at}: lies outside the years 1 to 9999") from None
    if last is not None and start < last:
        raise SettingsError(
            f"--at {at} lies before the last event of this journal ({last.isoformat()}): "
            "choose a later time, or another folder with --data"
        )
    return start


def _regular_open(sessions: SessionBook, date: date) -> datetime | None:
    """When the regular US session of a date opens; None on a closed day."""
    found = (s.opens for s in sessions.on(Exchange.NYSE, date) if s.kind is SessionKind.REGULAR)
    return next(found, None)
