from collections import Counter
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from haero.market.listing.instruments import Board, InstrumentBook, InstrumentKind, builtin
from haero.market.listing.ticks import ladder_of
from haero.rules.ticks import on_tick
from haero.terms import CURRENCY_OF, US_EXCHANGES, Currency, Exchange

PROMISED = {
    Exchange.NASDAQ: "AAPL TSLA NVDA MSFT AMZN GOOGL META QQQ TQQQ PYPL APA ALNY",
    Exchange.NYSE: "IBM BRK/B KO JPM DAL ORCL",
    Exchange.AMEX: "SPY SOXL IVV VTI GLD IAUM SCHX",
    Exchange.HONG_KONG: "00700 00003 09988 00005",
    Exchange.TOKYO: "7203 6758",
}


@pytest.mark.parametrize(("exchange", "symbols"), PROMISED.items())
def test_the_well_known_symbols_are_there(exchange: Exchange, symbols: str) -> None:
    book = builtin()
    assert [name for name in symbols.split() if book.get(exchange, name) is None] == []


def test_every_exchange_has_something_and_no_symbol_is_listed_twice() -> None:
    counts = Counter(one.exchange for one in builtin())
    assert set(counts) == set(Exchange)
    assert min(counts.values()) >= 5
    assert 120 <= counts.total() <= 180
    us = [one.symbol for one in builtin() if one.exchange in US_EXCHANGES]
    assert len(us) == len(set(us))


def test_every_row_is_usable() -> None:
    for one in builtin():
        assert one.name_ko.strip() == one.name_ko != ""
        assert one.name_en.strip() == one.name_en != ""
        assert one.currency is CURRENCY_OF[one.exchange]
        assert one.lot >= 1
        assert one.lot == 1 or one.exchange not in US_EXCHANGES
        assert one.listed_shares > 1_000_000
        assert on_tick(one.base_price, ladder_of(one))
        assert len(one.symbol) == 5 or one.exchange is not Exchange.HONG_KONG


def test_known_answers() -> None:
    book = builtin()
    spy, tencent, hsbc = (
        book.get(Exchange.AMEX, "SPY"),
        book.get(Exchange.HONG_KONG, "00700"),
        book.get(Exchange.HONG_KONG, "00005"),
    )
    assert spy is not None
    assert tencent is not None
    assert hsbc is not None
    assert spy.kind is InstrumentKind.ETF
    assert (tencent.name_ko, tencent.currency, tencent.lot) == ("텐센트 홀딩스", Currency.HKD, 100)
    assert hsbc.lot == 400
    assert book.get(Exchange.NYSE, "AAPL") is None


def test_a_book_replaces_and_filters() -> None:
    book = InstrumentBook()
    apple = builtin().get(Exchange.NASDAQ, "AAPL")
    ibm = builtin().get(Exchange.NYSE, "IBM")
    assert apple is not None
    assert ibm is not None
    book.add(apple)
    book.add(ibm)
    dearer = replace(apple, base_price=Decimal(300))
    book.add(dearer)
    assert len(book) == 2
    assert book.get(Exchange.NASDAQ, "AAPL") is dearer
    assert list(book) == [dearer, ibm]
    assert book.on(Exchange.NYSE) == (ibm,)
    assert book.on(Exchange.TOKYO) == ()


def test_boards_of_china_are_in_the_number() -> None:
    book = builtin()
    smic, catl, gree = (
        book.get(Exchange.SHANGHAI, "688981"),
        book.get(Exchange.SHENZHEN, "300750"),
        book.get(Exchange.SHENZHEN, "000651"),
    )
    assert smic is not None
    assert catl is not None
    assert gree is not None
    assert (smic.board, catl.board, gree.board) == (Board.STAR, Board.CHINEXT, Board.MAIN)
    assert replace(smic, kind=InstrumentKind.ETF).board is Board.MAIN
    assert replace(smic, exchange=Exchange.TOKYO).board is Board.MAIN


def test_fine_ticks_stay_when_a_master_file_replaces_the_symbol() -> None:
    book = builtin()
    toyota = book.get(Exchange.TOKYO, "7203")
    assert toyota is not None
    assert toyota.fine_ticks
    book.add(replace(toyota, fine_ticks=False, base_price=Decimal(3000)))
    newer = book.get(Exchange.TOKYO, "7203")
    assert newer is not None
    assert (newer.fine_ticks, newer.base_price) == (True, Decimal(3000))


def test_an_instrument_does_not_change() -> None:
    apple = builtin().get(Exchange.NASDAQ, "AAPL")
    with pytest.raises(FrozenInstanceError):
        apple.lot = 2  # type: ignore[union-attr, misc]


@pytest.mark.parametrize(
    ("exchange", "symbols"),
    [
        (Exchange.AMEX, "SPY EFA EEM AGG LQD SOXL SOXS UPRO TECL FNGU BULZ TMF LABU SCHD JEPI VOO"),
        (Exchange.NASDAQ, "IEF SHY TQQQ SQQQ QQQ TSLL NVDL CONL"),
        (Exchange.NYSE, "CPNG IONQ"),
    ],
)
def test_what_the_best_known_strategies_trade_is_listed_where_it_is_at_home(exchange: Exchange, symbols: str) -> None:
    book = builtin()
    for symbol in symbols.split():
        homes = [one for one in (Exchange.NASDAQ, Exchange.NYSE, Exchange.AMEX) if book.get(one, symbol)]
        assert (symbol, homes) == (symbol, [exchange])
