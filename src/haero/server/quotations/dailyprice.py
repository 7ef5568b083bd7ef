"""해외주식 기간별시세 (v1_해외주식-010, HHDFS76240000): GET /uapi/overseas-price/v1/quotations/dailyprice. Both environments.

Newest first, 100 rows at most; older pages by BYMD = oldest xymd less one day. A week (Monday to Sunday) or month is dated by
its first trading day and is shown whole, up to now, whichever of its days BYMD is: so that rule leaves no gap and repeats nothing.
haero knows no splits or dividends, so prices are the same with MODP 0 and 1. KEYB is not looked at.
"""

from collections.abc import Generator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from haero.kis import catalogue, texts
from haero.kis.request_types import DailypriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.market.prices.bars import Bar, joined
from haero.market.time.sessions import SessionKind
from haero.server.call import Call, Scan
from haero.server.quotations._asked import Asked, asked, local_date, read_date, rsym, wrong
from haero.server.quotations.figures import change

API = catalogue.api("v1_해외주식-010")
SIZE = 100
_LONGEST = {"0": 1, "1": 5, "2": 23}
"""Trading days that a bar can have at most."""
_SECOND = timedelta(seconds=1)
_SLICE = 102
_heads = RowWriter(API.id, "output1")
_rows = RowWriter(API.id, "output2")


def handle(call: Call) -> Scan:
    """Daily, weekly or monthly bars. A symbol that the exchange does not list has no rows and an empty nrec."""
    form = decode_query(API, DailypriceRequest, call.request.query)
    period = form.GUBN or "0"
    if period not in _LONGEST:
        raise wrong("GUBN")
    if form.MODP not in {"", "0", "1"}:
        raise wrong("MODP")
    by = read_date(form.BYMD) if form.BYMD else date.max
    if by is None:
        raise wrong("BYMD")
    found = asked(call, API, form.EXCD, form.SYMB)
    if found is None:
        head: dict[str, Value] = {"rsym": rsym(form.EXCD, form.SYMB), "zdiv": "", "nrec": ""}
        rows: list[dict[str, str]] = []
    else:
        rows = yield from _page(call, found, by, period)
        head = {"rsym": found.rsym, "zdiv": str(found.decimals), "nrec": len(rows)}
    return call.quoted({"output1": _heads.row(head), "output2": rows})


def _page(call: Call, found: Asked, by: date, period: str) -> Generator[None, None, list[dict[str, str]]]:
    until = _end(call, found, by, period)
    if until is None:
        return []
    # One bar more, for the change of the oldest row, and one that may be cut off at the old end.
    days = yield from _days(call, found, until, _LONGEST[period] * (SIZE + 2))
    bars = _joined(call, found, days, period)
    rows = []
    for place in range(len(bars) - 1, max(len(bars) - 1 - SIZE, -1), -1):
        bar, newest = bars[place]
        base = bars[place - 1][0].close if place else found.instrument.base_price
        rows.append(_rows.row(_values(call, found, bar, base) | _closing_quote(call, found, newest)))
    return rows


def _days(call: Call, found: Asked, until: datetime, count: int) -> Generator[None, None, list[Bar]]:
    """Daily bars, oldest first, fetched in slices: years of a synthetic symbol take a second, in which others may go on."""
    source, days = call.books.market.source, list[Bar]()
    while len(days) < count:
        wanted = min(_SLICE, count - len(days))
        more = source.daily(found.instrument, until, wanted)
        days[:0] = more
        if len(more) < wanted:
            break
        until = more[0].start - _SECOND
        if source.step is not None:
            yield
    return days


def _joined(call: Call, found: Asked, days: list[Bar], period: str) -> list[tuple[Bar, Bar]]:
    """The bar of each period, with its newest day."""
    if period == "0":
        return [(day, day) for day in days]
    grouped = groupby(days, lambda day: _first_day(local_date(call, found, day.start), period))
    groups = [list(group) for _, group in grouped]
    return [(joined(group), group[-1]) for group in groups]


def _values(call: Call, found: Asked, bar: Bar, base: Decimal) -> dict[str, Value]:
    sign, difference, percent = change(bar.close, base)
    return {
        "xymd": texts.yyyymmdd(local_date(call, found, bar.start)),
        "clos": found.price(bar.close),
        "sign": sign,
        "diff": found.price(difference),
        "rate": texts.signed_rate(percent),
        "open": found.price(bar.open),
        "high": found.price(bar.high),
        "low": found.price(bar.low),
        "tvol": bar.volume,
        "tamt": int(bar.amount),
    }


def _closing_quote(call: Call, found: Asked, day: Bar) -> dict[str, Value]:
    """The quote at the day's regular close, of today the newest; blank where the market kept none."""
    market, exchange = call.books.market, found.instrument.exchange
    sessions = market.sessions.on(exchange, local_date(call, found, day.start))
    regular = [session for session in sessions if session.kind is SessionKind.REGULAR] or list(sessions)
    quote = market.source.quote(found.instrument, min(regular[-1].closes - _SECOND, found.now))
    if quote is None:
        return dict.fromkeys(("pbid", "vbid", "pask", "vask"), "")
    return {
        "pbid": found.price(quote.bid),
        "vbid": quote.bid_size,
        "pask": found.price(quote.ask),
        "vask": quote.ask_size,
    }


def _first_day(day: date, period: str) -> date:
    return day - timedelta(days=day.weekday()) if period == "1" else day.replace(day=1)


def _end(call: Call, found: Asked, by: date, period: str) -> datetime | None:
    """The last moment of the newest bar: of the period that `by` lies in, but not later than now; None before the calendar."""
    sessions, exchange = call.books.market.sessions, found.instrument.exchange
    if by >= sessions.local_date(exchange, found.now):
        return found.now
    last = by
    if period == "1":
        last = by + timedelta(days=6 - by.weekday())
    elif period == "2":
        last = (by.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if last < sessions.covers(exchange)[0]:
        return None
    return min(sessions.instant(exchange, last + timedelta(days=1), datetime.min.time()), found.now)
