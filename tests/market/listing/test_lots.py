from decimal import Decimal

import pytest

from haero.market.listing.instruments import Instrument, InstrumentKind, builtin
from haero.market.listing.lots import lot_rule
from haero.rules.lots import DEFAULT_LOTS, LotRule, known_rule
from haero.terms import CURRENCY_OF, Exchange


def made(exchange: Exchange, symbol: str, lot: int, kind: InstrumentKind = InstrumentKind.STOCK) -> Instrument:
    return Instrument(exchange, symbol, "가", "x", CURRENCY_OF[exchange], kind, lot, 0, Decimal(100))


@pytest.mark.parametrize(
    ("instrument", "rule"),
    [
        (made(Exchange.NASDAQ, "AAPL", 1), (1, 1, False)),
        (made(Exchange.HONG_KONG, "00005", 400), (400, 400, False)),
        (made(Exchange.TOKYO, "7203", 100), (100, 100, False)),
        (made(Exchange.TOKYO, "1306", 10, InstrumentKind.ETF), (10, 10, False)),
        (made(Exchange.SHANGHAI, "600519", 100), (100, 100, True)),
        (made(Exchange.SHANGHAI, "688981", 100), (1, 200, True)),  # STAR, whatever the master file says
        (made(Exchange.SHANGHAI, "689009", 1), (1, 200, True)),
        (made(Exchange.SHANGHAI, "588000", 100, InstrumentKind.ETF), (100, 100, True)),
        (made(Exchange.SHENZHEN, "300750", 100), (100, 100, True)),  # ChiNext: as the main board
        (made(Exchange.SHENZHEN, "688981", 100), (100, 100, True)),  # STAR is a board of Shanghai
        (made(Exchange.HANOI, "CEO", 100), (100, 100, False)),
        (made(Exchange.HO_CHI_MINH, "FPT", 100), (100, 100, False)),
    ],
)
def test_the_rule_of_each_kind(instrument: Instrument, rule: tuple[int, int, bool]) -> None:
    assert lot_rule(instrument) == LotRule(*rule)


def test_the_builtin_stocks_have_the_usual_lot() -> None:
    for one in builtin():
        if one.exchange is not Exchange.HONG_KONG and one.kind is InstrumentKind.STOCK and one.symbol != "688981":
            assert one.lot == DEFAULT_LOTS[one.exchange]


def test_what_is_known_without_a_listing_is_what_the_listing_says() -> None:
    """A program that has no listing must not hold back an order that the exchange takes."""
    for one in builtin():
        known = known_rule(one.exchange, one.symbol)
        assert known is None or known == lot_rule(one), one
