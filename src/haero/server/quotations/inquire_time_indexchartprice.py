"""해외지수분봉조회 (v1_해외주식-031, FHKST03030200): GET …/quotations/inquire-time-indexchartprice. Real only.

The newest 102 one-minute bars in New York time, newest first, no older page. Which codes have rows says `_charts`.
FID_HOUR_CLS_CODE 1 (시간외) gave an empty list at KIS, and does here.
"""

from datetime import date, datetime, timedelta
from functools import partial

from haero.kis import catalogue, texts
from haero.kis.request_types import InquireTimeIndexchartpriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.market.prices.bars import Bar
from haero.market.time.sessions import SessionKind
from haero.server.call import Call, Scan
from haero.server.quotations._asked import Asked, wrong
from haero.server.quotations._breaths import each
from haero.server.quotations._charts import DECIMALS, RATES, SHARES, ChartHead, WonRate, us_stock, won_rate
from haero.server.quotations._history import Bars, business_day_before, minute_bars
from haero.terms import ZERO, Exchange

API = catalogue.api("v1_해외주식-031")
SIZE = 102
_DAYS_BACK = 10  # a market that hardly trades is not searched for ever
_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)
_head = ChartHead(API)
_rows = RowWriter(API.id, "output2")


def handle(call: Call) -> Scan:
    """Minute bars of the regular session. A code that is not known has no rows, and no error."""
    form = decode_query(API, InquireTimeIndexchartpriceRequest, call.request.query)
    for name in ("FID_COND_MRKT_DIV_CODE", "FID_HOUR_CLS_CODE", "FID_PW_DATA_INCU_YN"):
        if getattr(form, name) not in API.field(name).values:
            raise wrong(name)
    head, rows = _head.nothing(), list[dict[str, str]]()
    if form.FID_COND_MRKT_DIV_CODE == SHARES and (found := us_stock(call, form.FID_INPUT_ISCD)) is not None:
        head = _head.stock(call, found)
        if form.FID_HOUR_CLS_CODE == "0":
            bars = yield from _regular(call, found, earlier=form.FID_PW_DATA_INCU_YN == "Y")
            rows = yield from each(call, bars, partial(_row, call))
    elif form.FID_COND_MRKT_DIV_CODE == RATES and (rate := won_rate(call, form.FID_INPUT_ISCD)) is not None:
        head = _head.rate(rate)
        if form.FID_HOUR_CLS_CODE == "0":
            rows = [_row(call, bar) for bar in _flat(rate, call.seen)]
    if not rows:
        head.pop("stck_shrn_iscd", None)
    return call.quoted({"output1": head, "output2": rows})


def _regular(call: Call, found: Asked, *, earlier: bool) -> Bars:
    """The page's bars, newest first: of the current trading day, and with `earlier` of those before it."""
    sessions, exchange = call.books.market.sessions, found.instrument.exchange
    day: date | None = sessions.trading_date(exchange, found.now)
    bars = list[Bar]()
    for _ in range(_DAYS_BACK if earlier else 1):
        if day is None or len(bars) >= SIZE:
            break
        for session in sessions.on(exchange, day):
            if session.kind is SessionKind.REGULAR and session.opens <= found.now:
                until = min(session.closes - _SECOND, found.now)
                newest = yield from minute_bars(call, found.instrument, until, SIZE - len(bars))
                bars += [bar for bar in newest[::-1] if bar.start >= session.opens]
        day = business_day_before(call, exchange, day)
    return bars


def _flat(rate: WonRate, now: datetime) -> list[Bar]:
    """A rate that is a setting: the same in every minute."""
    newest = now.replace(second=0, microsecond=0)
    price = rate.won
    return [Bar(price, price, price, price, 0, ZERO, newest - _MINUTE * ago) for ago in range(SIZE)]


def _row(call: Call, bar: Bar) -> dict[str, str]:
    local = call.books.market.sessions.local_time(Exchange.NYSE, bar.start)
    return _rows.row(
        {
            "stck_bsop_date": texts.yyyymmdd(local.date()),
            "stck_cntg_hour": f"{local:%H%M%S}",
            "optn_prpr": texts.fixed(bar.close, DECIMALS),
            "optn_oprc": texts.fixed(bar.open, DECIMALS),
            "optn_hgpr": texts.fixed(bar.high, DECIMALS),
            "optn_lwpr": texts.fixed(bar.low, DECIMALS),
            "cntg_vol": bar.volume,
        }
    )
