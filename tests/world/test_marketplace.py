"""The marketplace: the market's facts in the desk's words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from haero.desk.hours import Phase
from haero.desk.reasons import Reason, Refusal
from haero.market.listing.instruments import builtin
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import Print
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.clock import MarketClock
from haero.market.time.sessions import SessionBook
from haero.terms import Currency, Exchange
from haero.world.marketplace import Marketplace
from tests.makers import NOW

D = Decimal
NASDAQ = Exchange.NASDAQ


def marketplace(manual: bool = True) -> Marketplace:
    sessions = SessionBook()
    source = ManualSource(sessions) if manual else SyntheticSource(1, sessions)
    return Marketplace(MarketClock(NOW, 0.0), sessions, builtin(), source)


def test_a_listing_is_made_once_and_an_unknown_symbol_has_none() -> None:
    market = marketplace()
    found = market.listing(NASDAQ, "AAPL")
    assert found is not None
    assert (found.currency, found.lot) == (Currency.USD, 1)
    assert market.listing(NASDAQ, "AAPL") is found
    assert market.listing(NASDAQ, "NOPE") is None
    with pytest.raises(Refusal) as caught:
        market.instrument(NASDAQ, "NOPE")
    assert caught.value.reason is Reason.UNKNOWN_INSTRUMENT


def test_a_holding_is_valued_at_a_price_as_late_as_all_market_data() -> None:
    late = timedelta(minutes=1)
    sessions, clock = SessionBook(), MarketClock(NOW, 0.0)
    source = SyntheticSource(1, sessions)
    market = Marketplace(clock, sessions, builtin(), source, late)
    apple = market.instrument(NASDAQ, "AAPL")
    then, current = source.summary(apple, NOW - late).last, source.summary(apple, NOW).last
    assert then != current
    assert market.last_price(NASDAQ, "AAPL") == then


def test_where_prices_have_limits_a_listing_is_made_once_a_trading_day() -> None:
    """Toyota closed at 2,800 before Friday. On Friday somebody pays 3,000, so Tuesday has other limits; Monday is a holiday."""
    market = marketplace()
    friday = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    first = market.listing(Exchange.TOKYO, "7203", friday)
    assert first is not None
    assert (first.low, first.high, first.lot, first.least, first.rests) == (D(2300), D(3300), 100, 100, False)
    market.manual().post_print(Print(Exchange.TOKYO, "7203", Decimal(3000), 100, friday + timedelta(minutes=1)))
    assert market.listing(Exchange.TOKYO, "7203", friday + timedelta(hours=4)) is first
    # The trading day goes on through the night, until the next one opens.
    assert market.listing(Exchange.TOKYO, "7203", friday + timedelta(days=3)) is first
    second = market.listing(Exchange.TOKYO, "7203", friday + timedelta(days=4))
    assert second is not None
    assert (second.low, second.high) == (D(2300), D(3700))
    assert market.listing(Exchange.TOKYO, "7203", friday) == first


def test_stocks_without_limits_and_those_with_other_lots() -> None:
    market = marketplace()
    apple, hsbc, smic = (
        market.listing(*key) for key in ((NASDAQ, "AAPL"), (Exchange.HONG_KONG, "00005"), (Exchange.SHANGHAI, "688981"))
    )
    assert apple is not None
    assert hsbc is not None
    assert smic is not None
    assert (apple.low, apple.high, apple.lot) == (D(0), D(0), 1)
    assert (hsbc.low, hsbc.high, hsbc.lot, hsbc.least) == (D(0), D(0), 400, 400)
    assert (smic.low, smic.high, smic.lot, smic.least, smic.rests) == (D(88), D(132), 1, 200, True)


def test_a_halt_does_not_move_the_limits() -> None:
    market = marketplace()
    friday = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    market.manual().post_print(Print(Exchange.TOKYO, "7203", Decimal(3000), 100, friday))
    market.halts.halt(Exchange.TOKYO, "7203", friday)
    found = market.listing(Exchange.TOKYO, "7203", friday + timedelta(days=4))
    assert found is not None
    assert (found.low, found.high) == (D(2300), D(3700))


def test_hours_are_the_exchanges_own_or_the_daytime_sessions() -> None:
    market = marketplace()
    assert market.hours(NASDAQ, NOW).phase is Phase.OPEN
    assert market.hours(NASDAQ, NOW, daytime=True).phase is not Phase.OPEN


def test_a_holding_is_valued_at_the_last_trade_else_at_the_close_before() -> None:
    market = marketplace()
    assert market.last_price(NASDAQ, "AAPL") == market.instrument(NASDAQ, "AAPL").base_price
    market.manual().post_print(Print(NASDAQ, "AAPL", Decimal("231.00"), 1, NOW))
    assert market.last_price(NASDAQ, "AAPL") == Decimal("231.00")


def test_prices_are_posted_to_a_manual_market_only() -> None:
    market = marketplace(manual=False)
    assert market.quote(NASDAQ, "AAPL", NOW) is not None
    assert market.quote(NASDAQ, "NOPE", NOW) is None
    with pytest.raises(ValueError, match="manual"):
        market.manual()


def test_a_halted_symbol_offers_nothing_to_orders() -> None:
    market = marketplace(manual=False)
    market.halts.halt(NASDAQ, "AAPL", NOW)
    offered = market.quote(NASDAQ, "AAPL", NOW)
    assert offered is not None
    assert (offered.bid_size, offered.ask_size) == (0, 0)
    found = market.quote(NASDAQ, "NVDA", NOW)
    assert found is not None
    assert found.ask_size > 0
    shown = market.source.quote(market.instrument(NASDAQ, "AAPL"), NOW)
    assert shown is not None
    assert shown.ask_size > 0, "what is shown stands"


def test_what_clients_see_may_be_late() -> None:
    sessions = SessionBook()
    clock, source = MarketClock(NOW, 0.0), SyntheticSource(1, sessions)
    assert Marketplace(clock, sessions, builtin(), source).seen(NOW) == NOW
    late = Marketplace(clock, sessions, builtin(), source, timedelta(milliseconds=250))
    assert late.seen(NOW) == NOW - timedelta(milliseconds=250)
