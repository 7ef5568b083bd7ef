from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from haero.cli.customer import words
from haero.cli.texts import choose
from haero.terms import Exchange, Language


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    choose(Language.EN)
    yield
    choose(None)


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (Decimal("1234567.80000"), 2, "1,234,567.80"),
        (Decimal("-0.50"), 2, "-0.50"),
        (Decimal("0.123456789"), 2, "0.123456789"),
        (Decimal("12345678901234567890.1"), 0, "12,345,678,901,234,567,890.1"),
        (Decimal("NaN"), 2, "-"),
        (1000, 0, "1,000"),
        (None, 0, "-"),
    ],
)
def test_numbers_are_exact(value: Decimal | int | None, digits: int, said: str) -> None:
    assert words.number(value, digits) == said


def test_amounts_by_currency_and_with_their_sign() -> None:
    assert words.price(Decimal("2500"), "JPY") == "2,500"
    assert words.price(Decimal("185.2"), "USD") == "185.20"
    assert [words.signed(Decimal(one), "USD") for one in ("1", "-1", "0")] == ["+1.00", "-1.00", "0.00"]
    assert words.signed(None) == words.signed(Decimal("NaN")) == "-"


def test_percent_to_the_hundredth() -> None:
    said = [words.percent(Decimal(one)) for one in ("-0.01087075", "2.345", "0.00", "-0.001", "1234.5", "NaN")]
    assert said == ["-0.01%", "+2.35%", "0.00%", "0.00%", "+1,234.50%", "-"]


def test_what_rises_has_the_colour_of_the_country() -> None:
    assert (words.colour(Decimal(1)), words.colour(Decimal(-1)), words.colour(Decimal(0))) == ("green", "red", "")
    choose(Language.KO)
    assert (words.colour(Decimal(1)), words.colour(Decimal(-1)), words.colour(None)) == ("red", "blue", "")


def test_times_are_korean() -> None:
    assert words.moment(datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC)) == "11-21 00:00:01"
    assert words.moment(None) == "-"


@pytest.mark.parametrize(
    ("facts", "english", "korean"),
    [
        (
            {
                "kind": "order",
                "side": "buy",
                "exchange": "NASD",
                "symbol": "AAPL",
                "quantity": "10",
                "price": "185.20",
                "type": "limit",
            },
            "buy AAPL 10 limit 185.20",
            "매수 AAPL 10주 지정가 185.20",
        ),
        (
            {
                "side": "sell",
                "exchange": Exchange.NYSE,
                "symbol": "IBM",
                "quantity": 1,
                "price": None,
                "type": "market_on_close",
            },
            "sell NYSE:IBM 1 market on close (MOC)",
            "매도 NYSE:IBM 1주 장마감시장가(MOC)",
        ),
        (
            {
                "kind": "revise",
                "side": "",
                "exchange": "TKSE",
                "symbol": "7203",
                "quantity": 100,
                "price": "2500",
                "original": "0000000007",
            },
            "revise TKSE:7203 100 2,500 (of order 0000000007)",
            "정정 TKSE:7203 100주 2,500 (원주문 0000000007)",
        ),
        (
            {"kind": "cancel", "exchange": "NASDAQ", "symbol": "AAPL", "type": "limit", "original": "0000000007"},
            "cancel AAPL (of order 0000000007)",
            "취소 AAPL (원주문 0000000007)",
        ),
    ],
)
def test_orders_in_a_few_words(facts: dict[str, object], english: str, korean: str) -> None:
    assert words.order(facts) == english
    choose(Language.KO)
    assert words.order(facts) == korean
