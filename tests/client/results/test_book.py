from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from haero.client.results.book import Book
from haero.client.results.quote_questions import BOOK
from haero.client.results.quotes import Asked, Levels
from haero.kis.reply_types import InquireAskingPriceOutput1, InquireAskingPriceOutput2
from haero.terms import KST, Exchange
from tests.client.results.asking import ask
from tests.support import OPEN_TIME, running

ASKED = Asked(InquireAskingPriceOutput1(rsym="DHKS00700", code="00700", dymd="20261120", dhms="120000"))
LEVELS = Levels(
    InquireAskingPriceOutput2(pbid1="410.2", vbid1="500", pask1="410.4", vask1="300", pask2="410.6", vask2="100")
)


def test_a_book() -> None:
    book = Book(ASKED, LEVELS)
    assert (book.symbol, book.exchange) == ("00700", Exchange.HONG_KONG)
    assert book.at == datetime(2026, 11, 20, 12, 0, tzinfo=KST)
    assert book.bids == [(Decimal("410.2"), 500)]
    assert book.asks == [(Decimal("410.4"), 300), (Decimal("410.6"), 100)]
    assert book.spread == Decimal("0.2")
    assert book.to_dict()["asks"] == book.asks


def test_a_book_of_nobody() -> None:
    book = Book(ASKED, None)
    assert (book.bids, book.asks, book.spread) == ([], [], None)
    assert Book(ASKED, Levels(InquireAskingPriceOutput2(pbid1="1", vbid1="1", pask1="0"))).spread is None


def test_books_are_equal_when_kis_sent_the_same() -> None:
    assert Book(ASKED, LEVELS) == Book(ASKED, Levels(LEVELS.raw))
    assert Book(ASKED, LEVELS) != Book(ASKED, None)
    with pytest.raises(TypeError):
        hash(Book(ASKED, LEVELS))


async def test_ten_levels_of_a_synthetic_market(tmp_path: Path) -> None:
    async with running(tmp_path / "data", market="synthetic") as house:
        reply, _ = await ask(house.real, BOOK, exchange="NASD", symbol="AAPL")
        asked = BOOK.row(reply)
        assert asked is not None
        book = Book(asked, BOOK.also(reply, Levels)[0])
        assert (len(book.bids), len(book.asks)) == (10, 10)
        prices = [level.price for level in reversed(book.asks)] + [level.price for level in book.bids]
        assert prices == sorted(prices, reverse=True)
        assert sum(level.size for level in book.bids) == asked.bid_total
        assert book.spread is not None
        assert book.spread > 0
        assert book.at is not None
        assert book.at <= datetime.fromisoformat(OPEN_TIME)
