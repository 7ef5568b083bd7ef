"""해외주식 현재가상세 (v1_해외주식-029, HHDFS76200200): GET /uapi/overseas-price/v1/quotations/price-detail. Real only.

haero knows no balance sheets: PER, PBR, EPS, BPS, the sector and the par value are the zero or empty text that KIS sends where
it has none. Exchange rates are a setting and do not move, so yesterday's rate is today's.
"""

from collections.abc import Generator
from datetime import timedelta
from decimal import Decimal

from haero.kis import catalogue, texts
from haero.kis.request_types import PriceDetailRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.kis.texts import fixed
from haero.market.listing.bands import band
from haero.market.listing.instruments import InstrumentKind
from haero.market.listing.ticks import ladder_of
from haero.market.prices.bars import Bar
from haero.rules.ticks import tick_at
from haero.server.call import Call, Scan
from haero.server.quotations._asked import Asked, asked, blanks, local_date, rsym
from haero.server.quotations._history import today_and_before
from haero.server.quotations.figures import change, day_change, last_price

API = catalogue.api("v1_해외주식-029")
_YEAR = timedelta(days=365)
_YEAR_OF_BARS = 266
_NO_RATIO = "0.00"
_rows = RowWriter(API.id, "output", blank={"e_icod"})


def handle(call: Call) -> Scan:
    """All that is known of a symbol's price. A symbol that the exchange does not list has blanks, as in `price`."""
    form = decode_query(API, PriceDetailRequest, call.request.query)
    found = asked(call, API, form.EXCD, form.SYMB)
    blank = blanks(API, "output") | {"rsym": rsym(form.EXCD, form.SYMB)}
    values = blank if found is None else (yield from _values(call, found))
    return call.quoted({"output": _rows.row(values)})


def _values(call: Call, found: Asked) -> Generator[None, None, dict[str, Value]]:
    instrument = found.instrument
    summary = call.books.market.source.summary(instrument, found.now)
    today, before = yield from today_and_before(call, found, _YEAR_OF_BARS)
    last = last_price(summary)
    limits = band(instrument, summary.previous_close)
    values: dict[str, Value] = {
        "rsym": found.rsym,
        "zdiv": str(found.decimals),
        "curr": str(instrument.currency),
        "vnit": instrument.lot,
        "open": found.price(summary.open),
        "high": found.price(summary.high),
        "low": found.price(summary.low),
        "last": found.price(last),
        "base": found.price(summary.previous_close),
        "pvol": summary.previous_volume,
        "pamt": int(before[-1].amount) if before else 0,
        # 0 where the exchange has no daily limits.
        "uplp": found.price(limits.high if limits else Decimal(0)),
        "dnlp": found.price(limits.low if limits else Decimal(0)),
        "perx": _NO_RATIO,
        "pbrx": _NO_RATIO,
        "epsx": _NO_RATIO,
        "bpsx": _NO_RATIO,
        "shar": instrument.listed_shares,
        "mcap": 0,
        "tomv": int(last * instrument.listed_shares),
        "e_ordyn": "매매 가능",
        "e_hogau": found.price(_tick(found, last)),
        "e_parp": found.price(Decimal(0)),
        "tvol": summary.volume,
        "tamt": int(summary.amount),
        "etyp_nm": "ETF" if instrument.kind is InstrumentKind.ETF else "",
    }
    values |= _year(call, found, [*before, today] if today else before, last)
    return values | _won(call, found, day_change(summary)[0], last, summary.previous_close, before)


def _year(call: Call, found: Asked, bars: list[Bar], last: Decimal) -> dict[str, Value]:
    """52-week high and low with their newest dates; before any bar the price itself, on the day before."""
    recent = [bar for bar in bars if bar.start > found.now - _YEAR][::-1]
    if recent:
        top, bottom = max(recent, key=lambda bar: bar.high), min(recent, key=lambda bar: bar.low)
        high, low = top.high, bottom.low
        days = local_date(call, found, top.start), local_date(call, found, bottom.start)
    else:
        sessions, exchange = call.books.market.sessions, found.instrument.exchange
        day = sessions.previous_business_day(exchange, sessions.trading_date(exchange, found.now))
        high, low, days = last, last, (day, day)
    return {
        "h52p": found.price(high),
        "h52d": texts.yyyymmdd(days[0]),
        "l52p": found.price(low),
        "l52d": texts.yyyymmdd(days[1]),
    }


def _won(call: Call, found: Asked, sign: str, last: Decimal, base: Decimal, before: list[Bar]) -> dict[str, Value]:
    """Prices in won (원환산), without decimals; differences without sign."""
    rate = call.books.rates[found.instrument.currency]
    earlier = before[-2].close if len(before) > 1 else base
    _, today, percent = change(last, base)
    previous_sign, previous, previous_percent = change(base, earlier)
    digits = max(2, -_exponent(rate))
    return {
        "t_xprc": int(last * rate),
        "t_xdif": int(today * rate),
        "t_xrat": texts.signed_rate(percent),
        "t_rate": fixed(rate, digits),
        "t_xsgn": sign,
        "p_xprc": int(base * rate),
        "p_xdif": int(previous * rate),
        "p_xrat": texts.signed_rate(previous_percent),
        "p_rate": fixed(rate, digits),
        "p_xsng": previous_sign,
    }


def _tick(found: Asked, last: Decimal) -> Decimal:
    """호가단위 at the price; without a price that of the lowest."""
    ladder = ladder_of(found.instrument)
    return tick_at(max(last, ladder[0][0]), ladder)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
