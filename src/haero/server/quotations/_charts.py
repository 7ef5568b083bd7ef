"""What the two chart APIs of indexes and exchange rates share: what a code means here, and the block above the rows.

haero has no indexes, bonds or gold: their codes have no rows, as an unknown code at KIS. It has the US stocks that stand under N
there, all that are listed, and of the exchange rates those whose won rate is a setting, which does not move.
"""

from decimal import Decimal
from typing import NamedTuple

from haero.kis import codes, texts, words
from haero.kis.catalogue import Api
from haero.kis.rows import RowWriter, Value
from haero.server.call import Call
from haero.server.quotations._asked import Asked, rsym
from haero.server.quotations.figures import day_change, last_price
from haero.terms import Currency

SHARES, RATES = "N", "X"
"""FID_COND_MRKT_DIV_CODE: 해외지수 (and US stocks), 환율."""
DECIMALS = 4
_US = tuple(code for code in codes.EXCHANGES if code.country == "us")
_RATES = {"FX@KRW": (Currency.USD, 1, "원/달러"), "FX@KRWJS": (Currency.JPY, 100, "원/100엔")}


class WonRate(NamedTuple):
    """An exchange rate: its code, its name and how many won."""

    code: str
    name: str
    won: Decimal


def us_stock(call: Call, symbol: str) -> Asked | None:
    """The US stock of this symbol, wherever in the US it is listed."""
    for code in _US:
        found = call.books.market.instruments.get(words.EXCHANGES[code.order_code], symbol)
        if found is not None:
            return Asked(call.seen, rsym(code.quote_code, symbol), code, found)
    return None


def won_rate(call: Call, code: str) -> WonRate | None:
    """The rate of this code, or None."""
    known = _RATES.get(code)
    if known is None:
        return None
    currency, units, name = known
    return WonRate(code, name, call.books.rates[currency] * units)


class ChartHead:
    """Writes output1. The two APIs have the same fields in another order."""

    def __init__(self, api: Api) -> None:
        names = [field.name for field in api.output("output1").fields]
        self._rows, self._blank = RowWriter(api.id, "output1"), dict.fromkeys(names, "")

    def nothing(self) -> dict[str, str]:
        """Of a code that is not known: empty texts, and no stck_shrn_iscd, as was measured."""
        return {name: text for name, text in self._blank.items() if name != "stck_shrn_iscd"}

    def stock(self, call: Call, found: Asked) -> dict[str, str]:
        """Today's figures of a stock. Changes have their sign here."""
        summary = call.books.market.source.summary(found.instrument, found.now)
        sign, difference, percent = day_change(summary)
        return self._rows.row(
            {
                "ovrs_nmix_prdy_vrss": texts.fixed(-difference if sign == "5" else difference, DECIMALS),
                "prdy_vrss_sign": sign,
                "prdy_ctrt": texts.fixed(percent, 2),
                "ovrs_nmix_prdy_clpr": texts.fixed(summary.previous_close, DECIMALS),
                "acml_vol": summary.volume,
                "hts_kor_isnm": found.instrument.name_ko,
                "ovrs_nmix_prpr": texts.fixed(last_price(summary), DECIMALS),
                "stck_shrn_iscd": found.instrument.symbol,
                "ovrs_prod_oprc": texts.fixed(summary.open, DECIMALS),
                "ovrs_prod_hgpr": texts.fixed(summary.high, DECIMALS),
                "ovrs_prod_lwpr": texts.fixed(summary.low, DECIMALS),
            }
        )

    def rate(self, rate: WonRate) -> dict[str, str]:
        """An exchange rate: the same yesterday and today."""
        shown = texts.fixed(rate.won, DECIMALS)
        prices: dict[str, Value] = dict.fromkeys(
            ("ovrs_nmix_prdy_clpr", "ovrs_nmix_prpr", "ovrs_prod_oprc", "ovrs_prod_hgpr", "ovrs_prod_lwpr"), shown
        )
        return self._rows.row(
            prices
            | {
                "ovrs_nmix_prdy_vrss": texts.fixed(0, DECIMALS),
                "prdy_vrss_sign": "3",
                "prdy_ctrt": "0.00",
                "acml_vol": 0,
                "hts_kor_isnm": rate.name,
                "stck_shrn_iscd": rate.code,
            }
        )
