"""Which ladder of ticks (호가단위) holds for an instrument. The ladders themselves are `haero.rules.ticks`."""

from haero.market.listing.instruments import Instrument, InstrumentKind
from haero.rules.ticks import (
    CHINA_FUNDS,
    CHINA_STOCKS,
    HANOI_ETFS,
    HANOI_STOCKS,
    HO_CHI_MINH_ETFS,
    HO_CHI_MINH_STOCKS,
    HONG_KONG_ETPS,
    HONG_KONG_STOCKS,
    TOKYO_FINE,
    TOKYO_ONE_UNIT,
    TOKYO_STANDARD,
    US,
    PriceLadder,
    TickTable,
)
from haero.terms import Exchange

# By exchange: the table of its stocks, and that of its ETFs.
_BY_KIND: dict[Exchange, tuple[TickTable, TickTable]] = {
    Exchange.NASDAQ: (US, US),
    Exchange.NYSE: (US, US),
    Exchange.AMEX: (US, US),
    Exchange.HONG_KONG: (HONG_KONG_STOCKS, HONG_KONG_ETPS),
    Exchange.SHANGHAI: (CHINA_STOCKS, CHINA_FUNDS),
    Exchange.SHENZHEN: (CHINA_STOCKS, CHINA_FUNDS),
    Exchange.TOKYO: (TOKYO_STANDARD, TOKYO_FINE),
    Exchange.HANOI: (HANOI_STOCKS, HANOI_ETFS),
    Exchange.HO_CHI_MINH: (HO_CHI_MINH_STOCKS, HO_CHI_MINH_ETFS),
}


def table_of(instrument: Instrument) -> TickTable:
    """The table that the exchange has for the instrument."""
    stocks, etfs = _BY_KIND[instrument.exchange]
    if instrument.kind is InstrumentKind.ETF:
        return TOKYO_ONE_UNIT if instrument.exchange is Exchange.TOKYO and instrument.lot == 1 else etfs
    return TOKYO_FINE if instrument.fine_ticks else stocks


def ladder_of(instrument: Instrument) -> PriceLadder:
    """The ticks of an instrument, by price."""
    return table_of(instrument).ladder
