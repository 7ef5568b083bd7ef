"""What every quote API asks first: which exchange, which symbol; and the figures that several of them show."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from haero.kis import codes, refusals, words
from haero.kis.catalogue import Api
from haero.kis.codes import ExchangeCode
from haero.kis.rows import Value
from haero.kis.texts import fixed
from haero.market.listing.instruments import Instrument
from haero.server.call import Call
from haero.server.quotations.figures import DECIMALS
from haero.terms import Currency


class Asked(NamedTuple):
    """A symbol that was asked for, and the moment of the market that the client sees.

    `rsym` (실시간조회종목코드) is D, the exchange code and the symbol.
    """

    now: datetime
    rsym: str
    code: ExchangeCode
    instrument: Instrument

    @property
    def decimals(self) -> int:
        """zdiv: decimals of the prices."""
        return DECIMALS[self.code.country]

    def price(self, price: Decimal) -> str:
        """A price with the decimals of its exchange."""
        return fixed(price, self.decimals)


def asked(call: Call, api: Api, exchange: str, symbol: str) -> Asked | None:
    """The symbol of a request, or None where the exchange does not list it (indexes are never listed).

    Raises KisRefusal INVALID_MARKET for an EXCD that is none of the API's codes.
    """
    if exchange not in api.field("EXCD").values:
        raise refusals.INVALID_MARKET.refuse()
    code = codes.by_quote_code(exchange)
    if code is None:
        return None
    found = call.books.market.instruments.get(words.EXCHANGES[code.order_code], symbol)
    return None if found is None else Asked(call.seen, rsym(exchange, symbol), code, found)


def exchange_currency(exchange: str) -> Currency:
    """The currency of a quote code. Raises KisRefusal INVALID_MARKET where there is no such exchange."""
    code = codes.by_quote_code(exchange)
    if code is None:
        raise refusals.INVALID_MARKET.refuse()
    return Currency(code.currency)


def minx_query(call: Call) -> Mapping[str, str]:
    """The query with MINX, which older texts and programs spell MIXN."""
    query = call.request.query
    return query if "MINX" in query or "MIXN" not in query else {**query, "MINX": query["MIXN"]}


def rsym(exchange: str, symbol: str) -> str:
    """실시간조회종목코드, 16 characters at most."""
    return f"D{exchange}{symbol}"[:16]


def blanks(api: Api, block: str) -> dict[str, Value]:
    """A block with nothing in it."""
    return dict.fromkeys((field.name for field in api.output(block).fields), "")


def wrong(name: str) -> Exception:
    """The refusal of a field whose value means nothing. A guess: KIS's text for a missing field."""
    return refusals.QUOTE_FIELD_MISSING.refuse(name)


def read_date(text: str) -> date | None:
    """YYYYMMDD, or None where it is no date."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def local_date(call: Call, found: Asked, moment: datetime) -> date:
    """The exchange's own date."""
    return call.books.market.sessions.local_date(found.instrument.exchange, moment)


def whole_number(name: str, text: str, least: int, most: int) -> int:
    """A field in plain digits. Raises KisRefusal outside the limits."""
    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise wrong(name)
    return int(text)
