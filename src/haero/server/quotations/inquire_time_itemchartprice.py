"""해외주식분봉조회 (v1_해외주식-030, HHDFS76950200): GET …/quotations/inquire-time-itemchartprice. Real only.

Bars of NMIN minutes, newest first, 120 at most, over all sessions of the day; a bar carries the time at which it begins. KEYB is
the exchange's local time: the page starts with the bar that this minute lies in, whatever NEXT says. Minutes without a trade have
no bar.
"""

from collections.abc import Generator
from datetime import date, datetime, time
from functools import partial

from haero.kis import catalogue, texts
from haero.kis.request_types import InquireTimeItemchartpriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.market.prices.bars import Bar, stretch_end
from haero.server.call import Call, Scan
from haero.server.quotations._asked import Asked, asked, blanks, read_date, rsym, whole_number, wrong
from haero.server.quotations._breaths import each
from haero.server.quotations._history import minute_bars
from haero.terms import KST

API = catalogue.api("v1_해외주식-030")
SIZE = 120
_MINUTES_A_DAY = 24 * 60
_DAYTIME = {"BAY", "BAQ", "BAA"}
_heads = RowWriter(API.id, "output1")
_rows = RowWriter(API.id, "output2")


def handle(call: Call) -> Scan:
    """Minute bars. A symbol that the exchange does not list has no rows and an empty nrec."""
    form = decode_query(API, InquireTimeItemchartpriceRequest, call.request.query)
    per = min(whole_number("NMIN", form.NMIN, 1, 9999), _MINUTES_A_DAY)
    wanted = min(whole_number("NREC", form.NREC or str(SIZE), 1, 9999), SIZE)
    if form.PINC not in {"", "0", "1"}:
        raise wrong("PINC")
    if form.NEXT not in {"", "0", "1"}:
        raise wrong("NEXT")
    found = asked(call, API, form.EXCD, form.SYMB)
    key = _read_key(form.KEYB.strip())
    if found is None:
        head = blanks(API, "output1") | {"rsym": rsym(form.EXCD, form.SYMB)}
        rows: list[dict[str, str]] = []
    else:
        one_day = form.PINC != "1" or form.EXCD in _DAYTIME
        bars, more = yield from _bars(call, found, _until(call, found, key, per), wanted, per, one_day)
        rows = yield from each(call, bars, partial(_row, call, found))
        head = _head(call, found, len(rows), more)
    return call.quoted({"output1": _heads.row(head), "output2": rows})


def _read_key(text: str) -> tuple[date, time] | None:
    """KEYB: YYYYMMDDHHMMSS of the exchange; None when empty. Raises KisRefusal where it is no time."""
    if not text:
        return None
    day, clock = read_date(text[:8]), text[8:]
    if day is None or len(clock) != 6 or not (clock.isascii() and clock.isdigit()):
        raise wrong("KEYB")
    try:
        return day, time(int(clock[:2]), int(clock[2:4]), int(clock[4:]))
    except ValueError:
        raise wrong("KEYB") from None


def _until(call: Call, found: Asked, key: tuple[date, time] | None, per: int) -> datetime:
    """The last moment of the page's newest bar: of the bar that the key lies in, but not later than now."""
    if key is None:
        return found.now
    sessions, exchange = call.books.market.sessions, found.instrument.exchange
    first, last = sessions.covers(exchange)
    day = min(max(key[0], first), last)
    moment = sessions.instant(exchange, day, key[1])
    hours = sessions.on(exchange, day)
    if hours and moment >= hours[0].opens:
        moment = stretch_end(sessions.local_time(exchange, moment), per)
    # Before the first open the day's first bar has not begun, though it may be part of the same stretch.
    return min(moment, found.now)


def _bars(
    call: Call, found: Asked, until: datetime, wanted: int, per: int, one_day: bool
) -> Generator[None, None, tuple[list[Bar], bool]]:
    """The page, newest first, and whether older bars follow. `one_day`: those of the current trading day only."""
    market, exchange = call.books.market, found.instrument.exchange
    bars = (yield from minute_bars(call, found.instrument, until, wanted + 1, per))[::-1]
    if one_day:
        today = market.sessions.trading_date(exchange, found.now)
        bars = [bar for bar in bars if market.sessions.trading_date(exchange, bar.start) == today]
    return bars[:wanted], len(bars) > wanted


def _head(call: Call, found: Asked, count: int, more: bool) -> dict[str, Value]:
    """The day's hours, from its first open to its last close, local and Korean."""
    sessions, exchange = call.books.market.sessions, found.instrument.exchange
    day: date = sessions.trading_date(exchange, found.now)
    opens, closes = sessions.on(exchange, day)[0].opens, sessions.day_end(exchange, day)
    return {
        "rsym": found.rsym,
        "zdiv": str(found.decimals),
        "stim": _clock(sessions.local_time(exchange, opens)),
        "etim": _clock(sessions.local_time(exchange, closes)),
        "sktm": texts.kst_time(opens),
        "ektm": texts.kst_time(closes),
        "next": "1" if more else "0",
        "more": "0",
        "nrec": count,
    }


def _row(call: Call, found: Asked, bar: Bar) -> dict[str, str]:
    sessions, exchange = call.books.market.sessions, found.instrument.exchange
    local, korean = sessions.local_time(exchange, bar.start), bar.start.astimezone(KST)
    values: dict[str, Value] = {
        "tymd": texts.yyyymmdd(sessions.trading_date(exchange, bar.start)),
        "xymd": texts.yyyymmdd(local.date()),
        "xhms": _clock(local),
        "kymd": texts.yyyymmdd(korean.date()),
        "khms": _clock(korean),
        "open": found.price(bar.open),
        "high": found.price(bar.high),
        "low": found.price(bar.low),
        "last": found.price(bar.close),
        "evol": bar.volume,
        "eamt": int(bar.amount),
    }
    return _rows.row(values)


def _clock(moment: datetime) -> str:
    return f"{moment:%H%M%S}"
