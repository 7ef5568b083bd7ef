"""The tick tables, against prices typed from the exchanges' own tables, step by step: below, on, above, between."""

from dataclasses import replace
from decimal import Decimal

import pytest

from haero.market.listing.instruments import Instrument, InstrumentKind, builtin
from haero.market.listing.ticks import ladder_of, table_of
from haero.rules.ticks import US_LADDER, on_tick
from haero.terms import CURRENCY_OF, US_EXCHANGES, Exchange

STOCK, ETF = InstrumentKind.STOCK, InstrumentKind.ETF


def made(exchange: Exchange, kind: InstrumentKind = STOCK, lot: int = 100, fine: bool = False) -> Instrument:
    return Instrument(exchange, "X", "가", "x", CURRENCY_OF[exchange], kind, lot, 0, Decimal(100), fine)


HONG_KONG, HONG_KONG_ETF = made(Exchange.HONG_KONG), made(Exchange.HONG_KONG, ETF)
TOKYO, TOKYO_FINE = made(Exchange.TOKYO), made(Exchange.TOKYO, fine=True)
TOKYO_ETF, TOKYO_ETF_OF_ONE = made(Exchange.TOKYO, ETF, lot=10), made(Exchange.TOKYO, ETF, lot=1)
SHANGHAI, SHENZHEN = made(Exchange.SHANGHAI), made(Exchange.SHENZHEN)
SHANGHAI_ETF, SHENZHEN_ETF = made(Exchange.SHANGHAI, ETF), made(Exchange.SHENZHEN, ETF)
HANOI, HANOI_ETF = made(Exchange.HANOI), made(Exchange.HANOI, ETF)
HOSE, HOSE_ETF = made(Exchange.HO_CHI_MINH), made(Exchange.HO_CHI_MINH, ETF)

# Instrument, good prices, bad prices. Around each step: the last price below it, the step, the next one, and some between.
PRICES: list[tuple[Instrument, str, str]] = [
    (made(Exchange.NYSE), "0.0001 0.9999 1 1.00 1.01 182.01", "0.00005 0.99995 1.001 1.0001"),
    (
        HONG_KONG,
        "0.010 0.011 0.249 0.250 0.255 0.495 0.50 0.51 9.99 10.00 10.01 19.99 20.00 20.02 49.98 50.00 50.05 99.95 100.0 100.1 "
        "199.9 200.0 200.2 499.8 500.0 500.5 999.5 1000 1001 1999 2000 2002 4998 5000 5005",
        "0.009 0.0105 0.251 0.254 0.501 0.505 10.005 19.995 20.01 49.99 50.02 99.99 100.05 199.95 200.1 499.9 500.2 1000.5 2001 "
        "4999 5002",
    ),
    (
        HONG_KONG_ETF,
        "0.010 0.999 1.000 1.002 4.998 5.000 5.005 9.995 10.00 10.01 19.99 20.00 20.02 99.98 100.00 100.05 199.95 200.0 200.1 "
        "499.9 500.0 500.2 999.8 1000 1000.5 1999.5 2000 2001 5001",
        "0.0105 1.001 4.999 5.002 9.999 10.005 20.01 99.99 100.02 200.05 500.1 1000.2 2000.5",
    ),
    (SHANGHAI, "0.01 9.99 10.00 1450.01", "0.005 9.995 1450.001"),
    (SHENZHEN, "0.01 280.05", "0.009 280.055"),
    (SHANGHAI_ETF, "0.001 0.999 3.105", "0.0005 3.1055"),
    (SHENZHEN_ETF, "0.001 3.105", "3.1055"),
    (
        TOKYO,
        "1 2 2999 3000 3005 4995 5000 5010 9990 10000 10010 29990 30000 30050 49950 50000 50100 99900 100000 299900 300000 300500 "
        "499500 500000 501000 2999000 3000000 3005000 4995000 5000000 5010000 29990000 30000000 30050000 50000000 50100000",
        "0.5 2999.5 3001 3004 5005 9995 10005 29995 30010 49990 50050 99950 300100 500500 3001000 5005000 30010000 50050000",
    ),
    (
        TOKYO_FINE,
        "0.1 999.9 1000 1000.5 2999.5 3000 3001 9999 10000 10005 29995 30000 30010 99990 100000 100050 299950 300000 300100 "
        "999900 1000000 1000500 2999500 3000000 3001000 9999000 10000000 10005000 30000000 30010000",
        "0.05 999.95 1000.1 2999.9 3000.5 10001 29999 30005 99995 100010 300050 1000100 3000500 10001000 30005000",
    ),
    (TOKYO_ETF, "155.1 1000.5 3001", "155.05 1000.1 3000.5"),
    (TOKYO_ETF_OF_ONE, "1 999 3001 9999 10000 10005 30010", "999.5 10001 30005"),
    (HANOI, "100 25000 25100 60000", "50 25050 60010"),
    (HANOI_ETF, "1 12345", "0.5 12345.5"),
    (HOSE, "10 20 9990 10000 10050 49950 50000 50100 130000", "5 9995 10010 49990 50050 130050"),
    (HOSE_ETF, "10 9990 10010 49990 50010 130010", "5 10005 50005"),
]


@pytest.mark.parametrize(("instrument", "good", "bad"), PRICES)
def test_each_table_step_by_step(instrument: Instrument, good: str, bad: str) -> None:
    ladder = ladder_of(instrument)
    assert [price for price in good.split() if not on_tick(Decimal(price), ladder)] == []
    assert [price for price in bad.split() if on_tick(Decimal(price), ladder)] == []


def test_every_instrument_has_a_table_of_its_exchange() -> None:
    for exchange in Exchange:
        for kind in InstrumentKind:
            for lot in (1, 10, 100):
                assert exchange in table_of(made(exchange, kind, lot)).exchanges
    assert all(ladder_of(made(exchange)) == US_LADDER for exchange in US_EXCHANGES)
    toyota = builtin().get(Exchange.TOKYO, "7203")
    assert toyota is not None
    assert table_of(toyota) != table_of(replace(toyota, fine_ticks=False))
