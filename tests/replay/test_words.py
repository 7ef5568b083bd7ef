from datetime import UTC, datetime
from decimal import Decimal

import pytest

from haero.replay import words
from haero.terms import Currency

D = Decimal


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (D("182"), "182.00"),
        (D("182.0100"), "182.01"),
        (D("0.12345"), "0.1235"),
        (D("1234567.5"), "1,234,567.50"),
    ],
)
def test_prices(value: Decimal | None, text: str) -> None:
    assert words.price(value) == text


def test_money_has_the_unit_of_its_currency() -> None:
    assert words.money(D("-1234.565"), Currency.USD) == "-1,234.57"
    assert words.money(D("1234.5"), Currency.JPY) == "1,235"


def test_points_and_percents() -> None:
    assert (words.points(D("1.005")), words.points(D(-3)), words.points(None)) == ("+1.01", "-3.00", "–")
    assert (words.percent(D("0.12345")), words.percent(None)) == ("12.345 %", "–")


def test_moments_are_korean() -> None:
    assert words.moment(datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC)) == "2026-11-21 00:00:01"
    assert words.moment(None) == "–"
