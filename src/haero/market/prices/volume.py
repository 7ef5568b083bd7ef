"""How a day's volume is spread over it: what a VWAP order is cut by.

The regular half hours of the last days with trades, added up by their time of day; where the market has no such past, a U:
0.6 + 1.2 x² of the mean, x from -1 at the open to 1 at the close, that is 1.8 times the mean at both ends and 0.6 in the middle.
"""

from datetime import date, datetime, time, timedelta

from haero.market.listing.instruments import Instrument
from haero.market.prices.source import PriceSource
from haero.market.time.sessions import SessionBook, SessionKind

HALF_HOUR = timedelta(minutes=30)
DAYS = 5
_BARS_PER_DAY = 34  # 04:00 to 20:00 and a little more: pre- and after-market bars are asked for too, and dropped

Part = tuple[datetime, datetime, int]
"""From, to, and the volume that is expected there, in shares or any other unit."""


def curve(source: PriceSource, sessions: SessionBook, instrument: Instrument, day: date) -> list[Part]:
    """The expected volume of each half hour of a date's regular sessions. Looks at nothing later than its first open."""
    parts = [
        (start, min(start + HALF_HOUR, session.closes))
        for session in sessions.on(instrument.exchange, day)
        if session.kind is SessionKind.REGULAR
        for start in _starts(session.opens, session.closes)
    ]
    past = _past(source, sessions, instrument, parts[0][0]) if parts else {}
    weights = [past.get(sessions.local_time(instrument.exchange, start).time(), 0) for start, _ in parts]
    if not all(weights):
        weights = [_u_shape(place, len(parts)) for place in range(len(parts))]
    return [(start, end, weight) for (start, end), weight in zip(parts, weights, strict=True)]


def _starts(opens: datetime, closes: datetime) -> list[datetime]:
    count = -((opens - closes) // HALF_HOUR)
    return [opens + HALF_HOUR * place for place in range(count)]


def _past(source: PriceSource, sessions: SessionBook, instrument: Instrument, before: datetime) -> dict[time, int]:
    """Volume by local time of day over the newest days before a moment, regular hours only."""
    exchange = instrument.exchange
    volumes: dict[time, int] = {}
    bars = source.minutes(instrument, before - timedelta(microseconds=1), DAYS * _BARS_PER_DAY, 30)
    today = sessions.local_date(exchange, before)
    days = sorted({found for bar in bars if (found := sessions.local_date(exchange, bar.start)) < today})[-DAYS:]
    for bar in bars:
        session = sessions.at(exchange, bar.start)
        regular = session is not None and session.kind is SessionKind.REGULAR
        if regular and sessions.local_date(exchange, bar.start) in days:
            at = sessions.local_time(exchange, bar.start).time()
            volumes[at] = volumes.get(at, 0) + bar.volume
    return volumes


def _u_shape(place: int, count: int) -> int:
    """600 + 1200 x² with x = (2 place + 1 - count) / count, times count²: whole numbers keep every machine in step."""
    return 600 * count * count + 1200 * (2 * place + 1 - count) ** 2
