"""해외주식 복수종목 시세조회 (HHDFS76220000): GET /uapi/overseas-price/v1/quotations/multprice. Real only.

Up to ten symbols a call, NREC says how many. No official page of it is known; the name of the first block is a guess.
"""

from collections.abc import Generator
from datetime import timedelta
from decimal import Decimal

from haero.kis import catalogue, codes, refusals, texts, words
from haero.kis.request_types import MultpriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.market.prices.bars import Bar
from haero.market.prices.messages import Summary
from haero.server.call import Call, Scan
from haero.server.quotations._asked import Asked, blanks, local_date, rsym, whole_number
from haero.server.quotations._breaths import gives_way
from haero.server.quotations._history import today_and_before
from haero.server.quotations._strength import day_strength
from haero.server.quotations._trades import newest_trades
from haero.server.quotations.figures import day_change, last_price
from haero.terms import KST, ZERO

API = catalogue.api("해외주식-multprice")
MOST = 10
_YEAR_OF_BARS = 266
_YEAR = timedelta(days=365)
# (stat1, stat2): 실시간, 지연15분, 휴장, 거래정지.
_LIVE, _LATE, _CLOSED, _HALTED = ("실", "실시간"), ("지", "지연15분"), ("휴", "휴장"), ("정", "거래정지")
_heads = RowWriter(API.id, "output1")
_rows = RowWriter(API.id, "output2")


def handle(call: Call) -> Scan:
    """All that is known of the price of each symbol. One that its exchange does not list has blanks."""
    form = decode_query(API, MultpriceRequest, call.request.query)
    count = whole_number("NREC", form.NREC, 1, MOST)
    rows = []
    for number in range(1, count + 1):
        exchange, symbol = getattr(form, f"EXCD_{number:02d}"), getattr(form, f"SYMB_{number:02d}")
        if exchange not in API.field("EXCD_01").values:
            raise refusals.INVALID_MARKET.refuse()
        code = codes.by_quote_code(exchange)
        found = None
        if code is not None:
            found = call.books.market.instruments.get(words.EXCHANGES[code.order_code], symbol)
        if code is None or found is None:
            blank = {"rsym": rsym(exchange, symbol), "excd": exchange, "symb": symbol}
            rows.append(_rows.row(blanks(API, "output2") | blank))
            continue
        asked = Asked(call.seen, rsym(exchange, symbol), code, found)
        rows.append((yield from _row(call, asked, exchange)))
    return call.quoted({"output1": _heads.row({"nrec": len(rows)}), "output2": rows})


def _row(call: Call, found: Asked, exchange: str) -> Generator[None, None, dict[str, str]]:
    instrument = found.instrument
    summary = call.books.market.source.summary(instrument, found.now)
    today, before = yield from today_and_before(call, found, _YEAR_OF_BARS)
    last = last_price(summary)
    sign, difference, percent = day_change(summary)
    stat1, stat2 = _status(call, found)
    values: dict[str, Value] = {
        "rsym": found.rsym,
        "excd": exchange,
        "symb": instrument.symbol,
        "knam": instrument.name_ko,
        "exnm": found.code.name_ko,
        "nnam": found.code.nation_ko,
        "stat1": stat1,
        "stat2": stat2,
        "zdiv": str(found.decimals),
        "last": found.price(last),
        "sign": sign,
        "diff": found.price(difference),
        "rate": texts.signed_rate(percent),
        "open": found.price(summary.open),
        "high": found.price(summary.high),
        "low": found.price(summary.low),
        "tvol": summary.volume,
        "tamt": int(summary.amount),
        "powx": texts.fixed(day_strength(summary), 2),
        "curr": instrument.currency,
        "base": found.price(summary.previous_close),
        "pvol": summary.previous_volume,
        "shar": instrument.listed_shares,
        "mcap": 0,
        "tomv": int(last * instrument.listed_shares),
        "bnit": instrument.lot,
        "t_xprc": int(last * call.books.rates[instrument.currency]),
    }
    if gives_way(call):
        yield
    values |= _book(call, found) | _last_trade(call, found) | _day_before(found, before)
    return _rows.row(values | _reach(call, found, [*before, today] if today else before, summary))


def _status(call: Call, found: Asked) -> tuple[str, str]:
    market, instrument = call.books.market, found.instrument
    if market.halts.standing(instrument.exchange, instrument.symbol) is not None:
        return _HALTED
    if market.sessions.at(instrument.exchange, found.now) is None:
        return _CLOSED
    return _LIVE if found.now == call.now else _LATE


def _book(call: Call, found: Asked) -> dict[str, Value]:
    levels = call.books.market.source.depth(found.instrument, found.now, MOST)
    best = levels[0] if levels else None
    return {
        "pbid": found.price(best.bid if best else ZERO),
        "pask": found.price(best.ask if best else ZERO),
        "vbid": best.bid_size if best else 0,
        "vask": best.ask_size if best else 0,
        "bvol": sum(level.bid_size for level in levels),
        "avol": sum(level.ask_size for level in levels),
    }


def _last_trade(call: Call, found: Asked) -> dict[str, Value]:
    """Size and time of the day's newest trade."""
    sessions, exchange = call.books.market.sessions, found.instrument.exchange
    date = sessions.trading_date(exchange, found.now)
    until = min(found.now, sessions.day_end(exchange, date))
    trades = newest_trades(call, found.instrument, sessions.on(exchange, date)[0].opens, until, 1)
    if not trades:
        return {"evol": 0, "xhms": "", "khms": ""}
    at = trades[0].at
    return {
        "evol": trades[0].size,
        "xhms": f"{sessions.local_time(exchange, at):%H%M%S}",
        "khms": f"{at.astimezone(KST):%H%M%S}",
    }


def _day_before(found: Asked, before: list[Bar]) -> dict[str, Value]:
    bar = before[-1] if before else None
    return {
        "pamt": int(bar.amount) if bar else 0,
        "popen": found.price(bar.open if bar else ZERO),
        "phigh": found.price(bar.high if bar else ZERO),
        "plow": found.price(bar.low if bar else ZERO),
    }


def _reach(call: Call, found: Asked, bars: list[Bar], summary: Summary) -> dict[str, Value]:
    """High and low of 52 weeks and of the calendar year, with their newest dates; the price itself where there is no bar."""
    this_year = local_date(call, found, found.now).year
    year = [bar for bar in bars if bar.start > found.now - _YEAR][::-1]
    calendar = [bar for bar in bars if local_date(call, found, bar.start).year == this_year][::-1]
    values: dict[str, Value] = {}
    for high, low, days, chosen in (
        ("h52p", "l52p", ("h52d", "l52d"), year),
        ("hanp", "lanp", ("hand", "land"), calendar),
    ):
        top = max(chosen, key=lambda bar: bar.high, default=None)
        bottom = min(chosen, key=lambda bar: bar.low, default=None)
        values[high], values[low] = found.price(_or(top, "high", summary)), found.price(_or(bottom, "low", summary))
        for name, bar in zip(days, (top, bottom), strict=True):
            values[name] = "" if bar is None else texts.yyyymmdd(local_date(call, found, bar.start))
    return values


def _or(bar: Bar | None, name: str, summary: Summary) -> Decimal:
    if bar is None:
        return last_price(summary)
    return bar.high if name == "high" else bar.low
