from datetime import time

import pytest
import typer

from haero.cli.customer.intent import day, exchange_named, kind_of, one_price, ticker_of
from haero.client.orders.types import Limit, MarketOnClose, Twap
from haero.terms import Exchange


def test_the_price_stands_in_one_of_two_places() -> None:
    assert one_price("1", None) == one_price(None, "1") == "1"
    assert one_price(None, None) is None
    with pytest.raises(typer.Exit) as ended:
        one_price("1", "1")
    assert ended.value.exit_code == 2


def test_order_types() -> None:
    assert kind_of("limit", "185.20") == Limit("185.20")
    assert kind_of("moc", None) == MarketOnClose()
    assert kind_of("twap", "1", "23:45", "04:30") == Twap("1", start=time(23, 45), until=time(4, 30))
    assert kind_of("twap", "1", None, "close") == Twap("1")


@pytest.mark.parametrize(
    "call",
    [
        lambda: kind_of("limit", None),
        lambda: kind_of("moc", "1"),
        lambda: kind_of("limit", "1e5"),
        lambda: kind_of("limit", "1", "23:45", "04:30"),
        lambda: kind_of("twap", "1", "soon", "04:30"),
        lambda: kind_of("twap", "1", "2026-11-20T23:45", "04:30"),
        lambda: ticker_of("005930"),
        lambda: exchange_named("MOON"),
        lambda: day("--since", "yesterday"),
    ],
)
def test_what_can_not_be_is_wrong_use(call: object, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        call()  # type: ignore[operator]
    assert ended.value.exit_code == 2
    assert capsys.readouterr().err.startswith("haero: ")


def test_exchanges_by_any_name() -> None:
    assert exchange_named("tkse") is exchange_named("TOKYO") is Exchange.TOKYO
    assert exchange_named(None) is None
    assert day("--since", None) is None
