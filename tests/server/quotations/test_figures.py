"""Changes, rates and last prices, as several APIs show them."""

from decimal import Decimal

import pytest

from haero.kis import codes
from haero.market.prices.messages import Summary
from haero.server.quotations.figures import DECIMALS, change, day_change, last_price, rate


def summary(last: str | None, close: str) -> Summary:
    zero = Decimal(0)
    return Summary(None if last is None else Decimal(last), zero, zero, zero, Decimal(close), 0, 0, zero)


def test_every_country_has_its_decimals() -> None:
    assert set(DECIMALS) == {code.country for code in codes.EXCHANGES}


def test_a_change_has_a_sign_and_no_sign_in_its_difference() -> None:
    d = Decimal
    assert change(d(11), d(10)) == ("2", d(1), d(10))
    assert change(d(9), d(10)) == ("5", d(1), d(-10))
    assert change(d(10), d(10)) == ("3", d(0), d(0))
    assert change(d(10), d(0)) == ("2", d(10), d(0))
    assert [rate(Decimal(price), Decimal(10)) for price in (11, 9, 10)] == ["+10.00", "-10.00", " 0.00"]


@pytest.mark.parametrize(
    ("last", "close", "sign", "difference", "percent"),
    [
        ("11", "10", "2", "1", "10"),
        ("9", "10", "5", "1", "-10"),
        ("10", "10", "3", "0", "0"),
        (None, "10", "0", "0", "0"),
        ("10", "0", "2", "10", "0"),
    ],
)
def test_the_change_against_the_close_before(
    last: str | None, close: str, sign: str, difference: str, percent: str
) -> None:
    assert day_change(summary(last, close)) == (sign, Decimal(difference), Decimal(percent))


def test_before_the_first_trade_the_close_before_is_the_price() -> None:
    assert last_price(summary("11", "10")) == 11
    assert last_price(summary(None, "10")) == 10
