"""해외주식조건검색 (v1_해외주식-015, HHDFS76410000): GET /uapi/overseas-price/v1/quotations/inquire-search. Both environments.

Conditions over the listed symbols of one exchange; each counts when its CO_YN_ is 1, both ends included, an empty end is open.
Largest market value first, 100 rows a page; the next page is asked for with tr_cont N and KEYB = the last row's rank, as a client
found out on the real server. EPS and PER are 0 for every symbol: haero knows no balance sheets.
"""

from bisect import insort
from collections.abc import Generator, Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from haero.kis import catalogue, codes, refusals, texts, words
from haero.kis.request_types import InquireSearchRequest
from haero.kis.requests import decode_query
from haero.kis.rows import RowWriter, Value
from haero.market.listing.instruments import Instrument
from haero.market.prices.messages import Summary
from haero.server.call import Call, Scan
from haero.server.quotations._asked import whole_number, wrong
from haero.server.quotations._breaths import each, gives_way
from haero.server.quotations.figures import DECIMALS, day_change, last_price

API = catalogue.api("v1_해외주식-015")
SIZE = 100
_THOUSAND = 1000
_CONDITIONS = ("PRICECUR", "RATE", "VALX", "SHAR", "VOLUME", "AMT", "EPS", "PER")
_heads = RowWriter(API.id, "output1")
_rows = RowWriter(API.id, "output2")


class Range(NamedTuple):
    """One condition: the name of its figure, and its ends."""

    name: str
    least: Decimal | None
    most: Decimal | None

    def holds(self, figure: Decimal) -> bool:
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)


class Match(NamedTuple):
    """A symbol and its figures at the moment of asking."""

    instrument: Instrument
    summary: Summary
    last: Decimal

    @property
    def value(self) -> Decimal:
        """Market value, in the currency."""
        return self.last * self.instrument.listed_shares

    def figure(self, name: str) -> Decimal:
        """What a condition looks at, in its unit: percent for RATE, thousands for VALX, SHAR and AMT."""
        if name == "PRICECUR":
            return self.last
        if name == "RATE":
            return day_change(self.summary)[2]
        if name == "VALX":
            return self.value / _THOUSAND
        if name == "SHAR":
            return Decimal(self.instrument.listed_shares) / _THOUSAND
        if name == "VOLUME":
            return Decimal(self.summary.volume)
        return self.summary.amount / _THOUSAND if name == "AMT" else Decimal(0)


def handle(call: Call) -> Scan:
    """The symbols of an exchange that meet all conditions. Raises KisRefusal for an end that is no number."""
    form = decode_query(API, InquireSearchRequest, call.request.query)
    code = codes.by_quote_code(form.EXCD)
    if code is None or form.EXCD not in API.field("EXCD").values:
        raise refusals.INVALID_MARKET.refuse()
    ranges = _ranges(form)
    after = whole_number("KEYB", form.KEYB.strip() or "0", 0, 10**8)
    exchange = words.EXCHANGES[code.order_code]
    found = yield from _search(call, call.books.market.instruments.on(exchange), ranges)
    page = found[after : after + SIZE]
    more = len(found) > after + SIZE
    decimals = DECIMALS[code.country]
    head: dict[str, Value] = {
        "zdiv": str(decimals),
        "stat": "무료실시간",
        "crec": len(page),
        "trec": len(found),
        "nrec": len(page),
    }
    rows = yield from each(
        call,
        enumerate(page, after + 1),
        lambda numbered: _rows.row(_values(form.EXCD, decimals, numbered[1], numbered[0])),
    )
    return call.quoted({"output1": _heads.row(head), "output2": rows}, "F" if more else "")


def _ranges(form: InquireSearchRequest) -> list[Range]:
    found = []
    for name in _CONDITIONS:
        if getattr(form, f"CO_YN_{name}") == "1":
            ends = (_number(f"CO_{end}_{name}", getattr(form, f"CO_{end}_{name}")) for end in ("ST", "EN"))
            found.append(Range(name, *ends))
    return found


def _number(name: str, text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise wrong(name) from None
    if not number.is_finite():
        raise wrong(name)
    return number


def _search(call: Call, instruments: Iterable[Instrument], ranges: list[Range]) -> Generator[None, None, list[Match]]:
    """What meets the conditions at one moment, the largest market value first; others may go on in between."""
    now, source, breathes = call.seen, call.books.market.source, gives_way(call)
    found: list[tuple[tuple[Decimal, str], Match]] = []
    for instrument in instruments:
        summary = source.summary(instrument, now)
        match = Match(instrument, summary, last_price(summary))
        if all(one.holds(match.figure(one.name)) for one in ranges):
            insort(found, ((-match.value, instrument.symbol), match))
        if breathes:
            yield
    return [match for _, match in found]


def _values(exchange: str, decimals: int, match: Match, rank: int) -> dict[str, Value]:
    instrument, summary = match.instrument, match.summary
    sign, difference, percent = day_change(summary)
    return {
        "rsym": f"D{exchange}{instrument.symbol}",
        "excd": exchange,
        "name": instrument.name_ko,
        "symb": instrument.symbol,
        "last": texts.fixed(match.last, decimals),
        "shar": instrument.listed_shares,
        "valx": int(match.value / _THOUSAND),
        "plow": texts.fixed(summary.low, decimals),
        "phigh": texts.fixed(summary.high, decimals),
        "popen": texts.fixed(summary.open, decimals),
        "tvol": summary.volume,
        "rate": texts.signed_rate(percent),
        "diff": texts.fixed(difference, decimals),
        "sign": sign,
        "avol": int(summary.amount),
        "eps": "0.00",
        "per": "0.00",
        "rank": rank,
        "ename": instrument.name_en,
        "e_ordyn": "○",
    }
