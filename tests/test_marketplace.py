"""The marketplace: the market's facts in the desk's words."""

from decimal import Decimal

import pytest

from haero.desk.hours import Phase
from haero.desk.reasons import Reason, Refusal
from haero.market.clock import MarketClock
from haero.market.instruments import builtin
from haero.market.manual import ManualSource
from haero.market.messages import Print
from haero.market.sessions import SessionBook
from haero.market.synthetic import SyntheticSource
from haero.marketplace import Marketplace
from haero.terms import Currency, Exchange
from tests.makers import NOW

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
