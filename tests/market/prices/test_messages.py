from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from haero.market.prices.messages import MAX_SIZE, MarketDataError, Print, Quote, check_print, check_quote
from haero.terms import Exchange

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def quote(bid: str = "10.00", bid_size: int = 100, ask: str = "10.01", ask_size: int = 200) -> Quote:
    return Quote(Exchange.NYSE, "IBM", Decimal(bid), bid_size, Decimal(ask), ask_size, AT)


def trade(price: str = "10.00", size: int = 1) -> Print:
    return Print(Exchange.NYSE, "IBM", Decimal(price), size, AT)


@pytest.mark.parametrize(
    "good",
    [quote(), quote(bid="0", bid_size=0), quote(bid_size=0), quote(ask_size=0), quote(ask="10.00000001")],
)
def test_good_quotes(good: Quote) -> None:
    check_quote(good)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (quote(bid="10.01"), "not below ask"),
        (quote(bid="10.02"), "not below ask"),
        (quote(bid="0"), "bid 0 is not above 0"),
        (quote(bid="-1"), "bid -1"),
        (quote(bid="0", bid_size=0, ask="0"), "ask 0"),
        (quote(bid_size=-1), "bid size -1"),
        (quote(ask_size=MAX_SIZE + 1), "ask size"),
        (quote(ask="1000000001"), "at most 1000000000"),
        (quote(ask="NaN"), "ask NaN"),
        (quote(bid="sNaN"), "sNaN"),
        (quote(bid="0.000000001"), "more than 8 digits"),
    ],
)
def test_bad_quotes(bad: Quote, says: str) -> None:
    with pytest.raises(MarketDataError, match=says):
        check_quote(bad)


def test_prints() -> None:
    check_print(trade())
    check_print(trade(price="1000000000", size=MAX_SIZE))
    for bad in (trade(price="0"), trade(size=0), trade(size=MAX_SIZE + 1), trade(price="1.123456789")):
        with pytest.raises(MarketDataError):
            check_print(bad)


def test_a_message_needs_an_offset() -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(MarketDataError, match="offset"):
        check_print(msgspec.structs.replace(trade(), at=naive))
    with pytest.raises(MarketDataError, match="offset"):
        check_quote(msgspec.structs.replace(quote(), at=naive))


def test_messages_do_not_change() -> None:
    with pytest.raises(AttributeError):
        trade().size = 2  # type: ignore[misc]
