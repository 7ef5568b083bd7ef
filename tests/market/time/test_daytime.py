"""The US daytime session: Korean hours, on days whose US session follows."""

from datetime import date, datetime

import pytest

from haero.market.listing.instruments import builtin
from haero.market.prices.synthetic import SyntheticSource
from haero.market.time.daytime import daytime, next_opening
from haero.market.time.sessions import SessionBook
from haero.terms import Exchange

BOOK = SessionBook()


@pytest.mark.parametrize(
    ("moment", "position"),
    [
        ("2026-11-20T09:59:59", "before"),
        ("2026-11-20T10:00:00", "open"),
        ("2026-11-20T17:59:59", "open"),
        ("2026-11-20T18:00:00", "after"),
        ("2026-07-10T10:00:00", "open"),  # the same in summer
        ("2026-07-10T18:00:00", "after"),
        ("2026-11-21T12:00:00", "closed_day"),  # Saturday
        ("2026-11-23T12:00:00", "open"),  # Monday in Korea, Sunday night in New York
        ("2026-11-26T12:00:00", "closed_day"),  # no US session follows: Thanksgiving
        ("2026-11-27T12:00:00", "open"),  # a half day follows
    ],
)
def test_where_a_moment_lies(moment: str, position: str) -> None:
    found = daytime(BOOK, Exchange.NYSE, datetime.fromisoformat(f"{moment}+09:00"))
    assert (found.position, found.date) == (position, date.fromisoformat(moment[:10]))


def test_it_lasts_eight_hours_and_is_asked_in_any_zone() -> None:
    found = daytime(BOOK, Exchange.NASDAQ, datetime.fromisoformat("2026-11-19T21:30:00-05:00"))
    assert found.position == "open"
    assert (found.closes - found.opens).total_seconds() == 8 * 3600


@pytest.mark.parametrize("exchange", [Exchange.TOKYO, Exchange.HONG_KONG, Exchange.HANOI, Exchange.SHANGHAI])
def test_only_the_us_has_one(exchange: Exchange) -> None:
    assert daytime(BOOK, exchange, datetime.fromisoformat("2026-11-20T12:00:00+09:00")).position == "closed_day"


def test_the_next_opening_is_ten_in_korea() -> None:
    assert next_opening(datetime.fromisoformat("2026-11-20T09:59:59+09:00")) == datetime.fromisoformat(
        "2026-11-20T10:00+09:00"
    )
    assert next_opening(datetime.fromisoformat("2026-11-20T10:00:00+09:00")) == datetime.fromisoformat(
        "2026-11-21T10:00+09:00"
    )


def test_the_synthetic_market_has_prices_in_it_and_none_around_it() -> None:
    source = SyntheticSource(1, BOOK)
    apple = builtin().get(Exchange.NASDAQ, "AAPL")
    assert apple is not None
    start = datetime.fromisoformat("2026-11-20T07:00:00+09:00")  # after the after-market
    found = list(source.messages(apple, start, datetime.fromisoformat("2026-11-20T10:01:00+09:00")))
    assert found
    assert all(message.at >= datetime.fromisoformat("2026-11-20T10:00:00+09:00") for message in found)
    assert source.quote(apple, datetime.fromisoformat("2026-11-20T12:00:00+09:00")) is not None
    assert source.quote(apple, datetime.fromisoformat("2026-11-20T09:00:00+09:00")) is None
    last = datetime.fromisoformat("2026-11-20T17:59:00+09:00")
    evening = [m.at for m in source.messages(apple, last, datetime.fromisoformat("2026-11-20T18:01:00+09:00"))]
    assert evening == sorted(evening)
    assert len({(at, i % 2) for i, at in enumerate(evening)}) == len(evening)
    before = source.summary(apple, start)
    assert source.summary(apple, last) == before  # the exchange's day does not know of it
