"""해외주식 현재가 호가 (해외주식-033, HHDFS76200100): GET /uapi/overseas-price/v1/quotations/inquire-asking-price. Real only.

Ten levels for US exchanges, one for the others, as KIS has it. The synthetic market draws the levels behind the best prices
(`haero.market.prices.depth`); the manual one knows only what was posted, the rest is zero. Times are Korean, as in KIS's example.
"""

from datetime import datetime
from decimal import Decimal

from haero.kis import catalogue, texts
from haero.kis.request_types import InquireAskingPriceRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.market.prices.depth import DepthLevel
from haero.server.call import Answer, Call
from haero.server.quotations._asked import Asked, asked, blanks
from haero.server.quotations.figures import last_price, rate
from haero.terms import KST, US_EXCHANGES

API = catalogue.api("해외주식-033")
LEVELS = 10
_heads = RowWriter(API.id, "output1")
_books = RowWriter(API.id, "output2")
_auctions = RowWriter(API.id, "output3", blank=[field.name for field in API.output("output3").fields])
_EMPTY = DepthLevel(Decimal(0), 0, Decimal(0), 0, 0, 0)


def handle(call: Call) -> Answer:
    """The book of a symbol. One that the exchange does not list has blanks everywhere: clients tell it by the empty rsym."""
    form = decode_query(API, InquireAskingPriceRequest, call.request.query)
    found = asked(call, API, form.EXCD, form.SYMB)
    if found is None:
        head, book = blanks(API, "output1"), blanks(API, "output2")
    else:
        count = LEVELS if found.instrument.exchange in US_EXCHANGES else 1
        levels = call.books.market.source.depth(found.instrument, found.now, count)
        head, book = _head(call, found, levels), _book(found, levels)
    blocks = {"output1": _heads.row(head), "output2": _books.row(book), "output3": _auctions.row({})}
    return call.quoted(blocks)


def _head(call: Call, found: Asked, levels: list[DepthLevel]) -> dict[str, Value]:
    summary = call.books.market.source.summary(found.instrument, found.now)
    last = last_price(summary)
    base = summary.previous_close
    traded = summary.volume > 0
    at = _quoted_at(call, found)
    local = None if at is None else at.astimezone(KST)
    return {
        "rsym": found.rsym,
        "zdiv": str(found.decimals),
        "curr": str(found.instrument.currency),
        "base": found.price(base),
        "open": found.price(summary.open),
        "high": found.price(summary.high),
        "low": found.price(summary.low),
        "last": found.price(last),
        "dymd": "" if local is None else texts.yyyymmdd(local.date()),
        "dhms": "" if local is None else texts.kst_time(local),
        "bvol": sum(level.bid_size for level in levels),
        "avol": sum(level.ask_size for level in levels),
        "bdvl": sum(level.bid_change for level in levels),
        "advl": sum(level.ask_change for level in levels),
        "code": found.instrument.symbol,
        "ropen": rate(summary.open if traded else base, base),
        "rhigh": rate(summary.high if traded else base, base),
        "rlow": rate(summary.low if traded else base, base),
        "rclose": rate(last, base),
    }


def _book(found: Asked, levels: list[DepthLevel]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for number in range(1, LEVELS + 1):
        level = levels[number - 1] if number <= len(levels) else _EMPTY
        values |= {
            f"pbid{number}": found.price(level.bid),
            f"pask{number}": found.price(level.ask),
            f"vbid{number}": level.bid_size,
            f"vask{number}": level.ask_size,
            f"dbid{number}": level.bid_change,
            f"dask{number}": level.ask_change,
        }
    return values


def _quoted_at(call: Call, found: Asked) -> datetime | None:
    """When the quote was made; without one, when the newest session closed, and None while one is open."""
    market, exchange = call.books.market, found.instrument.exchange
    quote = market.source.quote(found.instrument, found.now)
    if quote is not None:
        return quote.at
    if market.sessions.at(exchange, found.now) is not None:
        return None
    sessions = market.sessions.on(exchange, market.sessions.trading_date(exchange, found.now))
    return max(session.closes for session in sessions if session.closes <= found.now)
