"""해외주식 체결추이 (해외주식-037, HHDFS76200300): GET /uapi/overseas-price/v1/quotations/inquire-ccnl. Real only.

Newest first, 100 at most (guess), no older page. Rows come in output2, as the real server sends them today, or in output1 alone, as
KIS's own sample and its older example have them (setting `trade_rows`): one reply can't serve the readers of both. Without any row
output1 is an empty list, as a client met it. TDAY 1 is today, 0 the trading day before.
"""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from haero.kis import catalogue, texts
from haero.kis.request_types import QuotationsInquireCcnlRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.market.prices.messages import Print
from haero.market.time.sessions import SessionKind
from haero.server.call import Answer, Call
from haero.server.quotations._asked import Asked, asked, wrong
from haero.server.quotations._strength import strength
from haero.server.quotations._trades import newest_trades
from haero.server.quotations.figures import change
from haero.terms import ZERO

API = catalogue.api("해외주식-037")
SIZE = 100
_KINDS = {SessionKind.REGULAR: "0", SessionKind.PRE: "1", SessionKind.AFTER: "2"}
_heads = RowWriter(API.id, "output1")
_rows = RowWriter(API.id, "output2")


class _Day(NamedTuple):
    """A trading day: its stretch, the close before it, and its totals so far."""

    opens: datetime
    until: datetime
    base: Decimal
    low: Decimal
    high: Decimal
    volume: int


def handle(call: Call) -> Answer:
    """The newest trades of a symbol. One that the exchange does not list has none."""
    form = decode_query(API, QuotationsInquireCcnlRequest, call.request.query)
    if form.TDAY not in API.field("TDAY").values:
        raise wrong("TDAY")
    found = asked(call, API, form.EXCD, form.SYMB)
    if found is None:
        return call.quoted({"output1": [], "output2": []})
    day = _today(call, found) if form.TDAY == "1" else _day_before(call, found)
    if day is None:
        return call.quoted({"output1": [], "output2": []})
    trades = newest_trades(call, found.instrument, day.opens, day.until, SIZE)
    rows, volume = [], day.volume
    for trade in trades:
        rows.append(_row(call, found, day, trade, volume))
        volume -= trade.size
    if not rows:
        return call.quoted({"output1": [], "output2": []})
    if call.settings.trade_rows == "output1":
        return call.quoted({"output1": rows})
    head: dict[str, Value] = {"rsym": found.rsym, "zdiv": str(found.decimals), "nrec": len(rows)}
    return call.quoted({"output1": _heads.row(head), "output2": rows})


def _today(call: Call, found: Asked) -> _Day:
    sessions, exchange = call.books.market.sessions, found.instrument.exchange
    summary = call.books.market.source.summary(found.instrument, found.now)
    date = sessions.trading_date(exchange, found.now)
    until = min(found.now, sessions.day_end(exchange, date))
    opens = sessions.on(exchange, date)[0].opens
    return _Day(opens, until, summary.previous_close, summary.low, summary.high, summary.volume)


def _day_before(call: Call, found: Asked) -> _Day | None:
    """The trading day before the current one; None where nothing is known of it."""
    market, exchange = call.books.market, found.instrument.exchange
    date = market.sessions.previous_business_day(exchange, market.sessions.trading_date(exchange, found.now))
    opens, closes = market.sessions.on(exchange, date)[0].opens, market.sessions.day_end(exchange, date)
    bars = market.source.daily(found.instrument, closes, 2)
    if not bars or bars[-1].start != opens:
        return None
    base = bars[0].close if len(bars) > 1 else found.instrument.base_price
    bar = bars[-1]
    return _Day(opens, closes, base, bar.low, bar.high, bar.volume)


def _row(call: Call, found: Asked, day: _Day, trade: Print, volume: int) -> dict[str, str]:
    market = call.books.market
    sign, difference, percent = change(trade.price, day.base)
    quote = market.source.quote(found.instrument, trade.at)
    session = market.sessions.at(found.instrument.exchange, trade.at)
    return _rows.row(
        {
            "khms": texts.kst_time(trade.at),
            "last": found.price(trade.price),
            "sign": sign,
            "diff": found.price(difference),
            "rate": texts.signed_rate(percent),
            "evol": trade.size,
            "tvol": max(volume, 0),
            "mtyp": _KINDS[session.kind] if session is not None else "",
            "pbid": found.price(quote.bid if quote else ZERO),
            "pask": found.price(quote.ask if quote else ZERO),
            "vpow": texts.fixed(strength(day.low, day.high, trade.price), 2),
        }
    )
