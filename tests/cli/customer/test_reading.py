"""What is asked to see all that is open, and in which order it is told."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from haero.cli.customer import reading
from haero.cli.customer.reading import MARKETS, all_orders, open_orders
from haero.terms import CURRENCY_OF, KST, Environment, Exchange


class Row(NamedTuple):
    odno: str
    exchange: Exchange
    symbol: str
    at: datetime


NIGHT = datetime(2026, 11, 21, tzinfo=KST)
APPLE = Row("0000000003", Exchange.NASDAQ, "AAPL", NIGHT)
IBM = Row("0000000002", Exchange.NYSE, "IBM", NIGHT)
TOYOTA = Row("0000000001", Exchange.TOKYO, "7203", NIGHT - timedelta(hours=14))
OLD = Row("0000000009", Exchange.NASDAQ, "MSFT", NIGHT - timedelta(days=3))


class FakeClient:
    """Lists open orders as KIS does: an exchange at a time, NASDAQ standing for the US."""

    def __init__(self) -> None:
        self.asked: list[Exchange | None] = []

    def open_orders(self, exchange: Exchange | None = None) -> list[Row]:
        self.asked.append(exchange)
        if exchange is None:
            return [TOYOTA, APPLE, IBM, OLD]
        return {Exchange.NASDAQ: [APPLE, IBM, OLD], Exchange.NYSE: [APPLE, IBM, OLD], Exchange.TOKYO: [TOYOTA]}.get(
            exchange, []
        )

    def orders(self, since: Any, until: Any, **wanted: Any) -> list[Row]:
        return [APPLE, TOYOTA]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    class Profile(NamedTuple):
        environment: Environment = Environment.REAL

    monkeypatch.setattr(reading, "profile_of", lambda kis: Profile())
    return FakeClient()


def test_every_currency_has_a_market_that_is_asked(client: Any) -> None:
    assert {CURRENCY_OF[market] for market in MARKETS} == {*CURRENCY_OF.values()}
    assert open_orders(client, None) == [OLD, TOYOTA, IBM, APPLE]
    assert client.asked == [*MARKETS]


def test_one_exchange_and_one_symbol(client: Any) -> None:
    assert open_orders(client, Exchange.NYSE) == [IBM]
    assert client.asked == [Exchange.NYSE]
    assert open_orders(client, None, "TKSE:7203") == [TOYOTA]


def test_what_is_open_of_days_before_is_among_todays(client: Any) -> None:
    assert all_orders(client, None, None, None, None) == [OLD, TOYOTA, IBM, APPLE]
    assert all_orders(client, NIGHT.date(), None, None, None) == [TOYOTA, APPLE]
