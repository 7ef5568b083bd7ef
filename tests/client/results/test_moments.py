from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haero.client.results import moments
from haero.terms import KST, Exchange


def kst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KST)


@pytest.mark.parametrize(
    ("at", "now", "meant"),
    [
        ("22:46:51", "2026-11-20 22:46:52", "2026-11-20 22:46:51"),
        ("23:59:59", "2026-11-21 00:00:01", "2026-11-20 23:59:59"),
        ("00:00:00", "2026-11-20 23:59:59", "2026-11-21 00:00:00"),
        ("23:59:59", "2027-01-01 00:00:30", "2026-12-31 23:59:59"),
    ],
)
def test_the_time_of_a_reply_is_of_the_nearest_day(at: str, now: str, meant: str) -> None:
    assert moments.nearest(time.fromisoformat(at), kst(now)) == kst(meant)
    assert moments.nearest(time.fromisoformat(at), kst(now).astimezone(UTC)) == kst(meant)


@given(st.integers(0, 10 * 365 * 86400), st.integers(-11 * 3600, 11 * 3600))
def test_whatever_is_within_half_a_day_is_found_again(later: int, seconds: int) -> None:
    now = datetime(2020, 1, 2, tzinfo=UTC) + timedelta(seconds=later)
    meant = (now + timedelta(seconds=seconds)).astimezone(KST).replace(microsecond=0)
    assert moments.nearest(meant.time(), now) == meant


def test_the_time_of_a_trade_is_in_the_past() -> None:
    now = kst("2026-11-21 00:00:05")
    assert moments.latest(time(0, 0, 1), now) == kst("2026-11-21 00:00:01")
    assert moments.latest(time(23, 59, 58), now) == kst("2026-11-20 23:59:58")
    assert moments.latest(time(0, 0, 6), now) == kst("2026-11-21 00:00:06")  # the broker's clocks differ by a second
    assert moments.latest(time(9, 0), now) == kst("2026-11-20 09:00:00")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        moments.nearest(time(1), datetime(2026, 11, 20))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize(
    ("exchange", "at", "meant"),
    [
        (Exchange.NASDAQ, "18:00:00", "2026-11-20 18:00:00"),  # pre-market of winter
        (Exchange.NASDAQ, "23:30:00", "2026-11-20 23:30:00"),
        (Exchange.NYSE, "00:00:00", "2026-11-21 00:00:00"),
        (Exchange.AMEX, "06:59:59", "2026-11-21 06:59:59"),
        (Exchange.NASDAQ, "09:59:59", "2026-11-21 09:59:59"),  # the after-market ends at 20:00 in New York
        (Exchange.NASDAQ, "10:00:00", "2026-11-20 10:00:00"),  # the daytime session begins
        (Exchange.TOKYO, "09:00:00", "2026-11-20 09:00:00"),
        (Exchange.HO_CHI_MINH, "15:00:00", "2026-11-20 15:00:00"),
    ],
)
def test_the_day_of_a_time_within_a_trading_day(exchange: Exchange, at: str, meant: str) -> None:
    found = moments.of_trading_day(exchange, date(2026, 11, 20), time.fromisoformat(at))
    assert found == kst(meant)


def test_the_trading_day_of_summer_time_ends_an_hour_earlier_in_korea() -> None:
    day = date(2026, 7, 1)
    assert moments.of_trading_day(Exchange.NASDAQ, day, time(8, 59, 59)) == kst("2026-07-02 08:59:59")
    assert moments.of_trading_day(Exchange.NASDAQ, day, time(9)) == kst("2026-07-01 09:00:00")


def test_every_exchange_has_a_zone() -> None:
    for exchange in Exchange:
        assert moments.local(exchange, date(2026, 7, 1), time(9)).utcoffset() is not None
    assert moments.local(Exchange.NYSE, date(2026, 11, 20), time(10)) == kst("2026-11-21 00:00:00")
