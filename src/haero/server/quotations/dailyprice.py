"""해외주식 기간별시세 (v1_해외주식-010, HHDFS76240000): GET /uapi/overseas-price/v1/quotations/dailyprice. Both environments.

Newest first, 100 rows at most; older pages by BYMD = oldest xymd less one day (`_periods`). tr_cont says F while there are older
ones, as the real server was seen to; what moves the page is BYMD alone. haero knows no splits or dividends, so prices are the same
with MODP 0 and 1. KEYB is not looked at.
"""

from collections.abc import Generator
from datetime import date, timedelta
from decimal import Decimal

from haero.kis import catalogue, texts
from haero.kis.request_types import DailypriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.market.prices.bars import Bar
from haero.market.time.sessions import SessionKind
from haero.server.call import Call, Scan
from haero.server.quotations._asked import Asked, asked, local_date, read_date, rsym, wrong
from haero.server.quotations._breaths import each
from haero.server.quotations._periods import period_bars
from haero.server.quotations.figures import change

API = catalogue.api("v1_해외주식-010")
SIZE = 100
MORE = "F"
_PERIODS = {"0": "D", "1": "W", "2": "M"}
_SECOND = timedelta(seconds=1)
_heads = RowWriter(API.id, "output1")
_rows = RowWriter(API.id, "output2")


def handle(call: Call) -> Scan:
    """Daily, weekly or monthly bars. A symbol that the exchange does not list has no rows and an empty nrec."""
    form = decode_query(API, DailypriceRequest, call.request.query)
    period = _PERIODS.get(form.GUBN or "0")
    if period is None:
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
        more = False
    else:
        rows, more = yield from _page(call, found, by, period)
        head = {"rsym": found.rsym, "zdiv": str(found.decimals), "nrec": len(rows)}
    return call.quoted({"output1": _heads.row(head), "output2": rows}, MORE if more else "")


def _page(call: Call, found: Asked, by: date, period: str) -> Generator[None, None, tuple[list[dict[str, str]], bool]]:
    """The rows, newest first, and whether older ones follow."""
    bars = yield from period_bars(call, found, by, period, SIZE)

    def row(place: int) -> dict[str, str]:
        bar, newest = bars[place]
        base = bars[place - 1].bar.close if place else found.instrument.base_price
        return _rows.row(_values(call, found, bar, base) | _closing_quote(call, found, newest))

    rows = yield from each(call, range(len(bars) - 1, max(len(bars) - 1 - SIZE, -1), -1), row)
    return rows, len(bars) > SIZE


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
