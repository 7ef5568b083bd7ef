"""해외결제일자조회 (해외주식-017, CTOS5011R): GET /uapi/overseas-stock/v1/quotations/countries-holiday. Real only.

Despite its path it answers settlement dates of a trade date. A market that is closed on the day has no row, and neither has a day
that has not come yet: users saw both on the real server in 2026-08. Everything fits into one page, as it did there.
"""

from datetime import date, timedelta
from typing import NamedTuple

from haero.books import settlement_date
from haero.kis import catalogue, codes, successes, texts, words
from haero.kis.codes import ExchangeCode
from haero.kis.paging import LAST, position_text
from haero.kis.request_types import CountriesHolidayRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter
from haero.market.time.sessions import SessionBook
from haero.server.call import Answer, Call
from haero.server.quotations._asked import read_date, wrong
from haero.terms import KST, US_EXCHANGES, Exchange

API = catalogue.api("해외주식-017")
WIDTH = 20
_NAMES = {"513": "뉴욕거래소", "507": "하노이거래소", "508": "호치민거래소"}
_LETTERS = {"840": "US", "392": "JP", "344": "HK", "704": "VN", "156": "CN"}
_rows = RowWriter(API.id, "output")


class Market(NamedTuple):
    """One row: a product type, and the exchange whose days it follows."""

    product_type: str
    exchange: Exchange
    market: str
    name: str


def _markets() -> tuple[Market, ...]:
    """haero's nine exchanges, and KIS's further types of the same countries, by product type."""
    own = [
        Market(
            code.product_type,
            words.EXCHANGES[code.order_code],
            code.market,
            _NAMES.get(code.product_type, code.name_ko),
        )
        for code in codes.EXCHANGES
    ]
    further = [
        Market("527", Exchange.NASDAQ, "03", "미국"),
        Market("528", Exchange.NASDAQ, "04", "미국"),
        Market("543", Exchange.HONG_KONG, "02", "홍콩CNY"),
        Market("556", Exchange.HANOI, "03", "업콤거래소"),
        Market("558", Exchange.HONG_KONG, "03", "홍콩USD"),
    ]
    return tuple(sorted(own + further))


MARKETS = _markets()


def handle(call: Call) -> Answer:
    """Settlement dates of every market that trades on TRAD_DT (empty: today in Korea)."""
    form = decode_query(API, CountriesHolidayRequest, call.request.query)
    today = call.now.astimezone(KST).date()
    day = read_date(form.TRAD_DT) if form.TRAD_DT else today
    if day is None:
        raise wrong("TRAD_DT")
    rows = []
    for market in MARKETS if day <= today else ():
        settles = _settlement(call.books.market.sessions, market.exchange, day)
        if settles is not None:
            rows.append(_rows.row(_values(market, words.CODES[market.exchange], settles)))
    areas = {
        "ctx_area_fk": texts.pad_width(texts.yyyymmdd(day), WIDTH),
        "ctx_area_nk": position_text("", WIDTH),
    }
    success = successes.SETTLEMENT_DATES if rows else successes.SETTLEMENT_NONE
    return call.quoted(areas | {"output": rows}, LAST, success)


def _values(market: Market, code: ExchangeCode, settles: date) -> dict[str, str]:
    return {
        "prdt_type_cd": market.product_type,
        "tr_natn_cd": code.nation,
        "tr_natn_name": code.nation_ko,
        "natn_eng_abrv_cd": _LETTERS[code.nation],
        "tr_mket_cd": market.market,
        "tr_mket_name": market.name,
        "acpl_sttl_dt": texts.yyyymmdd(settles),
        "dmst_sttl_dt": texts.yyyymmdd(_in_korea(market.exchange, settles)),
    }


def _settlement(sessions: SessionBook, exchange: Exchange, day: date) -> date | None:
    """When a trade of the day settles there; None on a day without trading, or one that the calendar does not reach."""
    first, last = sessions.covers(exchange)
    if not first <= day <= last or not sessions.on(exchange, day):
        return None
    return settlement_date(sessions, exchange, day)


def _in_korea(exchange: Exchange, settles: date) -> date:
    """US settlement reaches Korea on the next weekday; Asian dates are the same. Korean holidays are not known here."""
    if exchange not in US_EXCHANGES:
        return settles
    settles += timedelta(days=1)
    while settles.weekday() >= 5:
        settles += timedelta(days=1)
    return settles
