"""The volume curve that VWAP orders are cut by."""

from datetime import UTC, date, datetime, timedelta

import pytest

from haero.market.listing.instruments import Instrument, builtin
from haero.market.prices.manual import ManualSource
from haero.market.prices.messages import Print
from haero.market.prices.synthetic import SyntheticSource
from haero.market.prices.volume import HALF_HOUR, curve
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange
from tests.makers import CLOSE, NASDAQ, OPEN, TODAY, D

SESSIONS = SessionBook()
U = [0.6 + 1.2 * x * x for x in ((2 * place + 1 - 13) / 13 for place in range(13))]


def instrument(exchange: Exchange = NASDAQ, symbol: str = "AAPL") -> Instrument:
    found = builtin().get(exchange, symbol)
    assert found is not None
    return found


def posted(*prints: tuple[datetime, int]) -> ManualSource:
    source = ManualSource(SESSIONS)
    for at, size in prints:
        source.post_print(Print(NASDAQ, "AAPL", D("100"), size, at))
    return source


def test_without_a_past_it_is_a_u() -> None:
    parts = curve(ManualSource(SESSIONS), SESSIONS, instrument(), TODAY)
    assert (parts[0][0], parts[-1][1], len(parts)) == (OPEN, CLOSE, 13)
    weights = [weight for _, _, weight in parts]
    assert [weight / weights[6] for weight in weights] == pytest.approx([height / U[6] for height in U])


def test_half_days_and_lunch_breaks_have_their_own_parts() -> None:
    half_day = curve(ManualSource(SESSIONS), SESSIONS, instrument(), date(2026, 11, 27))
    assert (len(half_day), half_day[-1][1]) == (7, datetime(2026, 11, 27, 18, 0, tzinfo=UTC))
    tokyo = curve(ManualSource(SESSIONS), SESSIONS, instrument(Exchange.TOKYO, "7203"), TODAY)
    assert [(start.hour, start.minute) for start, _, _ in tokyo] == [
        (0, 0), (0, 30), (1, 0), (1, 30), (2, 0), (3, 30), (4, 0), (4, 30), (5, 0), (5, 30),
    ]  # fmt: skip
    assert curve(ManualSource(SESSIONS), SESSIONS, instrument(), date(2026, 11, 21)) == []


def test_a_past_with_trades_in_every_half_hour_is_followed() -> None:
    """Yesterday: as many shares as minutes since the open. Today's trades and the pre-market are not looked at."""
    yesterday = OPEN - timedelta(days=1)
    prints = [(yesterday - HALF_HOUR, 10**6)]
    prints += [(yesterday + HALF_HOUR * place, 100 + 10 * place) for place in range(13)]
    prints += [(OPEN + timedelta(minutes=1), 10**6)]
    parts = curve(posted(*prints), SESSIONS, instrument(), TODAY)
    assert [weight for _, _, weight in parts] == [100 + 10 * place for place in range(13)]


def test_a_past_with_a_gap_is_not_followed() -> None:
    yesterday = OPEN - timedelta(days=1)
    parts = curve(posted((yesterday, 100)), SESSIONS, instrument(), TODAY)
    weights = [weight for _, _, weight in parts]
    assert weights[0] == weights[12] > weights[6]


def test_the_synthetic_market_has_a_past() -> None:
    source = SyntheticSource(1, SESSIONS)
    parts = curve(source, SESSIONS, instrument(), TODAY)
    bars = source.minutes(instrument(), OPEN - timedelta(seconds=1), 200, 30)
    noon = [bar.volume for bar in bars if (bar.start.hour, bar.start.minute) == (17, 0)][-5:]
    assert len(noon) == 5
    assert [weight for start, _, weight in parts if (start.hour, start.minute) == (17, 0)] == [sum(noon)]
