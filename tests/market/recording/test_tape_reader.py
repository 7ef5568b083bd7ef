from decimal import Decimal

import pytest

from haero.market.prices.messages import Auction, Print, Quote, VolumeOnly, check_quote
from haero.market.recording.tape_reader import RecordedRow, TapeReader, moment
from haero.market.recording.tick_files import ASK, BID, CLOSING, OPENING, PLAIN, TRADE, VOLUME_ONLY
from haero.terms import Exchange
from tests.recordings import IBM, at, listed

D = Decimal
MS = 1_000


def row(time: int, kind: int, price: str, size: int = 100, mark: int = PLAIN) -> RecordedRow:
    return time * MS, kind, D(price), size, mark


def shown(*rows: RecordedRow) -> list[tuple[str, ...]]:
    """Messages in short: quotes as bid and ask, prints as their price."""
    messages, quotes, _ = TapeReader(IBM).read(rows)
    assert quotes == [message for message in messages if isinstance(message, Quote)]
    for quote in quotes:
        check_quote(quote)
    return [(str(m.bid), str(m.ask)) if isinstance(m, Quote) else (str(m.price),) for m in messages]


def test_a_moment_is_utc_to_the_microsecond() -> None:
    assert moment(1_795_185_000_000_001) == at("2026-11-20T14:30:00.000001")


def test_bid_and_ask_of_one_time_are_one_quote() -> None:
    assert shown(row(1, BID, "10"), row(1, ASK, "11")) == [("10", "11")]
    assert shown(row(1, ASK, "11"), row(1, BID, "10")) == [("10", "11")]
    pairs = [row(1, BID, "10"), row(1, ASK, "11"), row(1, BID, "12"), row(1, ASK, "13")]
    assert shown(*pairs) == [("10", "11"), ("12", "13")]


def test_one_alone_changes_its_side() -> None:
    start = [row(1, BID, "10"), row(1, ASK, "11")]
    assert shown(*start, row(2, ASK, "12")) == [("10", "11"), ("10", "12")]
    assert shown(*start, row(2, BID, "9"), row(2, BID, "8"), row(3, ASK, "12")) == [
        ("10", "11"), ("9", "11"), ("8", "11"), ("8", "12"),
    ]  # fmt: skip
    assert shown(*start, row(2, BID, "9"), row(2, TRADE, "10"), row(2, ASK, "12")) == [
        ("10", "11"), ("9", "11"), ("10",), ("9", "12"),
    ]  # fmt: skip


def test_without_a_bid_there_is_a_quote_without_an_ask_none() -> None:
    assert shown(row(1, ASK, "11")) == [("0", "11")]
    assert shown(row(1, BID, "11")) == []
    start = [row(1, BID, "10"), row(1, ASK, "11")]
    assert shown(*start, row(2, BID, "0", 0)) == [("10", "11"), ("0", "11")]
    assert shown(*start, row(2, ASK, "0", 0), row(3, BID, "9"), row(4, ASK, "12")) == [("10", "11"), ("9", "12")]


@pytest.mark.parametrize("ask", ["10", "9"])
def test_a_locked_or_crossed_market_shows_the_last_good_quote(ask: str) -> None:
    start = [row(1, BID, "10"), row(1, ASK, "11")]
    assert shown(*start, row(2, ASK, ask), row(3, BID, "8")) == [("10", "11"), ("8", ask)]


def test_sides_are_remembered_from_page_to_page() -> None:
    reader = TapeReader(IBM)
    reader.read([row(1, BID, "10"), row(1, ASK, "11")])
    (quote,), _, _ = reader.read([row(2, BID, "9")])
    assert isinstance(quote, Quote)
    assert (quote.bid, quote.ask, quote.at) == (D(9), D(11), moment(2 * MS))


def test_auctions_are_marked_and_odd_trades_only_count() -> None:
    rows = [row(1, TRADE, "10", 7, OPENING), row(2, TRADE, "9", 5, VOLUME_ONLY), row(3, TRADE, "11", 8, CLOSING)]
    messages, _, trades = TapeReader(IBM).read([row(0, BID, "1"), row(0, ASK, "20"), *rows])
    prints = [message for message in messages if isinstance(message, Print)]
    assert [(trade.price, trade.auction) for trade in prints] == [(D(10), Auction.OPEN), (D(11), Auction.CLOSE)]
    assert trades == [prints[0], VolumeOnly(D(9), 5, moment(2 * MS)), prints[1]]


def test_a_print_implies_a_quote_until_there_is_one() -> None:
    rows = [
        row(1, TRADE, "10.00", 30),
        row(2, TRADE, "10.01", 40),
        row(3, BID, "9"),
        row(3, ASK, "12"),
        row(4, TRADE, "10.00"),
    ]
    assert shown(*rows) == [("10.00",), ("9.99", "10.01"), ("10.01",), ("10.00", "10.02"), ("9", "12"), ("10.00",)]
    _, quotes, _ = TapeReader(IBM).read(rows[:1])
    assert (quotes[0].bid_size, quotes[0].ask_size, quotes[0].at) == (30, 30, moment(MS))
    assert shown(row(1, TRADE, "10.00", 30, VOLUME_ONLY)) == []


@pytest.mark.parametrize(
    ("exchange", "symbol", "price", "bid", "ask"),
    [
        (Exchange.NYSE, "IBM", "10.005", "10.00", "10.01"),
        (Exchange.NYSE, "IBM", "1.00", "0.9999", "1.01"),
        (Exchange.NYSE, "IBM", "0.9999", "0.9998", "1.0000"),
        (Exchange.NYSE, "IBM", "0.0001", "0", "0.0002"),
        (Exchange.HONG_KONG, "00700", "500", "499.8", "500.5"),
    ],
)
def test_the_implied_quote_is_one_tick_around(exchange: Exchange, symbol: str, price: str, bid: str, ask: str) -> None:
    _, (quote,), _ = TapeReader(listed(exchange, symbol)).read([row(1, TRADE, price)])
    check_quote(quote)
    assert (quote.bid, quote.ask) == (D(bid), D(ask))
    assert (quote.bid_size == 0) is (D(bid) == 0)
