from datetime import UTC, datetime
from decimal import Decimal

from haero.client.results.quote import Quote
from haero.client.results.quotes import Asked, Detail, LastPrice, Levels
from haero.kis.reply_types import InquireAskingPriceOutput1, InquireAskingPriceOutput2, PriceDetailOutput, PriceOutput
from haero.terms import KST, Currency, Exchange

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PRICE = LastPrice(
    PriceOutput(
        rsym="DNASAAPL", last="229.0000", base="230.0000", sign="5", diff="1.0000", rate="-0.43", tvol="7", tamt="1603"
    ),
    None,
    NOW,
)
ASKED = Asked(InquireAskingPriceOutput1(dymd="20261121", dhms="000001", open="228.0", high="231.0", low="227.5"))
LEVELS = Levels(InquireAskingPriceOutput2(pbid1="228.9", vbid1="500", pask1="229.1", vask1="300"))


def test_a_price_alone_is_a_quote_without_bid_and_ask() -> None:
    quote = Quote(PRICE)
    assert (quote.symbol, quote.exchange, quote.currency) == ("AAPL", Exchange.NASDAQ, Currency.USD)
    assert (quote.last, quote.previous_close, quote.change) == (Decimal(229), Decimal(230), Decimal(-1))
    assert (quote.volume, quote.turnover, quote.change_percent) == (7, Decimal(1603), Decimal("-0.43"))
    assert [quote.bid, quote.ask, quote.bid_size, quote.ask_size, quote.open, quote.high, quote.low] == [None] * 7
    assert (quote.bids, quote.asks, quote.at) == ([], [], NOW)
    assert Quote(LastPrice(PRICE.raw)).at is None


def test_with_the_book_it_has_all() -> None:
    quote = Quote(PRICE, ASKED, LEVELS)
    assert (quote.bid, quote.ask, quote.bid_size, quote.ask_size) == (Decimal("228.9"), Decimal("229.1"), 500, 300)
    assert (quote.open, quote.high, quote.low) == (Decimal(228), Decimal(231), Decimal("227.5"))
    assert quote.at == datetime(2026, 11, 21, 0, 0, 1, tzinfo=KST)
    assert (quote.bids, quote.asks) == ([(Decimal("228.9"), 500)], [(Decimal("229.1"), 300)])


def test_the_details_stand_in_for_the_book() -> None:
    quote = Quote(PRICE, detail=Detail(PriceDetailOutput(open="228", high="0.0000", low="227")))
    assert (quote.open, quote.high, quote.low, quote.bid) == (Decimal(228), None, Decimal(227), None)


def test_a_book_without_anybody() -> None:
    quote = Quote(PRICE, ASKED, Levels(InquireAskingPriceOutput2(pbid1="0.0000", vbid1="0", pask1="0.0000", vask1="0")))
    assert [quote.bid, quote.ask, quote.bid_size, quote.ask_size] == [None] * 4


def test_equal_shown_and_as_a_dictionary() -> None:
    assert Quote(PRICE, ASKED, LEVELS) == Quote(PRICE, ASKED, LEVELS)
    assert Quote(PRICE, ASKED, LEVELS) != Quote(PRICE)
    found = Quote(PRICE, ASKED, LEVELS).to_dict()
    assert (found["bid"], found["symbol"], found["volume"]) == (Decimal("228.9"), "AAPL", 7)
    assert repr(Quote(PRICE)).startswith("Quote(symbol=AAPL, exchange=NASDAQ, currency=USD, last=229.0000, at=")
    unknown = Quote(LastPrice(PriceOutput(rsym="DNASNOPE")))
    assert unknown.to_dict()["last"] is None
