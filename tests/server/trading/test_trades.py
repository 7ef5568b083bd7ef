"""Order and paging of past trades; whole pages are in the tests of the two inquiries."""

from datetime import UTC, date, datetime

import pytest

from haero.desk.trades import DayTrade
from haero.kis.errors import KisRefusal
from haero.server.trading._trades import exchanges_listed, place_of
from haero.terms import US_EXCHANGES, Exchange, Side

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def trade(day: int, side: Side, exchange: Exchange = Exchange.NASDAQ, symbol: str = "AAPL") -> DayTrade:
    return DayTrade(date(2026, 11, day), exchange, symbol, side, AT)


def test_by_day_then_sales_first_then_exchange_and_symbol() -> None:
    in_order = [
        trade(19, Side.BUY),
        trade(20, Side.SELL, Exchange.NYSE, "F"),
        trade(20, Side.SELL, Exchange.TOKYO, "7203"),
        trade(20, Side.BUY, symbol="AAPL"),
        trade(20, Side.BUY, symbol="MSFT"),
    ]
    mixed = [in_order[place] for place in (3, 1, 4, 0, 2)]
    assert sorted(mixed, key=place_of) == in_order
    assert place_of(in_order[1]) == ("20261120", "01", "NYSE", "F")


def test_which_exchanges() -> None:
    assert exchanges_listed("NASD") == US_EXCHANGES
    assert exchanges_listed("NAS") == {Exchange.NASDAQ}
    assert exchanges_listed("SZAA") == exchanges_listed("SZS") == {Exchange.SHENZHEN}
    assert exchanges_listed("") == exchanges_listed("%") == set(Exchange)
    with pytest.raises(KisRefusal):
        exchanges_listed("nasd")
