"""What a price source says: quotes, prints and the day's totals, with the limits on them."""

from datetime import datetime
from decimal import Decimal

import msgspec

from haero.market.prices.auction import Auction as Auction
from haero.terms import Exchange

MAX_SIZE = 10**10
MAX_PRICE = Decimal(10**9)
MAX_FRACTION_DIGITS = 8


class MarketDataError(ValueError):
    """Market data that cannot be: the text says what is wrong."""


class Quote(msgspec.Struct, frozen=True, gc=False):
    """Best bid and ask (최우선호가) from `at` (UTC) on. Sizes are shares. A bid of 0 with size 0 means no bid."""

    exchange: Exchange
    symbol: str
    bid: Decimal
    bid_size: int
    ask: Decimal
    ask_size: int
    at: datetime


class Print(msgspec.Struct, frozen=True, gc=False):
    """One trade on the market (체결) at `at` (UTC). Size in shares. `auction` marks the print of an auction."""

    exchange: Exchange
    symbol: str
    price: Decimal
    size: int
    at: datetime
    auction: Auction | None = None


class VolumeOnly(msgspec.Struct, frozen=True, gc=False):
    """A trade that counts into volume and amount and nothing else: late, odd, or at a price that was not the market's.

    It moves no price and meets no order. `at` (UTC) is when it was reported. Size in shares.
    """

    price: Decimal
    size: int
    at: datetime


class Summary(msgspec.Struct, frozen=True, gc=False):
    """The trading day up to a moment, all sessions of the date together.

    `last` is the newest print of any day, None when there never was one. `open` (시가) is the first print of the
    regular session, before that the first of the day. `open`, `high` and `low` are 0 while the day has no print.
    `previous_close` (전일종가) and `previous_volume` belong to the trading day before. `volume` is shares,
    `amount` (거래대금) is in the instrument's currency.
    """

    last: Decimal | None
    open: Decimal
    high: Decimal
    low: Decimal
    previous_close: Decimal
    previous_volume: int
    volume: int
    amount: Decimal


def check_quote(quote: Quote) -> None:
    """Raise MarketDataError unless 0 < bid < ask (or there is no bid), sizes and prices are within the limits."""
    _check_price("ask", quote.ask)
    _check_size("ask size", quote.ask_size, 0)
    _check_size("bid size", quote.bid_size, 0)
    _check_time(quote.at)
    if quote.bid.is_zero() and quote.bid_size == 0:
        return
    _check_price("bid", quote.bid)
    if quote.bid >= quote.ask:
        raise MarketDataError(f"bid {quote.bid} is not below ask {quote.ask}")


def check_print(trade: Print) -> None:
    """Raise MarketDataError unless price and size are positive and within the limits."""
    _check_price("price", trade.price)
    _check_size("size", trade.size, 1)
    _check_time(trade.at)


def _check_price(name: str, price: Decimal) -> None:
    if not price.is_finite() or not 0 < price <= MAX_PRICE:
        raise MarketDataError(f"{name} {price} is not above 0 and at most {MAX_PRICE}")
    exponent = price.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MAX_FRACTION_DIGITS:
        raise MarketDataError(f"{name} {price} has more than {MAX_FRACTION_DIGITS} digits after the point")


def _check_size(name: str, size: int, least: int) -> None:
    if not least <= size <= MAX_SIZE:
        raise MarketDataError(f"{name} {size} is not from {least} to {MAX_SIZE}")


def _check_time(at: datetime) -> None:
    if at.tzinfo is None:
        raise MarketDataError("a market message needs a time with an offset from UTC")
