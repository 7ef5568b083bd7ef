"""Daily limits, against figures worked out from the exchanges' rules, or published by them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.market.listing.bands import Band, band
from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.market.listing.ticks import ladder_of
from haero.rules.ticks import on_tick, tick_at
from haero.terms import CURRENCY_OF, Exchange

D = Decimal
ETF = InstrumentKind.ETF


def made(exchange: Exchange, symbol: str = "X", kind: InstrumentKind = InstrumentKind.STOCK) -> Instrument:
    return Instrument(exchange, symbol, "가", "x", CURRENCY_OF[exchange], kind, 100, 0, D(100))


TOKYO = made(Exchange.TOKYO, "7203")


# JPX, Daily Price Limits: bases just below and at each bound of the table.
@pytest.mark.parametrize(
    ("base", "width"),
    [
        (99, 30), (100, 50), (199, 50), (200, 80), (499, 80), (500, 100), (699, 100), (700, 150), (999, 150), (1000, 300),
        (1499, 300), (1500, 400), (1999, 400), (2000, 500), (3000, 700), (4995, 700), (5000, 1000), (6990, 1000), (7000, 1500),
        (9990, 1500), (10000, 3000), (14990, 3000), (15000, 4000), (19990, 4000), (20000, 5000), (30000, 7000), (49950, 7000),
        (50000, 10000), (70000, 15000), (99900, 15000), (100000, 30000), (150000, 40000), (200000, 50000), (300000, 70000),
        (500000, 100000), (700000, 150000), (1000000, 300000), (1500000, 400000), (2000000, 500000), (3000000, 700000),
        (5000000, 1000000), (7000000, 1500000), (10000000, 3000000), (15000000, 4000000), (20000000, 5000000),
        (30000000, 7000000), (49950000, 7000000), (50000000, 10000000),
    ],
)  # fmt: skip
def test_tokyo_by_the_table(base: int, width: int) -> None:
    found = band(replace(TOKYO, fine_ticks=True), D(base))
    assert found == Band(D(base - width), D(base + width))


def test_tokyo_prices_that_fall_between_ticks_go_outwards() -> None:
    """1,769 + 1,600 was published as 3,370; so 2,983 + 500 = 3,483 is 3,485. Nothing goes below one yen."""
    assert band(TOKYO, D(2983)) == Band(D(2483), D(3485))
    assert band(TOKYO, D(20)) == Band(D(1), D(50))


@pytest.mark.parametrize(
    ("instrument", "base", "low", "high"),
    [
        # Published on 2025-02-28: 3350, base 3,310, upper limit 4,010; 6085, base 617, lower 517; 9070, base 7,870, lower 6,370.
        (TOKYO, "3310", "2610", "4010"),
        (TOKYO, "617", "517", "717"),
        (TOKYO, "7870", "6370", "9370"),
        (made(Exchange.SHANGHAI, "600519"), "1450.00", "1305.00", "1595.00"),
        (made(Exchange.SHANGHAI, "600000"), "10.05", "9.05", "11.06"),  # 9.045 and 11.055: halves go up
        (made(Exchange.SHENZHEN, "000001"), "12.34", "11.11", "13.57"),  # 11.106, 13.574
        (made(Exchange.SHENZHEN, "000001"), "0.03", "0.02", "0.04"),  # 10 % is less than a tick
        (made(Exchange.SHENZHEN, "000001"), "0.01", "0.01", "0.02"),
        (made(Exchange.SHANGHAI, "688981"), "110.00", "88.00", "132.00"),
        (made(Exchange.SHENZHEN, "300750"), "280.01", "224.01", "336.01"),  # 224.008, 336.012
        (made(Exchange.SHENZHEN, "301001"), "10.00", "8.00", "12.00"),
        (made(Exchange.SHANGHAI, "510300", ETF), "4.105", "3.695", "4.516"),  # 3.6945, 4.5155
        (made(Exchange.SHANGHAI, "588000", ETF), "1.000", "0.800", "1.200"),
        (made(Exchange.SHENZHEN, "159919", ETF), "4.000", "3.600", "4.400"),
        (made(Exchange.HO_CHI_MINH), "62000", "57700", "66300"),  # 57,660 up, 66,340 down
        (made(Exchange.HO_CHI_MINH), "9600", "8930", "10250"),  # 8,928 up to 10s, 10,272 down to 50s
        (made(Exchange.HO_CHI_MINH), "48000", "44650", "51300"),  # 44,640 up to 50s, 51,360 down to 100s
        (made(Exchange.HO_CHI_MINH), "100", "90", "110"),  # 93 up and 107 down are the base itself: then one tick
        (made(Exchange.HO_CHI_MINH, kind=ETF), "20000", "18600", "21400"),
        (made(Exchange.HANOI), "25000", "22500", "27500"),
        (made(Exchange.HANOI), "25100", "22600", "27600"),  # 22,590 up, 27,610 down
        (made(Exchange.HANOI), "900", "800", "1000"),  # 10 % is less than a tick
        (made(Exchange.HANOI), "100", "100", "200"),
    ],
)
def test_worked_examples(instrument: Instrument, base: str, low: str, high: str) -> None:
    found = band(instrument, D(base))
    assert found is not None
    assert (found.low, found.high) == (D(low), D(high))


@pytest.mark.parametrize("exchange", [Exchange.NASDAQ, Exchange.NYSE, Exchange.AMEX, Exchange.HONG_KONG])
def test_the_us_and_hong_kong_have_none(exchange: Exchange) -> None:
    assert band(made(exchange), D(100)) is None


def test_without_a_base_there_is_no_limit() -> None:
    assert band(TOKYO, D(0)) is None


limited = st.sampled_from([Exchange.TOKYO, Exchange.SHANGHAI, Exchange.SHENZHEN, Exchange.HANOI, Exchange.HO_CHI_MINH])


@given(limited, st.sampled_from(InstrumentKind), st.sampled_from(["600000", "300750", "688981"]), st.integers(1, 10**7))
def test_limits_stand_on_ticks_around_the_base(
    exchange: Exchange, kind: InstrumentKind, symbol: str, units: int
) -> None:
    instrument = made(exchange, symbol, kind)
    ladder = ladder_of(instrument)
    base = max(D(units), ladder[0][0])
    base = base // tick_at(base, ladder) * tick_at(base, ladder)
    found = band(instrument, base)
    assert found is not None
    assert on_tick(found.low, ladder)
    assert on_tick(found.high, ladder)
    assert found.low <= base < found.high
